import Foundation
import GRDB

/// One file of SQLite in WAL mode with `synchronous=FULL`, or a database in memory.
struct SQLiteDatabase: Sendable {
    private let writer: any DatabaseWriter
    /// Nil in memory.
    private let lookUps: LookUps?
    /// Path of the file, for what is told of it; nil in memory.
    private let path: String?
    private let alarm: DiskAlarm?
    let bells = NotificationBells()

    init(file: URL, alarm: DiskAlarm?, cacheMB: Int, onStatement: (@Sendable (String) -> Void)?) throws {
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
        (self.writer, self.lookUps) = try translatingFaults(of: file.path) {
            let pool = try DatabasePool(path: file.path, configuration: configuration)
            return (pool, try LookUps(path: file.path, configuration: Self.configuration))
        }
        self.path = file.path
        self.alarm = alarm
    }

    /// A file that is there already; it is only read.
    init(reading file: URL) throws {
        var configuration = Self.configuration
        configuration.readonly = true
        self.writer = try translatingFaults(of: file.path) {
            try DatabaseQueue(path: file.path, configuration: configuration)
        }
        self.lookUps = nil
        self.path = file.path
        self.alarm = nil
    }

    init() throws {
        self.writer = try DatabaseQueue(configuration: Self.configuration)
        self.lookUps = nil
        self.path = nil
        self.alarm = nil
    }

    func copy(to other: SQLiteDatabase) throws { try translatingFaults { try self.writer.backup(to: other.writer) } }

    func migrate(_ migrations: [Migration]) throws {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        try translatingFaults(of: self.path) {
            try Migration.refuseNewer(try self.writer.read { try migrator.appliedIdentifiers($0) }, than: migrations)
            try migrator.migrate(self.writer)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        let bells = self.bells
        if self.path == nil { return try await self.readMemory(body) }
        return try await translatingFaults(of: self.path) {
            try await self.writer.read { try body(Connection(session: SQLiteSession(database: $0, bells: bells))) }
        }
    }

    /// The only connection reads too. `query_only`, with which the library would keep it from writing meanwhile, makes SQLite prepare every statement
    /// anew; the session looks at each statement in its place.
    private func readMemory<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let bells = self.bells
        return try await translatingFaults {
            try await self.writer.unsafeRead { database in
                var value: Value?
                try database.inTransaction(.deferred) {
                    value = try body(
                        Connection(session: SQLiteSession(database: database, bells: bells, mayWrite: false)))
                    return .commit
                }
                guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return value
            }
        }
    }

    func lookUp<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        guard let lookUps = self.lookUps else { return try await self.read(body) }
        return try translatingFaults(of: self.path) { try lookUps.read(self.bells, body) }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        let bells = self.bells
        return try await translatingFaults(of: self.path, alarm: self.alarm) {
            try await self.writer.write { try body(Connection(session: SQLiteSession(database: $0, bells: bells))) }
        }
    }

    func settle() async throws -> Bool {
        try await translatingFaults(of: self.path, alarm: self.alarm) {
            do {
                return try await self.writer.writeWithoutTransaction { database in
                    _ = try database.checkpoint(.truncate)
                    return true
                }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return false
            }
        }
    }

    func close() throws {
        try translatingFaults {
            try self.lookUps?.close()
            try self.writer.close()
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
