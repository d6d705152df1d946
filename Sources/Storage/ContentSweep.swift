package import Foundation

/// Removes files that no row needs (dọn tệp thừa): of what was not finished or was refused, and of what was destroyed.
package struct ContentSweep: Sendable {
    /// A file is there before a row names it. Whoever does not name it within this time, by the clock of who wrote it, has not come to the end.
    package static let keptSeconds: TimeInterval = 86_400

    private let content: KeptContent
    private let database: Database
    private let folder: URL
    private let piece: Int
    private let most: Int
    private let isNeeded: @Sendable (ContentHash, Connection) throws -> Bool

    /// - Parameters:
    ///   - folder: the data folder.
    ///   - piece: how many are looked at in one transaction.
    ///   - most: about how many go in one run; the rest waits for the next.
    ///   - isNeeded: whether a row needs the file.
    package init(
        _ content: KeptContent, _ database: Database, folder: URL, piece: Int = 500, most: Int = 100_000,
        isNeeded: @escaping @Sendable (ContentHash, Connection) throws -> Bool
    ) {
        self.content = content
        self.database = database
        self.folder = folder
        self.piece = piece
        self.most = most
        self.isNeeded = isNeeded
    }

    /// Removes those that were written before `limit`. None while a backup copies them. Answers how many.
    package func run(writtenBefore limit: Date = Date().addingTimeInterval(-ContentSweep.keptSeconds)) async throws
        -> Int
    {
        let (database, content, isNeeded) = (self.database, self.content, self.isNeeded)
        var removed = 0
        try await content.hashes { hashes in
            for start in stride(from: 0, to: hashes.count, by: self.piece) {
                try Task.checkCancellation()
                guard removed < self.most else { return }
                let part = try await content.written(
                    before: limit, among: Array(hashes[start..<min(start + self.piece, hashes.count)]))
                let orphans = try await database.read { connection in
                    try part.filter { try !isNeeded($0, connection) }
                }
                guard !orphans.isEmpty, let lock = try FilesLock(folder: self.folder, for: .removing) else { continue }
                for hash in orphans {
                    // An act that names it at this moment comes before or after: then its file is as new and stays.
                    let isRemoved = try await database.write { connection in
                        try !isNeeded(hash, connection) && content.remove(hash, olderThan: limit, in: connection)
                    }
                    removed += isRemoved ? 1 : 0
                }
                withExtendedLifetime(lock) {}
            }
        }
        return removed
    }
}
