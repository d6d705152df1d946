import Foundation
import Hummingbird
import Storage

/// The hash of a body in a header (RFC 9530): `sha-256=:<Base64>:`. Other algorithms beside it are ignored.
enum ContentDigest {
    static func header(_ hash: ContentHash) -> String { "sha-256=:\(Data(self.bytes(hash)).base64EncodedString()):" }

    /// Nil when there is no SHA-256 in `header` or it is not well formed.
    static func hash(_ header: String) -> ContentHash? {
        guard header.utf8.count <= 1000, let match = header.firstMatch(of: /(?:^|, *)sha-256=:([A-Za-z0-9+\/]{43}=):/),
            let data = Data(base64Encoded: String(match.1))
        else { return nil }
        return ContentHash(hex: data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }

    private static func bytes(_ hash: ContentHash) -> [UInt8] {
        let digits = hash.hex.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
