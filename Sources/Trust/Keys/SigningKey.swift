import Crypto
package import Foundation

/// A P-256 key of ours that signs (khóa ký): ECDSA over SHA-256.
package struct SigningKey: Sendable {
    let key: P256.Signing.PrivateKey

    /// A new random key.
    package init() {
        self.key = P256.Signing.PrivateKey()
    }

    /// Reads a PEM key (`BEGIN PRIVATE KEY` or `BEGIN EC PRIVATE KEY`).
    package init(pem: String) throws {
        do {
            self.key = try P256.Signing.PrivateKey(pemRepresentation: pem)
        } catch {
            throw TrustError(.unreadable, "The text is not a P-256 private key in PEM.")
        }
    }

    /// The key that `file` holds; made and written with the rights 0600 when there is no such file.
    package static func loadOrMake(at file: URL) throws -> SigningKey {
        if let pem = try SecretFile.read(file) {
            do { return try SigningKey(pem: pem) } catch {
                throw TrustError(.unreadable, "The file \"\(file.path)\" does not hold a P-256 private key.")
            }
        }
        let made = SigningKey()
        try SecretFile.write(made.key.pemRepresentation + "\n", to: file, mode: 0o600)
        return made
    }

    package var verifyingKey: VerifyingKey { VerifyingKey(key: self.key.publicKey) }

    /// The signature of the UTF-8 bytes of `text`: DER in Base64. Another one each time; all of them verify.
    package func sign(_ text: String) throws -> String {
        try self.key.signature(for: Data(text.utf8)).derRepresentation.base64EncodedString()
    }
}

/// The public half: what everybody may have and needs to check a signature offline.
package struct VerifyingKey: Sendable {
    let key: P256.Signing.PublicKey

    init(key: P256.Signing.PublicKey) {
        self.key = key
    }

    /// Reads `BEGIN PUBLIC KEY`.
    package init(pem: String) throws {
        do {
            self.key = try P256.Signing.PublicKey(pemRepresentation: pem)
        } catch {
            throw TrustError(.unreadable, "The text is not a P-256 public key in PEM.")
        }
    }

    package var pem: String { self.key.pemRepresentation + "\n" }

    /// Writes the key where everybody may read it, unless the file says the same already. Throws `TrustError` when it says another: then one of
    /// the two halves was altered, and to write over it would hide that.
    package func keep(at file: URL) throws {
        guard let kept = try SecretFile.read(file) else { return try SecretFile.write(self.pem, to: file, mode: 0o644) }
        guard kept == self.pem else {
            let secret = file.lastPathComponent.replacing(".pub.pem", with: ".key")
            throw TrustError(
                .file, "The file \"\(file.path)\" is not the public half of \"\(secret)\": restore both from a backup.")
        }
    }

    /// Whether `signature` (DER in Base64) belongs to `text` and to this key. Nonsense is simply not valid.
    package func verifies(_ signature: String, of text: String) -> Bool {
        guard let der = Data(base64Encoded: signature),
            let parsed = try? P256.Signing.ECDSASignature(derRepresentation: der)
        else { return false }
        return self.key.isValidSignature(parsed, for: Data(text.utf8))
    }
}
