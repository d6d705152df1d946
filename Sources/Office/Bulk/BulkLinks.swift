import Exchange
import Storage

/// To which document of the register each of many packages would be linked (gắn vào bản đã có).
struct BulkLinks: Sendable {
    /// By the id of the package: the one that there is.
    var only: [String: Incoming] = [:]
    /// Packages with more than one.
    var several: Set<String> = []

    static func read(_ packages: [Incoming], in connection: Connection) throws -> BulkLinks {
        let twins = try IncomingStore.duplicates(of: packages, in: connection).mapValues { twins in
            twins.filter { $0.number != nil }
        }
        return BulkLinks(
            only: twins.compactMapValues { $0.count == 1 ? $0[0] : nil },
            several: Set(twins.filter { $1.count > 1 }.keys))
    }

    static let refusal = Fault.notAllowed(
        "Không có đúng một bản trong sổ: mở văn bản để chọn, hoặc vào sổ mới.",
        "There is not exactly one registered document: choose it on the document's own page.")
}
