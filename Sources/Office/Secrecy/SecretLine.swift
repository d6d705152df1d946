import Storage

/// Lines that tell how a secret document has changed, only ever added: as its page and the register read them.
protocol SecretLine {
    /// Its column `document_id` names the document, `seq` their order.
    static var table: String { get }

    init(_ row: Row) throws
}

extension SecretLine {
    /// Most lines of one document: more are a mistake.
    static var maximum: Int { 50 }

    /// The oldest first.
    static func all(of document: String, in connection: Connection) throws -> [Self] {
        try connection.rows(
            "SELECT * FROM \(Self.table) WHERE document_id = $1 ORDER BY seq LIMIT \(Self.maximum)", document
        ).map { try Self($0) }
    }

    /// Those of a secret book between two numbers, by document; at most as many as a register reads at once.
    static func all(of book: Book, _ first: Int, _ last: Int, in connection: Connection) throws -> [String: [Self]] {
        try connection.rows(
            """
            SELECT change.* FROM register_entry
            JOIN \(Self.table) AS change ON change.document_id = register_entry.document_id
            WHERE register_entry.register_id = $1 AND register_entry.number BETWEEN $2 AND $3
            ORDER BY change.seq LIMIT 20000
            """, book.id, first, last
        ).reduce(into: [:]) { changes, row in
            changes[try row["document_id"], default: []].append(try Self(row))
        }
    }
}
