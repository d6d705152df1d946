// API: HTML is a literal with \(text), \(html), \([html]), \(html?), \(number), \(html, if:), \(url:); +, +=, .joined,
// .isEmpty, .bytes; Optional.html { }.

/// Markup as UTF-8 bytes. Only literals of the source become markup; every `String` that is put in is escaped.
///
/// ```swift
/// let row: HTML = "<td class=\"num\">\(document.subject)</td>"
/// let link: HTML = "<a href=\"\(url: address)\">\(name)</a>\("<hr>", if: isLast)\(hint.html { "<i>\($0)</i>" })"
/// ```
/// The literal part is a `StaticString`, so a string from outside cannot become markup: the compiler refuses it.
/// Escaping walks bytes, not characters, because a quote followed by a combining mark is one character and would pass
/// (office.md §12.1). Attributes are written with double quotes, always: that is what the escaping protects.
package struct HTML: Sendable, Equatable {
    package private(set) var bytes: [UInt8]

    package init() { self.bytes = [] }

    package var isEmpty: Bool { self.bytes.isEmpty }

    package static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.bytes += right.bytes
        return sum
    }

    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    /// The parts one after the other, with `separator` between them. `\(parts)` does the same without a separator.
    package static func joined(_ parts: [HTML], by separator: HTML = HTML()) -> HTML {
        var sum = HTML()
        for (index, part) in parts.enumerated() {
            if index > 0 { sum += separator }
            sum += part
        }
        return sum
    }

    fileprivate mutating func append(literal: StaticString) {
        literal.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }

    fileprivate mutating func append(escaped text: some StringProtocol) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): self.append(literal: "&amp;")
            case UInt8(ascii: "<"): self.append(literal: "&lt;")
            case UInt8(ascii: ">"): self.append(literal: "&gt;")
            case UInt8(ascii: "\""): self.append(literal: "&quot;")
            case UInt8(ascii: "'"): self.append(literal: "&#39;")
            default: self.bytes.append(byte)
            }
        }
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: StaticString) {
        self.bytes = []
        self.append(literal: value)
    }

    package init(stringInterpolation: Interpolation) { self = stringInterpolation.html }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var html = HTML()

        package init(literalCapacity: Int, interpolationCount: Int) {
            self.html.bytes.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { self.html.append(literal: literal) }
        /// Text or the value of an attribute, escaped.
        package mutating func appendInterpolation(_ text: String) { self.html.append(escaped: text) }
        package mutating func appendInterpolation(_ text: Substring) { self.html.append(escaped: text) }
        package mutating func appendInterpolation(_ number: Int) { self.html.append(escaped: String(number)) }
        package mutating func appendInterpolation(_ html: HTML) { self.html += html }
        /// Nothing for nil.
        package mutating func appendInterpolation(_ html: HTML?) { if let html { self.html += html } }
        package mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { self.html += part } }
        /// Nothing when `condition` is false.
        package mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { self.html += html() }
        }
        /// The value of `href`, `src` or `action`: a path of ours, a query, a fragment, or http(s); `#` for anything
        /// else.
        package mutating func appendInterpolation(url: String) {
            self.html.append(escaped: HTML.isSafe(url: url) ? url : "#")
        }
    }
}

extension HTML {
    /// Judges bytes: browsers drop tabs and line ends from addresses and read `\` as `/`, so `/⇥/host` would leave this
    /// site.
    private static func isSafe(url: String) -> Bool {
        let bytes = Array(url.utf8)
        guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "\\") }) else { return false }
        switch bytes.first {
        case UInt8(ascii: "#"), UInt8(ascii: "?"): return true
        case UInt8(ascii: "/"): return bytes.count == 1 || bytes[1] != UInt8(ascii: "/")
        default: return bytes.starts(with: "https://".utf8) || bytes.starts(with: "http://".utf8)
        }
    }
}

extension Optional {
    /// Markup for the value, nothing for nil.
    package func html(_ body: (Wrapped) -> HTML) -> HTML { self.map(body) ?? HTML() }
}
