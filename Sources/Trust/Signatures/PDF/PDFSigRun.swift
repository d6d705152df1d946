import CXMLSec
import Foundation

/// One signature as `pdfsig` reports it and as we compute it.
struct FoundSignature {
    let field: PDFSigReport.Field
    /// Nil when the ranges are not those of an honest signature.
    let ranges: SignedRanges?
    /// What stands there in place of a signature: a time stamp over everything before it; nil for a signature.
    let documentStamp: FoundStamp?
    /// The time stamp that came with the signature.
    let stamp: FoundStamp?
    private let container: CMSContainer?

    init(_ field: PDFSigReport.Field, file: Data) {
        let ranges = SignedRanges(field.ranges, in: file)
        self.field = field
        self.ranges = ranges
        self.documentStamp = ranges.flatMap { FoundStamp(over: $0, in: file) }
        self.stamp = ranges.flatMap { FoundStamp(of: $0) }
        self.container = ranges.map { CMSContainer($0, in: file) }
    }

    /// DER, that of the signer first.
    var certificates: [[UInt8]] { self.container?.certificates ?? [] }

    /// Intact only where both agree: `pdfsig` sees the field that viewers show, we see that nothing hides in the hole.
    var integrity: PDFSignatures.Signature.Integrity {
        switch (self.field.validation, self.container?.outcome) {
        case ("Signature is Valid.", LT_CMS_GOOD): .intact
        case ("Signature is Valid.", LT_CMS_UNREADABLE): .unreadable
        case ("Signature is Valid.", _), ("Digest Mismatch.", _), ("Signature is Invalid.", _): .broken
        default: .unreadable
        }
    }

    /// MD5, SHA-1 and what poppler has no name for.
    var hasWeakHash: Bool {
        !["SHA-224", "SHA-256", "SHA-384", "SHA-512"].contains(self.field.hash ?? "")
    }
}

/// Asks `pdfsig` which signatures a file has and what it thinks of them.
struct PDFSigRun {
    let tools: PDFTools
    let scratch: URL

    /// `pdfsig` says some lines for each signature.
    private static let limitBytes = 1 << 20
    /// Real documents bear two or three. Each may cost four renderings.
    private static let maxSignatures = 20

    /// The signatures and time stamps in the order in which they were made; none when nobody has signed.
    func read(_ file: URL, _ bytes: Data) async throws -> [FoundSignature] {
        // Chains and revocation are ours; nothing is asked of any network.
        let said = try await self.tools.run(
            "pdfsig", ["-nocert", "-no-ocsp"], on: file, in: self.scratch, limitBytes: Self.limitBytes)
        // 2: no signature in the file.
        if said.exitCode == 2 { return [] }
        guard said.exitCode == 0 else { throw PDFTools.Failure.refused }
        let report = PDFSigReport(said.bytes)
        guard !report.isForged, !report.fields.isEmpty, report.fields.count <= Self.maxSignatures else {
            throw PDFTools.Failure.failed
        }
        return report.fields.compactMap { $0 }.map { FoundSignature($0, file: bytes) }
            .sorted { ($0.ranges?.end ?? 0) < ($1.ranges?.end ?? 0) }
    }
}
