/// Judges the first bytes of a package before any parser does (edXML §2.1: UTF-8, XML 1.0).
enum Prolog {
    enum Verdict: Equatable {
        /// XML of the right encoding, as far as one can see; `skip` bytes of byte order mark stand before it.
        case sound(skip: Int)
        /// A web page, a PDF, JSON, anything else.
        case notXML
        /// XML with something before it.
        case textBefore
        case encoding
        case empty
    }

    /// How many bytes are looked at.
    static let length = 1024

    /// Whether `head` is enough to judge before `length` bytes are there: a declaration or a tag has ended. What begins with anything
    /// else is judged by all of the `length` bytes.
    static func isEnough(_ head: [UInt8]) -> Bool {
        if head.count >= self.length { return true }
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return head.dropFirst(start).first { !$0.isXMLSpace } == 0x3C && head.contains(0x3E)
    }

    /// In lower case.
    private static let usual = #"<?xml version="1.0" encoding="utf-8"?>"#

    static func judge(_ head: [UInt8]) -> Verdict {
        if head.isEmpty { return .empty }
        if head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE]) { return .encoding }
        let skip = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let rest = head.dropFirst(skip)
        if rest.prefix(4).contains(0), rest.prefix(4).contains(0x3C) { return .encoding }
        guard let first = rest.first(where: { !$0.isXMLSpace }) else { return .empty }
        guard first == 0x3C else {
            let text = String(decoding: rest.prefix(Self.length), as: UTF8.self)
            return text.contains("<?xml") || text.contains("<edXML") ? .textBefore : .notXML
        }
        // A declaration ends with the first ">"; so does whatever a web page begins with.
        let markup = rest.drop(while: \.isXMLSpace).prefix(Self.length).prefix { $0 != 0x3E }
        let lower = String(decoding: markup, as: UTF8.self).lowercased() + ">"
        if lower == self.usual { return .sound(skip: skip) }
        if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") { return .notXML }
        if lower.hasPrefix("<?xml"), let name = self.declaredEncoding(lower), name != "utf-8", name != "utf8" {
            return .encoding
        }
        return .sound(skip: skip)
    }

    /// The value of `encoding` in a declaration, in lower case; nil when there is none.
    private static func declaredEncoding(_ text: String) -> Substring? {
        guard let end = text.firstRange(of: "?>"), let key = text.firstRange(of: "encoding"),
            key.upperBound < end.lowerBound
        else { return nil }
        let rest = text[key.upperBound..<end.lowerBound]
        guard let quote = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) else { return nil }
        return rest[rest.index(after: quote)...].prefix { $0 != rest[quote] }
    }
}
