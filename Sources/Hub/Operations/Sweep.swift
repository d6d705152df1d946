import Storage

/// Removes the files that a crash between "bytes on disk" and "rows on disk" left behind. Runs before the hub takes anything in.
enum Sweep {
    static func run(_ content: ContentStore, database: Database) async throws -> Int {
        try await content.sweep { hashes in
            try await database.read { connection in
                var named: Set<ContentHash> = []
                for hash in hashes
                where try connection.row("SELECT 1 AS named FROM package WHERE sha256 = $1 LIMIT 1", hash) != nil {
                    named.insert(hash)
                }
                return named
            }
        }
    }
}
