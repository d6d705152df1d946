package import Foundation
package import Storage

/// Brings the `hub.sqlite` of a hub into an empty database on PostgreSQL (`DatabaseMove`), the evidence log last, then the packages when the database
/// shall keep them.
package struct HubMove: Sendable {
    private let move: DatabaseMove

    /// As `DatabaseMove.init`.
    ///
    /// - Parameter content: where the packages shall be kept; nil: where a move that was begun puts them, else in the folder.
    package init(
        folder: URL, to address: String, content: ContentPlace? = nil, batch: Int = 1_000,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void = { _, _, _ in }
    ) {
        let server = DatabaseMove.Server(
            "hub", vietnamese: "trục", left: ContentPlace.tables, last: "evidence_",
            // Whatever a hub or a command does makes another checkpoint. Empty: the hub has signed nothing.
            mark: { connection in
                try connection.row("SELECT text FROM evidence_checkpoint ORDER BY size DESC LIMIT 1")?["text"] ?? ""
            },
            migrate: { database in
                try HubDatabase.migrate(database)
                _ = try await database.write { try ContentPlace.settle(content, of: .hub, in: $0) }
            },
            check: { try await HubCheck(folder: folder, database: $0).run() },
            complete: { target in
                let kept = try await ContentPlace.open(
                    ContentStore(reading: folder.appending(path: "content")), target)
                if kept.isInDatabase { try await Self.copyPackages(to: kept, target, onCopied: onCopied) }
            })
        self.move = DatabaseMove(folder: folder, to: address, of: server, batch: batch, onCopied: onCopied)
    }

    /// As `DatabaseMove.run`.
    package func run() async throws -> DatabaseMove.Summary { try await self.move.run() }

    /// Throws `conflict` when a move into this database on PostgreSQL was not finished: no node serves a part of a hub.
    static func refuseUnfinished(_ database: Database) async throws {
        try await DatabaseMove.refuseUnfinished(database, of: "hub")
    }

    /// What is there already is compared with it.
    private static func copyPackages(
        to kept: KeptContent, _ target: Database, onCopied: @Sendable (String, Int, Int) throws -> Void
    ) async throws {
        let all: Int = try await target.read { connection in
            try connection.row(
                "SELECT COUNT(DISTINCT sha256) AS count FROM package WHERE removed_at IS NULL")?["count"] ?? 0
        }
        var (copied, after) = (0, "")
        while true {
            let hashes: [ContentHash] = try await target.read { [after] in
                try PackageStore.kept(after: after, limit: 100, in: $0)
            }
            guard let last = hashes.last else { return }
            try await kept.keep(copiesOf: hashes)
            after = last.hex
            copied += hashes.count
            try onCopied("content", copied, all)
        }
    }
}
