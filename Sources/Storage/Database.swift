package import Foundation
import GRDB

/// One database of one server. Reads run beside each other; writes run one after the other, each in one transaction.
///
/// The engine is SQLite in WAL mode with `synchronous=FULL`: when `write` returns, the rows are on disk.
package struct Database: Sendable {
    private let engine: any DatabaseWriter
    /// Nil in memory.
    private let lookUps: LookUps?
    /// Path of the file, for what is told of it; nil in memory.
    private let path: String?
    private let alarm: DiskAlarm?

    /// Opens or makes the database file. Throws `Fault` when the file cannot be opened.
    ///
    /// - Parameters:
    ///   - alarm: raised when a sync fails.
    ///   - cacheMB: what each of the (at most six) connections keeps of the file in memory.
    ///   - onStatement: told of each statement that runs, without its values.
    package static func open(
        file: URL, alarm: DiskAlarm? = nil, cacheMB: Int = 2, onStatement: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        var configuration = Self.configuration
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = \(-1_000 * cacheMB)") }
        if let onStatement {
            configuration.prepareDatabase { database in
                database.trace { event in
                    if case .statement(let statement) = event { onStatement(statement.sql) }
                }
            }
        }
        configuration.maximumReaderCount = 4
        return try translatingFaults(of: file.path) {
            let engine = try DatabasePool(path: file.path, configuration: configuration)
            let lookUps = try LookUps(path: file.path, configuration: Self.configuration)
            return Database(engine: engine, lookUps: lookUps, path: file.path, alarm: alarm)
        }
    }

    /// A database that lives in memory as long as the value: for tests.
    package static func inMemory() throws -> Database {
        let engine = try DatabaseQueue(configuration: Self.configuration)
        return Database(engine: engine, lookUps: nil, path: nil, alarm: nil)
    }

    /// Runs the migrations that this database has not seen, in order, each in a transaction of its own.
    package func migrate(_ migrations: [Migration]) throws {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        try translatingFaults(of: self.path) { try migrator.migrate(self.engine) }
    }

    /// Reads in one snapshot.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await translatingFaults(of: self.path) { try await self.engine.read { try body(Connection(database: $0)) } }
    }

    /// The same for a few rows that are found by their keys, where many ask at the same time: on the caller's thread (`LookUps`).
    package func lookUp<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        guard let lookUps = self.lookUps else { return try await self.read(body) }
        return try translatingFaults(of: self.path) { try lookUps.read(body) }
    }

    /// Writes in one transaction: all of it or, when `body` throws, nothing.
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        try await translatingFaults(of: self.path, alarm: self.alarm) {
            try await self.engine.write { try body(Connection(database: $0)) }
        }
    }

    /// Brings everything that lies in the write-ahead log into the file itself and syncs that. At a start, before anything is answered: what a
    /// process left in the log whose sync had failed is read as if it were on disk, and no later sync would put it there.
    ///
    /// Answers whether it was done; not when another process is reading.
    package func settle() async throws -> Bool {
        try await translatingFaults(of: self.path, alarm: self.alarm) {
            do {
                return try await self.engine.writeWithoutTransaction { database in
                    _ = try database.checkpoint(.truncate)
                    return true
                }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return false
            }
        }
    }

    /// Ends every connection and puts everything into the one database file. Nothing may use the database afterwards.
    package func close() throws {
        try translatingFaults {
            try self.lookUps?.close()
            try self.engine.close()
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // Pages (4 KiB) after which the log goes into the file: most of them are written again and again meanwhile.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // What lets one part of a transaction be undone is kept in memory, not in a file that is made and removed each time.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
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
