package import Foundation
import GRDB

/// One database of one server. Reads run beside each other; writes run one after the other, each in one transaction.
///
/// The engine is SQLite in WAL mode with `synchronous=FULL`: when `write` returns, the rows are on disk.
package struct Database: Sendable {
    private let engine: any DatabaseWriter

    /// Opens or makes the database file. Throws `Fault` when the file cannot be opened.
    package static func open(file: URL) throws -> Database {
        var configuration = Self.configuration
        configuration.maximumReaderCount = 4
        return Database(
            engine: try translatingFaults { try DatabasePool(path: file.path, configuration: configuration) })
    }

    /// A database that lives in memory as long as the value: for tests.
    package static func inMemory() throws -> Database {
        Database(engine: try DatabaseQueue(configuration: Self.configuration))
    }

    /// Runs the migrations that this database has not seen, in order, each in a transaction of its own.
    package func migrate(_ migrations: [Migration]) throws {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        try translatingFaults { try migrator.migrate(self.engine) }
    }

    /// Reads in one snapshot.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await translatingFaults { try await self.engine.read { try body(Connection(database: $0)) } }
    }

    /// Writes in one transaction: all of it or, when `body` throws, nothing.
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        try await translatingFaults { try await self.engine.write { try body(Connection(database: $0)) } }
    }

    /// Ends every connection and puts everything into the one database file. Nothing may use the database afterwards.
    package func close() throws { try translatingFaults { try self.engine.close() } }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }
}

/// One step of the schema. A step that shipped is never edited: it tells the past.
package struct Migration: Sendable {
    package let name: String
    package let sql: String

    package init(_ name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
