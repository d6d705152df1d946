import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import Office

/// The tables and triggers of an office, on both engines.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OfficeSchemaTests {
    private static func newOffice(_ engine: DatabaseEngine) async throws -> Database {
        let database = try await TestEngine.newDatabase(engine, Outbox.migrations + Schema.migrations)
        try await database.write(self.install)
        return database
    }

    @Sendable private static func install(_ connection: Connection) throws {
        try SearchTriggers.install(in: connection)
        try ListTriggers.install(in: connection)
    }

    private static func names(_ database: Database, _ query: String) async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT name FROM (\(query)) AS found ORDER BY name LIMIT 10000").map { try $0["name"] }
        }
    }

    /// Without what searches in texts, which each engine does in its own way, and what each keeps for itself: SQLite numbers the rows of every table
    /// as `rowid`.
    private static func isShared(_ name: String) -> Bool {
        let own = ["search_text", "search_content", "file_text_", "grdb_migrations", "migration", "sqlite_"]
        return !own.contains { name.hasPrefix($0) } && !name.hasSuffix(".rowid")
    }

    @Test func `PostgreSQL gets the tables, columns and triggers of SQLite`() async throws {
        let sqlite = try await Self.newOffice(.sqlite)
        let postgres = try await Self.newOffice(.postgreSQL)
        defer { try? postgres.close() }
        let columns = try await Self.names(
            sqlite,
            """
            SELECT part.name || '.' || pragma_table_info.name AS name FROM sqlite_master AS part, pragma_table_info(part.name)
            WHERE part.type IN ('table', 'view')
            """
        ).filter(Self.isShared)
        #expect(columns.count > 800)
        #expect(
            try await Self.names(
                postgres,
                """
                SELECT table_name || '.' || column_name AS name FROM information_schema.columns
                WHERE table_schema = current_schema()
                """
            ).filter(Self.isShared) == columns)
        let triggers = try await Self.names(sqlite, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
            .filter(Self.isShared)
        #expect(triggers.count > 100)
        #expect(
            try await Self.names(
                postgres, "SELECT CAST(tgname AS TEXT) AS name FROM pg_trigger WHERE NOT tgisinternal"
            ).filter(Self.isShared) == triggers)
        let indexes = try await Self.names(
            sqlite, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).filter(Self.isShared)
        let indexesThere = Set(
            try await Self.names(
                postgres, "SELECT CAST(indexname AS TEXT) AS name FROM pg_indexes WHERE schemaname = current_schema()"))
        #expect(indexes.count > 100)
        #expect(indexes.filter { !indexesThere.contains($0) } == [])
    }

    @Test func `a second start leaves the triggers as they are`() async throws {
        let postgres = try await Self.newOffice(.postgreSQL)
        defer { try? postgres.close() }
        let query = "SELECT CAST(oid AS TEXT) || ' ' || tgname AS name FROM pg_trigger WHERE NOT tgisinternal"
        let first = try await Self.names(postgres, query)
        #expect(first.count > 100)
        try await postgres.write(Self.install)
        #expect(try await Self.names(postgres, query) == first)
    }

    @Test(arguments: DatabaseEngine.all)
    func `triggers keep the lists, whoever writes`(_ engine: DatabaseEngine) async throws {
        let database = try await Self.newOffice(engine)
        defer { try? database.close() }
        try await database.write { connection in
            for statement in Self.rows { try connection.execute(statement) }
        }
        let totals = {
            try await Self.names(database, "SELECT kind || ' ' || CAST(total AS TEXT) AS name FROM document_total")
        }
        let due = {
            try await Self.names(database, "SELECT id || ' ' || due AS name FROM incoming WHERE due IS NOT NULL")
        }
        let stale = { try await Self.names(database, "SELECT document_id AS name FROM search_stale") }
        let lines = {
            try await Self.names(
                database,
                """
                SELECT id || ' ' || part || ' ' || COALESCE(finished_on, '-') || ' ' || changed_at AS name FROM board_line
                """)
        }
        let counts = {
            try await Self.names(
                database,
                "SELECT kind || ' ' || organ_code || ' ' || part || ' ' || month || ' ' || CAST(lines AS TEXT) AS name FROM board_count"
            )
        }
        let write = { (statement: String) in
            try await database.write { connection in _ = try connection.execute(statement) }
        }
        #expect(try await totals() == ["incoming 2", "outgoing 1", "published 1"])
        #expect(try await due() == ["in-1 2026-03-02", "in-2 2026-03-09"])
        #expect(try await stale() == ["in-1", "in-2", "out-1", "secret-1"])
        #expect(try await lines() == ["task-1 not-received - 2026-02-01T00:00:00.000Z"])
        #expect(try await counts() == ["issued H29.01  2026-02 1", "part H29.01 not-received  1"])
        // 06 was reported at one in the morning of the day after, in Vietnam.
        try await write(
            """
            UPDATE recipient SET status = '06', status_at = '2026-02-10T18:00:00.000Z',
                status_received_at = '2026-02-10T18:05:00.000Z'
            """)
        #expect(try await lines() == ["task-1 finished-late 2026-02-11 2026-02-10T18:05:00.000Z"])
        #expect(
            try await counts() == [
                "finished H29.01  2026-02 1", "issued H29.01  2026-02 1", "part H29.01 finished-late  1",
            ])
        try await write("DELETE FROM directive_task")
        #expect(
            try await lines() == [
                "recipient-1 finished 2026-02-11 2026-02-10T18:05:00.000Z",
                "recipient-2 finished 2026-02-11 2026-02-10T18:05:00.000Z",
            ])
        try await write("DELETE FROM recipient WHERE id = 'recipient-2'")
        #expect(try await lines() == ["recipient-1 finished 2026-02-11 2026-02-10T18:05:00.000Z"])
        #expect(
            try await counts() == [
                "finished H29.01  2026-02 1", "issued H29.01  2026-02 1", "part H29.01 finished  1",
            ])
        try await write("UPDATE recipient SET status = '02'")
        #expect(try await counts() == ["part H29.01 out  1"])
        try await write("DELETE FROM search_stale")
        try await write("UPDATE receipt SET due_date = '2026-03-04' WHERE part = 'lead'")
        #expect(try await due() == ["in-1 2026-03-04", "in-2 2026-03-09"])
        #expect(try await stale() == ["in-1"])
        try await write("UPDATE incoming SET closure = 'withdrawn' WHERE id = 'in-2'")
        #expect(try await due() == ["in-1 2026-03-04"])
        #expect(try await totals() == ["incoming 1", "outgoing 1", "published 1"])
    }

    @Test(arguments: DatabaseEngine.all)
    func `what is written once is neither changed nor removed`(_ engine: DatabaseEngine) async throws {
        let database = try await Self.newOffice(engine)
        defer { try? database.close() }
        try await database.write { connection in
            for statement in Self.rows { try connection.execute(statement) }
        }
        for (statement, reason) in [
            ("UPDATE reminder SET text = 'y'", "a reminder is never changed"),
            ("DELETE FROM reminder", "a reminder is never removed"),
            ("DELETE FROM secret_document", "what was registered is never removed"),
            ("UPDATE secret_document SET level = 'secret'", "a level of secrecy changes with the line that says why"),
            (
                "UPDATE secret_document SET holder_id = 'a', passed_on = '2026-02-01'",
                "a secret paper changes hands with the line that says so"
            ),
            ("UPDATE attachment SET document_id = 'secret-1'", "a secret document stays in its register"),
            (
                "UPDATE register_entry SET document_id = 'other' WHERE document_id = 'secret-1'",
                "secret documents stand in secret books, others in open ones"
            ),
            ("DELETE FROM register_entry", "a number that was given is never removed"),
            ("UPDATE register SET is_secret = 1", "a book with documents stays secret or open"),
        ] {
            let refusal = await #expect(throws: ConstraintViolation.self, "\(statement)") {
                try await database.write { try $0.execute(statement) }
            }
            #expect(refusal?.description.contains(reason) == true, "\(statement)")
        }
    }

    /// Two incoming documents, one directive with two receivers and one task, one secret paper.
    private static let rows = [
        "INSERT INTO unit (id, name, short_name, sort) VALUES ('u', 'Phòng A', 'A', 0), ('v', 'Phòng B', 'B', 1)",
        """
        INSERT INTO person (id, user_name, full_name, title, unit_id, role, password_hash)
        VALUES ('a', 'a', 'Nguyễn Thị Mẫu', '', 'u', 'leader', '')
        """,
        """
        INSERT INTO incoming (id, channel, organ_name, number, notation, promulgation_date, type_name, subject, urgency, steering,
            state, arrived_at, agency_due, warnings)
        VALUES ('in-1', 'paper', 'x', '1', 'X', '2026-01-02', 'x', 'x', 0, 1, 'assigned', '2026-01-02T00:00:00.000Z', '2026-03-09', ''),
            ('in-2', 'paper', 'x', '2', 'X', '2026-01-02', 'x', 'x', 0, 1, 'registered', '2026-01-02T00:00:00.000Z', '2026-03-09', '')
        """,
        """
        INSERT INTO receipt (id, incoming_id, unit_id, part, branch, due_date, state, text, assigned_by, assigned_at)
        VALUES ('receipt-1', 'in-1', 'u', 'lead', 'lead', '2026-03-02', 'working', '', 'a', '2026-01-03T00:00:00.000Z'),
            ('receipt-2', 'in-1', 'v', 'support', 'support', '2026-03-01', 'working', '', 'a', '2026-01-03T00:00:00.000Z')
        """,
        """
        INSERT INTO reminder (incoming_id, number, kind, text, made_by, made_at)
        VALUES ('in-1', 1, 'remind', 'x', 'a', '2026-01-04T00:00:00.000Z')
        """,
        """
        INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, urgency, steering, created_at,
            published_at)
        VALUES ('out-1', 'published', 'a', 'u', 'a', 'x', 'x', 'X', 0, 2, '2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z')
        """,
        """
        INSERT INTO recipient (id, outgoing_id, organ_code, organ_name)
        VALUES ('recipient-1', 'out-1', 'H29.01', 'x'), ('recipient-2', 'out-1', 'H29.02', 'y')
        """,
        """
        INSERT INTO attachment (id, document_id, ordinal, part, name, content_type, size_bytes, hash)
        VALUES ('file-1', 'out-1', 1, 'main', 'x.pdf', 'application/pdf', 1, 'x')
        """,
        """
        INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)
        VALUES ('task-1', 'out-1', 1, 'x', 'H29.01', '2026-02-10', 'report', '2026-02-01T00:00:00.000Z')
        """,
        """
        INSERT INTO register (id, direction, name, year, next_number, is_secret) VALUES ('open', 'in', 'x', 2026, 2, 0),
            ('secret', 'in', 'y', 2026, 2, 1)
        """,
        """
        INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer, urgency)
        VALUES ('secret-1', 'top-secret', '', '1', '', '2026-01-05', '', '', '', 0)
        """,
        """
        INSERT INTO register_entry (register_id, number, state, document_id, entered_on, entered_by)
        VALUES ('open', 1, 'entered', 'in-1', '2026-01-05', 'a'), ('secret', 1, 'entered', 'secret-1', '2026-01-05', 'a')
        """,
    ]
}
