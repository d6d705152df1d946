package import Foundation
package import Storage
import Synchronization

/// The engine that the suites of hub and office run on: SQLite, or PostgreSQL with `LIENTHONG_TEST_DATABASE=postgres`.
package enum TestEngine {
    package static let isPostgreSQL = ProcessInfo.processInfo.environment["LIENTHONG_TEST_DATABASE"] == "postgres"

    /// By the path of a data folder.
    private static let addresses = Mutex<[String: String]>([:])

    /// An empty database that belongs to no folder.
    package static func newDatabase() async throws -> Database {
        guard self.isPostgreSQL else { return try Database.inMemory() }
        return try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
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
