import Exchange
import Storage

extension KeptContent {
    /// The file of a package, for whoever receives it: read once before the first byte goes out, so that what the disk has spoiled is refused
    /// and not handed on. Clients of the VXP wire acknowledge without naming a hash; nobody else would notice.
    ///
    /// Throws `internal`: the row is there and its file is not, which is our loss and not the caller's mistake.
    func sound(_ hash: ContentHash) async throws -> any ReadableContent {
        switch try await self.verify(hash) {
        case .sound(let content): return content
        case .missing: throw Self.lost(hash, vi: "không còn", en: "is missing")
        case .altered: throw Self.lost(hash, vi: "đã bị hỏng", en: "was altered")
        }
    }

    /// The file, unread: for parts of it, whose receiver checks the whole by its hash before he acknowledges. To read all of it for each part would
    /// let small questions cost much.
    func present(_ hash: ContentHash) async throws -> any ReadableContent {
        do {
            return try await self.open(hash)
        } catch let fault as Fault where fault.code == .notFound {
            throw Self.lost(hash, vi: "không còn", en: "is missing")
        }
    }

    private static func lost(_ hash: ContentHash, vi vietnamese: String, en english: String) -> Fault {
        Fault(
            .internalFault, vi: "Tệp của gói tin \(vietnamese).",
            en: "The file \(hash.hex) \(english). Restore it from a backup.", place: hash.hex)
    }
}
