/// What is to be thought of a signature (kết luận kiểm tra chữ ký số): shown to people, kept with the document, never
/// silently trusted (edXML §7, Nghị định 30/2020/NĐ-CP điều 21.2.a).
package struct SignatureVerdict: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        /// Sound, and by somebody we trust.
        case valid
        /// Somebody changed something, or signed without the right to.
        case invalid
        /// Neither proved nor disproved.
        case unverifiable
        /// Nobody has signed.
        case absent
    }

    package let status: Status
    /// Why; nil for plain `valid` and `absent`. With `valid` it is a remark.
    package let reason: SignatureReason?

    /// The verdict that goes with `reason`.
    init(_ reason: SignatureReason) {
        self.status = reason.status
        self.reason = reason
    }

    private init(status: Status, reason: SignatureReason? = nil) {
        self.status = status
        self.reason = reason
    }

    package static let valid = SignatureVerdict(status: .valid)
    package static let absent = SignatureVerdict(status: .absent)
    /// A block of XML that is in the right namespace but not a signature: decoration, so it proves nothing either way.
    static let unreadableXML = SignatureVerdict(status: .unverifiable, reason: .unreadableSignature)

    /// The verdict on a file with these signatures: the first of the gravest. Empty: `absent`.
    static func gravest(_ verdicts: [SignatureVerdict]) -> SignatureVerdict {
        for status in [Status.invalid, .unverifiable, .valid] {
            if let found = verdicts.first(where: { $0.status == status }) { return found }
        }
        return .absent
    }
}

/// The stable code behind a verdict. Code may branch on it; partners see it.
package enum SignatureReason: String, Sendable, CaseIterable {
    /// What was signed is not what stands there.
    case altered = "altered"
    /// PDF: the signed bytes are intact, but something was added that changes what is shown.
    case changedAfterSigning = "changed-after-signing"
    /// PDF: something was added that nobody has signed; what is shown stays the same.
    case appendedAfterSigning = "appended-after-signing"
    /// The signature container cannot be read.
    case unreadableSignature = "unreadable-signature"
    /// The certificate had ended when it signed.
    case certificateExpired = "certificate-expired"
    /// The certificate was not yet valid when it signed.
    case certificateNotYetValid = "certificate-not-yet-valid"
    /// Signed after the certificate was revoked.
    case certificateRevoked = "certificate-revoked"
    /// Expired meanwhile, and nothing proves the time of signing.
    case certificateExpiredSince = "certificate-expired-since"
    /// Revoked meanwhile, and nothing proves the time of signing.
    case certificateRevokedSince = "certificate-revoked-since"
    /// The certificate leads to no trusted root.
    case untrustedIssuer = "untrusted-issuer"
    /// The certificate has signed itself.
    case selfSigned = "self-signed"
    /// PDF: the time stamp of the signature does not fit it, or cannot be read.
    case timeStampBroken = "time-stamp-broken"
    /// XML: a block named Signature outside the XMLDSig namespace.
    case notXMLDSig = "not-xmldsig"
    /// XML: the signature does not cover the whole package.
    case notWholeDocument = "not-whole-document"
    /// No certificate comes with the signature.
    case noCertificate = "no-certificate"
    /// Good, but with SHA-1 or something weaker.
    case sha1 = "sha1"
    /// Good, but with an RSA key below 2048 bits or a curve below 256.
    case weakKey = "weak-key"
    /// XML: more than one signature.
    case severalSignatures = "several-signatures"
    /// XML: a reference leads out of the package; it was not followed.
    case externalReference = "external-reference"
    /// XML: a transform that we never run (XSLT, XPath).
    case forbiddenTransform = "forbidden-transform"
    /// XML: an algorithm that we do not know.
    case unknownAlgorithm = "unknown-algorithm"
    /// XML: the Id that was signed stands more than once, or nowhere.
    case ambiguousID = "ambiguous-id"
    /// The file is not what it should be: not XML, or a PDF that cannot be opened.
    case unreadableFile = "unreadable-file"
    /// XML: larger than a signature is checked for.
    case tooLarge = "too-large"
    /// A program that must be installed to check is missing.
    case toolMissing = "tool-missing"
    /// A program failed, took too long or said too much.
    case toolFailed = "tool-failed"
    /// PDF: sound, but a person has signed after the agency. The agency signs last, what the person has signed (điều 32.2.d): who comes
    /// later may cover it with a stamp.
    case personAfterAgency = "person-after-agency"
    /// PDF: sound, but only the person has signed, not the agency (Nghị định 30/2020/NĐ-CP điều 5.1 asks for both).
    case agencySignatureMissing = "agency-signature-missing"

    var status: SignatureVerdict.Status {
        switch self {
        case .agencySignatureMissing: .valid
        case .altered, .changedAfterSigning, .unreadableSignature, .certificateExpired, .certificateNotYetValid,
            .certificateRevoked:
            .invalid
        default: .unverifiable
        }
    }
}
