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
}
