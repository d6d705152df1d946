/// How a signer's certificate stands towards the authorities we trust (tình trạng chứng thư số).
package enum CertificateStanding: String, Sendable {
    /// Leads to a trusted root, was in force and is not revoked.
    case trusted = "trusted"
    /// Had ended when it signed.
    case expired = "expired"
    /// Has ended since.
    case expiredSince = "expired-since"
    case notYetValid = "not-yet-valid"
    /// Was revoked when it signed.
    case revoked = "revoked"
    /// Was revoked after the claimed time of signing.
    case revokedSince = "revoked-since"
    /// Leads to no trusted root.
    case untrusted = "untrusted"
    /// Has signed itself and is no trusted root.
    case selfSigned = "self-signed"
    /// Leads to a trusted root by way of SHA-1.
    case sha1 = "sha1"
    /// Its key is too short for our time.
    case weakKey = "weak-key"
    /// There is none, or it cannot be read.
    case unreadable = "unreadable"

    /// Nil for `trusted`.
    package var reason: SignatureReason? {
        switch self {
        case .trusted: nil
        case .expired: .certificateExpired
        case .expiredSince: .certificateExpiredSince
        case .notYetValid: .certificateNotYetValid
        case .revoked: .certificateRevoked
        case .revokedSince: .certificateRevokedSince
        case .untrusted: .untrustedIssuer
        case .selfSigned: .selfSigned
        case .sha1: .sha1
        case .weakKey: .weakKey
        case .unreadable: .noCertificate
        }
    }

    var verdict: SignatureVerdict { self.reason.map { SignatureVerdict($0) } ?? .valid }
}
