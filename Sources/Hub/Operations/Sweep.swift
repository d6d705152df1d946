import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Removes the files that a crash between "bytes on disk" and "rows on disk" left behind, and those that a package has lost
/// (`Retention`) and that are still there. Once for each start, beside everything else: a hub with a million files must not wait for it. One
/// node after the other.
struct Sweep: Service {
    let content: KeptContent
    let database: Database
    /// The data folder.
    let folder: URL
    /// When the hub started, by the system's clock: whatever was written later is on its way in.
    let start: Date
    var lease = Lease.alone
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                while try await !self.lease.take() { try await Task.sleep(for: .seconds(30)) }
                let removed = try await self.round()
                try await self.lease.release()
                if removed > 0 { self.logger.notice("orphaned files removed", metadata: ["hub.files": "\(removed)"]) }
            } catch is CancellationError {
                return
            } catch {
                self.logger.error("the sweep failed", metadata: ["error": "\(error)"])
            }
        }
        // A service that returns ends the others.
        try await gracefulShutdown()
    }

    /// Answers how many files went. None goes while a backup copies them; the next start looks again.
    func round() async throws -> Int {
        var removed = 0
        try await self.content.hashes { hashes in
            try Task.checkCancellation()
            let named = try await self.database.read { try Self.named(among: hashes, in: $0) }
            let orphans = try await self.content.written(
                before: self.start, among: hashes.filter { !named.contains($0) })
            guard !orphans.isEmpty, let lock = try FilesLock(folder: self.folder, for: .removing) else { return }
            for hash in orphans { removed += try await Self.remove(hash, self.content, self.database) ? 1 : 0 }
            withExtendedLifetime(lock) {}
        }
        return removed
    }

    /// Removes a file that no package needs; false when one does. In a transaction of its own: the intake, which places a file before it
    /// writes the row that names it, looks in its own whether the file is still there.
    @discardableResult
    static func remove(_ hash: ContentHash, _ content: KeptContent, _ database: Database) async throws -> Bool {
        try await database.write { connection in
            guard try !PackageStore.isKept(hash, in: connection) else { return false }
            try content.remove(hash, in: connection)
            return true
        }
    }

    /// Those of `hashes` that packages name and have not lost. Everything from the first to the last of them is read along the index, a
    /// page at a time: for a folder full of files that is much quicker than a look for each.
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
