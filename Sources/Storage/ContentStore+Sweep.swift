import Foundation

extension ContentStore {
    /// Removes every file that nobody names; answers how many went. Only while nothing is being written into the store: between
    /// `commit` and the row that names it a file looks like an orphan.
    ///
    /// - Parameter named: tells for the files of one folder (about 1/256 of all) which are named somewhere.
    package func sweep(keeping named: @Sendable ([ContentHash]) async throws -> Set<ContentHash>) async throws -> Int {
        var removed = 0
        for folder in try await blocking({ try self.folders() }) {
            let hashes = try await blocking { try self.hashes(in: folder) }
            let orphans = Set(hashes).subtracting(try await named(hashes))
            removed += orphans.count
            try await blocking {
                for hash in orphans { try FileManager.default.removeItem(at: self.url(of: hash)) }
            }
        }
        return removed
    }

    /// None where nothing was ever kept: a backup of an empty store has no folder for it.
    func folders() throws -> [URL] {
        guard FileManager.default.fileExists(atPath: self.files.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: self.files, includingPropertiesForKeys: nil)
    }

    private func hashes(in folder: URL) throws -> [ContentHash] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .compactMap { ContentHash(hex: $0.lastPathComponent) }
    }
}
