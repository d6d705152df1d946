import Storage

/// What the database keeps by itself, so that the lists of a large agency are counted at once: the deadline that counts of each incoming document,
/// and how many documents stand in all.
///
/// The triggers are made anew at each start and not by a migration, as those of the search are: a migration that rebuilds a table drops those on it.
/// SQLite refuses to rename a table while a trigger on another one reads what is no longer there: such a migration first drops the triggers
/// (`due_…`, `board_line_…`) that read the table which it rebuilds.
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
        for total in self.totals {
            func change(_ sign: String, _ row: String) -> String {
                "UPDATE document_total SET total = total \(sign) 1 WHERE kind = '\(total.kind)' AND \(row).\(total.stands);"
            }
            try self.make("total_\(total.kind)_insert", "INSERT ON \(total.table)", change("+", "NEW"), in: connection)
            try self.make("total_\(total.kind)_delete", "DELETE ON \(total.table)", change("-", "OLD"), in: connection)
            try self.make(
                "total_\(total.kind)_update", "UPDATE OF \(total.column) ON \(total.table)",
                change("-", "OLD") + change("+", "NEW"), in: connection)
            try connection.execute(
                """
                INSERT INTO document_total (kind, total) SELECT $1, COUNT(*) FROM \(total.table) WHERE \(total.stands)
                ON CONFLICT (kind) DO UPDATE SET total = excluded.total
                """, total.kind)
        }
        try self.make("due_incoming_insert", "INSERT ON incoming", self.keep("NEW.id"), in: connection)
        try self.make(
            "due_incoming_update", "UPDATE OF agency_due, state, closure ON incoming", self.keep("NEW.id"),
            in: connection)
        let leads = "WHEN NEW.parent_id IS NULL AND NEW.part = 'lead'"
        try self.make(
            "due_receipt_insert", "INSERT ON receipt \(leads)", self.keep("NEW.incoming_id"), in: connection)
        try self.make(
            "due_receipt_update", "UPDATE OF due_date, state, part ON receipt \(leads)",
            self.keep("NEW.incoming_id"), in: connection)
        try BoardLines.install(in: connection)
    }

    private static func keep(_ document: String) -> String {
        "UPDATE incoming SET due = \(self.deadline) WHERE id = \(document);"
    }

    /// For rows that were written without the triggers.
    static func keepDeadline(of incoming: String, in connection: Connection) throws {
        try connection.execute(self.keep("$1"), incoming)
    }

    private static func make(_ name: String, _ event: String, _ body: String, in connection: Connection) throws {
        try connection.execute("DROP TRIGGER IF EXISTS \(name)")
        try connection.execute("CREATE TRIGGER \(name) AFTER \(event) BEGIN \(body) END")
    }
}
