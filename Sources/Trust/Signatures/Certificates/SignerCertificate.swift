import CXMLSec
import Foundation
import SwiftASN1
import X509

/// The certificate that came with a signature, and what is known about it.
struct SignerCertificate {
    /// Nil when the certificate cannot be read, or its key is too weak to be looked at.
    let certificate: Certificate?
    /// RSA bits, or their equal for elliptic curves; 0 when unknown.
    private let strength: Int
    private let others: [Certificate]

    /// `der` is the signer's certificate; `others` came along and may help to build a chain.
    init(der: [UInt8], others: [[UInt8]]) {
        self.certificate = try? Certificate(derEncoded: der)
        self.strength = Int(lt_xmlsec_key_strength(der, der.count))
        // What cannot be read cannot help.
        self.others = others.compactMap { try? Certificate(derEncoded: $0) }
    }

    var signer: Signer? { self.certificate.map { Signer($0) } }

    /// NIST SP 800-131A: what is shorter is no longer to be relied upon.
    private static let leastBits = 2048

    /// How the certificate stands towards `trust`. `signedAt` is the claimed time of signing, `now` the time of judging;
    /// without a claimed time that of judging counts.
    func standing(_ trust: TrustFolder, signedAt: Date?, now: Date) async -> CertificateStanding {
        if self.strength > 0, self.strength < Self.leastBits { return .weakKey }
        guard let leaf = self.certificate else { return .unreadable }
        let time = signedAt ?? now
        // Whether somebody vouches for it is one question, whether in time another.
        let within = min(max(time, leaf.notValidBefore), leaf.notValidAfter)
        guard let chain = await trust.chain(from: leaf, others: self.others, at: within) else {
            return leaf.issuer == leaf.subject ? .selfSigned : .untrusted
        }
        if let revoked = trust.revocation(in: chain), revoked <= now {
            return revoked <= time ? .revoked : .revokedSince
        }
        if time < leaf.notValidBefore { return .notYetValid }
        if signedAt != nil, time > leaf.notValidAfter { return .expired }
        if now > leaf.notValidAfter { return .expiredSince }
        return chain.dropLast().contains { $0.signatureAlgorithm == .sha1WithRSAEncryption } ? .sha1 : .trusted
    }
}
