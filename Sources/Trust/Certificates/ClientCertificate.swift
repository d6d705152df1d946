import Crypto
package import Foundation
import SwiftASN1
import X509

/// A certificate with which a system shows who it is (chứng thư của hệ thống kết nối). The hub knows it by its fingerprint.
package struct ClientCertificate: Sendable, Equatable {
    /// SHA-256 of the certificate, 64 lower-case hexadecimal digits.
    package let sha256: String
    /// Who it says it is; for people.
    package let subject: String
    package let notAfter: Date

    /// Reads the first certificate of a PEM text.
    package init(pem: String) throws {
        guard let certificate = try? Certificate(pemEncoded: pem) else {
            throw TrustError(.unreadable, "The text is not a certificate in PEM.")
        }
        try self.init(certificate)
    }

    /// Every certificate of a PEM text.
    package static func all(pem: String) throws -> [ClientCertificate] {
        do {
            return try PEMDocument.parseMultiple(pemString: pem).map { try .init(Certificate(pemDocument: $0)) }
        } catch {
            throw TrustError(.unreadable, "The text does not hold certificates in PEM.")
        }
    }

    /// Whether `authority` has signed the first certificate of `pem`, at whatever time; both are PEM texts. Throws when one cannot be read.
    package static func isIssued(_ pem: String, by authority: String) throws -> Bool {
        let (leaf, issuer) = (try Certificate(pemEncoded: pem), try Certificate(pemEncoded: authority))
        return leaf.issuer == issuer.subject && issuer.publicKey.isValidSignature(leaf.signature, for: leaf)
    }

    fileprivate init(_ certificate: Certificate) throws {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        self.sha256 = .sha256Hex(serializer.serializedBytes)
        self.subject = certificate.subject.description
        self.notAfter = certificate.notValidAfter
    }

    /// Makes a key and a certificate of the authority `authority` and writes `NAME.key` (0600), `NAME.pem` and `ca.pem` into `folder`,
    /// which is made when it is missing. What lies there under these names is replaced.
    package static func issue(
        for name: String, by authority: CertificateAuthority, into folder: URL, now: Date
    ) throws -> ClientCertificate {
        let key = SigningKey()
        let certificate = try authority.issue(clientKey: key, name: name, now: now)
        try SecretFile.write(key.key.pemRepresentation + "\n", to: folder.appending(path: "\(name).key"), mode: 0o600)
        try SecretFile.write(
            try certificate.serializeAsPEM().pemString + "\n", to: folder.appending(path: "\(name).pem"), mode: 0o644)
        try SecretFile.write(try authority.pem, to: folder.appending(path: "ca.pem"), mode: 0o644)
        return try ClientCertificate(certificate)
    }
}
