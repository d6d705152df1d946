import Exchange
import Foundation
import Storage

/// What stands in the files of documents (nội dung tệp), for finding. Kept beside the file, which is never touched: it may be signed.
enum FileContent {
    /// Beyond so many characters of a file nothing is found.
    static let maximumCharacters = 200_000

    /// What became of reading a file.
    enum Outcome: Sendable, Equatable {
        case read(String)
        /// There are no words in it, it cannot be opened, or nobody here reads files of its kind.
        case empty
        /// This server lacks the program for it.
        case toolMissing(String)
        /// It was tried often enough.
        case failed
    }

    static let migration = Migration(
        "office 0132 what stands in files",
        sql: """
            CREATE TABLE file_text (
                -- Of the document's entry, times 1024, and the file's place: the newest documents are found first, and each file leads to its
                -- document.
                id INTEGER PRIMARY KEY,
                attachment_id TEXT NOT NULL UNIQUE REFERENCES attachment (id) ON DELETE CASCADE,
                outcome TEXT NOT NULL CHECK (outcome IN ('read', 'empty', 'tool-missing', 'failed')),
                -- The one that is missing.
                tool TEXT,
                text TEXT NOT NULL,
                -- The same without marks, letter for letter: what is found in one lies at the same place in the other.
                plain TEXT NOT NULL,
                read_at TEXT NOT NULL
            );
            CREATE INDEX file_text_unread ON file_text (outcome, tool) WHERE outcome <> 'read';
            \(Self.fullText)
            -- Files that nobody has read yet.
            CREATE TABLE file_unread (
                attachment_id TEXT NOT NULL PRIMARY KEY REFERENCES attachment (id) ON DELETE CASCADE,
                attempts INTEGER NOT NULL DEFAULT 0
            );
            INSERT INTO file_unread (attachment_id) SELECT id FROM attachment;
            """,
        // It comes with `scopes`.
        onPostgreSQL: [Self.fullText: ""]
    )

    private static let fullText = """
        CREATE VIRTUAL TABLE search_content USING fts5 (
            text, plain, content = 'file_text', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0"
        );
        CREATE TRIGGER file_text_insert AFTER INSERT ON file_text BEGIN
            INSERT INTO search_content (rowid, text, plain) VALUES (NEW.id, NEW.text, NEW.plain);
        END;
        CREATE TRIGGER file_text_delete AFTER DELETE ON file_text BEGIN
            INSERT INTO search_content (search_content, rowid, text, plain)
            VALUES ('delete', OLD.id, OLD.text, OLD.plain);
        END;
        """

    static let tables = Migration(
        "office 0262 tables and OpenDocument texts are read",
        sql: """
            INSERT INTO file_unread (attachment_id)
            SELECT file_text.attachment_id FROM file_text JOIN attachment ON attachment.id = file_text.attachment_id
            WHERE file_text.outcome = 'empty' AND (LOWER(attachment.name) LIKE '%.xlsx' OR LOWER(attachment.name) LIKE '%.odt')
                AND file_text.attachment_id NOT IN (SELECT attachment_id FROM file_unread);
            """
    )

    static let everySheet = Migration(
        "office 0545 every sheet of a workbook is read",
        sql: """
            INSERT INTO file_unread (attachment_id)
            SELECT file_text.attachment_id FROM file_text JOIN attachment ON attachment.id = file_text.attachment_id
            WHERE LOWER(attachment.name) LIKE '%.xlsx'
                AND file_text.attachment_id NOT IN (SELECT attachment_id FROM file_unread);
            """
    )

    /// An officer's search must not walk through the files of others, so the index of files knows who is named on the document.
    static let scopes = Migration(
        "office 0390 files know who is named on their documents",
        sql: """
            DROP TRIGGER file_text_insert;
            DROP TRIGGER file_text_delete;
            DROP TABLE search_content;
            -- As in search_text.
            ALTER TABLE file_text ADD COLUMN scope TEXT NOT NULL DEFAULT '';
            UPDATE file_text SET scope = COALESCE(
                (SELECT search_text.scope FROM search_text WHERE search_text.rowid = file_text.id / 1024), '');
            CREATE VIRTUAL TABLE search_content USING fts5 (
                text, plain, scope, content = 'file_text', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0"
            );
            INSERT INTO search_content (search_content) VALUES ('rebuild');
            CREATE TRIGGER file_text_insert AFTER INSERT ON file_text BEGIN
                INSERT INTO search_content (rowid, text, plain, scope) VALUES (NEW.id, NEW.text, NEW.plain, NEW.scope);
            END;
            CREATE TRIGGER file_text_delete AFTER DELETE ON file_text BEGIN
                INSERT INTO search_content (search_content, rowid, text, plain, scope)
                VALUES ('delete', OLD.id, OLD.text, OLD.plain, OLD.scope);
            END;
            CREATE TRIGGER file_text_scope AFTER UPDATE OF scope ON file_text BEGIN
                INSERT INTO search_content (search_content, rowid, text, plain, scope)
                VALUES ('delete', OLD.id, OLD.text, OLD.plain, OLD.scope);
                INSERT INTO search_content (rowid, text, plain, scope) VALUES (NEW.id, NEW.text, NEW.plain, NEW.scope);
            END;
            -- Entries of documents on which others are named than their files know.
            CREATE TABLE file_scope_stale (entry_id INTEGER PRIMARY KEY);
            """,
        postgres: """
            ALTER TABLE file_text ADD COLUMN scope TEXT NOT NULL DEFAULT '';
            \(SearchText.contentTable)
            CREATE TABLE file_scope_stale (entry_id BIGINT PRIMARY KEY);
            """
    )

    /// At each act on a document it is looked whether its files know who is named (`note`). The column lies behind texts of many pages, which SQLite would
    /// read through to reach it: so the answer stands in an index of its own.
    static let scopeIndex = Migration(
        "office 0482 who is named on files is read without their texts",
        sql: "CREATE INDEX file_text_named ON file_text (id, scope);",
        // PostgreSQL keeps long texts beside the row, and takes no long ones into such an index.
        postgres: ""
    )

    /// More places a document does not have in the index.
    static let placesPerDocument = 1_024

    /// What was read in a file, in one line; nil where nothing was, so far.
    static func text(of file: String, in connection: Connection) throws -> String? {
        try connection.row("SELECT text FROM file_text WHERE attachment_id = $1 AND outcome = 'read'", file)?["text"]
    }

    /// Keeps what became of reading a file; it no longer waits.
    static func keep(_ outcome: Outcome, of file: Attachment, at now: Date, in connection: Connection) throws {
        let waited = try connection.execute("DELETE FROM file_unread WHERE attachment_id = $1", file.id)
        let row = try connection.row("SELECT ordinal FROM attachment WHERE id = $1", file.id)
        guard waited == 1, let place: Int = try row?["ordinal"], place < self.placesPerDocument else { return }
        try SearchIndex.update(file.documentID, in: connection)
        let entry = try connection.row("SELECT id FROM search_entry WHERE document_id = $1", file.documentID)
        guard let id: Int = try entry?["id"] else { return }
        let (name, tool, text): (String, String?, String) =
            switch outcome {
            case .read(let text): ("read", nil, self.tidied(text))
            case .empty: ("empty", nil, "")
            case .toolMissing(let tool): ("tool-missing", tool, "")
            case .failed: ("failed", nil, "")
            }
        let plain = self.plain(text)
        try connection.execute("DELETE FROM file_text WHERE attachment_id = $1", file.id)
        try connection.execute(
            """
            INSERT INTO file_text (id, attachment_id, outcome, tool, text, plain, read_at, scope)
            SELECT $1, $2, $3, $4, $5, $6, $7, search_text.scope FROM search_text WHERE search_text.rowid = $8
            """, id * self.placesPerDocument + place, file.id, name, tool, text, plain, now, id)
        try SearchText.keepContent(of: file.id, text, plain: plain, in: connection)
    }

    /// Notes that others are named on a document now. Its files have many words, so they follow in the background: whoever was named a moment ago
    /// finds the document by its fields at once, and by its files a little later.
    static func note(_ scope: String, of entry: Int, in connection: Connection) throws {
        let first = entry * self.placesPerDocument
        try connection.execute(self.noting, entry, first, first + self.placesPerDocument, scope)
    }

    /// `$1` is the entry, `$2` and `$3` its places, `$4` who is named.
    static let noting = """
        INSERT INTO file_scope_stale (entry_id)
        SELECT $1 WHERE EXISTS (SELECT 1 FROM file_text WHERE id >= $2 AND id < $3 AND scope <> $4)
        ON CONFLICT (entry_id) DO NOTHING
        """

    /// Brings the files of at most `limit` documents along; answers how many there were.
    static func settleScopes(limit: Int, in connection: Connection) throws -> Int {
        let entries = try connection.rows("SELECT entry_id FROM file_scope_stale LIMIT $1", limit).map {
            row -> Int in try row["entry_id"]
        }
        for entry in entries {
            let first = entry * self.placesPerDocument
            try connection.execute(
                """
                UPDATE file_text SET scope = search_text.scope FROM search_text
                WHERE search_text.rowid = $1 AND id >= $2 AND id < $3 AND file_text.scope <> search_text.scope
                """, entry, first, first + self.placesPerDocument)
            try connection.execute("DELETE FROM file_scope_stale WHERE entry_id = $1", entry)
        }
        return entries.count
    }

    /// The file leaves the document: nothing is found in it any more.
    static func forget(_ attachment: String, in connection: Connection) throws {
        for table in ["file_unread", "file_text"] {
            try connection.execute("DELETE FROM \(table) WHERE attachment_id = $1", attachment)
        }
    }

    /// The file belongs to the document now: it waits to be read.
    static func expect(_ attachment: String, in connection: Connection) throws {
        try connection.execute(
            "INSERT INTO file_unread (attachment_id) VALUES ($1) ON CONFLICT (attachment_id) DO NOTHING", attachment)
    }

    /// What waits for a program that is there now waits to be read. Found by the index of what was not read.
    static func enqueueAgain(having tool: String, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO file_unread (attachment_id)
            SELECT attachment_id FROM file_text WHERE outcome <> 'read' AND outcome = 'tool-missing' AND tool = $1
            ON CONFLICT (attachment_id) DO NOTHING
            """, tool)
    }

    /// NFC, blanks and line ends as one blank, cut.
    static func tidied(_ text: String) -> String {
        var tidied = String.UnicodeScalarView()
        var (count, isBlank) = (0, false)
        for scalar in text.normalized.unicodeScalars {
            if scalar.isControlOrSpace {
                isBlank = true
                continue
            }
            let needsBlank = isBlank && count > 0
            guard count + (needsBlank ? 2 : 1) <= self.maximumCharacters else { break }
            if needsBlank {
                tidied.append(" ")
                count += 1
            }
            isBlank = false
            tidied.append(scalar)
            count += 1
        }
        return String(tidied)
    }

    /// Without marks, each letter by one letter and everything else by a blank.
    static func plain(_ text: String) -> String {
        var known: [Unicode.Scalar: Unicode.Scalar] = [:]
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let letter = known[scalar] {
                plain.append(letter)
                continue
            }
            let letter = String(scalar).folded.unicodeScalars.first ?? " "
            known[scalar] = letter
            plain.append(letter)
        }
        return String(plain)
    }
}
