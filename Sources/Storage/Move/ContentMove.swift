package import Foundation

extension ContentPlace {
    /// The end of a move (`DatabaseMove.Server.complete`) where the target keeps files: copies those that its rows name out of the data folder. What is
    /// there already is compared with it (`KeptContent.keep`). Nothing happens where files stay in the folder.
    ///
    /// - Parameters:
    ///   - hashes: a query that answers each once, as `hash`.
    ///   - onCopied: told of `content`: how many are there, of how many. What it throws ends the move.
    package static func copyFiles(
        named hashes: String, from folder: URL, to target: Database,
        onCopied: @Sendable (String, Int, Int) throws -> Void
    ) async throws {
        let kept = try await Self.open(ContentStore(reading: folder.appending(path: "content")), target)
        guard kept.isInDatabase else { return }
        let all = try await target.read { connection in
            try connection.rows(hashes).map { row -> ContentHash in try row["hash"] }
        }
        for start in stride(from: 0, to: all.count, by: 100) {
            let end = min(start + 100, all.count)
            try await kept.keep(copiesOf: Array(all[start..<end]))
            try onCopied("content", end, all.count)
        }
    }
}
