import Exchange
import Foundation

/// An element of a header to be written. Checked against the same shapes that the reader uses before a byte is written.
struct Node {
    let name: String
    private(set) var text: String?
    private(set) var children: [Node] = []

    /// A leaf; nil when there is nothing to say.
    init?(_ name: String, _ text: String?) {
        guard let text = text?.replacing("\r\n", with: "\n").normalized, !text.isEmpty else { return nil }
        self.name = name
        self.text = text
    }

    init(_ name: String, number: Int) {
        self.name = name
        self.text = String(number)
    }

    init(_ name: String, _ children: [Node?]) {
        self.name = name
        self.children = children.compactMap { $0 }
    }

    /// The same, or nil when it holds nothing.
    var ifFilled: Node? { self.children.isEmpty && self.text == nil ? nil : self }

    /// The same with its children in the order of `names`; equal ones keep their order.
    func sorted(like names: [String]) -> Node {
        var sorted = self
        let rank = { (node: Node) in names.firstIndex(of: node.name) ?? names.count }
        sorted.children = self.children.enumerated()
            .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
        return sorted
    }

    /// What is wrong with it: texts that are longer than the profile allows or hold signs that XML cannot carry.
    func faults(as shape: Shape, place: String) -> [Fault] {
        switch shape.content {
        case .text(let limit):
            let text = self.text ?? ""
            if text.count > limit { return [Fault.tooLong(place: place, characters: limit)] }
            return text.unicodeScalars.allSatisfy(Self.isWritable) ? [] : [Fault.badFormat(place: place, line: nil)]
        case .elements(let shapes):
            return self.children.flatMap { child in
                let path = place.isEmpty ? child.name : "\(place)/\(child.name)"
                return shapes[child.name].map { child.faults(as: $0, place: path) } ?? []
            }
        case .ignored, .signature, .encoded:
            return []
        }
    }

    /// Appends the element with its children, indented, under the prefix `edXML:`.
    func append(to output: inout [UInt8], depth: Int, attributes: String = "") {
        output.append(contentsOf: repeatElement(0x20, count: depth * 2))
        output.append(contentsOf: "<edXML:\(self.name)\(attributes)>".utf8)
        if let text = self.text {
            XMLText.append(text, to: &output)
        } else {
            output.append(0x0A)
            for child in self.children { child.append(to: &output, depth: depth + 1) }
            output.append(contentsOf: repeatElement(0x20, count: depth * 2))
        }
        output.append(contentsOf: "</edXML:\(self.name)>\n".utf8)
    }

    /// XML 1.0 §2.2 without the control signs that it allows.
    private static func isWritable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: true
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}

/// Escapes text between tags, byte by byte.
enum XMLText {
    static func append(_ text: String, to output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x26: output.append(contentsOf: "&amp;".utf8)
            case 0x3C: output.append(contentsOf: "&lt;".utf8)
            case 0x3E: output.append(contentsOf: "&gt;".utf8)
            case 0x0D: output.append(contentsOf: "&#13;".utf8)
            default: output.append(byte)
            }
        }
    }
}
