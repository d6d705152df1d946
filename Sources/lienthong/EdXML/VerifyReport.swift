import EdXML
import Exchange
import Foundation
import Trust

/// The verdicts on one package: on its XML signature and on every PDF in it, in the order of the manifest.
struct VerifyReport: Sendable {
    struct Document: Sendable {
        /// As the sender calls the file.
        let name: String
        let signatures: PDFSignatures
    }

    let file: String
    let signature: XMLSignature
    let documents: [Document]

    /// Reads the package, keeps its files in the existing folder `attachments`, and judges them at the time `now`. Throws the fault for
    /// which a package is refused.
    init(_ file: URL, trust: TrustFolder, attachments: URL, now: Date) async throws {
        let packet = try PacketReader.read(
            file: file, today: VietnamTime.date(now), attachments: .store(folder: attachments))
        self.file = file.lastPathComponent
        self.signature = await XMLSignature.check(
            try Data(contentsOf: file, options: .mappedIfSafe), trust: trust, claimedAt: packet.sentAt, now: now)
        let checker = PDFSignatureChecker(trust: trust)
        var documents: [Document] = []
        for attachment in packet.attachments {
            guard let content = attachment.file, try PDFMark.stands(in: content) else { continue }
            documents.append(
                Document(name: attachment.name, signatures: try await checker.check(content, now: now)))
        }
        self.documents = documents
    }
}

extension Packet {
    /// When the sender says it let the package go.
    var sentAt: Date? { self.status?.at ?? self.trace.compactMap(\.at).min() }
}
