package import Foundation
package import Storage
import Synchronization
package import Testing

/// The engine that the suites of hub, office and gateway run on: SQLite, or PostgreSQL with `LIENTHONG_TEST_DATABASE=postgres`.
package enum TestEngine {
    package static let isPostgreSQL = ProcessInfo.processInfo.environment["LIENTHONG_TEST_DATABASE"] == "postgres"

    /// By the path of a data folder.
    private static let addresses = Mutex<[String: String]>([:])

    /// An empty database that belongs to no folder.
    package static func newDatabase() async throws -> Database {
        try await self.newDatabase(self.isPostgreSQL ? .postgreSQL : .sqlite)
    }

    /// A new database of an engine: of SQLite in memory, or of the tests' PostgreSQL server.
    package static func newDatabase(_ engine: DatabaseEngine, _ migrations: [Migration] = []) async throws -> Database {
        let database =
            switch engine {
            case .sqlite: try Database.inMemory()
            case .postgreSQL: try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
            }
        try database.migrate(migrations)
        return database
    }

    /// Of the database that goes with a data folder, the same each time; nil: it lies in the folder.
    package static func address(of folder: URL) async throws -> String? {
        guard self.isPostgreSQL else { return nil }
        if let known = self.known(folder) { return known }
        let made = try await TestPostgreSQL.shared.newDatabase()
        return self.addresses.withLock { addresses in
            let address = addresses[folder.path] ?? made
            addresses[folder.path] = address
            return address
        }
    }

    /// The same when a server has run in the folder.
    package static func known(_ folder: URL) -> String? { self.addresses.withLock { $0[folder.path] } }
}

extension DatabaseEngine {
    package static let all: [DatabaseEngine] = [.sqlite, .postgreSQL]
}

extension Trait where Self == ConditionTrait {
    /// What is tested is the file of SQLite, or what this engine says of its plans and its schema.
    package static var aboutSQLite: Self { .enabled("about SQLite") { !TestEngine.isPostgreSQL } }
}
