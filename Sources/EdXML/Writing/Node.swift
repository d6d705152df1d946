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

    /// Refuses texts that are longer than the profile allows or hold signs that XML cannot carry.
    func check(as shape: Shape, place: String) throws(Fault) {
        switch shape.content {
        case .text(let limit):
            let text = self.text ?? ""
            guard text.count <= limit else { throw Fault.tooLong(place: place, line: nil) }
            guard text.unicodeScalars.allSatisfy(Self.isWritable) else {
                throw Fault.badFormat(place: place, line: nil)
            }
        case .elements(let shapes):
            for child in self.children {
                guard let shape = shapes[child.name] else { continue }
                try child.check(as: shape, place: place.isEmpty ? child.name : "\(place)/\(child.name)")
            }
        case .ignored, .signature, .encoded:
            break
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
