import Foundation
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// The engine that the suites of the hub run on: SQLite, or PostgreSQL with `LIENTHONG_TEST_DATABASE=postgres`.
enum TestEngine {
    static let isPostgreSQL = ProcessInfo.processInfo.environment["LIENTHONG_TEST_DATABASE"] == "postgres"

    /// By the path of a data folder.
    private static let addresses = Mutex<[String: String]>([:])

    /// An empty database that belongs to no folder.
    static func newDatabase() async throws -> Database {
        guard self.isPostgreSQL else { return try Database.inMemory() }
        return try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
    }

    /// The same with the hub's tables.
    static func newHubDatabase() async throws -> Database {
        let database = try await self.newDatabase()
        try HubDatabase.migrate(database)
        return database
    }

    /// Of the database that goes with a data folder, the same each time; nil: it lies in the folder.
    static func address(of folder: URL) async throws -> String? {
        guard self.isPostgreSQL else { return nil }
        if let known = self.known(folder) { return known }
        let made = try await TestPostgreSQL.shared.newDatabase()
        return self.addresses.withLock { addresses in
            let address = addresses[folder.path] ?? made
            addresses[folder.path] = address
            return address
        }
    }

    /// The same when a hub has run in the folder.
    static func known(_ folder: URL) -> String? { self.addresses.withLock { $0[folder.path] } }
}

extension HubCheck {
    /// Of the hub that runs or ran in the folder.
    init(tested folder: URL) throws { try self.init(folder: folder, database: TestEngine.known(folder)) }
}

extension Trait where Self == ConditionTrait {
    /// What is tested is the file of SQLite, or what this engine says of its plans.
    static var aboutSQLite: Self { .enabled("about SQLite") { !TestEngine.isPostgreSQL } }
}
