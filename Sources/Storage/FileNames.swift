/// Which files of the content store belong to a server: those that a row names and still needs. Backup, check, move and sweep ask the same.
package struct FileNames: Sendable {
    /// A column that names a file, and which of its rows need it.
    package struct Column: Sendable {
        private let table: String
        private let column: String
        private let condition: String

        /// - Parameter condition: of a row that needs its file, as SQL.
        package init(table: String, column: String, condition: String = "1 = 1") {
            self.table = table
            self.column = column
            self.condition = condition
        }

        fileprivate var hashes: String { self.query(self.column) }
        fileprivate var needed: String { self.query("1 AS needed", and: "\(self.table).\(self.column) = $1") }
        fileprivate var any: String { self.query("1 AS needed") }

        private func query(_ selected: String, and further: String = "1 = 1") -> String {
            """
            SELECT \(selected) FROM \(self.table)
            WHERE \(self.table).\(self.column) IS NOT NULL AND \(self.condition) AND \(further)
            """
        }
    }

    /// A query for the hash of each, once, as `hash`: the name of the first column.
    package let hashes: String
    private let needed: String
    private let any: String

    /// - Parameter columns: every one that names files; `hash` first.
    package init(_ columns: [Column]) {
        self.hashes = columns.map(\.hashes).joined(separator: "\nUNION\n")
        self.needed = columns.map(\.needed).joined(separator: "\nUNION ALL\n")
        self.any = columns.map(\.any).joined(separator: "\nUNION ALL\n")
    }

    /// Whether a row needs the file now.
    package func isNeeded(_ hash: ContentHash, in connection: Connection) throws -> Bool {
        try connection.row("\(self.needed)\nLIMIT 1", hash) != nil
    }

    /// Whether a row needs any file now.
    package func areNeeded(in connection: Connection) throws -> Bool {
        try connection.row("\(self.any)\nLIMIT 1") != nil
    }
}
