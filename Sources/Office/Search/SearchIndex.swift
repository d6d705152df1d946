import Exchange
import Foundation
import Storage

/// The index of all documents (chỉ mục tra cứu), in both directions.
///
/// `search_entry` holds for each document what filters and orders results; `search_text`, the full-text index (`SearchText`), its words: as they are
/// written, without marks, and beside them who is named on it. The rules of who may see a document stay in the stores. The names only narrow
/// what those rules are asked about: an officer's search must not walk through a million documents of others (office.md §9.3).
///
/// Triggers note which document a change concerns (`SearchTriggers`); whoever changed it brings the index up to date in the same transaction
/// (`settle`), and what was noted elsewhere or before is done in the background (`SearchUpkeep`).
enum SearchIndex {
    static let migration = Migration(
        "office 0130 search",
        sql: """
            CREATE TABLE search_entry (
                -- Also the row of search_text; grows with each new document, so that the newest are found first.
                id INTEGER PRIMARY KEY,
                document_id TEXT NOT NULL UNIQUE,
                direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
                -- Number and notation as SearchWords.code writes them: "12 qd ubnd".
                code TEXT NOT NULL,
                register_number INTEGER,
                type_name TEXT NOT NULL,
                urgency INTEGER NOT NULL,
                -- As SearchFilter.State writes it.
                state TEXT NOT NULL,
                -- Ngày đến, ngày soạn.
                entered_on TEXT NOT NULL,
                -- Ngày văn bản.
                dated_on TEXT,
                due_date TEXT,
                finished_on TEXT,
                -- Its deadline no longer counts.
                is_over INTEGER NOT NULL CHECK (is_over IN (0, 1)),
                -- Its files may not be read any more.
                is_sealed INTEGER NOT NULL CHECK (is_sealed IN (0, 1))
            );
            CREATE INDEX search_entry_code ON search_entry (code);
            CREATE INDEX search_entry_number ON search_entry (register_number);
            CREATE INDEX search_entry_state ON search_entry (state);
            CREATE INDEX search_entry_due ON search_entry (due_date);
            CREATE INDEX search_entry_dated ON search_entry (dated_on);
            CREATE INDEX search_entry_entered ON search_entry (entered_on);
            -- `plain`, `organ`, `person` are without marks; the tokenizer must not touch marks, because it does not know đ.
            \(Self.fullText)
            -- Documents that the index does not yet show as they are.
            CREATE TABLE search_stale (seq INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE);
            INSERT INTO search_stale (document_id) SELECT id FROM (
                SELECT id, arrived_at AS at FROM incoming UNION ALL SELECT id, created_at FROM outgoing
            ) AS document ORDER BY at, id;
            """,
        onPostgreSQL: [Self.fullText: SearchText.table]
    )

    private static let fullText = """
        CREATE VIRTUAL TABLE search_text USING fts5 (
            exact, plain, organ, person, scope, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3'
        );
        """

    /// What the index has taken the place of.
    static let replacing = Migration(
        "office 0133 columns that were searched",
        sql: "ALTER TABLE incoming DROP COLUMN search; ALTER TABLE outgoing DROP COLUMN search;")

    /// The place in the notes before a change, for `settle(since:)`.
    static func mark(in connection: Connection) throws -> Int {
        try connection.row("SELECT COALESCE(MAX(seq), 0) AS seq FROM search_stale")?["seq"] ?? 0
    }

    /// Brings the index up to date with what was noted after `mark`.
    static func settle(since mark: Int, in connection: Connection) throws {
        while try self.settle(since: mark, limit: 200, in: connection) > 0 {}
    }

    /// The same for at most `limit` documents, the oldest notes first; answers how many there were.
    @discardableResult
    static func settle(since mark: Int = 0, limit: Int, in connection: Connection) throws -> Int {
        let noted = try connection.rows(
            "SELECT document_id FROM search_stale WHERE seq > $1 ORDER BY seq LIMIT $2", mark, limit
        ).map { row -> String in try row["document_id"] }
        for document in noted { try self.update(document, in: connection) }
        return noted.count
    }

    /// Puts the document into the index as it is now, or takes out one that is gone.
    static func update(_ document: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM search_stale WHERE document_id = $1", document)
        let old: Int? = try connection.row("SELECT id FROM search_entry WHERE document_id = $1", document)?["id"]
        if let old { try connection.execute("DELETE FROM search_text WHERE rowid = $1", old) }
        guard let page = try SearchEntry.read(document, in: connection) else {
            try connection.execute("DELETE FROM search_entry WHERE document_id = $1", document)
            if let old {
                let first = old * FileContent.placesPerDocument
                try connection.execute(
                    "DELETE FROM file_text WHERE id >= $1 AND id < $2", first, first + FileContent.placesPerDocument)
            }
            return
        }
        let id = try self.put(page, in: connection)
        if old != nil {
            let scope = SearchText.entry(page.scope.joined(separator: " "), .scope, in: connection)
            try FileContent.note(scope, of: id, in: connection)
        }
    }

    /// Puts a document into the index that is not in `search_text`; answers its number.
    static func put(_ page: SearchEntry, in connection: Connection) throws -> Int {
        let id = try self.save(page, in: connection)
        func entry(_ texts: [String], _ column: SearchText.Column) -> String {
            let text = texts.joined(separator: "\n")
            return SearchText.entry(column == .exact ? text : text.folded, column, in: connection)
        }
        try connection.execute(
            "INSERT INTO search_text (rowid, exact, plain, organ, person, scope) VALUES ($1, $2, $3, $4, $5, $6)",
            id, entry(page.words, .exact), entry(page.words, .plain), entry(page.organs, .organ),
            entry(page.people, .person),
            SearchText.entry(page.scope.joined(separator: " "), .scope, in: connection))
        return id
    }

    private static func save(_ page: SearchEntry, in connection: Connection) throws -> Int {
        let row = try connection.row(
            """
            INSERT INTO search_entry (document_id, direction, code, register_number, type_name, urgency, state, entered_on,
                dated_on, due_date, finished_on, is_over, is_sealed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (document_id) DO UPDATE SET code = excluded.code, register_number = excluded.register_number,
                type_name = excluded.type_name, urgency = excluded.urgency, state = excluded.state,
                entered_on = excluded.entered_on, dated_on = excluded.dated_on, due_date = excluded.due_date,
                finished_on = excluded.finished_on, is_over = excluded.is_over, is_sealed = excluded.is_sealed
            RETURNING id
            """,
            page.documentID, page.direction.rawValue, page.code, page.registerNumber, page.typeName, page.urgency,
            page.state.text, page.enteredOn, page.datedOn, page.due, page.finishedOn, page.isOver, page.isSealed)
        guard let row else { throw Fault.noSuchDocument }
        return try row["id"]
    }
}
