import SwiftASN1
import X509

/// For what a certificate must be good (mục đích sử dụng của chứng thư số).
enum CertificatePurpose {
    case signing
    /// Only authorities that stamp times bear it, and it must say so (RFC 3161 §2.3).
    case timeStamping
}

/// Asks of a chain that its first certificate is made for stamping times.
struct TimeStampingPolicy: VerifierPolicy {
    /// The purpose is critical in these certificates.
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [.X509ExtensionID.extendedKeyUsage]

    func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
        guard let usage = try? chain.leaf.extensions.extendedKeyUsage, usage.contains(.timeStamping) else {
            return .failsToMeetPolicy(reason: "The certificate is not for stamping times.")
        }
        return .meetsPolicy
    }
}
