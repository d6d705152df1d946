package import Foundation

/// Judges the signatures in PDF files (kiểm tra chữ ký số trên văn bản): `pdfsig` computes them, we look at what they cover and at
/// the certificates.
package struct PDFSignatureChecker: Sendable {
    private let trust: TrustFolder
    private let tools: PDFTools

    package init(trust: TrustFolder, tools: PDFTools = PDFTools()) {
        self.trust = trust
        self.tools = tools
    }

    /// The verdict on `file`, which must not change meanwhile. What keeps us from judging is a verdict too (`tool-missing`,
    /// `tool-failed`, `unreadable-file`); throws only when our own temporary folder fails or the task is cancelled.
    ///
    /// An addition after a signature is fair when a later signature covers it and the pages stay as they were: the agency signs after
    /// the person. Fields and stamps above the pages are then the later signer's to answer for.
    package func check(_ file: URL, now: Date) async throws -> PDFSignatures {
        let bytes: Data
        do { bytes = try Data(contentsOf: file, options: .mappedIfSafe) } catch {
            return PDFSignatures(SignatureVerdict(.unreadableFile))
        }
        return try await ScratchFolder.with { scratch in
            do {
                let read = try await PDFSigRun(tools: self.tools, scratch: scratch).read(file, bytes)
                let appearance = PDFAppearance(tools: self.tools, scratch: scratch, file: bytes)
                var signatures: [PDFSignatures.Signature] = []
                for found in read {
                    let change = try await self.change(after: found, among: read, appearance)
                    signatures.append(await self.judged(found, change: change, size: bytes.count, now: now))
                }
                return PDFSignatures(signatures)
            } catch let failure as PDFTools.Failure {
                try Task.checkCancellation()
                return PDFSignatures(SignatureVerdict(failure.reason))
            }
        }
    }

    /// What was added after the signature that makes it doubtful; nil when nothing was.
    private func change(
        after found: FoundSignature, among all: [FoundSignature], _ appearance: PDFAppearance
    ) async throws -> SignatureReason? {
        let size = appearance.file.count
        guard found.integrity == .intact, let end = found.ranges?.end, end < size else { return nil }
        let lastEnd = all.compactMap(\.ranges?.end).max() ?? end
        do {
            if end < lastEnd, try await !appearance.isSame(end, lastEnd, withAnnotations: false) {
                return .changedAfterSigning
            }
            guard lastEnd < size else { return nil }
            let isSame = try await appearance.isSame(lastEnd, size, withAnnotations: true)
            return isSame ? .appendedAfterSigning : .changedAfterSigning
        } catch let failure as PDFTools.Failure {
            try Task.checkCancellation()
            return failure.reason
        }
    }

    private func judged(
        _ found: FoundSignature, change: SignatureReason?, size: Int, now: Date
    ) async -> PDFSignatures.Signature {
        let own = found.certificates.first.map {
            SignerCertificate(der: $0, others: Array(found.certificates.dropFirst()))
        }
        let standing = await own?.standing(self.trust, signedAt: found.field.signedAt, now: now) ?? .unreadable
        var verdicts = [standing.verdict]
        if found.hasWeakHash { verdicts.insert(SignatureVerdict(.sha1), at: 0) }
        if let change { verdicts.insert(SignatureVerdict(change), at: 0) }
        switch found.integrity {
        case .intact: break
        case .broken: verdicts = [SignatureVerdict(.altered)]
        case .unreadable: verdicts = [SignatureVerdict(.unreadableSignature)]
        }
        return PDFSignatures.Signature(
            verdict: .gravest(verdicts),
            field: found.field.name,
            signer: own?.signer,
            signedAt: found.field.signedAt,
            integrity: found.integrity,
            coversWholeFile: found.ranges?.end == size,
            certificate: standing,
            certificateSHA256: found.certificates.first.map { .sha256Hex($0) }
        )
    }
}
