import Crypto
import Foundation
import Storage
import Trust

/// Signatures of the VXP wire: HMAC-SHA256 under the system's secret over the bytes of `XroadVnpt-sign-header` as they came. They cover
/// the parameters and nothing else: not the path, not the body (but for `hash-file`), not the time.
enum VXPSignature {
    /// The bytes that `signature` (64 hexadecimal digits) signs; nil when it signs nothing. One HTTP stack of the SDK cuts each character to
    /// its low byte: then the text read as Latin-1 is what was signed.
    static func signed(_ bytes: [UInt8], signature: String, secret: String) -> [UInt8]? {
        for candidate in [bytes, Array(String(decoding: bytes.map(UInt16.init), as: UTF16.self).utf8)]
        where constantTimeEqual(self.make(candidate, secret: secret), signature.lowercased()) {
            return candidate
        }
        return nil
    }

    static func make(_ bytes: [UInt8], secret: String) -> String {
        HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Data(secret.utf8)))
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// `hash-file`: SHA-256 in hexadecimal. The SDK prints each byte without its leading zero.
enum VXPHash {
    static func matches(_ hash: ContentHash, _ text: String) -> Bool {
        let digits = Array(hash.hex.utf8)
        let short = stride(from: 0, to: digits.count, by: 2).flatMap { place -> [UInt8] in
            digits[place] == UInt8(ascii: "0") ? [digits[place + 1]] : [digits[place], digits[place + 1]]
        }
        let given = text.lowercased()
        return given == hash.hex || given == String(decoding: short, as: UTF8.self)
    }
}
