import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Web

/// Yêu cầu thu hồi: the package is built and on disk first, then one transaction marks the recipients and queues it.
struct RecallRequest: Sendable {
    let office: Office
    let reason: String
    /// Codes of the recipients that are to give it back.
    let organs: Set<String>

    func send(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let packet = try await office.database.read { connection in
            let (outgoing, recipients) = try self.asked(id, by: person, form: form, in: connection)
            return try Self.packet(
                of: outgoing, to: recipients, reason: self.reason, by: person, office: office, in: connection)
        }
        let hash = try await office.store.keep { file in try PacketWriter.write(packet) { try file.write($0) } }
        return try await office.act(by: person, once: form.once, on: id, naming: [hash]) { connection, now in
            let (outgoing, recipients) = try self.asked(id, by: person, form: form, in: connection)
            try OutgoingStore.move(outgoing, to: .published, in: connection)
            let request = UniqueID.make(at: now)
            try connection.execute(
                "INSERT INTO recall (id, outgoing_id, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)",
                request, id, self.reason, person.id, now)
            for recipient in recipients {
                try connection.execute(
                    "UPDATE recipient SET asking = 'requested', asking_at = $1, asking_answer = NULL WHERE id = $2",
                    now, recipient.id)
            }
            let settled = RequestPackage.words(
                settled: try RequestPackage.settle(of: id, at: now, in: connection))
            _ = try Outbox.enqueue(
                document: request, organs: recipients.map(\.organ), package: hash,
                summary: outgoing.code?.text ?? "", urgency: outgoing.urgency, at: now, in: connection)
            try Timeline.add(
                .recalled, to: id, by: person, at: now,
                detail: recipients.map(\.name).joined(separator: "; ") + settled,
                quote: self.reason, in: connection)
            return "/outgoing/\(id)"
        }
    }

    /// What asks `recipients` for the document.
    static func packet(
        of outgoing: Outgoing, to recipients: [Recipient], reason: String, by person: Person, office: Office,
        in connection: Connection
    ) throws -> DocumentPacket {
        DocumentPacket(
            from: office.identity.organBlock, to: recipients.map(\.organBlock),
            header: try outgoing.header(to: recipients, from: office.identity, in: connection),
            sentAt: office.now(),
            business: Business(
                kind: .recall, reason: reason, documentID: outgoing.documentID, staff: person.staffInfo),
            attachments: [])
    }

    /// The document and who is asked, or why nobody can be.
    private func asked(
        _ id: String, by person: Person, form: FormToken, in connection: Connection
    ) throws -> (Outgoing, [Recipient]) {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        guard form.version == outgoing.version else { throw Fault.stale }
        if let refusal = RecallRule.refusalToAsk(outgoing, by: person) { throw refusal }
        // As long as a package may say it (edXML 2.2.2).
        try Reason.check(self.reason, "thu hồi", atMost: 500)
        let recipients = try Recipient.all(of: id, in: connection).filter { self.organs.contains($0.organ.text) }
        guard !recipients.isEmpty, recipients.allSatisfy(RecallRule.holds) else {
            throw FormFault("recipients", "Chọn ít nhất một nơi nhận còn giữ văn bản")
        }
        return (outgoing, recipients)
    }
}
