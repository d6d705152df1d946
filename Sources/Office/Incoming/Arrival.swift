import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// What happens when a document package has arrived: it waits for the clerk, and 01 goes back by itself.
struct Arrival {
    let office: Office

    /// Runs in the transaction in which the gateway keeps the package.
    func receive(_ package: ReceivedPackage, in connection: Connection) throws {
        guard let header = package.packet.document else { return }
        if package.packet.kind == .recall {
            return try RecallArrival(office: self.office).receive(package.packet, in: connection)
        }
        if package.packet.kind == .update,
            try UpdateArrival(office: self.office).receive(package, in: connection)
        {
            return
        }
        let now = self.office.now()
        let id = UniqueID.make(at: now)
        let sender = package.packet.from
        let senderName = try Directory.name(of: sender.code, in: connection) ?? sender.name ?? sender.code.text
        let metadata = DocumentMetadata.ofPackage(pages: header.pageAmount, copies: header.promulgationAmount)
        try connection.execute(
            """
            INSERT INTO incoming (id, channel, delivery_id, package_hash, organ_code, organ_name, document_id, number, notation,
                promulgation_date, type_name, subject, signer, urgency, steering, sender_due, state, arrived_at, warnings,
                pages, copies, paper_follows)
            VALUES ($1, 'hub', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'received', $16, $17, $18, $19, $20)
            """,
            id, package.deliveryID, package.hash, sender.code, senderName, header.id, header.code.number,
            header.code.notation,
            header.promulgationDate, header.type.name, header.subject, header.signer?.line, header.urgency,
            header.steering,
            header.dueDate, now, package.packet.warnings.map(\.code.rawValue).joined(separator: " "),
            metadata.pages, metadata.copies, package.packet.business?.paper == true
        )
        let files = package.files.map {
            StoredFile(name: $0.name, contentType: $0.contentType, sizeBytes: $0.sizeBytes, hash: $0.hash)
        }
        try IncomingFiles.add(files, to: id, office: self.office, at: now, in: connection)
        try Replacement.arrived(id, package.packet, from: sender.code, office: self.office, in: connection)
        try self.link(header.responseFor, to: id, from: senderName, code: header.code, at: now, in: connection)
        try Timeline.add(.arrived, to: id, by: nil, at: now, detail: "\(package.files.count)", in: connection)
        if let annex = package.files.last(where: { ReceivedTaskArrival.isNamed($0.name) }) {
            try ReceivedTaskArrival(office: self.office).take(annex.hash, of: id, at: now, in: connection)
        }
        guard let incoming = try connection.row("\(Incoming.query) WHERE incoming.id = $1", id).map(Incoming.init)
        else { return }
        try StatusReports(office: self.office).enqueue(.arrived, for: incoming, by: nil, at: now, in: connection)
    }

    /// Links the reply to the documents of ours that it answers.
    private func link(
        _ answered: [ResponseFor],
        to id: String,
        from sender: String,
        code: DocumentCode,
        at now: Date,
        in connection: Connection
    ) throws {
        for response in answered {
            let ours: String? = try response.documentID.flatMap { documentID in
                try connection.row(
                    "SELECT id FROM outgoing WHERE document_id = $1 AND state = 'published'", documentID)?["id"]
            }
            try connection.execute(
                """
                INSERT INTO incoming_response (incoming_id, organ_code, code, document_id, outgoing_id)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (incoming_id, organ_code, code) DO NOTHING
                """,
                id, response.organ, response.code, response.documentID, ours
            )
            if let ours {
                try Timeline.add(
                    .answered, to: ours, by: nil, at: now, detail: "\(code.text), \(sender)", in: connection)
            }
        }
    }
}

extension Signer {
    /// `Lê Minh Họa, KT. Bộ trưởng`.
    var line: String {
        [self.fullName, [self.competence, self.position].compactMap { $0 }.joined(separator: " ")]
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
