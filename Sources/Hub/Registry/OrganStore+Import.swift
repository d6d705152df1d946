package import Exchange
import Foundation
import Storage

extension OrganStore {
    /// What importing a directory file would change.
    package func preview(_ file: DirectoryFile) async throws -> DirectoryDifference {
        try await self.database.read { DirectoryDifference(file, against: try Self.all(in: $0)) }
    }

    /// Throws what `DirectoryDifference.check` throws, `stale-version` when the directory is another one than `state`.
    static func take(
        _ file: DirectoryFile, into state: ContentHash?, now: Date, in connection: Connection
    ) throws -> DirectoryDifference {
        let difference = DirectoryDifference(file, against: try Self.all(in: connection))
        if let state, state != difference.state {
            throw Fault(
                .staleVersion, vi: "Danh bạ đã thay đổi từ lúc xem trước. Xem lại rồi nhập.",
                en: "The directory has changed since the preview. Look again.")
        }
        try difference.check()
        // First, so that a code can pass from one agency to another.
        for change in difference.changed {
            try connection.executeLater("DELETE FROM organ_code WHERE organ = $1", change.before.code)
        }
        let changed = difference.changed.map { change in
            var entry = change.after
            entry.code = change.before.code
            return entry
        }
        try Self.keep(difference.added + changed, at: now, in: connection)
        return difference
    }

    /// As many as a nation has: some 125,000. In the order of their codes.
    private static func all(in connection: Connection) throws -> [DirectoryEntry] {
        try connection.rows("SELECT * FROM organ ORDER BY code LIMIT 1000000").map(DirectoryEntry.init(row:))
    }

    /// Writes entries, their history and what they are found by. An entry that a system had registered is the operator's from now on.
    static func keep(_ entries: [DirectoryEntry], at now: Date, in connection: Connection) throws {
        for entry in entries { try self.write(entry, in: connection) }
        try DirectoryHistory.record(entries, at: now, in: connection)
        try OrganSearch.update(entries, in: connection)
    }

    private static func write(_ entry: DirectoryEntry, in connection: Connection) throws {
        try connection.executeLater(
            """
            INSERT INTO organ
                (code, old_code, name, short_name, kind, parent, valid_from, valid_to, successor, email, search, number)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT COALESCE(MAX(number), 0) + 1 FROM organ))
            ON CONFLICT (code) DO UPDATE SET
                old_code = excluded.old_code, name = excluded.name, short_name = excluded.short_name,
                kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from,
                valid_to = excluded.valid_to, successor = excluded.successor, email = excluded.email,
                search = excluded.search, registered_by = NULL
            """,
            entry.code, entry.oldCode, entry.name, entry.shortName, entry.kind, entry.parent, entry.validFrom,
            entry.validTo, entry.successorText, entry.email, OrganSearch.words(of: entry))
        for spelling in entry.spellings {
            try connection.executeLater(
                "INSERT INTO organ_code (spelling, organ) VALUES ($1, $2)", spelling, entry.code)
        }
    }
}
