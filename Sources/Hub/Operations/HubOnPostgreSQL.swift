import Exchange
import Storage

/// What PostgreSQL says in other words than SQLite. Everything else of the hub is one text for both.
enum HubOnPostgreSQL {
    /// The evidence log only grows. `TRUNCATE` is a thing of this engine.
    static let logOnlyGrows = """
        CREATE FUNCTION evidence_only_grows() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION 'the evidence log only grows' USING ERRCODE = 'integrity_constraint_violation';
        END
        $body$;
        CREATE TRIGGER evidence_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_event
        FOR EACH STATEMENT EXECUTE FUNCTION evidence_only_grows();
        CREATE TRIGGER evidence_node_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_node
        FOR EACH STATEMENT EXECUTE FUNCTION evidence_only_grows();
        CREATE TRIGGER evidence_checkpoint_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_checkpoint
        FOR EACH STATEMENT EXECUTE FUNCTION evidence_only_grows();
        """

    /// `TransportFeed.migration`. No PostgreSQL has entries from before it.
    static let senderOfEvents = """
        ALTER TABLE evidence_event ADD COLUMN sender TEXT;
        CREATE INDEX evidence_by_sender ON evidence_event (sender, idx) WHERE sender IS NOT NULL;
        """

    /// SQLite has this one by itself. Paths are `$.member`.
    static let jsonExtract = """
        CREATE FUNCTION json_extract(entry text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $body$
            SELECT entry::json #>> string_to_array(substr(path, 3), '.')
        $body$;
        """

    /// Words as they are, not as a text search configuration would cut them: they are folded already.
    static let organSearch = """
        CREATE INDEX organ_by_word ON organ
            USING gin (array_to_tsvector(array_remove(string_to_array(search, ' '), '')));
        """

    /// Entries that have, for each of `words`, one that begins so; the upper levels first. The words are folded: letters and digits only.
    static func find(_ words: [String], limit: Int, in connection: Connection) throws -> [DirectoryEntry] {
        // PostgreSQL refuses longer ones, and no name has any.
        guard words.allSatisfy({ $0.utf8.count <= 2_000 }) else { return [] }
        let query = words.map { "'\($0)':*" }.joined(separator: " & ")
        return try connection.rows(
            """
            SELECT * FROM organ
            WHERE array_to_tsvector(array_remove(string_to_array(search, ' '), '')) @@ CAST($1 AS tsquery)
            ORDER BY LENGTH(code), code LIMIT $2
            """, query, limit
        ).map(DirectoryEntry.init(row:))
    }
}
