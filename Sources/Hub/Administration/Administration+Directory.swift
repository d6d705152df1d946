import Exchange
import Foundation
package import Storage

extension Administration {
    /// Takes over a directory file (nhập danh bạ): all of it or, when one line is wrong, nothing.
    ///
    /// - Parameter state: the directory that the preview of the file was made with; nil: whatever is there.
    ///
    /// Throws `Fault`: `bad-format` with line and column, what `DirectoryDifference` refuses, and `stale-version` when the directory is not
    /// `state` any more.
    @discardableResult
    package func importDirectory(_ text: String, into state: ContentHash? = nil) async throws -> DirectoryDifference {
        let file = try await blocking { try DirectoryFile(text) }
        let hash = ContentHash(of: Array(text.utf8))
        let (now, actor) = (self.now(), self.actor)
        return try await self.write { connection in
            let difference = try OrganStore.take(file, into: state, now: now, in: connection)
            try EvidenceLog.append(
                .administration(
                    "directory-imported", "\(file.lines.count)",
                    [
                        "added": .number(difference.added.count), "changed": .number(difference.changed.count),
                        "sha256": .text(hash.hex),
                    ], by: actor, at: now), in: connection)
            return difference
        }
    }
}
