package import Exchange
package import Foundation
import Storage

/// What the directory said at any time (lịch sử danh bạ): every version of every entry, never changed, never removed.
enum DirectoryHistory {
    static let migration = Migration(
        "0010 keep the history of the directory",
        sql: """
            CREATE TABLE organ_history (
                organ TEXT NOT NULL REFERENCES organ (code),
                recorded_at TEXT NOT NULL,
                code TEXT NOT NULL,
                old_code TEXT,
                name TEXT NOT NULL,
                short_name TEXT,
                kind TEXT NOT NULL,
                parent TEXT,
                valid_from TEXT,
                valid_to TEXT,
                successor TEXT,
                email TEXT,
                PRIMARY KEY (organ, recorded_at)
            );
            -- What was there before anybody kept a history.
            INSERT INTO organ_history
                (organ, recorded_at, code, old_code, name, short_name, kind, parent, valid_from, valid_to, successor, email)
            SELECT code, '0001-01-01T00:00:00.000Z', code, old_code, name, short_name, kind, parent, valid_from, valid_to,
                successor, email FROM organ;
            """
    )

    static func record(_ entries: [DirectoryEntry], at instant: Date, in connection: Connection) throws {
        for entry in entries {
            try connection.executeLater(
                """
                INSERT INTO organ_history
                    (organ, recorded_at, code, old_code, name, short_name, kind, parent, valid_from, valid_to, successor, email)
                VALUES ($1, $2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                ON CONFLICT (organ, recorded_at) DO UPDATE SET
                    old_code = excluded.old_code, name = excluded.name, short_name = excluded.short_name,
                    kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from,
                    valid_to = excluded.valid_to, successor = excluded.successor, email = excluded.email
                """,
                entry.code, instant, entry.oldCode, entry.name, entry.shortName, entry.kind, entry.parent,
                entry.validFrom, entry.validTo, entry.successorText, entry.email)
        }
    }
}

extension OrganStore {
    /// One version of an entry.
    package struct Version: Sendable, Equatable {
        package var recordedAt: Date
        package var entry: DirectoryEntry
    }

    /// Every version of the entry, the newest first.
    func versions(_ code: OrganCode, limit: Int) async throws -> [Version] {
        try await self.database.read { connection in
            try connection.rows(
                "SELECT * FROM organ_history WHERE organ = $1 ORDER BY recorded_at DESC LIMIT $2", code, limit
            ).map { Version(recordedAt: try $0["recorded_at"], entry: try DirectoryEntry(row: $0)) }
        }
    }

    /// What the directory said of `code` at the end of `day` (Vietnam time), or says today when `day` is nil; nil when it did not know it.
    package func entry(_ code: OrganCode, on day: CalendarDate? = nil) async throws -> DirectoryEntry? {
        try await self.database.read { connection in
            guard let present = try Self.entry(code, in: connection) else { return nil }
            guard let day else { return present }
            // Vietnam has no summer time: every day has 24 hours.
            let end = VietnamTime.start(of: day).addingTimeInterval(24 * 3600)
            return try connection.row(
                """
                SELECT * FROM organ_history WHERE organ = $1 AND recorded_at < $2 ORDER BY recorded_at DESC LIMIT 1
                """, present.code, end
            ).map(DirectoryEntry.init(row:))
        }
    }

    /// The newest versions of an entry, newest first; at most `limit` (1…200).
    package func versions(of code: OrganCode, limit: Int = 50) async throws -> [Version] {
        try await self.database.read { connection in
            guard let present = try Self.entry(code, in: connection) else { return [] }
            return try connection.rows(
                "SELECT * FROM organ_history WHERE organ = $1 ORDER BY recorded_at DESC LIMIT $2",
                present.code, min(max(limit, 1), 200)
            ).map { Version(recordedAt: try $0["recorded_at"], entry: try DirectoryEntry(row: $0)) }
        }
    }
}
