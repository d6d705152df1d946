import Exchange

/// The keys of servers that serve a database together (khóa của các nút): all must have the same `keys/`, also where each has a data folder of its own.
/// Who made new ones could not open what others sealed, and would sign what nobody else confirms.
package enum NodeKeys {
    /// SQLite has the table too, without a row.
    ///
    /// - Parameter name: of the migration, in the order of the server's own.
    package static func migration(_ name: String) -> Migration {
        Migration(
            name,
            sql: """
                CREATE TABLE node_keys (
                    only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
                    -- What the keys of the first node are known by; nobody learns the keys from it.
                    sealed TEXT NOT NULL
                );
                """
        )
    }

    /// Writes what the keys of this node are known by into a database that knows none yet, or has what the first node wrote judged. Throws `conflict`
    /// when its keys are others.
    package static func settle(
        in connection: Connection, sign: () throws -> String, isOurs: (String) throws -> Bool
    ) throws {
        guard let row = try connection.row("SELECT sealed FROM node_keys LIMIT 1") else {
            try connection.execute("INSERT INTO node_keys (only_one, sealed) VALUES (1, $1)", try sign())
            return
        }
        guard try isOurs(try row["sealed"]) else {
            throw Fault(
                .conflict,
                vi:
                    "Thư mục keys/ của nút này khác các nút đã chạy với cơ sở dữ liệu: chép keys/ của nút đầu tiên sang rồi chạy lại.",
                en:
                    "keys/ of this node are not those of the nodes that have served the database: copy them from the first node.",
                place: "keys")
        }
    }
}
