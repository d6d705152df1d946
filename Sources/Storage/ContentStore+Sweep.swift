import Exchange
package import Foundation
import Synchronization

extension ContentStore {
    /// Names of the folders that hold files, each about 1/256 of all. None where nothing was ever kept: a backup of an empty store has no
    /// folder for it.
    func folders() throws -> [URL] {
        guard FileManager.default.fileExists(atPath: self.files.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: self.files, includingPropertiesForKeys: nil)
    }

    /// The names of all files, a folder at a time. Names only: a store may hold millions.
    package func hashes(_ each: ([ContentHash]) async throws -> Void) async throws {
        for folder in try await blocking({ try self.folders() }) {
            let hashes = try await blocking {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { ContentHash(hex: $0) }
            }
            try await each(hashes)
        }
    }

    /// When the file was written; nil when it is not there.
    package func modified(_ hash: ContentHash) -> Date? {
        var status = stat()
        guard stat(self.url(of: hash).path, &status) == 0 else { return nil }
        return Date(
            timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1_000_000_000)
    }

    /// Makes the file as new as one that was written now, so that no sweep takes it before a row names it; nothing happens when it is not
    /// there.
    package func touch(_ hash: ContentHash) throws {
        try StagedContent.naming.withLock { _ in
            guard utimes(self.url(of: hash).path, nil) == 0 || errno == ENOENT else {
                throw Fault.file("utimes", errno)
            }
        }
    }

    /// Removes the content unless it was written since `limit`; false: it was, or it is not there. Whoever keeps the same content at this moment has
    /// written a new file or touched this one, and it stays.
    package func remove(_ hash: ContentHash, olderThan limit: Date) throws -> Bool {
        try StagedContent.naming.withLock { _ in
            guard let modified = self.modified(hash), modified < limit else { return false }
            try self.remove(hash)
            return true
        }
    }
}
