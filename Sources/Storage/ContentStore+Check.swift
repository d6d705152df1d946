import Exchange
package import Foundation

extension ContentStore {
    package enum Condition: Sendable, Equatable {
        case sound, missing, altered
    }

    /// Reads the whole file.
    package func check(_ hash: ContentHash) async throws -> Condition {
        try await blocking {
            do {
                return try ContentHash(ofFile: self.url(of: hash)) == hash ? .sound : .altered
            } catch let fault as Fault where fault.code == .notFound {
                return .missing
            }
        }
    }

    /// Names of the kept files that have not been touched since `instant`, 100,000 at most; staged ones are left out.
    package func names(olderThan instant: Date) throws -> [String] {
        var names: [String] = []
        for folder in try self.folders() {
            let files = try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
            for file in files {
                let modified = try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
                guard let modified, modified < instant else { continue }
                names.append(file.lastPathComponent)
                if names.count == 100_000 { return names }
            }
        }
        return names
    }
}
