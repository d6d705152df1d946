import Foundation

/// Base64 of RFC 4648 §5 without padding, as JOSE writes keys and tokens (RFC 7515 §2).
enum Base64URL {
    static func text(_ bytes: Data) -> String { self.text(base64: bytes.base64EncodedString()) }

    /// The same of what stands in ordinary Base64.
    static func text(base64: String) -> String {
        base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// In ordinary Base64; nil for anything but letters, digits, `-` and `_`.
    static func base64(_ text: some StringProtocol) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
    }

    /// Nil when it is none.
    static func bytes(_ text: some StringProtocol) -> Data? { self.base64(text).flatMap { Data(base64Encoded: $0) } }
}
