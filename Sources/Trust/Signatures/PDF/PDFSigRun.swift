import Foundation

/// One signature as `pdfsig` reports it, with the container that it really verified.
struct FoundSignature {
    let field: PDFSigReport.Field
    /// Nil when the ranges are not those of an honest signature.
    let ranges: SignedRanges?
    /// Nil when it cannot be read.
    let container: CMSContainer?

    /// - Parameter dump: the container as poppler read it from the field.
    init(_ field: PDFSigReport.Field, dump: [UInt8], file: Data) {
        self.field = field
        let ranges = SignedRanges(field.ranges, in: file)
        // What poppler verified must be what stands in the hole: else the hole could hold anything.
        self.ranges = ranges?.container == dump ? ranges : nil
        self.container = CMSContainer(dump)
    }

    var integrity: PDFSignatures.Signature.Integrity {
        switch self.field.validation {
        case "Signature is Valid.": self.container == nil ? .unreadable : self.ranges == nil ? .broken : .intact
        case "Digest Mismatch.", "Signature is Invalid.": .broken
        default: .unreadable
        }
    }

    /// MD5, SHA-1 and what poppler has no name for.
    var hasWeakHash: Bool {
        !["SHA-224", "SHA-256", "SHA-384", "SHA-512"].contains(self.field.hash ?? "")
    }
}

/// Runs `pdfsig` twice over a file: what it thinks of the signatures, and the containers it saw.
struct PDFSigRun {
    let tools: PDFTools
    let scratch: URL

    /// `pdfsig` says some lines for each signature.
    private static let limitBytes = 1 << 20
    /// Real documents bear two or three. Each costs up to four renderings.
    private static let maxSignatures = 20

    /// The signatures in the order in which they were made; none when nobody has signed.
    func read(_ file: URL, _ bytes: Data) async throws -> [FoundSignature] {
        // Chains and revocation are ours; nothing is asked of any network.
        let options = ["-nocert", "-no-ocsp"]
        let said = try await self.tools.run("pdfsig", options, on: file, in: self.scratch, limitBytes: Self.limitBytes)
        // 2: no signature in the file.
        if said.exitCode == 2 { return [] }
        guard said.exitCode == 0 else { throw PDFTools.Failure.refused }
        let report = PDFSigReport(said.bytes)
        guard report.fields.count <= Self.maxSignatures else { throw PDFTools.Failure.failed }
        let dumped = try await self.tools.run(
            "pdfsig", options + ["-dump"], on: file, in: self.scratch, limitBytes: Self.limitBytes)
        let dump = String(decoding: dumped.bytes, as: UTF8.self)
        guard dumped.exitCode == 0, !report.isForged, dump.hasPrefix("Dumping Signatures: \(report.fields.count)\n")
        else { throw PDFTools.Failure.failed }
        var found: [FoundSignature] = []
        for (index, field) in report.fields.enumerated() {
            guard let field else { continue }
            let name = "\(file.lastPathComponent).sig\(index)"
            let container = try Data(contentsOf: self.scratch.appending(path: name))
            found.append(FoundSignature(field, dump: Array(container), file: bytes))
        }
        return found.sorted { ($0.ranges?.end ?? 0) < ($1.ranges?.end ?? 0) }
    }
}
