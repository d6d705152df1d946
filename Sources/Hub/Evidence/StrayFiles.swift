import Exchange
import Foundation
import Storage
import Trust

/// What lies in a hub's data folder beside what the hub needs (tệp thừa): notes for whoever keeps the machine, nothing that is wrong. What packages
/// are kept as is `HubCheck`'s.
struct StrayFiles {
    /// The data folder.
    let folder: URL

    /// Names in the data folder that are the hub's own, besides `hub.sqlite` and what begins with it, and locks.
    private static let own: Set = [
        "keys", "tls", "content", "uploads", "staging", ".lists", CheckpointFile.name,
    ]
    /// So many are named of one folder.
    private static let maximum = 100

    /// Of what was not touched for an hour, or longer where the hub itself leaves things for longer: it may be just being written.
    func notes() throws -> [CheckFinding] {
        let top = try self.names(in: "", untouchedFor: 3600).filter { name in
            !Self.own.contains(name) && !name.hasPrefix("hub.sqlite") && !name.hasSuffix(".lock")
        }
        let content = try self.names(in: "content", untouchedFor: 3600).filter { !["files", "staging"].contains($0) }
        let notes = (top + content.map { "content/\($0)" }).prefix(Self.maximum).map { name in
            CheckFinding("note", name, "Tệp hoặc thư mục không phải của trục.", "The hub did not make this.")
        }
        let leftovers = [
            try self.leftovers(
                in: "content/staging", days: 1, "lần khởi động sau trục sẽ xóa", "the next start removes them"),
            try self.leftovers(in: "uploads", days: 2, "có thể xóa", "they may be removed"),
        ]
        return notes + leftovers.compactMap(\.self)
    }

    /// One note for all of them; nil: there are none.
    private func leftovers(
        in path: String, days: Int, _ vietnamese: String, _ english: String
    ) throws -> CheckFinding? {
        let count = try self.names(in: path, untouchedFor: Double(days) * 86_400).count
        guard count > 0 else { return nil }
        return CheckFinding(
            "note", path, "\(count) tệp dở dang cũ hơn \(days) ngày; \(vietnamese).",
            "\(count) unfinished files, untouched for \(days) days; \(english).")
    }

    /// Names of what nobody has touched for so many seconds, by the clock of the machine that dates files; none where there is no such folder.
    private func names(in path: String, untouchedFor seconds: Double) throws -> [String] {
        let place = self.folder.appending(path: path)
        guard FileManager.default.fileExists(atPath: place.path) else { return [] }
        let (key, limit) = (URLResourceKey.contentModificationDateKey, Date().addingTimeInterval(-seconds))
        return try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: [key]).filter {
            // Gone meanwhile: it was being written.
            guard let written = try? $0.resourceValues(forKeys: [key]).contentModificationDate else { return false }
            return written < limit
        }.map(\.lastPathComponent).sorted()
    }
}
