import Foundation
package import Storage

/// The hash of a body in a header (RFC 9530): `sha-256=:<Base64>:`. Other algorithms beside it are ignored.
package enum ContentDigest {
    package static func header(_ hash: ContentHash) -> String {
        "sha-256=:\(Data(self.bytes(hash)).base64EncodedString()):"
    }

    /// Nil when there is no SHA-256 in `header` or it is not well formed.
    package static func hash(_ header: String) -> ContentHash? {
        guard header.utf8.count <= 1000 else { return nil }
        for member in header.split(separator: ",") {
            let member = member.drop { $0 == " " }
            guard member.hasPrefix("sha-256=:") else { continue }
            let rest = member.dropFirst("sha-256=:".count)
            return rest.firstIndex(of: ":").flatMap { Data(base64Encoded: String(rest[..<$0])) }
                .flatMap { ContentHash(bytes: $0) }
        }
        return nil
    }

    private static func bytes(_ hash: ContentHash) -> [UInt8] {
        let digits = hash.hex.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
