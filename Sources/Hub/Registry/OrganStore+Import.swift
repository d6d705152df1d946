import Exchange
package import Foundation
import Storage

extension OrganStore {
    /// What importing a directory file (CSV, see `DirectoryFile`) would change. Throws as `importCSV` does.
    package func preview(_ text: String) async throws -> DirectoryDifference {
        let lines = try DirectoryFile.read(text)
        return try await self.database.read { try DirectoryDifference(lines, against: Self.all(in: $0)) }
    }

    /// Takes over a directory file: all of it or, when one line is wrong, nothing.
    ///
    /// Throws `Fault`: `bad-format` with line and column, and what `DirectoryDifference` throws.
    @discardableResult
    package func importCSV(_ text: String, now: Date = Date()) async throws -> DirectoryDifference {
        let lines = try DirectoryFile.read(text)
        return try await self.database.write { connection in
            let difference = try DirectoryDifference(lines, against: Self.all(in: connection))
            // First, so that a code can pass from one agency to another.
            for change in difference.changed {
                try connection.execute("DELETE FROM organ_code WHERE organ = $1", change.before.code)
            }
            for entry in difference.added { try Self.write(entry, in: connection) }
            for change in difference.changed {
                var entry = change.after
                entry.code = change.before.code
                try Self.write(entry, in: connection)
            }
            let written = difference.added + difference.changed.map(\.after)
            try DirectoryHistory.record(written, at: now, in: connection)
            try OrganSearch.update(written, in: connection)
            return difference
        }
    }

    /// As many as a nation has: some 125,000.
    private static func all(in connection: Connection) throws -> [DirectoryEntry] {
        try connection.rows("SELECT * FROM organ LIMIT 1000000").map(DirectoryEntry.init(row:))
    }

    private static func write(_ entry: DirectoryEntry, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO organ (code, old_code, name, short_name, kind, parent, valid_from, valid_to, successor, email, search)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (code) DO UPDATE SET
                old_code = excluded.old_code, name = excluded.name, short_name = excluded.short_name,
                kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from,
                valid_to = excluded.valid_to, successor = excluded.successor, email = excluded.email,
                search = excluded.search
            """,
            entry.code, entry.oldCode, entry.name, entry.shortName, entry.kind, entry.parent, entry.validFrom,
            entry.validTo, entry.successorText, entry.email, OrganSearch.words(of: entry))
        for spelling in entry.spellings {
            try connection.execute("INSERT INTO organ_code (spelling, organ) VALUES ($1, $2)", spelling, entry.code)
        }
    }
}
