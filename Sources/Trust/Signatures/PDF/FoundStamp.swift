import CXMLSec
import Foundation

/// A time stamp as OpenSSL computes it, before anybody asks who vouches for its authority.
struct FoundStamp {
    private let isGood: Bool
    private let time: Date
    /// DER, that of the authority first. Empty when it cannot be read.
    private let certificates: [[UInt8]]

    /// The stamp that came with a signature; nil when none did.
    init?(of signature: SignedRanges) {
        var report = lt_stamp_report()
        lt_stamp_verify_signature(signature.container, signature.container.count, &report)
        self.init(taking: &report)
    }

    /// The stamp that stands in a field of its own, over the file but for the hole in which it stands; nil when something else stands there.
    init?(over ranges: SignedRanges, in file: Data) {
        var report = lt_stamp_report()
        file.withUnsafeBytes { bytes in
            let before = UnsafeRawBufferPointer(rebasing: bytes[..<ranges.hole.lowerBound])
            let after = UnsafeRawBufferPointer(rebasing: bytes[ranges.hole.upperBound..<ranges.end])
            lt_stamp_verify_document(
                ranges.container, ranges.container.count,
                before.bindMemory(to: UInt8.self).baseAddress, before.count,
                after.bindMemory(to: UInt8.self).baseAddress, after.count, &report)
        }
        self.init(taking: &report)
    }

    private init?(taking report: inout lt_stamp_report) {
        defer { lt_stamp_report_free(&report) }
        guard report.outcome != LT_STAMP_ABSENT else { return nil }
        self.isGood = report.outcome == LT_STAMP_GOOD
        self.time = Date(timeIntervalSince1970: TimeInterval(report.time))
        self.certificates = withUnsafeBytes(of: &report.certificates) { tuple in
            tuple.bindMemory(to: lt_xmlsec_bytes.self).prefix(report.certificateCount).map {
                Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count))
            }
        }
    }

    /// What it is worth to whom `trust` names, at the time `now`.
    func judged(_ trust: TrustFolder, now: Date) async -> TimeStamp {
        let own = self.certificates.first.map {
            SignerCertificate(der: $0, others: Array(self.certificates.dropFirst()))
        }
        let authority = own?.signer?.name ?? own?.signer?.organization
        guard self.isGood, let own else { return TimeStamp(standing: .broken, time: nil, authority: authority) }
        let standing = await own.standing(trust, for: .timeStamping, signedAt: self.time, now: now)
        return TimeStamp(
            standing: standing == .trusted ? .proven : .untrusted, time: self.time, authority: authority)
    }
}
