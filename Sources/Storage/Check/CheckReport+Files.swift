import Foundation

extension CheckReport {
    /// Every row that names another one finds it.
    package mutating func checkForeignKeys(in connection: Connection) throws {
        for row in try connection.rows("PRAGMA foreign_key_check") {
            let (table, parent): (String, String) = (try row["table"], try row["parent"])
            self.add(
                "database", table, "Có dòng trỏ đến \(parent) không tồn tại.",
                "A row names a \(parent) that is not there.")
        }
    }

    /// Each of `hashes` is kept with its bytes. Answers how many whole files that are kept are not among them; those of the last hour may
    /// belong to what is just being done.
    ///
    /// - Parameters:
    ///   - strange: what is said of a file that is not named by a hash, Vietnamese and English.
    ///   - isNeeded: whether rows still name a file that is missing: it may have been destroyed by decision since `hashes` were read.
    package mutating func check(
        _ hashes: Set<ContentHash>, in content: KeptContent, strange: (vietnamese: String, english: String),
        isNeeded: (ContentHash) async throws -> Bool = { _ in true }
    ) async throws -> Int {
        for hash in hashes.sorted(by: { $0.hex < $1.hex }) {
            switch try await content.verify(hash) {
            case .sound: break
            case .missing:
                guard try await isNeeded(hash) else { continue }
                self.add("file", hash.hex, "Mất tệp.", "A file is missing.")
            case .altered: self.add("file", hash.hex, "Tệp đã bị sửa.", "A file was altered.")
            }
        }
        var unnamed = 0
        for name in try await content.names(olderThan: Date().addingTimeInterval(-3600)) {
            guard let hash = ContentHash(hex: name) else {
                self.add("file", name, strange.vietnamese, strange.english)
                continue
            }
            if !hashes.contains(hash) { unnamed += 1 }
        }
        return unnamed
    }
}
