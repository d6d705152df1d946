package import Exchange
package import Foundation

/// Reads an edXML package piece by piece. Memory does not grow with its files; what is odd becomes a warning, what is
/// broken or hostile a fault.
///
/// Use one reader for one package, from one task at a time. After a fault it takes nothing more; files that it had
/// begun to store are gone.
package final class PacketReader {
    /// What becomes of the files in the package. They are decoded, checked and hashed in any case.
    package enum AttachmentHandling: Sendable {
        /// Nothing stays. What looks like a ZIP lies in a temporary folder until the reader is gone.
        case discard
        /// Files are written into this existing folder, under names that the reader makes. When `finish` returns they
        /// belong to the caller; before that and after a fault nothing stays.
        case store(folder: URL)
    }

    private let limits: ReadingLimits
    private let findings: Findings
    private let folder: ScratchFolder
    private let files: AttachmentIntake
    private let builder: ElementBuilder
    private let feed: XMLFeed
    private var guarding: ByteGuard
    private var fault: Fault?
    private var isFinished = false

    /// `today` is the day on which the package is judged: a document from the future is refused. `temporary` is an
    /// existing folder for temporary files of `discard`, by default that of the system.
    package init(
        limits: ReadingLimits = .init(),
        today: CalendarDate,
        context: ReadingContext = .init(),
        attachments: AttachmentHandling = .discard,
        temporary: URL? = nil
    ) {
        var target: URL?
        if case .store(let folder) = attachments { target = folder }
        self.limits = limits
        self.findings = Findings(limit: limits.maxWarnings)
        self.folder = ScratchFolder(target, parent: temporary)
        self.files = AttachmentIntake(
            limits: limits, findings: self.findings, folder: self.folder, keepsFiles: target != nil)
        self.builder = ElementBuilder(
            limits: limits, today: today, context: context, findings: self.findings, files: self.files)
        self.feed = XMLFeed(builder: self.builder)
        self.guarding = ByteGuard(limits: limits)
    }

    /// Takes the next bytes, as many or as few as there are. Throws the fault for which the package is refused, and the
    /// same again whenever it is called after that.
    package func feed(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        try self.once { () throws(Fault) in
            try self.guarding.pass(bytes, to: self.feed, findings: self.findings)
        }
    }

    /// No more bytes come: what the package says, or the fault for which it is refused.
    package func finish() throws(Fault) -> Packet {
        var packet: Packet?
        try self.once { () throws(Fault) in
            try self.guarding.finish(to: self.feed, findings: self.findings)
            if self.builder.isOpen { throw Fault.cutOff(place: self.builder.place, line: self.feed.line) }
            try self.feed.finish()
            packet = try self.understood()
        }
        guard let packet else { throw Fault.readerUsedTwice }
        self.folder.handOver()
        self.isFinished = true
        return packet
    }

    /// What the header says of the document, as soon as it has been read; before that nil, and always nil for a status.
    package var document: DocumentHeader? { self.builder.header?.document }

    /// Reads a whole file in pieces of 64 KiB.
    package static func read(
        file: URL,
        limits: ReadingLimits = .init(),
        today: CalendarDate,
        context: ReadingContext = .init(),
        attachments: AttachmentHandling = .discard,
        temporary: URL? = nil
    ) throws(Fault) -> Packet {
        let reader = PacketReader(
            limits: limits, today: today, context: context, attachments: attachments, temporary: temporary)
        try FileReading.pieces(of: file, failure: { $0 }, body: { (piece) throws(Fault) in try reader.feed(piece) })
        return try reader.finish()
    }

    /// Reads a package that is in memory anyway.
    package static func read(
        _ bytes: [UInt8],
        limits: ReadingLimits = .init(),
        today: CalendarDate,
        context: ReadingContext = .init(),
        attachments: AttachmentHandling = .discard,
        temporary: URL? = nil
    ) throws(Fault) -> Packet {
        let reader = PacketReader(
            limits: limits, today: today, context: context, attachments: attachments, temporary: temporary)
        var fault: Fault?
        bytes.withUnsafeBytes { buffer in
            do throws(Fault) { try reader.feed(buffer) } catch { fault = error }
        }
        if let fault { throw fault }
        return try reader.finish()
    }

    private func once(_ body: () throws(Fault) -> Void) throws(Fault) {
        if let fault = self.fault { throw fault }
        if self.isFinished { throw Fault.readerUsedTwice }
        do throws(Fault) {
            try body()
        } catch {
            self.fault = error
            self.folder.removeAll()
            throw error
        }
    }

    private func understood() throws(Fault) -> Packet {
        guard let root = self.builder.root else { throw Fault.empty }
        guard let header = self.builder.header else {
            throw Fault.absent(part: "edXMLHeader", line: root.line)
        }
        let manifest = root["edXMLEnvelope"]?["edXMLBody"]?["edXMLManifest"]
        let attachments = try self.files.pair(with: manifest)
        if attachments.isEmpty, header.needsFiles {
            throw Fault.missing(place: "edXMLManifest/Reference", line: manifest?.line ?? root.line)
        }
        return Packet(
            kind: header.kind,
            from: header.from,
            to: header.to,
            document: header.document,
            status: header.status,
            trace: header.trace,
            business: header.business,
            attachments: attachments,
            signature: self.builder.signatureBlock,
            warnings: self.findings.warnings
        )
    }
}
