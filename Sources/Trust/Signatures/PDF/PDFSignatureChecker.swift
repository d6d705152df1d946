package import Foundation

/// Judges the signatures in PDF files (kiểm tra chữ ký số trên văn bản): `pdfsig` computes them, we look at what they cover and at
/// the certificates.
package struct PDFSignatureChecker: Sendable {
    private let trust: TrustFolder
    private let tools: PDFTools
    private let revocation: RevocationReader?

    /// Without `revocation` the lists of `trust` count alone, and what was appended as proof is what nobody signed.
    package init(trust: TrustFolder, tools: PDFTools = PDFTools(), revocation: RevocationReader? = nil) {
        self.trust = trust
        self.tools = tools
        self.revocation = revocation
    }

    /// The verdict on `file`, which must not change meanwhile. What keeps us from judging is a verdict too (`tool-missing`,
    /// `tool-failed`, `unreadable-file`); throws only when our own temporary folder fails or the task is cancelled.
    ///
    /// An addition after a signature is fair when a later signature covers it and the pages stay as they were: the agency signs after
    /// the person. Fields and stamps above the pages are then the later signer's to answer for. So is one that holds proof alone: certificates,
    /// revocation data, time stamps.
    package func check(_ file: URL, now: Date) async throws -> PDFSignatures {
        let bytes: Data
        do { bytes = try Data(contentsOf: file, options: .mappedIfSafe) } catch {
            return PDFSignatures(SignatureVerdict(.unreadableFile))
        }
        return try await ScratchFolder.with { scratch in
            do {
                let read = try await PDFSigRun(tools: self.tools, scratch: scratch).read(file, bytes)
                let signed = await self.known(read, now: now)
                let proof = try await self.proof(file, signed, now: now)
                let appearance = PDFAppearance(tools: self.tools, scratch: scratch, file: bytes)
                var signatures: [PDFSignatures.Signature] = []
                for (known, finding) in zip(signed, proof.findings) {
                    let change = try await self.change(
                        after: known.found, among: signed.map(\.found), appearance, proof.isProofOnly)
                    signatures.append(
                        await self.judged(known, finding, change: change, size: bytes.count, now: now))
                }
                return PDFSignatures(signatures)
            } catch let failure as PDFTools.Failure {
                try Task.checkCancellation()
                return PDFSignatures(SignatureVerdict(failure.reason))
            }
        }
    }

    /// A signature with its certificate and what proves its time.
    private struct Known {
        let found: FoundSignature
        let own: SignerCertificate?
        let stamp: TimeStamp?
    }

    /// The signatures, without the time stamps that stand between and behind them: each of those stands for the signatures before it.
    private func known(_ read: [FoundSignature], now: Date) async -> [Known] {
        var overAll: [(end: Int, stamp: TimeStamp)] = []
        for found in read {
            guard let stamp = found.documentStamp, let end = found.ranges?.end else { continue }
            overAll.append((end, await stamp.judged(self.trust, now: now)))
        }
        var known: [Known] = []
        for found in read where found.documentStamp == nil {
            let certificates = found.certificates
            let own = certificates.first.map { SignerCertificate(der: $0, others: Array(certificates.dropFirst())) }
            let end = found.ranges?.end ?? .max
            var stamps = overAll.filter { $0.end > end }.map(\.stamp)
            if let stamp = await found.stamp?.judged(self.trust, now: now) { stamps.insert(stamp, at: 0) }
            known.append(Known(found: found, own: own, stamp: TimeStamp.best(stamps)))
        }
        return known
    }

    private func proof(_ file: URL, _ signed: [Known], now: Date) async throws -> RevocationReader.Reading {
        guard let revocation = self.revocation, let end = signed.compactMap(\.found.ranges?.end).max() else {
            return .nothing(.notAsked, signed.count)
        }
        var asked: [RevocationReader.Signature] = []
        for known in signed {
            let proven = known.stamp?.provenTime
            let isIntact = known.found.integrity == .intact
            let chain = await known.own?.chain(self.trust, at: known.found.field.signedAt ?? proven ?? now)
            asked.append(.init(chain: isIntact ? chain ?? [] : [], provenAt: proven))
        }
        return try await revocation.read(file, end: end, asked)
    }

    /// What was added after the signature that makes it doubtful; nil when nothing was. `isProofOnly`: what was added behind the last one is proof.
    private func change(
        after found: FoundSignature, among all: [FoundSignature], _ appearance: PDFAppearance, _ isProofOnly: Bool
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
            guard isSame else { return .changedAfterSigning }
            return isProofOnly ? nil : .appendedAfterSigning
        } catch let failure as PDFTools.Failure {
            try Task.checkCancellation()
            return failure.reason
        }
    }

    private func judged(
        _ known: Known, _ revocation: RevocationFinding, change: SignatureReason?, size: Int, now: Date
    ) async -> PDFSignatures.Signature {
        let found = known.found
        let standing =
            await known.own?.standing(
                self.trust, signedAt: found.field.signedAt, provenAt: known.stamp?.provenTime,
                revokedAt: revocation.revokedAt, now: now) ?? .unreadable
        var verdicts = [standing.verdict]
        if known.stamp?.standing == .broken { verdicts.insert(SignatureVerdict(.timeStampBroken), at: 0) }
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
            signer: known.own?.signer,
            signedAt: found.field.signedAt,
            stamp: known.stamp,
            integrity: found.integrity,
            coversWholeFile: found.ranges?.end == size,
            certificate: standing,
            revocation: revocation,
            certificateSHA256: found.certificates.first.map { .sha256Hex($0) }
        )
    }
}
