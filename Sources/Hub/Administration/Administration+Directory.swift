import Exchange
import Foundation
import Storage

extension Administration {
    /// Takes over a directory file (nhập danh bạ): all of it or, when one line is wrong, nothing.
    ///
    /// Throws `Fault`: `bad-format` with line and column, and what `DirectoryDifference` throws.
    @discardableResult
    package func importDirectory(_ text: String) async throws -> DirectoryDifference {
        let lines = try DirectoryFile.read(text)
        let (now, actor) = (self.now(), self.actor)
        return try await self.evidence.write { connection in
            let difference = try OrganStore.take(lines, now: now, in: connection)
            try EvidenceLog.append(
                .administration(
                    "directory-imported", "\(lines.count)",
                    ["added": .number(difference.added.count), "changed": .number(difference.changed.count)], by: actor,
                    at: now), in: connection)
            return difference
        }
    }
}
