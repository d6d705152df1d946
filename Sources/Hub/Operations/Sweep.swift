import Storage

/// Removes the files that a crash between "bytes on disk" and "rows on disk" left behind, and those that a package has lost
/// (`Retention`) and that are still there. Runs before the hub takes anything in.
enum Sweep {
    static func run(_ content: ContentStore, database: Database) async throws -> Int {
        try await content.sweep { hashes in
            try await database.read { try Self.named(among: hashes, in: $0) }
        }
    }

    /// Those of `hashes` that packages name and have not lost. Everything from the first to the last of them is read along the index, a page at a time: for a
    /// folder full of files that is much quicker than a look for each.
    static func named(
        among hashes: [ContentHash], pageRows: Int = 5000, in connection: Connection
    ) throws -> Set<ContentHash> {
        guard let first = hashes.lazy.map(\.hex).min(), let last = hashes.lazy.map(\.hex).max() else { return [] }
        var names: Set<String> = []
        // Without its last digit the first one sorts before itself.
        var after = String(first.dropLast())
        while true {
            // Several systems may have sent the same file.
            let page: [String] = try connection.rows(
                """
                SELECT DISTINCT sha256 FROM package WHERE removed_at IS NULL AND sha256 > $1 AND sha256 <= $2
                ORDER BY sha256 LIMIT $3
                """, after, last, pageRows
            ).map { try $0["sha256"] }
            names.formUnion(page)
            guard page.count == pageRows, let end = page.last else { break }
            after = end
        }
        return Set(hashes.filter { names.contains($0.hex) })
    }
}
