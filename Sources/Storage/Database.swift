import Exchange
package import Foundation

/// One database of one server. Reads run beside each other; writes run one after the other, each in one transaction.
///
/// The engine is SQLite in WAL mode with `synchronous=FULL`, or PostgreSQL ≥ 15: when `write` returns, the rows are on disk. On PostgreSQL
/// any number of nodes share the database and their writes still run one after the other, so what a transaction has read stays true until
/// it is committed.
package struct Database: Sendable {
    private enum Backing: Sendable {
        case sqlite(SQLiteDatabase)
        case postgreSQL(PostgreSQLDatabase)
    }

    private let backing: Backing

    package var engine: DatabaseEngine {
        switch self.backing {
        case .sqlite: .sqlite
        case .postgreSQL: .postgreSQL
        }
    }

    /// Opens or makes the database file of SQLite. Throws `Fault` when the file cannot be opened.
    ///
    /// - Parameters:
    ///   - alarm: raised when a sync fails.
    ///   - cacheMB: what each of the (at most six) connections keeps of the file in memory.
    ///   - onStatement: told of each statement that runs, without its values.
    package static func open(
        file: URL, alarm: DiskAlarm? = nil, cacheMB: Int = 2, onStatement: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        Database(
            backing: .sqlite(
                try SQLiteDatabase(file: file, alarm: alarm, cacheMB: cacheMB, onStatement: onStatement)))
    }

    /// Opens a database file of SQLite that is there already, only for reading. Throws as `open(file:)`.
    package static func open(reading file: URL) throws -> Database {
        Database(backing: .sqlite(try SQLiteDatabase(reading: file)))
    }

    /// A database on PostgreSQL servers. Nothing is connected before the first use.
    ///
    /// - Parameters:
    ///   - address: `postgres://user@host1,host2/name?sslmode=verify-full`, as libpq reads it; may hold a password, so it is never shown.
    ///   - limits: connections, waiting callers, times.
    ///   - onStatement: told of each statement that runs, without its values.
    ///   - onTrouble: told, for the log, why a connection could not be made or was lost; faults do not say it.
    ///
    /// Throws `Fault` (`invalid-request`) when libpq does not understand the address.
    package static func open(
        postgres address: String, limits: PostgreSQLLimits = PostgreSQLLimits(),
        onStatement: (@Sendable (String) -> Void)? = nil, onTrouble: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        Database(
            backing: .postgreSQL(
                try PostgreSQLDatabase(
                    address: address, limits: limits, onStatement: onStatement, onTrouble: onTrouble)))
    }

    /// A database of SQLite that lives in memory as long as the value: for tests.
    ///
    /// - Parameter model: another of SQLite, whose tables and rows it begins with; nil: it is empty.
    package static func inMemory(like model: Database? = nil) throws -> Database {
        let database = try SQLiteDatabase()
        if case .sqlite(let model) = model?.backing { try model.copy(to: database) }
        return Database(backing: .sqlite(database))
    }

    /// Runs the migrations that this database has not seen, in order, each in a transaction of its own. On PostgreSQL one node at a time. Throws
    /// `conflict` when the database has seen one that is not among them: a newer version was here.
    package func migrate(_ migrations: [Migration]) throws {
        switch self.backing {
        case .sqlite(let database): try database.migrate(migrations)
        case .postgreSQL(let database): try database.migrate(migrations)
        }
    }

    /// Reads in one snapshot.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        switch self.backing {
        case .sqlite(let database): try await database.read(body)
        case .postgreSQL(let database): try await database.read(body)
        }
    }

    /// The same for a few rows that are found by their keys, where many ask at the same time: SQLite does it on the caller's thread (`LookUps`).
    package func lookUp<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        switch self.backing {
        case .sqlite(let database): try await database.lookUp(body)
        case .postgreSQL(let database): try await database.read(body)
        }
    }

    /// The same, and on PostgreSQL every question that `body` asked: for who asks them again when he writes (`GroupWriter.Foresight`).
    package func lookUpNoting<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> (Value, Set<Question>) {
        try await self.lookUp { connection in
            guard connection.engine == .postgreSQL else { return (try body(connection), []) }
            let asked = AskedQuestions()
            let value = try body(Connection(session: connection.session, asked: asked))
            return (value, asked.all)
        }
    }

    /// Writes in one transaction: all of it or, when `body` throws, nothing.
    ///
    /// On PostgreSQL it throws `outcome-unknown` when the connection was cut while the transaction was being committed: it may be there or
    /// not, as after a crash of our own. Who repeats an act finds out by what he repeats it with.
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        switch self.backing {
        case .sqlite(let database): try await database.write(body)
        case .postgreSQL(let database): try await database.write(body)
        }
    }

    /// Writes in one transaction beside the writers: on PostgreSQL without their lock, so that it may take long and nobody waits for it. Only for rows
    /// about which no other transaction has to know: those that are named by what they hold (`DatabaseContent`). SQLite has one writer: there it
    /// is `write`.
    package func writeBeside<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        switch self.backing {
        case .sqlite(let database): try await database.write(body)
        case .postgreSQL(let database): try await database.writeBeside(body)
        }
    }

    /// The same for the row of `HealthProbe`, on a connection of its own: contents that are being kept may hold all the others for minutes, and the
    /// node is not less well for it.
    func writeProbe<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        switch self.backing {
        case .sqlite(let database): try await database.write(body)
        case .postgreSQL(let database): try await database.writeProbe(body)
        }
    }

    /// What `Connection.notify` says on `channel`, on any node, from now on; ends with the task that reads it. An empty payload may also mean
    /// that something was missed (the connection to PostgreSQL was cut, or the reader is far behind): then everything has to be looked
    /// through. On PostgreSQL each call holds a connection: a process listens once to a channel.
    package func notifications(_ channel: String) -> AsyncStream<String> {
        switch self.backing {
        case .sqlite(let database): database.bells.listen(channel)
        case .postgreSQL(let database): database.notifications(channel)
        }
    }

    /// Brings everything that lies in the write-ahead log into the file itself and syncs that. At a start, before anything is answered: what a
    /// process left in the log whose sync had failed is read as if it were on disk, and no later sync would put it there.
    ///
    /// Answers whether it was done; not when another process is reading. PostgreSQL sees to this by itself.
    package func settle() async throws -> Bool {
        switch self.backing {
        case .sqlite(let database): try await database.settle()
        case .postgreSQL: true
        }
    }

    /// Ends every connection; SQLite puts everything into the one database file. Nothing may use the database afterwards.
    package func close() throws {
        switch self.backing {
        case .sqlite(let database): try database.close()
        case .postgreSQL(let database): database.close()
        }
    }
}

/// One step of the schema. A step that shipped is never edited or left out: it tells the past, and by steps that it does not know an older version
/// finds out that it is older. So who changes triggers that no step makes (`Connection.keepTriggers`) adds a step too, or an older node would put
/// back its own.
package struct Migration: Sendable {
    package let name: String
    package let sql: String
    private let written: String?
    private let pieces: [(sql: String, postgres: String)]

    /// What PostgreSQL runs.
    package var postgres: String {
        if let written = self.written { return written }
        let text = self.pieces.reduce(self.sql) { text, piece in
            precondition(text.contains(piece.sql), "\(self.name): no such piece: \(piece.sql)")
            return text.replacing(piece.sql, with: piece.postgres)
        }
        return PostgreSQLTypes.translate(text)
    }

    /// - Parameter postgres: where PostgreSQL needs another text; nil: the same, translated (`PostgreSQLTypes`).
    package init(_ name: String, sql: String, postgres: String? = nil) {
        self.name = name
        self.sql = sql
        self.written = postgres
        self.pieces = []
    }

    /// - Parameter pieces: of `sql`, which PostgreSQL needs otherwise before the whole is translated.
    package init(_ name: String, sql: String, onPostgreSQL pieces: KeyValuePairs<String, String>) {
        self.name = name
        self.sql = sql
        self.written = nil
        self.pieces = pieces.map { (sql: $0.key, postgres: $0.value) }
    }
}

extension Migration {
    /// - Parameter done: the names of those that a database has seen.
    static func refuseNewer(_ done: Set<String>, than known: [Migration]) throws {
        guard let newer = done.subtracting(known.map(\.name)).min() else { return }
        throw Fault(
            .conflict,
            vi:
                "Cơ sở dữ liệu đã được một phiên bản mới hơn nâng cấp (\(newer)): phiên bản này không chạy trên đó nữa. Cài phiên bản mới.",
            en:
                "A newer version has brought the database to its schema (\(newer)): this version does not run on it any more. Install the newer one.",
            place: newer)
    }
}
