import Exchange
import Foundation

/// How far a move into a database on PostgreSQL has come, as its own tables tell.
struct MoveState: Sendable {
    /// Of the source when the move began (`DatabaseMove.Server.mark`).
    let mark: String
    /// Every row is there, and the tables refuse and do again what they always do.
    let isCopied: Bool
    let isFinished: Bool

    /// How far one table has come.
    struct Place: Sendable {
        /// By SQLite's own numbers.
        var lastRow: Int
        var copied: Int
    }

    /// Nil: the database is empty. Throws `conflict` when it holds anything else.
    init?(in connection: Connection) throws {
        if let begun = try Self.ifBegun(in: connection) {
            self = begun
            return
        }
        let found = try connection.row(
            """
            SELECT CAST(relname AS TEXT) AS name FROM pg_class
            WHERE relnamespace = \(DatabaseMove.here)
                AND relkind IN ('r', 'p', 'f', 'm', 'S')
            LIMIT 1
            """)
        guard let name: String = try found?["name"] else { return nil }
        throw Fault(
            .conflict, vi: "Cơ sở dữ liệu PostgreSQL không trống (có \"\(name)\"). Tạo cơ sở dữ liệu mới.",
            en: "The PostgreSQL database is not empty (it has \"\(name)\"). Make a new one.", place: "to")
    }

    private init(row: Row) throws {
        self.mark = try row["mark"]
        let (copied, end): (String?, String?) = (try row["copied_at"], try row["finished_at"])
        self.isCopied = copied != nil
        self.isFinished = end != nil
    }

    /// Nil: nothing was ever moved into the database.
    static func ifBegun(in connection: Connection) throws -> MoveState? {
        let isBegun: Bool =
            try connection.row("SELECT to_regclass('migration_source') IS NOT NULL AS begun")?["begun"] ?? false
        guard isBegun else { return nil }
        return try connection.row("SELECT mark, copied_at, finished_at FROM migration_source LIMIT 1").map(
            MoveState.init(row:))
    }

    /// In an empty database.
    static func begin(_ mark: String, in connection: Connection) throws {
        // Somebody else may have come meanwhile.
        guard try MoveState(in: connection) == nil else {
            throw Fault(
                .conflict, vi: "Một lệnh khác vừa bắt đầu chuyển vào cơ sở dữ liệu này.",
                en: "Another command has just begun to move into this database.", place: "to")
        }
        try connection.execute(
            """
            CREATE TABLE migration_source (
                mark TEXT NOT NULL, began_at TEXT NOT NULL, copied_at TEXT, finished_at TEXT
            )
            """)
        try connection.execute(
            """
            CREATE TABLE migration_copy (
                name TEXT NOT NULL PRIMARY KEY, last_row BIGINT NOT NULL, copied BIGINT NOT NULL
            )
            """)
        try connection.execute("INSERT INTO migration_source (mark, began_at) VALUES ($1, $2)", mark, Date())
    }

    static func copied(at now: Date, in connection: Connection) throws {
        try connection.execute("UPDATE migration_source SET copied_at = $1", now)
    }

    static func finish(at now: Date, in connection: Connection) throws {
        try connection.execute("UPDATE migration_source SET finished_at = $1", now)
    }

    /// Begins with the table when it has not begun: what the migrations put into it goes.
    static func place(of table: MoveTable, in connection: Connection) throws -> Place {
        if let row = try connection.row("SELECT last_row, copied FROM migration_copy WHERE name = $1", table.name) {
            return Place(lastRow: try row["last_row"], copied: try row["copied"])
        }
        try connection.execute("DELETE FROM \(table.quoted)")
        // Before every row: some numbers begin with 0.
        let place = Place(lastRow: Int.min, copied: 0)
        try connection.execute(
            "INSERT INTO migration_copy (name, last_row, copied) VALUES ($1, $2, $3)", table.name, place.lastRow,
            place.copied)
        return place
    }

    /// In the transaction that has copied `count` rows. Throws `conflict` when another command has been here meanwhile.
    static func advance(
        _ table: MoveTable, from place: Place, to lastRow: Int, by count: Int, in connection: Connection
    ) throws -> Place {
        let next = Place(lastRow: lastRow, copied: place.copied + count)
        let changed = try connection.execute(
            "UPDATE migration_copy SET last_row = $1, copied = $2 WHERE name = $3 AND last_row = $4",
            next.lastRow, next.copied, table.name, place.lastRow)
        guard changed == 1 else {
            throw Fault(
                .conflict, vi: "Một lệnh khác cũng đang chuyển vào cơ sở dữ liệu này.",
                en: "Another command is moving into this database too.", place: "to")
        }
        return next
    }
}
