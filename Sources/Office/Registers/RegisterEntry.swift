import Exchange
import Foundation
import Storage

/// A number of a book and what it was given for.
struct RegisterEntry: Sendable {
    enum State: String, Sendable, SQLBindable, SQLReadable {
        /// A document of this office has it.
        case entered
        /// Số chờ: kept for a document that is still to come.
        case reserved
        /// Số hủy: nobody gets it any more.
        case cancelled
        /// Taken over from a register that was kept elsewhere.
        case imported
    }

    let number: EntryNumber
    let state: State
    /// What it is kept for, or why it was cancelled.
    let reason: String
    let enteredOn: CalendarDate
    let documentID: String?

    static let migration = Migration(
        "office 0100 books and the states of their numbers",
        sql: """
            ALTER TABLE register ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1));
            ALTER TABLE register ADD COLUMN is_secret INTEGER NOT NULL DEFAULT 0 CHECK (is_secret IN (0, 1));
            ALTER TABLE register ADD COLUMN locked_at TEXT;
            ALTER TABLE register ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
            UPDATE register SET is_default = 1;
            CREATE UNIQUE INDEX register_default ON register (direction, year) WHERE is_default = 1;
            CREATE TABLE register_type (
                register_id TEXT NOT NULL REFERENCES register (id),
                type_name TEXT NOT NULL,
                PRIMARY KEY (register_id, type_name)
            );
            CREATE TABLE register_entry_anew (
                register_id TEXT NOT NULL REFERENCES register (id),
                number INTEGER NOT NULL CHECK (number > 0),
                -- Số phụ: 'a' of 12a.
                suffix TEXT NOT NULL DEFAULT '',
                state TEXT NOT NULL CHECK (state IN ('entered', 'reserved', 'cancelled', 'imported')),
                document_id TEXT UNIQUE,
                reason TEXT NOT NULL DEFAULT '',
                entered_on TEXT NOT NULL,
                entered_by TEXT NOT NULL REFERENCES person (id),
                PRIMARY KEY (register_id, number, suffix),
                CHECK ((state = 'entered') = (document_id IS NOT NULL))
            );
            INSERT INTO register_entry_anew (register_id, number, state, document_id, entered_on, entered_by)
                SELECT register_id, number, 'entered', document_id, entered_on, entered_by FROM register_entry;
            DROP TABLE register_entry;
            ALTER TABLE register_entry_anew RENAME TO register_entry;
            CREATE INDEX register_entry_state ON register_entry (register_id, state, number) WHERE state <> 'entered';
            CREATE TRIGGER register_entry_remains BEFORE DELETE ON register_entry
            BEGIN SELECT RAISE(ABORT, 'a number that was given is never removed'); END;
            -- What the register itself knows of a number that no document here has: cancelled, imported.
            CREATE TABLE register_text (
                register_id TEXT NOT NULL,
                number INTEGER NOT NULL,
                suffix TEXT NOT NULL,
                code TEXT NOT NULL,
                document_date TEXT,
                type_name TEXT NOT NULL,
                subject TEXT NOT NULL,
                parties TEXT NOT NULL,
                signer TEXT NOT NULL,
                unit TEXT NOT NULL,
                copies INTEGER,
                passed_on TEXT,
                note TEXT NOT NULL,
                search TEXT NOT NULL,
                PRIMARY KEY (register_id, number, suffix),
                FOREIGN KEY (register_id, number, suffix) REFERENCES register_entry (register_id, number, suffix)
            );
            ALTER TABLE outgoing ADD COLUMN number_suffix TEXT NOT NULL DEFAULT '';
            CREATE INDEX outgoing_code ON outgoing (number, notation);
            """
    )
}

extension RegisterEntry {
    private static let query = """
        SELECT number AS entry_number, suffix AS entry_suffix, state, reason, entered_on, document_id FROM register_entry
        """

    init(_ row: Row) throws {
        self.init(
            number: try EntryNumber(row), state: try row["state"], reason: try row["reason"],
            enteredOn: try row["entered_on"], documentID: try row["document_id"])
    }

    static func find(_ number: EntryNumber, in book: Book, _ connection: Connection) throws -> RegisterEntry? {
        try connection.row(
            "\(Self.query) WHERE register_id = $1 AND number = $2 AND suffix = $3", book.id, number.number,
            number.suffix
        ).map(RegisterEntry.init)
    }

    /// Those that wait for their documents; at most 100.
    static func reserved(in book: Book, _ connection: Connection) throws -> [RegisterEntry] {
        try Self.all([.reserved], in: book, limit: 100, connection)
    }

    /// In the order of the numbers.
    static func all(
        _ states: [State], in book: Book, limit: Int, _ connection: Connection
    ) throws -> [RegisterEntry] {
        try connection.rows(
            """
            \(Self.query) WHERE register_id = $1 AND (state = $2 OR state = $3)
            ORDER BY number, suffix LIMIT $4
            """, book.id, states[0], states[states.count - 1], limit
        ).map(RegisterEntry.init)
    }
}
