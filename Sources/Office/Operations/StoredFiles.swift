package import Storage

/// Which rows of the office name files whose content was not destroyed. A table that names files stands here.
package enum StoredFiles {
    package static let names = FileNames([
        .init(table: "attachment", column: "hash", condition: Self.kept("attachment.document_id")),
        .init(table: "incoming", column: "package_hash", condition: Self.kept("incoming.id")),
        .init(table: "outgoing", column: "package_hash", condition: Self.kept("outgoing.id")),
        .init(
            table: "copy_file", column: "hash",
            condition: Self.kept(
                "(SELECT document_copy.document_id FROM document_copy WHERE document_copy.id = copy_file.copy_id)")
        ),
        .init(table: "register_import", column: "file_hash"),
        .init(
            table: "gateway_outbox", column: "package_hash",
            condition: Self.kept(
                """
                COALESCE(
                    (SELECT document_update.document_id FROM document_update WHERE document_update.id = gateway_outbox.reference),
                    (SELECT recall.outgoing_id FROM recall WHERE recall.id = gateway_outbox.reference),
                    gateway_outbox.reference
                )
                """)),
        .init(
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
    ])

    /// - Parameter document: the id of the document that the row belongs to, as an expression.
    private static func kept(_ document: String) -> String {
        "NOT EXISTS (SELECT 1 FROM destroyed_document WHERE destroyed_document.document_id = \(document))"
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
