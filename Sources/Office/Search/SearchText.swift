import Exchange
import Storage

/// The words of documents and their files (toàn văn): the one part of search that differs between engines.
///
/// SQLite: `search_text` and `search_content` are tables of FTS5, which parts the texts into words by itself. PostgreSQL: tables with the same
/// columns, which hold the texts as `words(of:)` parts them, one blank between two; beside them stands the set of these words (`words`, a `tsvector`
/// under a GIN index), each behind the letter of its column. Its own parser is never asked: it takes "12/QĐ-UBND" and addresses for other words than
/// FTS5. It keeps no places of words, since a `tsvector` holds 255 of one word at most: whether words follow one another is looked up in the text.
enum SearchText {
    /// A column with words. `text` stands in the table of files, where `exact` stands in that of documents.
    enum Column: String, Sendable {
        case exact, plain, organ, person, scope, text

        /// Before each word of the column in `words`.
        fileprivate var mark: String {
            switch self {
            case .exact, .text: "e"
            case .plain: "p"
            case .organ: "o"
            case .person: "n"
            case .scope: "s"
            }
        }

        /// What PostgreSQL takes of a column, in bytes. A `tsvector` has less than 2^20 of them in all.
        fileprivate var maximumBytes: Int {
            switch self {
            case .exact, .text, .plain: 390_000
            case .organ, .person: 40_000
            case .scope: 150_000
            }
        }
    }

    /// Of a word PostgreSQL takes so many bytes: fewer than 2,046, with its mark.
    private static let maximumWordBytes = 2_000

    // MARK: Tables of PostgreSQL

    /// In the place of the table of documents.
    static let table = """
        CREATE TABLE search_text (
            -- As FTS5 calls it.
            rowid BIGINT PRIMARY KEY,
            exact TEXT NOT NULL,
            plain TEXT NOT NULL,
            organ TEXT NOT NULL,
            person TEXT NOT NULL,
            scope TEXT NOT NULL,
            words TSVECTOR GENERATED ALWAYS AS (\(Self.set([.exact, .plain, .organ, .person, .scope]))) STORED
        );
        -- What was just written is found by the index like everything else, not gone through one by one.
        CREATE INDEX search_text_words ON search_text USING gin (words) WITH (fastupdate = off);
        """

    /// In the place of the table of files. Whoever writes a text into `file_text` gives the words here (`keepContent`); the rest follows.
    static let contentTable = """
        CREATE TABLE search_content (
            rowid BIGINT PRIMARY KEY REFERENCES file_text (id) ON DELETE CASCADE,
            text TEXT NOT NULL,
            plain TEXT NOT NULL,
            scope TEXT NOT NULL,
            words TSVECTOR GENERATED ALWAYS AS (\(Self.set([.text, .plain, .scope]))) STORED
        );
        -- Words that follow one another are looked up in the texts: to read them must not take long.
        ALTER TABLE search_content ALTER COLUMN text SET STORAGE EXTERNAL, ALTER COLUMN plain SET STORAGE EXTERNAL;
        CREATE INDEX search_content_words ON search_content USING gin (words) WITH (fastupdate = off);
        CREATE FUNCTION file_text_scope() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            UPDATE search_content SET scope = NEW.scope WHERE search_content.rowid = NEW.id;
            RETURN NULL;
        END
        $body$;
        CREATE TRIGGER file_text_scope AFTER UPDATE OF scope ON file_text
        FOR EACH ROW EXECUTE FUNCTION file_text_scope();
        """

    /// All words of the columns, each behind the letter of its column.
    private static func set(_ columns: [Column]) -> String {
        let marked = columns.map { "'\($0.mark)' || replace(\($0.rawValue), ' ', ' \($0.mark)')" }
        return "array_to_tsvector(string_to_array(\(marked.joined(separator: " || ' ' || ")), ' '))"
    }

    // MARK: Words

    /// The words of a text as FTS5 finds them (unicode61, `remove_diacritics 0`): runs of letters and figures with the marks on them, lower case.
    /// Everything else parts them. What is beyond `limit` bytes is left out.
    static func words(of text: String, limit: Int = .max) -> [String] {
        var words: [String] = []
        var word = ""
        var room = limit
        func end() {
            guard !word.isEmpty else { return }
            // A blank, or the mark, stands before it.
            room -= word.utf8.count + 1
            if room >= 0 { words.append(word) }
            word = ""
        }
        for scalar in text.unicodeScalars {
            guard room > 0 else { break }
            if Self.isOfWord(scalar) || (!word.isEmpty && Self.isMark(scalar)) {
                guard word.utf8.count + 4 <= Self.maximumWordBytes else { continue }
                word.unicodeScalars.append(Self.lowercase(scalar))
            } else {
                end()
            }
        }
        end()
        return words
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }

    /// A mark of a letter in decomposed form: accents, tones, horn and dot.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x300...0x331).contains(scalar.value) }

    /// One scalar by one.
    private static func lowercase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) { return scalar }
        return scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    }

    // MARK: Writing

    /// A text as its column holds it.
    static func entry(_ text: String, _ column: Column, in connection: Connection) -> String {
        switch connection.engine {
        case .sqlite: text
        case .postgreSQL: self.words(of: text, limit: column.maximumBytes).joined(separator: " ")
        }
    }

    /// Takes the text of a file that `file_text` holds now into `search_content`. On SQLite a trigger has done so.
    static func keepContent(of attachment: String, _ text: String, plain: String, in connection: Connection) throws {
        guard connection.engine == .postgreSQL else { return }
        try connection.execute(
            """
            INSERT INTO search_content (rowid, text, plain, scope)
            SELECT id, $1, $2, scope FROM file_text WHERE attachment_id = $3
            """, self.entry(text, .text, in: connection), self.entry(plain, .plain, in: connection), attachment)
    }

    /// Brings the pieces of an index that was filled at once together.
    static func compact(in connection: Connection) throws {
        guard connection.engine == .sqlite else { return }
        try connection.execute("INSERT INTO search_text (search_text) VALUES ('optimize')")
        try connection.execute("INSERT INTO search_content (search_content) VALUES ('optimize')")
    }

    // MARK: Asking

    /// `search_text` or `search_content` (`table`) answers `match`.
    static func condition(_ match: SearchMatch, table: String, _ statement: inout SearchQuery.Statement) -> String {
        switch statement.engine {
        case .sqlite: return "\(table) MATCH \(statement.bind(match.fts5))"
        case .postgreSQL:
            guard let query = match.tsquery else { return "FALSE" }
            let sequences = match.sequences.map { column, words in
                "strpos(' ' || \(table).\(column.rawValue) || ' ', \(statement.bind(words))) > 0"
            }
            return (["\(table).words @@ CAST(\(statement.bind(query)) AS TSQUERY)"] + sequences).joined(
                separator: " AND ")
        }
    }

    /// What ends a tier: after so many rows, or at once where `isFull` holds (empty: never). A limit that PostgreSQL does not know beforehand
    /// misleads it: it takes a tenth of the rows for asked, and walks through all documents after a rare word.
    static func end(
        after rows: Int, isFull: String, on engine: DatabaseEngine
    ) -> (condition: String, limit: String) {
        if isFull.isEmpty { return ("", "\(rows)") }
        return switch engine {
        case .sqlite: ("", "CASE WHEN \(isFull) THEN 0 ELSE \(rows) END")
        case .postgreSQL: (" AND NOT (\(isFull))", "\(rows)")
        }
    }

    /// Of what was found of a document in several tiers and files (`hit`) the best, `id, tier, file`.
    static func best(newestFirst: Bool, on engine: DatabaseEngine) -> String {
        switch engine {
        // The file is that of the row with the least tier.
        case .sqlite: "SELECT id, MIN(tier) AS tier, file FROM hit GROUP BY id"
        case .postgreSQL:
            "SELECT DISTINCT ON (id) id, tier, file FROM hit ORDER BY id, tier, file\(newestFirst ? " DESC" : "")"
        }
    }

    /// What a statement finds. To prepare a text of this length takes longer than many a search: SQLite keeps the usual ones. PostgreSQL has to see
    /// the words to find the best way to them.
    static func rows(
        _ sql: String, _ statement: SearchQuery.Statement, isUsual: Bool, in connection: Connection
    ) throws -> [Row] {
        isUsual && connection.engine == .sqlite
            ? try connection.rows(sql, values: statement.values)
            : try connection.rows(anew: sql, values: statement.values)
    }
}

/// What the words of a document or a file are asked. Every part has to hold.
struct SearchMatch: Sendable, Equatable {
    struct Part: Sendable, Equatable {
        let column: SearchText.Column
        /// One word each, or several that follow one another, parted by blanks.
        let phrases: [String]
        /// The last word may go on.
        var isOpen = false
        /// One of the phrases is enough; they are one word each.
        var isAny = false
    }

    var parts: [Part]

    /// For FTS5: `({plain} : ("cai cach" AND "hanh" *)) AND ({scope} : ("u41" OR "p42"))`.
    var fts5: String {
        self.parts.map { part in
            let phrases = part.phrases.enumerated().map { index, phrase in
                "\"\(phrase)\"\(part.isOpen && index == part.phrases.count - 1 ? " *" : "")"
            }
            return "({\(part.column.rawValue)} : (\(phrases.joined(separator: part.isAny ? " OR " : " AND "))))"
        }.joined(separator: " AND ")
    }

    /// For PostgreSQL, as the text of a `tsquery`: `('pcai' & 'pcach' & 'phanh':*) & ('su41' | 'sp42')`. Nil when nothing can answer it, because a
    /// phrase has no word of the index. Words are letters and figures, so nothing in them could end the quotation.
    var tsquery: String? {
        var conditions: [String] = []
        for part in self.parts {
            var words: [String] = []
            for (index, phrase) in part.phrases.enumerated() {
                let found = SearchText.words(of: phrase)
                if found.isEmpty, !part.isAny { return nil }
                words += found.map { "'\(part.column.mark)\($0)'" }
                if part.isOpen, index == part.phrases.count - 1 { words[words.count - 1] += ":*" }
            }
            guard !words.isEmpty else { return nil }
            conditions.append("(\(words.joined(separator: part.isAny ? " | " : " & ")))")
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " & ")
    }

    /// Words that have to follow one another, as they stand in a text between blanks (PostgreSQL).
    var sequences: [(column: SearchText.Column, words: String)] {
        self.parts.filter { !$0.isAny }.flatMap { part in
            part.phrases.enumerated().compactMap { index, phrase in
                let words = SearchText.words(of: phrase)
                guard words.count > 1 else { return nil }
                let isOpen = part.isOpen && index == part.phrases.count - 1
                return (part.column, " \(words.joined(separator: " "))\(isOpen ? "" : " ")")
            }
        }
    }
}
