import Crypto
package import Foundation
import Trust

/// One-time codes (mã xác thực một lần) as authenticator apps make them: TOTP, RFC 6238, with SHA-1, six digits, thirty seconds.
package enum OneTimeCode {
    private static let step = 30.0
    /// A clock may be one step early or late.
    private static let tolerance = 1

    /// The step whose code was given; nil when it is none, or one that is not newer than `lastStep`: each code is good once.
    package static func step(of code: String, secret: Data, at now: Date, after lastStep: Int?) -> Int? {
        let current = Int(now.timeIntervalSince1970 / Self.step)
        for step in (current - Self.tolerance)...(current + Self.tolerance)
        where constantTimeEqual(Self.make(step: step, secret: secret), code) {
            return lastStep.map { $0 < step } ?? true ? step : nil
        }
        return nil
    }

    package static func make(step: Int, secret: Data, digits: Int = 6) -> String {
        let counter = withUnsafeBytes(of: UInt64(step).bigEndian) { Data($0) }
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(code[code.count - 1] & 0x0F)
        let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// What an app reads, as a link or a picture of it.
    package static func address(_ secret: Data, account: String, issuer: String) -> String {
        func escaped(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
        return
            "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(Self.base32(secret))&issuer=\(escaped(issuer))"
    }

    /// RFC 4648 §6, without padding.
    package static func base32(_ data: Data) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, bits) = ("", 0, 0)
        for byte in data {
            buffer = buffer << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[buffer >> bits & 31])
            }
            buffer &= (1 << bits) - 1
        }
        if bits > 0 { text.append(letters[buffer << (5 - bits) & 31]) }
        return text
    }
}
