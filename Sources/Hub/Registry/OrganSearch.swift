import Exchange
import Storage

/// Finding agencies by words without marks: the one part of the directory that differs between engines. SQLite: FTS5, a table that is kept beside the
/// directory. PostgreSQL: an index over the words that the directory has already, so that there is nothing to keep.
enum OrganSearch {
    static let migration = Migration(
        "0011 index the words of the directory",
        sql: """
            CREATE VIRTUAL TABLE organ_search USING fts5 (code UNINDEXED, words, prefix = '1 2 3');
            INSERT INTO organ_search (code, words) SELECT code, search FROM organ ORDER BY LENGTH(code), code;
            """,
        postgres: HubOnPostgreSQL.organSearch
    )

    /// Name, short name and codes without marks.
    static func words(of entry: DirectoryEntry) -> String {
        [entry.name, entry.shortName, entry.code.text, entry.oldCode?.text].compactMap { $0?.folded }
            .joined(separator: " ")
    }

    /// Above this many changes the whole index is made anew.
    private static let few = 50

    static func update(_ entries: [DirectoryEntry], in connection: Connection) throws {
        if connection.engine == .postgreSQL { return }
        guard entries.count <= self.few else {
            try connection.execute("DELETE FROM organ_search")
            // In the order in which they shall be found: the upper levels first.
            try connection.execute(
                "INSERT INTO organ_search (code, words) SELECT code, search FROM organ ORDER BY LENGTH(code), code")
            return
        }
        for entry in entries {
            try connection.execute("DELETE FROM organ_search WHERE code = $1", entry.code)
            try connection.execute(
                "INSERT INTO organ_search (code, words) VALUES ($1, $2)", entry.code, self.words(of: entry))
        }
    }

    /// Entries that have, for each of `words`, one that begins so. The words are folded: letters and digits only.
    static func find(_ words: [String], limit: Int, in connection: Connection) throws -> [DirectoryEntry] {
        if connection.engine == .postgreSQL { return try HubOnPostgreSQL.find(words, limit: limit, in: connection) }
        let query = words.map { "\"\($0)\"*" }.joined(separator: " ")
        return try connection.rows(
            """
            SELECT organ.* FROM organ_search JOIN organ ON organ.code = organ_search.code
            WHERE organ_search.words MATCH $1 ORDER BY organ_search.rowid LIMIT $2
            """, query, limit
        ).map(DirectoryEntry.init(row:))
    }
}
