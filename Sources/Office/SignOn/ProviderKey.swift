import Crypto
import CryptoExtras
import Exchange
import Foundation

/// The ways of signing that are taken. `none` and the symmetric ones (HS256 …) are not among them: nothing that a stranger can compute counts.
enum TokenAlgorithm: String, Sendable {
    case rs256 = "RS256"
    case es256 = "ES256"
}

/// A public key of the provider (RFC 7517) that can sign tokens of ours.
struct ProviderKey: Sendable {
    private enum Kind: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    /// `kid`; nil when the provider names none.
    let id: String?
    /// A key verifies what its own kind can have signed, whatever a token says.
    let algorithm: TokenAlgorithm
    private let kind: Kind

    /// Keys beyond so many are not looked at.
    private static let limit = 100
    /// RSA moduli from 2048 to 8192 bits.
    private static let modulusBytes = 256...1024

    /// The usable keys of a key set; those of other kinds and other uses are left out. Nil when it is no key set.
    static func read(_ bytes: [UInt8]) -> [ProviderKey]? {
        guard let set = JSON(utf8: bytes), case .list(let entries)? = set["keys"] else { return nil }
        return entries.prefix(self.limit).compactMap(ProviderKey.init)
    }

    private init?(_ entry: JSON) {
        if let use = entry["use"], use != .text("sig") { return nil }
        switch entry["kty"]?.string {
        case "RSA":
            guard let modulus = Self.bytes(entry["n"]), let exponent = Self.bytes(entry["e"]),
                Self.modulusBytes.contains(modulus.drop { $0 == 0 }.count),
                // A key that cannot be read is none.
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { return nil }
            (self.kind, self.algorithm) = (.rsa(key), .rs256)
        case "EC":
            guard entry["crv"] == .text("P-256"), let x = Self.bytes(entry["x"]), let y = Self.bytes(entry["y"]),
                x.count == 32, y.count == 32, let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            (self.kind, self.algorithm) = (.p256(key), .es256)
        default: return nil
        }
        if let named = entry["alg"], named != .text(self.algorithm.rawValue) { return nil }
        self.id = entry["kid"]?.string
    }

    private static func bytes(_ member: JSON?) -> Data? { member?.string.flatMap(Base64URL.bytes) }

    func isValid(_ signature: Data, of message: Data) -> Bool {
        switch self.kind {
        case .rsa(let key):
            return key.isValidSignature(
                .init(rawRepresentation: signature), for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case .p256(let key):
            // Bytes of another length are no signature.
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        }
    }
}
