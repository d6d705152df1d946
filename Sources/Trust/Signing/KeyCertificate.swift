package import Foundation
import SwiftASN1
import X509

/// The certificate of a key that signs here: whose it is, and how long.
package struct KeyCertificate: Sendable {
    /// DER.
    package let der: [UInt8]
    /// Came along and may help to build a chain. DER.
    package let others: [[UInt8]]
    package let signer: Signer
    /// Name and organisation; as the certificate writes it where it has neither.
    package let issuer: String
    package let notBefore: Date
    package let notAfter: Date

    private let own: SignerCertificate

    /// Nil when it cannot be read.
    package init?(der: [UInt8], others: [[UInt8]]) {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        self.der = der
        self.others = others
        self.signer = Signer(certificate)
        let issuer = [
            Signer.value(.RDNAttributeType.commonName, in: certificate.issuer),
            Signer.value(.RDNAttributeType.organizationName, in: certificate.issuer),
        ].compactMap { $0 }
        self.issuer = issuer.isEmpty ? "\(certificate.issuer)" : issuer.joined(separator: ", ")
        self.notBefore = certificate.notValidBefore
        self.notAfter = certificate.notValidAfter
        self.own = SignerCertificate(der: der, others: others)
    }

    /// How a signature that it made now would stand.
    package func standing(_ trust: TrustFolder, now: Date) async -> CertificateStanding {
        await self.own.standing(trust, signedAt: now, now: now)
    }
}
