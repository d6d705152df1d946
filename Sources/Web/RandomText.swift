import Crypto
import Foundation

/// Texts that nobody can guess: tokens of sessions, secrets of forms.
package enum RandomText {
    /// 32 random bytes in hexadecimal.
    package static func secret() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// 80 random bits as sixteen letters and digits in groups of four, to be read and typed by people: `abcd-efgh-ijkl-mnop`.
    package static func readable() -> String {
        let bits = SymmetricKey(size: .init(bitCount: 80)).withUnsafeBytes { Data($0) }
        let letters = Array(OneTimeCode.base32(bits).lowercased())
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
    }
}
