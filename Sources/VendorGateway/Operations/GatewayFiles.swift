import Storage

/// Which files of the content store belong to the gateway: those that a row names. Backup, check, move and sweep ask the same.
package enum GatewayFiles {
    /// A column that names a file, and which of its rows need it. A table that names files stands here.
    private struct Names {
        let table: String
        let column: String
        var condition = "1 = 1"

        func query(_ selected: String, and further: String = "1 = 1") -> String {
            "SELECT \(selected) FROM \(self.table) WHERE \(self.condition) AND \(further)"
        }
    }

    private static let all = [
        Names(table: "arrival_file", column: "hash"),
        Names(table: "arrival", column: "package_hash"),
        Names(table: "gateway_outbox", column: "package_hash", condition: "package_hash IS NOT NULL"),
        Names(table: "gateway_inbox", column: "package_hash", condition: "state = 'stored'"),
    ]

    /// The hash of each, once, as `hash`: the name of the first column.
    package static let hashes = Self.all.map { $0.query($0.column) }.joined(separator: "\nUNION\n")

    private static let needed = Self.all.map { $0.query("1 AS needed", and: "\($0.column) = $1") }
        .joined(separator: "\nUNION ALL\n")

    /// Whether a row needs the file now.
    static func isNeeded(_ hash: ContentHash, in connection: Connection) throws -> Bool {
        try connection.row("\(Self.needed)\nLIMIT 1", hash) != nil
    }

    private static let any = Self.all.map { $0.query("1 AS needed") }.joined(separator: "\nUNION ALL\n")

    /// Whether a row needs any file now.
    static func areNeeded(in connection: Connection) throws -> Bool {
        try connection.row("\(Self.any)\nLIMIT 1") != nil
    }

    static let indexes = Migration(
        "vendor 0216 files are found by their hash",
        sql: """
            CREATE INDEX arrival_file_hash ON arrival_file (hash);
            CREATE INDEX arrival_package ON arrival (package_hash);
            CREATE INDEX gateway_outbox_hash ON gateway_outbox (package_hash);
            CREATE INDEX gateway_inbox_package ON gateway_inbox (package_hash);
            """
    )
}
