import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Trust

/// Takes over what the agency's software wants sent (bàn giao): a finished package, or a header with files of which a package is made. When
/// a call returns, the package is on disk and waits to be sent; the same again is the same handover.
struct Handover: Sendable {
    let gateway: AgencyGateway

    struct Taken: Sendable, Equatable {
        let id: String
        /// Taken before: nothing new was done, but for a send that had failed, which begins anew.
        let isRepeat: Bool
    }

    /// A package that others wrote: a document or a status. Throws `conflict` when `key` stands for something else.
    func take(package staged: StagedFile, key: HandoverKey? = nil) async throws -> Taken {
        try await self.take(staged, input: staged.hash, key)
    }

    /// A header as `edxml build` reads it, with its files. Throws `Fault` or `Faults`.
    func take(header: JSON, files handed: [HandedFile], key: HandoverKey? = nil) async throws -> Taken {
        let (json, ordered) = try HandedFile.ordered(handed, by: header)
        let files = ordered.map(\.file)
        let input = try await blocking { try Self.inputHash(json, files) }
        if let known = try await self.known(input, key) { return known }
        let outgoing = OutgoingJSON(json, now: self.gateway.now())
        let staged = try self.gateway.store.stage()
        if outgoing.isStatus {
            guard files.isEmpty else { throw Fault.statusWithFiles }
            try PacketWriter.bytes(of: outgoing.status()).withUnsafeBytes { try staged.write($0) }
        } else {
            var packet = try outgoing.document(files: files)
            for index in packet.attachments.indices {
                let file = packet.attachments[index]
                packet.attachments[index].contentType = try FileKind(file: file.file).label(declared: file.contentType)
            }
            try PacketWriter.write(packet) { try staged.write($0) }
        }
        return try await self.take(staged, input: input, key)
    }

    /// What is sent is read as its receivers will read it, also when it was written here.
    private func take(_ staged: StagedFile, input: ContentHash, _ key: HandoverKey?) async throws -> Taken {
        if let known = try await self.known(input, key) { return known }
        let folder = try self.gateway.store.stagingFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (url, today) = (staged.url, self.gateway.today)
        let packet = try await blocking {
            let packet = try PacketReader.read(file: url, today: today, attachments: .store(folder: folder))
            for attachment in packet.attachments {
                if let file = attachment.file { try FileKind.refuseProgram(file, called: attachment.name) }
            }
            return packet
        }
        guard self.gateway.isOurs(packet.from.code) else { throw Fault.foreignSender(packet.from.code) }
        _ = try await LookInside.judge(packet) { file in
            let tools = PDFTools()
            return tools.has("pdftotext") ? try await tools.text(of: file, scratch: folder) : nil
        }
        // A status is small and lies in the outbox's row.
        let body = packet.status == nil ? nil : [UInt8](try Data(contentsOf: staged.url))
        let hash = body == nil ? try await self.gateway.store.keep(staged) : staged.hash
        let now = self.gateway.now()
        return try await self.gateway.database.write { connection in
            // Somebody may have handed over the same meanwhile.
            if let known = try self.known(input, key, at: now, in: connection) { return known }
            let id = UniqueID.make(at: now)
            if let report = packet.status, let body {
                try StatusHandover(gateway: self.gateway).queue(
                    report, body: body, id: id, input: input, in: connection)
            } else {
                try self.gateway.store.confirm([hash], in: connection)
                try Self.queue(packet, hash, id: id, input: input, at: now, in: connection)
            }
            try key?.bind(to: id, in: connection)
            try self.gateway.tell(.queued, in: connection)
            return Taken(id: id, isRepeat: false)
        }
    }

    private static func queue(
        _ packet: Packet, _ hash: ContentHash, id: String, input: ContentHash, at now: Date, in connection: Connection
    ) throws {
        guard let document = packet.document, let subject = packet.subjectID else { throw Fault.noDocument }
        let organs = packet.to.map(\.code)
        let entry = try Outbox.enqueue(
            document: id, organs: organs, package: hash, summary: document.code.text, urgency: document.urgency,
            at: now, in: connection)
        try HandoverRecord.insert(
            HandoverRecord(
                id: id, kind: packet.kind, documentID: subject, code: document.code.text, status: nil, reportedAt: nil,
                arrivalID: nil, outboxID: entry, handedAt: now),
            input: input, to: organs, in: connection)
    }

    private func known(_ input: ContentHash, _ key: HandoverKey?) async throws -> Taken? {
        let now = self.gateway.now()
        return try await self.gateway.database.write { try self.known(input, key, at: now, in: $0) }
    }

    /// What failed for good is tried again when it is handed over again.
    private func known(
        _ input: ContentHash, _ key: HandoverKey?, at now: Date, in connection: Connection
    ) throws -> Taken? {
        guard
            let row = try connection.row("SELECT id, outbox_id FROM handover WHERE input_hash = $1", input)
        else { return nil }
        let id: String = try row["id"]
        try key?.bind(to: id, in: connection)
        if try Outbox.retry(row["outbox_id"], at: now, in: connection) {
            try HandoverRecord.changed(id, in: connection)
            try self.gateway.tell(.queued, in: connection)
        }
        return Taken(id: id, isRepeat: true)
    }

    /// Of header (which has the names) and bytes: the package itself tells when it was written and is another one each time.
    private static func inputHash(_ json: JSON, _ files: [URL]) throws -> ContentHash {
        let parts = try [json.canonical] + files.map { try ContentHash(ofFile: $0).hex }
        return ContentHash(of: Data(parts.joined(separator: "\n").utf8))
    }
}

extension Fault {
    fileprivate static let statusWithFiles = Fault(
        .attachmentMismatch, vi: "Gói tin trạng thái không có tệp đính kèm.", en: "A status carries no files.",
        place: "attachments")

    fileprivate static let noDocument = Fault(
        .structure, vi: "Gói tin không phải văn bản, cũng không phải trạng thái.",
        en: "The package is neither a document nor a status.")

    fileprivate static func foreignSender(_ code: OrganCode) -> Fault {
        Fault(
            .forbidden, vi: "Cổng này không gửi thay cơ quan \"\(code.text)\".",
            en: "This gateway does not send for the agency \"\(code.text)\".", place: "MessageHeader/From/OrganId")
    }
}
