package import Foundation

/// The verdict on the signatures in a PDF (chữ ký số trên văn bản, Nghị định 30/2020/NĐ-CP điều 5).
package struct PDFSignatures: Sendable, Equatable {
    /// That of the gravest signature. Sound without the agency's: `valid` with `agency-signature-missing`.
    package let verdict: SignatureVerdict
    /// In the order in which they were made.
    package let signatures: [Signature]

    package struct Signature: Sendable, Equatable {
        package enum Integrity: String, Sendable {
            /// The signed bytes are those that were signed.
            case intact
            case broken
            /// The container cannot be read.
            case unreadable
        }

        package let verdict: SignatureVerdict
        /// The name of the form field.
        package let field: String?
        /// Nil when the certificate cannot be read.
        package let signer: Signer?
        /// As the signer claims.
        package let signedAt: Date?
        /// What proves that it was there; nil when there is none.
        package let stamp: TimeStamp?
        package let integrity: Integrity
        /// Nothing was appended later.
        package let coversWholeFile: Bool
        package let certificate: CertificateStanding
        package let revocation: RevocationFinding
        /// SHA-256 of the certificate, 64 lower-case hexadecimal digits: evidence. Nil without certificate.
        package let certificateSHA256: String?
    }

    /// Of a file that is not there, or cannot be read.
    package static let unreadable = PDFSignatures(SignatureVerdict(.unreadableFile))

    init(_ verdict: SignatureVerdict, _ signatures: [Signature] = []) {
        self.verdict = verdict
        self.signatures = signatures
    }

    /// The verdict that follows from all signatures of a file, in the order in which they were made.
    init(_ signatures: [Signature]) {
        self.init(Self.remark(signatures) ?? .gravest(signatures.map(\.verdict)), signatures)
    }

    /// What is to be said about sound signatures: person first, then agency (điều 5.1, 32.2.d). Nil for an agency alone: so it signs annexes
    /// and copies.
    private static func remark(_ signatures: [Signature]) -> SignatureVerdict? {
        guard let last = signatures.last, signatures.allSatisfy({ $0.verdict == .valid }) else { return nil }
        if last.signer?.role == .agency { return nil }
        let hasAgency = signatures.contains { $0.signer?.role == .agency }
        return SignatureVerdict(hasAgency ? .personAfterAgency : .agencySignatureMissing)
    }
}
