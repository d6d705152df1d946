package import Exchange
import Foundation
package import Storage

/// The directory (danh bạ cơ quan): who exists, under which codes, since when, until when.
package struct OrganStore: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    static let migrations = [
        Migration(
            "0001 create organ",
            sql: """
                CREATE TABLE organ (
                    code TEXT NOT NULL PRIMARY KEY,
                    old_code TEXT,
                    name TEXT NOT NULL,
                    short_name TEXT,
                    kind TEXT NOT NULL,
                    parent TEXT,
                    valid_from TEXT,
                    valid_to TEXT,
                    successor TEXT,
                    email TEXT,
                    -- Name, short name and codes without marks, for finding.
                    search TEXT NOT NULL
                );
                -- Every spelling that names an agency, in upper case: equality is by this table, never by parsing (edXML §1.4).
                CREATE TABLE organ_code (
                    spelling TEXT NOT NULL PRIMARY KEY,
                    organ TEXT NOT NULL REFERENCES organ (code)
                );
                CREATE INDEX organ_code_by_organ ON organ_code (organ);
                """
        )
    ]

    /// Entries after `code` in the order of their codes; at most `limit`, which is cut to 1…1000.
    package func list(after code: String = "", limit: Int = 500) async throws -> [DirectoryEntry] {
        try await self.database.read { connection in
            try connection.rows(
                "SELECT * FROM organ WHERE code > $1 ORDER BY code LIMIT $2", code, min(max(limit, 1), 1000)
            ).map(DirectoryEntry.init(row:))
        }
    }

    /// The entry with this code, then those that have a word beginning with each word of `text` in name, short name or code, whatever
    /// marks and capitals; the upper levels first; at most `limit` (1…200).
    package func find(_ text: String, limit: Int = 50) async throws -> [DirectoryEntry] {
        let limit = min(max(limit, 1), 200)
        // Ten words are more than a name needs.
        let words = text.folded.split(separator: " ").prefix(10).map(String.init)
        guard !words.isEmpty else { return [] }
        return try await self.database.read { connection in
            let exact = try OrganCode(text).flatMap { try Self.entry($0, in: connection) }
            let others = try OrganSearch.find(words, limit: limit, in: connection).filter { $0.code != exact?.code }
            return Array(([exact].compactMap { $0 } + others).prefix(limit))
        }
    }

    package func count() async throws -> Int {
        try await self.database.read { try $0.row("SELECT COUNT(*) AS count FROM organ")?["count"] ?? 0 }
    }

    /// The agency that `code` names, old or new. Where the table is silent the rule between old and new codes is tried (edXML §1.3).
    static func entry(_ code: OrganCode, in connection: Connection) throws -> DirectoryEntry? {
        for spelling in [code, code.counterpart].compactMap({ $0?.key }) {
            if let row = try connection.row(Self.spellingQuery, spelling) { return try DirectoryEntry(row: row) }
        }
        return nil
    }

    /// The same for each of `codes`, asked together; what nobody knows has none.
    static func entries(
        _ codes: [OrganCode], in connection: Connection
    ) throws -> [OrganCode: DirectoryEntry] {
        var entries: [OrganCode: DirectoryEntry] = [:]
        for spelling: (OrganCode) -> OrganCode? in [{ $0 }, { $0.counterpart }] {
            let wanted = codes.compactMap { code in
                entries[code] == nil ? spelling(code).map { (code: code, key: $0.key) } : nil
            }
            let found = try connection.rows(Self.spellingQuery, each: wanted.map { [$0.key] })
            for (one, rows) in zip(wanted, found) {
                if let row = rows.first { entries[one.code] = try DirectoryEntry(row: row) }
            }
        }
        return entries
    }

    private static let spellingQuery = """
        SELECT organ.* FROM organ_code JOIN organ ON organ.code = organ_code.organ
        WHERE organ_code.spelling = $1
        """
}

extension DirectoryEntry {
    private static func codes(_ text: String?) -> [OrganCode] {
        text?.split(separator: " ").compactMap { OrganCode(String($0)) } ?? []
    }

    init(row: Row) throws {
        self.init(
            code: try row["code"],
            oldCode: try row["old_code"],
            name: try row["name"],
            shortName: try row["short_name"],
            kind: try row["kind"],
            parent: try row["parent"],
            validFrom: try row["valid_from"],
            validTo: try row["valid_to"],
            successors: try Self.codes(row["successor"]),
            email: try row["email"]
        )
    }
}
