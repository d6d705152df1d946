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

    /// How the certificate stands towards `trust`.
    ///
    /// - Parameters:
    ///   - purpose: for what it must be good.
    ///   - signedAt: the claimed time of signing; without one the proven time counts, or that of judging.
    ///   - provenAt: when the signature was there for certain, as a time stamp proves: what befell the certificate later takes nothing from it.
    ///   - revokedAt: what was found beside the lists of `trust`.
    ///   - now: the time of judging.
    func standing(
        _ trust: TrustFolder, for purpose: CertificatePurpose = .signing, signedAt: Date?, provenAt: Date? = nil,
        revokedAt: Date? = nil, now: Date
    ) async -> CertificateStanding {
        if self.strength > 0, self.strength < Self.leastBits { return .weakKey }
        guard let leaf = self.certificate else { return .unreadable }
        let claimed = signedAt ?? provenAt
        let time = claimed ?? now
        guard let chain = await self.chain(trust, for: purpose, at: time) else {
            return leaf.issuer == leaf.subject ? .selfSigned : .untrusted
        }
        let proven = provenAt ?? .distantFuture
        if let revoked = [trust.revocation(in: chain), revokedAt].compactMap({ $0 }).min(), revoked <= now {
            if revoked <= time { return .revoked }
            if revoked <= proven { return .revokedSince }
        }
        if time < leaf.notValidBefore { return .notYetValid }
        if claimed != nil, time > leaf.notValidAfter { return .expired }
        if now > leaf.notValidAfter, proven > leaf.notValidAfter { return .expiredSince }
        return chain.dropLast().contains { $0.signatureAlgorithm == .sha1WithRSAEncryption } ? .sha1 : .trusted
    }

    /// From the certificate to a root of `trust` at `time`; nil when there is no way. Whether somebody vouches for it is one question, whether in time
    /// another: outside of its own time that counts.
    func chain(_ trust: TrustFolder, for purpose: CertificatePurpose = .signing, at time: Date) async -> [Certificate]?
    {
        guard let leaf = self.certificate else { return nil }
        let within = min(max(time, leaf.notValidBefore), leaf.notValidAfter)
        return await trust.chain(from: leaf, others: self.others, for: purpose, at: within)
    }
}
