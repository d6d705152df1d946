import Foundation
import Programs
import Storage
import Testing

func newDatabase(_ engine: DatabaseEngine, _ migrations: [Migration] = []) async throws -> Database {
    try await TestEngine.newDatabase(engine, migrations)
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

/// Runs commands on a PostgreSQL server, outside of transactions.
func psql(_ address: String, _ commands: String...) async throws {
    let options = ["-q", "-v", "ON_ERROR_STOP=1"] + commands.flatMap { ["-c", $0] }
    #expect(try await Program("psql", options + [address]).run().status == 0)
}
