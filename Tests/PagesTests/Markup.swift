/// A strict reader of the markup that this target writes: double-quoted attributes, every element closed. It walks bytes
/// like a browser does: a `<` before a combining mark is still a `<`.
struct Markup {
    struct Tag {
        let name: String
        let attributes: [String: String]
    }

    private(set) var tags: [Tag] = []
    /// What is not as it should be.
    private(set) var faults: [String] = []

    private static let empty: Set<String> = ["br", "hr", "img", "input", "link", "meta"]

    init(_ page: [UInt8]) {
        var open: [String] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            if rest.starts(with: "!doctype html>".utf8) { continue }
            guard let end = Self.end(of: rest) else {
                self.faults.append("tag without end: \(Self.text(rest.prefix(40)))")
                return
            }
            var inner = rest[..<end]
            rest = rest[(end + 1)...]
            if inner.first == UInt8(ascii: "/") {
                let name = Self.text(inner.dropFirst())
                if open.popLast() != name { self.faults.append("</\(name)> closes another element, inside \(open)") }
                continue
            }
            let isClosed = inner.last == UInt8(ascii: "/")
            if isClosed { inner = inner.dropLast() }
            guard let tag = Self.tag(inner) else {
                self.faults.append("cannot read <\(Self.text(inner))>")
                continue
            }
            self.tags.append(tag)
            if !isClosed, !Self.empty.contains(tag.name) { open.append(tag.name) }
        }
        if !open.isEmpty { self.faults.append("not closed: \(open)") }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Where the tag ends: the first `>` outside quotes.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        for (index, byte) in zip(bytes.indices, bytes) {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ">") where !isQuoted: return index
            default: break
            }
        }
        return nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// `name attribute attribute="value"`, nothing else; nil for anything that a browser would have to guess at.
    private static func tag(_ bytes: ArraySlice<UInt8>) -> Tag? {
        let name = bytes.prefix(while: self.isName)
        guard !name.isEmpty else { return nil }
        var rest = bytes[name.endIndex...]
        var attributes: [String: String] = [:]
        while !rest.isEmpty {
            let blanks = rest.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
            let key = rest[blanks.endIndex...].prefix(while: self.isName)
            guard !blanks.isEmpty, !key.isEmpty else { return nil }
            rest = rest[key.endIndex...]
            var value = rest.prefix(0)
            if rest.starts(with: "=\"".utf8) {
                rest = rest.dropFirst(2)
                value = rest.prefix { $0 != UInt8(ascii: "\"") }
                guard value.endIndex < rest.endIndex, !value.contains(UInt8(ascii: "<")) else { return nil }
                rest = rest[(value.endIndex + 1)...]
            }
            guard attributes.updateValue(self.text(value), forKey: self.text(key)) == nil else { return nil }
        }
        return Tag(name: self.text(name), attributes: attributes)
    }
}
