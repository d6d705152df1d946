import Storage

/// Which files of the content store belong to the office: those that a row names and whose content was not destroyed. Backup, check and sweep ask
/// the same.
package enum StoredFiles {
    /// A column that names a file, and which of its rows still need it. A table that names files stands here.
    private struct Names {
        let table: String
        let column: String
        var condition = "1 = 1"
        /// The id of the document that the row belongs to, as an expression.
        var document: String?

        func query(_ selected: String, and further: String = "1 = 1") -> String {
            let kept = self.document.map {
                "NOT EXISTS (SELECT 1 FROM destroyed_document WHERE destroyed_document.document_id = \($0))"
            }
            return """
                SELECT \(selected) FROM \(self.table)
                WHERE \(self.table).\(self.column) IS NOT NULL AND \(self.condition) AND \(kept ?? "1 = 1") AND \(further)
                """
        }
    }

    private static let all = [
        Names(table: "attachment", column: "hash", document: "attachment.document_id"),
        Names(table: "incoming", column: "package_hash", document: "incoming.id"),
        Names(table: "outgoing", column: "package_hash", document: "outgoing.id"),
        Names(
            table: "copy_file", column: "hash",
            document: "(SELECT document_copy.document_id FROM document_copy WHERE document_copy.id = copy_file.copy_id)"
        ),
        Names(table: "register_import", column: "file_hash"),
        Names(
            table: "gateway_outbox", column: "package_hash",
            document: """
                COALESCE(
                    (SELECT document_update.document_id FROM document_update WHERE document_update.id = gateway_outbox.reference),
                    (SELECT recall.outgoing_id FROM recall WHERE recall.id = gateway_outbox.reference),
                    gateway_outbox.reference
                )
                """),
        Names(
            table: "gateway_inbox", column: "package_hash",
            condition: """
                gateway_inbox.state = 'stored' AND NOT EXISTS (
                    SELECT 1 FROM incoming JOIN destroyed_document ON destroyed_document.document_id = incoming.id
                    WHERE incoming.delivery_id = gateway_inbox.delivery_id
                    UNION ALL SELECT 1 FROM update_delivery
                    JOIN destroyed_document ON destroyed_document.document_id = update_delivery.document_id
                    WHERE update_delivery.delivery_id = gateway_inbox.delivery_id
                )
                """),
    ]

    /// The hash of each, once, as `hash`: the name of the first column.
    package static let hashes = Self.all.map { $0.query($0.column) }.joined(separator: "\nUNION\n")

    private static let needed =
        Self.all.map { $0.query("1 AS needed", and: "\($0.table).\($0.column) = $1") }.joined(
            separator: "\nUNION ALL\n")

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
        "office 0301 files are found by their hash",
        sql: """
            CREATE INDEX attachment_hash ON attachment (hash);
            CREATE INDEX incoming_package ON incoming (package_hash);
            CREATE INDEX outgoing_package ON outgoing (package_hash);
            CREATE INDEX gateway_outbox_hash ON gateway_outbox (package_hash);
            CREATE INDEX gateway_inbox_package ON gateway_inbox (package_hash);
            """
    )
}
