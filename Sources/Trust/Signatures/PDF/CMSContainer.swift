import CXMLSec
import Foundation

/// A signature container in a PDF (CMS SignedData, RFC 5652 §5), computed anew beside `pdfsig`: so that what the program verified is
/// what stands in the file.
struct CMSContainer {
    let outcome: lt_cms_outcome
    /// DER, that of the signer first. Empty when the container cannot be read.
    let certificates: [[UInt8]]

    /// Judges the signature over the file but for the hole in which it stands.
    init(_ ranges: SignedRanges, in file: Data) {
        var report = lt_cms_report()
        file.withUnsafeBytes { bytes in
            let before = UnsafeRawBufferPointer(rebasing: bytes[..<ranges.hole.lowerBound])
            let after = UnsafeRawBufferPointer(rebasing: bytes[ranges.hole.upperBound..<ranges.end])
            lt_cms_verify(
                ranges.container, ranges.container.count,
                before.bindMemory(to: UInt8.self).baseAddress, before.count,
                after.bindMemory(to: UInt8.self).baseAddress, after.count, &report)
        }
        defer { lt_cms_report_free(&report) }
        self.outcome = report.outcome
        self.certificates = withUnsafeBytes(of: &report.certificates) { tuple in
            tuple.bindMemory(to: lt_xmlsec_bytes.self).prefix(report.certificateCount).map {
                Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count))
            }
        }
    }
}
