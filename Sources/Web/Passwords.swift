import Crypto
import CryptoExtras
import Exchange
import Foundation

/// Passwords are kept as scrypt hashes (RFC 7914): `scrypt$N$r$p$salt$key`, salt and key in Base64.
package enum Passwords {
    /// N = 2^15, r = 8, p = 1: 32 MiB of memory and about a tenth of a second a guess.
    private static let rounds = 1 << 15
    private static let blockSize = 8
    private static let parallelism = 1
    /// Shorter ones are refused.
    package static let minimumLength = 10

    /// The hash of a password that nobody has: to do the same work for an unknown name.
    package static let nobody =
        "scrypt$32768$8$1$bm8gc3VjaCBwZXJzb24uLg==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    /// The hash to keep; throws `invalid-form` when the password is too short or absurdly long.
    package static func hash(_ password: String) throws -> String {
        guard (Self.minimumLength...200).contains(password.count) else {
            throw Fault(
                .invalidForm,
                vi: "Mật khẩu cần từ \(Self.minimumLength) đến 200 ký tự.",
                en: "A password has \(Self.minimumLength) to 200 characters."
            )
        }
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let key = try Self.key(
            password, salt: salt, rounds: Self.rounds, blockSize: Self.blockSize, parallelism: Self.parallelism)
        return
            "scrypt$\(Self.rounds)$\(Self.blockSize)$\(Self.parallelism)$\(Data(salt).base64EncodedString())$\(key.base64EncodedString())"
    }

    /// Whether `password` made `hash`. Compared in constant time; false for a hash that cannot be read.
    package static func verify(_ password: String, hash: String) throws -> Bool {
        let parts = hash.split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), let salt = Data(base64Encoded: parts[4]),
            let expected = Data(base64Encoded: parts[5])
        else { return false }
        let key = try Self.key(
            password, salt: [UInt8](salt), rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        // HMAC codes compare in constant time.
        let secret = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: key, using: secret)
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: expected, using: secret)
    }

    private static func key(_ password: String, salt: [UInt8], rounds: Int, blockSize: Int, parallelism: Int) throws
        -> Data
    {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.normalized.utf8),
            salt: salt,
            outputByteCount: 32,
            rounds: rounds,
            blockSize: blockSize,
            parallelism: parallelism
        )
        return key.withUnsafeBytes { Data($0) }
    }
}
