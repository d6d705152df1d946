import CXMLSec
package import Foundation

/// The verdict on the XML signature of a package (chữ ký số XML, XMLDSig; edXML §7).
package struct XMLSignature: Sendable, Equatable {
    package let verdict: SignatureVerdict
    /// Who signed, or claims to; nil when no certificate could be read.
    package let signer: Signer?
    /// Nil when nothing was computed.
    package let certificate: CertificateStanding?
    /// SHA-256 of the signer's certificate, 64 lower-case hexadecimal digits: evidence.
    package let certificateSHA256: String?

    /// Of a package that carries none.
    package static let absent = XMLSignature(verdict: .absent, signer: nil, certificate: nil, certificateSHA256: nil)

    /// Judges the signature of a whole package. Only a signature over the whole document counts. Nothing is fetched, no
    /// XSLT or XPath is run. Computes in the calling thread, about as long as parsing the package twice takes.
    ///
    /// - Parameters:
    ///   - package: the bytes of the file as they came.
    ///   - claimedAt: when the package says it was sent; nothing proves it.
    ///   - now: the time of judging.
    ///   - maxBytes: a larger package is not judged, `too-large`: canonical XML needs the whole tree, some three times the package.
    package static func check(
        _ package: Data, trust: TrustFolder, claimedAt: Date? = nil, now: Date, maxBytes: Int = 256 << 20
    ) async -> XMLSignature {
        guard package.count <= maxBytes else {
            return XMLSignature(
                verdict: SignatureVerdict(.tooLarge), signer: nil, certificate: nil, certificateSHA256: nil)
        }
        let report = XMLSecReport(package)
        guard let first = report.certificates.first else {
            return XMLSignature(verdict: report.verdict, signer: nil, certificate: nil, certificateSHA256: nil)
        }
        let own = SignerCertificate(der: first, others: Array(report.certificates.dropFirst()))
        let standing = await own.standing(trust, signedAt: claimedAt, now: now)
        return XMLSignature(
            verdict: report.verdict == .valid ? standing.verdict : .gravest([report.verdict, standing.verdict]),
            signer: own.signer,
            certificate: standing,
            certificateSHA256: .sha256Hex(first)
        )
    }
}

/// What xmlsec1 found, before anybody asked whom we trust.
private struct XMLSecReport {
    /// `valid`: the mathematics are good and the whole document is covered.
    let verdict: SignatureVerdict
    /// DER, that of the signer first. Empty when the signature was not computed.
    let certificates: [[UInt8]]

    init(_ package: Data) {
        var report = lt_xmlsec_report()
        package.withUnsafeBytes { bytes in
            lt_xmlsec_verify(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, &report)
        }
        defer { lt_xmlsec_report_free(&report) }
        self.verdict = Self.verdict(report.outcome, sha1: report.sha1)
        self.certificates = withUnsafeBytes(of: &report.certificates) { tuple in
            tuple.bindMemory(to: lt_xmlsec_bytes.self).prefix(report.certificateCount).map {
                Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count))
            }
        }
    }

    private static func verdict(_ outcome: lt_xmlsec_outcome, sha1: Bool) -> SignatureVerdict {
        switch outcome {
        case LT_XMLSEC_ABSENT: .absent
        case LT_XMLSEC_GOOD: sha1 ? SignatureVerdict(.sha1) : .valid
        case LT_XMLSEC_DECORATIVE: SignatureVerdict(.notXMLDSig)
        case LT_XMLSEC_ALTERED: SignatureVerdict(.altered)
        case LT_XMLSEC_NOT_WHOLE: SignatureVerdict(.notWholeDocument)
        case LT_XMLSEC_NO_CERTIFICATE: SignatureVerdict(.noCertificate)
        case LT_XMLSEC_UNREADABLE: .unreadableXML
        case LT_XMLSEC_SEVERAL: SignatureVerdict(.severalSignatures)
        case LT_XMLSEC_EXTERNAL: SignatureVerdict(.externalReference)
        case LT_XMLSEC_TRANSFORM: SignatureVerdict(.forbiddenTransform)
        case LT_XMLSEC_ALGORITHM: SignatureVerdict(.unknownAlgorithm)
        case LT_XMLSEC_DUPLICATE_ID: SignatureVerdict(.ambiguousID)
        case LT_XMLSEC_NOT_XML: SignatureVerdict(.unreadableFile)
        default: SignatureVerdict(.toolFailed)
        }
    }
}
