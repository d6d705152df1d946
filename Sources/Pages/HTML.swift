/// Markup as UTF-8 bytes. Only literals of the source become markup; every `String` that is put in is escaped byte by byte.
///
/// ```swift
/// let row: HTML = "<td class=\"num\">\(document.subject)</td>"
/// ```
/// The literal part is a `StaticString`, so a string from outside cannot become markup: the compiler refuses it. Escaping walks
/// bytes, not characters, because a quote followed by a combining mark is one character and would pass (office.md §12.1).
package struct HTML: Sendable, Equatable {
    package private(set) var bytes: [UInt8]

    package init() { self.bytes = [] }

    package static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.bytes += right.bytes
        return sum
    }

    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    package var isEmpty: Bool { self.bytes.isEmpty }

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
        package mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { self.html += part } }
        /// Nothing when `condition` is false.
        package mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { self.html += html() }
        }
        /// The value of `href`, `src` or `action`: a path of ours, a fragment, or http(s); `#` for anything else.
        package mutating func appendInterpolation(url: String) {
            let isPath = url.utf8.first == UInt8(ascii: "/") && !url.hasPrefix("//") && !url.utf8.contains(UInt8(ascii: "\\"))
            let isSafe = isPath || url.hasPrefix("#") || url.hasPrefix("?") || url.hasPrefix("https://") || url.hasPrefix("http://")
            self.html.append(escaped: isSafe ? url : "#")
        }
    }
}

extension Optional {
    /// Markup for the value, nothing for nil.
    package func html(_ body: (Wrapped) -> HTML) -> HTML { self.map(body) ?? HTML() }
}
