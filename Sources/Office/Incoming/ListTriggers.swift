import Storage

/// What the database keeps by itself, so that the lists of a large agency are counted at once: the deadline that counts of each incoming document,
/// and how many documents stand in all.
///
/// No migration makes the triggers (`Connection.keepTriggers`). SQLite refuses to rename a table while a trigger on another one reads what is no
/// longer there: such a migration first drops the triggers (`due_…`, `board_line_…`) that read the table which it rebuilds.
enum ListTriggers {
    static let migration = Migration(
        "office 0272 deadlines that count and totals",
        sql: """
            -- Of what is in the register, stands and is not done: the deadline of whoever leads, else the agency's.
            ALTER TABLE incoming ADD COLUMN due TEXT;
            UPDATE incoming SET due = \(deadline);
            CREATE INDEX incoming_due ON incoming (due, urgency, arrived_at, id) WHERE due IS NOT NULL;
            CREATE INDEX incoming_closed ON incoming (id) WHERE closure IS NOT NULL;
            CREATE TABLE document_total (
                kind TEXT NOT NULL PRIMARY KEY CHECK (kind IN ('incoming', 'outgoing', 'published')),
                total INTEGER NOT NULL
            );
            """
    )

    private static let deadline = """
        CASE WHEN closure IS NULL AND state IN ('registered', 'submitted', 'assigned', 'in-progress') THEN
            COALESCE((SELECT lead_line.due_date FROM lead_line WHERE lead_line.incoming_id = incoming.id), agency_due) END
        """

    /// What is counted, as conditions on a row.
    private static let totals = [
        (kind: "incoming", table: "incoming", column: "closure", stands: "closure IS NULL"),
        (kind: "outgoing", table: "outgoing", column: "state", stands: "id IS NOT NULL"),
        (kind: "published", table: "outgoing", column: "state", stands: "state = 'published'"),
    ]

    /// Runs in one transaction, after the migrations.
    static func install(in connection: Connection) throws {
        var counting: [String] = []
        for total in self.totals {
            func change(_ sign: String, _ row: String) -> String {
                "UPDATE document_total SET total = total \(sign) 1 WHERE kind = '\(total.kind)' AND \(row).\(total.stands);"
            }
            counting += [
                self.trigger("total_\(total.kind)_insert", "INSERT ON \(total.table)", change("+", "NEW")),
                self.trigger("total_\(total.kind)_delete", "DELETE ON \(total.table)", change("-", "OLD")),
                self.trigger(
                    "total_\(total.kind)_update", "UPDATE OF \(total.column) ON \(total.table)",
                    change("-", "OLD") + change("+", "NEW")),
            ]
        }
        _ = try connection.keepTriggers("total_", counting)
        for total in self.totals {
            try connection.execute(
                """
                INSERT INTO document_total (kind, total) SELECT $1, COUNT(*) FROM \(total.table) WHERE \(total.stands)
                ON CONFLICT (kind) DO UPDATE SET total = excluded.total
                """, total.kind)
        }
        let leads = "WHEN NEW.parent_id IS NULL AND NEW.part = 'lead'"
        let deadlines = [
            ("incoming_insert", "INSERT ON incoming", "NEW.id"),
            ("incoming_update", "UPDATE OF agency_due, state, closure ON incoming", "NEW.id"),
            ("receipt_insert", "INSERT ON receipt \(leads)", "NEW.incoming_id"),
            ("receipt_update", "UPDATE OF due_date, state, part ON receipt \(leads)", "NEW.incoming_id"),
        ]
        _ = try connection.keepTriggers(
            "due_", deadlines.map { self.trigger("due_\($0)", $1, self.keep($2)) })
        try BoardLines.install(in: connection)
        try BoardCounts.install(in: connection)
    }

    private static func keep(_ document: String) -> String {
        "UPDATE incoming SET due = \(self.deadline) WHERE id = \(document);"
    }

    /// For rows that were written without the triggers.
    static func keepDeadline(of incoming: String, in connection: Connection) throws {
        try connection.execute(self.keep("$1"), incoming)
    }

    private static func trigger(_ name: String, _ event: String, _ body: String) -> String {
        "CREATE TRIGGER \(name) AFTER \(event) BEGIN \(body) END"
    }
}
