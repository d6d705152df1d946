import Crypto
package import Foundation
import SwiftASN1
import X509

/// A certificate authority of our own (CA tự tạo) for installations without an official one: P-256, one level, ten years.
package struct CertificateAuthority: Sendable {
    let key: SigningKey
    let certificate: Certificate

    /// Makes the certificate of `key`. `name` is what people read in it.
    init(key: SigningKey, name: String, now: Date) throws {
        self.key = key
        let subject = try DistinguishedName { CommonName(name) }
        let publicKey = Certificate.PublicKey(key.key.publicKey)
        self.certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: now.addingTimeInterval(-Validity.clockSkew),
            notValidAfter: now.addingTimeInterval(Validity.authority),
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: publicKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(key.key)
        )
    }

    init(key: SigningKey, certificatePEM: String) throws {
        self.key = key
        self.certificate = try Certificate(pemEncoded: certificatePEM)
        // Its signature is its own: a spoiled byte anywhere breaks it.
        guard self.certificate.publicKey == Certificate.PublicKey(key.key.publicKey),
            self.certificate.publicKey.isValidSignature(self.certificate.signature, for: self.certificate)
        else { throw TrustError(.unreadable, "The certificate of the authority does not belong to its key.") }
    }

    /// The authority kept in `folder` as `ca.key` (0600) and `ca.pem`; made when it is missing. A crash between the two files does
    /// no harm: the certificate is made again from the key.
    package static func loadOrMake(in folder: URL, name: String, now: Date) throws -> CertificateAuthority {
        let key = try SigningKey.loadOrMake(at: folder.appending(path: "ca.key"))
        let file = folder.appending(path: "ca.pem")
        if let pem = try SecretFile.read(file) {
            do { return try CertificateAuthority(key: key, certificatePEM: pem) } catch {
                throw TrustError(.unreadable, "The file \"\(file.path)\" does not hold the certificate of \"ca.key\".")
            }
        }
        let made = try CertificateAuthority(key: key, name: name, now: now)
        try SecretFile.write(try made.pem, to: file, mode: 0o644)
        return made
    }

    /// `BEGIN CERTIFICATE`: what clients trust.
    package var pem: String {
        get throws { try self.certificate.serializeAsPEM().pemString + "\n" }
    }

    /// A certificate for a server that answers under `hosts` (names or IP addresses), for about a year.
    func issue(serverKey: SigningKey, hosts: [String], now: Date) throws -> Certificate {
        guard let first = hosts.first else {
            throw TrustError(.noHost, "A server certificate needs at least one host.")
        }
        return try self.issue(
            serverKey, subject: DistinguishedName { CommonName(first) }, usage: .serverAuth,
            names: hosts.map(HostName.generalName), now: now)
    }

    /// A certificate with which the system `name` shows who it is, for about a year.
    func issue(clientKey: SigningKey, name: String, now: Date) throws -> Certificate {
        try self.issue(
            clientKey, subject: DistinguishedName { CommonName(name) }, usage: .clientAuth, names: [], now: now)
    }

    private func issue(
        _ key: SigningKey, subject: DistinguishedName, usage: ExtendedKeyUsage.Usage, names: [GeneralName], now: Date
    ) throws -> Certificate {
        let publicKey = Certificate.PublicKey(key.key.publicKey)
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: now.addingTimeInterval(-Validity.clockSkew),
            notValidAfter: min(now.addingTimeInterval(Validity.server), self.certificate.notValidAfter),
            issuer: self.certificate.subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([usage])
                if !names.isEmpty { SubjectAlternativeNames(names) }
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(
                    keyIdentifier: SubjectKeyIdentifier(hash: self.certificate.publicKey).keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(self.key.key)
        )
    }
}

/// Seconds.
enum Validity {
    /// Clocks of partners may be behind ours.
    static let clockSkew: TimeInterval = 24 * 3600
    static let authority: TimeInterval = 3650 * 24 * 3600
    /// 397 days: the longest that browsers accept.
    static let server: TimeInterval = 397 * 24 * 3600
    /// A server certificate with less than this is made anew at the start.
    static let renewal: TimeInterval = 30 * 24 * 3600
}
