import Crypto
import CryptoExtras
import Exchange
import Foundation
import Web

extension Passwords {
    /// As `hash`, with rounds that cost nothing, for tests of what a password opens. The real ones take a good part of a second each in a debug build,
    /// and whoever signs in is judged with the rounds that stand in the hash.
    static func quickHash(_ password: String) throws -> String {
        let (salt, rounds) = ([UInt8](repeating: 7, count: 16), 2)
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.normalized.utf8), salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8,
            parallelism: 1)
        let bytes = key.withUnsafeBytes { Data($0) }
        return "scrypt$\(rounds)$8$1$\(Data(salt).base64EncodedString())$\(bytes.base64EncodedString())"
    }
}
