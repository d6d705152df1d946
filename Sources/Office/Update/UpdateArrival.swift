import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// What happens when the sender of a document sends a correction of it (edXML §3): it waits for the clerk's answer.
struct UpdateArrival {
    let office: Office

    /// Runs in the transaction in which the gateway keeps the package. False when it makes us a receiver of a document that is not here: then it is
    /// an arrival like any other.
    func receive(_ package: ReceivedPackage, in connection: Connection) throws -> Bool {
        guard let header = package.packet.document else { return true }
        let sender = package.packet.from.code
        let found = try package.packet.subjectID.flatMap { try IncomingStore.issued($0, by: sender, in: connection) }
        guard let incoming = found else {
            if try self.addsUs(package.packet, in: connection) { return false }
            let name = package.packet.subjectID?.text
            throw Fault(
                .unknownDocument,
                vi: "Không có văn bản nào của \(sender) mang mã \(name ?? "đã nêu") để cập nhật.",
                en: "There is no document \(name ?? "of that id") of \(sender) here to be updated.")
        }
        try self.check(incoming, in: connection)
        try connection.execute(
            "INSERT INTO update_delivery (delivery_id, document_id) VALUES ($1, $2)", package.deliveryID, incoming.id)
        try self.ask(package, header, of: incoming, in: connection)
        return true
    }

    /// The list of receivers that changed (2.2.3.3) names us as a new one.
    private func addsUs(_ packet: Packet, in connection: Connection) throws -> Bool {
        try (packet.business?.receivers ?? []).contains { change in
            try change.added && Directory.isOurs(change.organ, self.office, in: connection)
        }
    }

    /// Nothing is left here that could take it. A linked copy is still here, so the clerk answers.
    private func check(_ incoming: Incoming, in connection: Connection) throws {
        if let closure = incoming.closure, closure != .linked { throw Fault.closed(closure) }
        try Destruction.check(incoming.id, in: connection)
        if incoming.state == .returned {
            throw Fault.notAllowed(
                "Nơi nhận đã trả lại văn bản này nên không cập nhật được.",
                "The document was returned to its sender here.")
        }
        if incoming.asking == .requested {
            throw Fault.notAllowed(
                "Văn bản đang chờ trả lời yêu cầu thu hồi nên không cập nhật được.",
                "The document waits for the answer to a recall.")
        }
    }

    private func ask(
        _ package: ReceivedPackage, _ header: DocumentHeader, of incoming: Incoming, in connection: Connection
    ) throws {
        let (office, now) = (self.office, self.office.now())
        let reason = package.packet.business?.reason ?? ""
        let present = try Attachment.all(of: incoming.id, in: connection)
        let content = UpdateContent(header)
        let receivers = try ReceiverUpdate.told(by: package.packet, office: office, in: connection)
        // Each is the whole document: what came before it is not taken any more, whatever becomes of this one.
        let overtaken = try connection.execute(
            "UPDATE document_update SET state = 'overtaken' WHERE document_id = $1 AND state = 'requested'", incoming.id
        )
        if overtaken > 0 {
            try connection.execute("UPDATE incoming SET version = version + 1 WHERE id = $1", incoming.id)
            try office.changes.tell(incoming.id, in: connection)
        }
        // Sent once more as it is here already: that is a yes.
        if content.changes(of: incoming).isEmpty, Self.isSame(package.files, as: present), receivers.words.isEmpty {
            return try StatusReports(office: office).enqueue(
                .agreed, for: incoming, by: nil, reason: "Văn bản đã đúng như bản cập nhật", at: now, in: connection)
        }
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO document_update (id, document_id, reason, at, state, number, notation, promulgation_date, type_name,
                subject, signer, urgency, sender_due, receivers, removes_us)
            VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """, id, incoming.id, reason, now, content.code.number, content.code.notation, content.date,
            content.typeName, content.subject, content.signer, content.urgency, content.due,
            receivers.words, receivers.removesUs)
        let files = try self.files(package.files, beside: present, of: incoming.id, at: now, in: connection)
        try DocumentUpdate.note(files, of: id, as: .next, in: connection)
        try connection.execute("UPDATE incoming SET version = version + 1 WHERE id = $1", incoming.id)
        try Timeline.add(
            .updateAsked, to: incoming.id, by: nil, at: now, quote: reason.isEmpty ? nil : reason, in: connection)
        try office.changes.tell(incoming.id, in: connection)
    }

    /// Packages without files leave them as they are.
    private static func isSame(_ files: [ReceivedFile], as present: [Attachment]) -> Bool {
        files.isEmpty
            || files.map { "\($0.name) \($0.hash.hex)" } == present.map { "\($0.name) \($0.hash.hex)" }
    }

    /// The files of the package as attachments: those that are here already, and new ones that belong to the document only when the clerk takes the
    /// update; until then the clerk alone opens them (`FileRoutes`) and nobody finds them. Answers their ids.
    private func files(
        _ files: [ReceivedFile], beside present: [Attachment], of incoming: String, at now: Date,
        in connection: Connection
    ) throws -> [String] {
        var left = present
        return try files.enumerated().map { index, file in
            if let same = left.firstIndex(where: { $0.name == file.name && $0.hash == file.hash }) {
                return left.remove(at: same).id
            }
            let id = try Attachment.add(
                to: incoming, part: index == 0 ? .main : .annex, name: file.name, contentType: file.contentType,
                sizeBytes: file.sizeBytes, hash: file.hash, at: now, in: connection)
            try Attachment.retire(id, at: now, in: connection)
            return id
        }
    }
}
