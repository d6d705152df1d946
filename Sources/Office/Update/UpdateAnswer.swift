import Exchange
import Foundation
import Gateway
import Storage
import Web

/// The clerk's answer to a sender who corrects a document: 15 and the document takes the new values, or 16 with a reason, in one transaction.
struct UpdateAnswer: Sendable {
    let office: Office
    let agrees: Bool
    /// Needed to decline.
    let reason: String

    func give(_ id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: id) { connection, now in
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            guard form.version == incoming.version else { throw Fault.stale }
            if let refusal = UpdateRule.refusalToAnswer(incoming, by: person) { throw refusal }
            try Reason.check(self.reason, "trả lời", atLeast: self.agrees ? 0 : 10)
            let waiting = try DocumentUpdate.all(of: id, comparedWith: incoming, in: connection).first {
                $0.id == incoming.updateID
            }
            guard let update = waiting else { throw Fault.stale }
            let quote = self.reason.isEmpty ? nil : self.reason
            try connection.execute(
                """
                UPDATE document_update SET state = $1, answered_by = $2, answered_at = $3, answer = $4 WHERE id = $5
                """, self.agrees ? DocumentUpdate.State.agreed : .declined, person.id, now, quote, update.id)
            try connection.execute("UPDATE incoming SET version = version + 1 WHERE id = $1", id)
            // Told under the number by which the sender knows it.
            try StatusReports(office: self.office).enqueue(
                self.agrees ? .agreed : .declined, for: incoming, by: person, reason: quote, at: now, in: connection)
            if self.agrees, update.removesUs {
                try self.giveBack(incoming, update, by: person, at: now, in: connection)
            } else if self.agrees {
                try self.take(update, at: now, in: connection)
                try Timeline.add(
                    .updated, to: id, by: person, at: now, detail: UpdateWords.names(update.changes),
                    quote: UpdateWords.before(update.changes), in: connection)
                // What is worked on is the registered document: those who read it see that a copy says something else now.
                if incoming.closure == .linked, let kept = try DuplicateLink.registered(of: id, in: connection) {
                    try Timeline.add(
                        .copyUpdated, to: kept.id, by: person, at: now,
                        detail: "\(IncomingWords.copy(incoming)): \(UpdateWords.names(update.changes))",
                        quote: UpdateWords.after(update.changes), in: connection)
                    try self.office.changes.tell(kept.id, in: connection)
                }
            } else {
                try Timeline.add(.updateKept, to: id, by: person, at: now, quote: quote, in: connection)
            }
            return "/incoming/\(id)"
        }
    }

    /// We are no receiver any more: as after a recall, nothing more is done with the document and its content is sealed.
    private func giveBack(
        _ incoming: Incoming, _ update: DocumentUpdate, by person: Person, at now: Date, in connection: Connection
    ) throws {
        try UpdateChange.keep(update.changes, of: update.id, in: connection)
        try connection.execute(
            """
            UPDATE incoming SET asking = 'agreed', asking_at = $1, asking_reason = $2, closure = 'withdrawn', closed_at = $1
            WHERE id = $3
            """, now, update.reason, incoming.id)
        try Timeline.add(
            .gaveBack, to: incoming.id, by: person, at: now, quote: self.reason.isEmpty ? nil : self.reason,
            in: connection)
        try DuplicateLink.gaveBack(incoming, by: person, at: now, office: self.office, in: connection)
    }

    /// The document says what the update says; what it said is kept with the update.
    private func take(_ update: DocumentUpdate, at now: Date, in connection: Connection) throws {
        try UpdateChange.keep(update.changes, of: update.id, in: connection)
        try connection.execute(
            """
            UPDATE incoming SET (number, notation, promulgation_date, type_name, subject, signer, urgency, sender_due) = (
                SELECT number, notation, promulgation_date, type_name, subject, signer, urgency, sender_due
                FROM document_update WHERE document_update.id = $1)
            WHERE incoming.id = $2
            """, update.id, update.documentID)
        guard !update.files.isEmpty else { return }
        let present = try Attachment.all(of: update.documentID, in: connection)
        let next = Set(update.files.map(\.id))
        let former = present.filter { !next.contains($0.id) }
        try DocumentUpdate.note(former.map(\.id), of: update.id, as: .former, in: connection)
        for file in former { try Attachment.retire(file.id, at: now, in: connection) }
        let known = Set(present.map(\.id))
        for (index, file) in update.files.enumerated() {
            try connection.execute(
                "UPDATE attachment SET removed_at = NULL, part = $1 WHERE id = $2",
                index == 0 ? Attachment.Part.main : .annex, file.id)
            guard !known.contains(file.id) else { continue }
            try FileContent.expect(file.id, in: connection)
            if file.isPDF { try FileVerdict.enqueue(file: file.id, in: connection) }
        }
        let annex = update.files.last { ReceivedTaskArrival.isNamed($0.name) }
        try ReceivedTaskArrival(office: self.office).renew(
            annex?.hash, of: update.documentID, at: now, in: connection)
        let office = self.office
        connection.afterCommit { office.filesCame.wake() }
    }
}
