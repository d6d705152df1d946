import Exchange
import Storage

/// To which document of the register each of many packages would be linked (gắn vào bản đã có).
struct BulkLinks: Sendable {
    /// By the id of the package: the one that there is.
    var only: [String: Incoming] = [:]
    /// Packages with more than one.
    var several: Set<String> = []

    static func read(_ packages: [Incoming], in connection: Connection) throws -> BulkLinks {
        var links = BulkLinks()
        for package in packages {
            let twins = try IncomingStore.duplicates(of: package, in: connection).filter { $0.number != nil }
            if twins.count == 1 { links.only[package.id] = twins[0] }
            if twins.count > 1 { links.several.insert(package.id) }
        }
        return links
    }

    static let refusal = Fault.notAllowed(
        "Không có đúng một bản trong sổ: mở văn bản để chọn, hoặc vào sổ mới.",
        "There is not exactly one registered document: choose it on the document's own page.")
}
