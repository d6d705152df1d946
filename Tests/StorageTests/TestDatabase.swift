import Foundation
import Programs
import Storage
import Testing

/// A new, empty database of an engine: of SQLite in memory, or of the tests' PostgreSQL server.
func newDatabase(_ engine: DatabaseEngine, _ migrations: [Migration] = []) async throws -> Database {
    let database =
        switch engine {
        case .sqlite: try Database.inMemory()
        case .postgreSQL: try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
        }
    try database.migrate(migrations)
    return database
}

/// Runs `body` with one that can be used in several ways at once: SQLite's lies in a file.
func withDatabase(
    _ engine: DatabaseEngine, _ migrations: [Migration] = [], _ body: (Database) async throws -> Void
) async throws {
    try await withFolder { folder in
        let database =
            engine == .sqlite
            ? try Database.open(file: folder.appending(path: "test.sqlite")) : try await newDatabase(engine)
        try database.migrate(migrations)
        try await body(database)
        try database.close()
    }
}

extension DatabaseEngine {
    static let all: [DatabaseEngine] = [.sqlite, .postgreSQL]
}

/// Runs commands on a PostgreSQL server, outside of transactions.
func psql(_ address: String, _ commands: String...) async throws {
    let options = ["-q", "-v", "ON_ERROR_STOP=1"] + commands.flatMap { ["-c", $0] }
    #expect(try await Program("psql", options + [address]).run().status == 0)
}
