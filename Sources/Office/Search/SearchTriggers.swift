import Storage

/// What notes that a document has changed (`search_stale`), whoever changes it and wherever.
///
/// No migration makes them (`Connection.keepTriggers`). A table that tells who may see a
/// document, or holds words that should be found, belongs into `watched`.
enum SearchTriggers {
    private struct Watched {
        let table: String
        /// The column with the document's id.
        let column: String
        var events = ["INSERT", "UPDATE", "DELETE"]
    }

    private static let watched = [
        Watched(table: "incoming", column: "id"),
        Watched(table: "outgoing", column: "id"),
        Watched(table: "receipt", column: "incoming_id"),
        Watched(table: "direction", column: "incoming_id"),
        Watched(table: "opinion", column: "document_id"),
        Watched(table: "view_share", column: "document_id"),
        Watched(table: "initialling", column: "outgoing_id"),
        Watched(table: "register_entry", column: "document_id"),
        Watched(table: "attachment", column: "document_id"),
        // How far a recipient's system has come changes often and is not sought.
        Watched(table: "recipient", column: "outgoing_id", events: ["INSERT", "DELETE"]),
        Watched(table: "paper_recipient", column: "outgoing_id", events: ["INSERT", "DELETE"]),
    ]

    /// A row of no document, such as a number that is kept, concerns nothing here. Runs in one transaction, after the migrations.
    static func install(in connection: Connection) throws {
        let stale = Self.watched.flatMap { watched in
            watched.events.map { event in
                let row = event == "DELETE" ? "OLD" : "NEW"
                return """
                    CREATE TRIGGER search_\(watched.table)_\(event.lowercased()) AFTER \(event) ON \(watched.table) BEGIN
                        DELETE FROM search_stale WHERE document_id = \(row).\(watched.column);
                        INSERT INTO search_stale (document_id)
                            SELECT \(row).\(watched.column) WHERE \(row).\(watched.column) IS NOT NULL;
                    END
                    """
            }
        }
        // A file that is new waits to be read.
        let unread = """
            CREATE TRIGGER search_attachment_unread AFTER INSERT ON attachment BEGIN
                INSERT INTO file_unread (attachment_id) VALUES (NEW.id);
            END
            """
        _ = try connection.keepTriggers("search_", stale + [unread])
    }
}
