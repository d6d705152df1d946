import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Web

/// Ban hành và gửi, of what goes through the exchange (`PaperIssue` for the rest): the package is built and on disk first, then one
/// transaction publishes the document and queues the package.
struct Publishing: Sendable {
    let office: Office

    /// Why a document that leaves a doubt is issued all the same (vẫn ban hành).
    struct Override: Sendable {
        var isWanted = false
        var reason = ""
    }

    /// `paper`: why paper follows (`PaperCase`), as the form says; nil: none does.
    func publish(
        _ id: String, _ override: Override, paper: String? = nil, by person: Person, form: FormToken
    ) async throws -> String {
        if let answered = try await self.office.answer(to: form.once, of: person) { return answered }
        let hash = try await self.package(of: id, override, paper: paper, by: person, form: form)
            .keep(in: self.office.store)
        return try await OutgoingActs(office: self.office).perform(
            .publish, on: id, by: person, form: form, naming: [hash]
        ) { connection, outgoing, now in
            if let refusal = PaperIssue.refusal(outgoing) { throw refusal }
            // Looked at again here: a file may have been exchanged meanwhile.
            let (doubt, passed, paper) = try self.check(override, paper, outgoing, in: connection)
            let recipients = try Recipient.all(of: id, in: connection)
            try connection.execute(
                "UPDATE outgoing SET published_at = $1, package_hash = $2, paper_case = $3 WHERE id = $4",
                now, hash, paper, id)
            try connection.execute("UPDATE recipient SET transport = 'queued' WHERE outgoing_id = $1", id)
            _ = try Outbox.enqueue(
                document: id, organs: recipients.map(\.organ), package: hash,
                summary: outgoing.code?.text ?? "", urgency: outgoing.urgency, at: now, in: connection
            )
            try Timeline.add(.published, to: id, by: person, at: now, detail: "\(recipients.count)", in: connection)
            if let paper {
                try Timeline.add(
                    .paperAnnounced, to: id, by: person, at: now, detail: OutgoingWords.paper(paper), in: connection)
            }
            if let doubt {
                try Timeline.add(
                    .issuedInDoubt, to: id, by: person, at: now, detail: doubt, quote: override.reason, in: connection)
            }
            if let passed {
                try Timeline.add(
                    .issuedPastDeadline, to: id, by: person, at: now, detail: passed, quote: override.reason,
                    in: connection)
            }
            try self.answer(with: outgoing, by: person, at: now, in: connection)
        }
    }

    /// What is overridden and why paper follows. Throws everything that must be corrected.
    private func check(
        _ override: Override, _ paper: String?, _ outgoing: Outgoing, in connection: Connection
    ) throws -> (doubt: String?, passed: String?, paper: PaperCase?) {
        let signatures = try IssueSignatures.doubt(outgoing.id, in: connection)
        let deadlines = try PassedDeadlines.doubt(outgoing.id, on: self.office.today, in: connection)
        var faults = FormFaults()
        let doubt = try faults.read { try override.check(signatures) }
        let passed = try faults.read { try override.check(deadlines, about: PassedDeadlines.title) }
        let following = try faults.readLast { try PaperCase.read(paper, for: outgoing.typeName) }
        return (doubt ?? nil, passed ?? nil, following)
    }

    /// An issued reply stands at what it answers, and finishes what required it.
    func answer(with reply: Outgoing, by person: Person, at now: Date, in connection: Connection) throws {
        guard let answered = reply.answersID else { return }
        try Timeline.add(
            .replyPublished, to: answered, by: person, at: now, detail: reply.code?.text ?? "", in: connection)
        try IncomingActs(office: self.office).finish(by: reply, issuedBy: person, at: now, in: connection)
    }

    /// What will be sent, or what is still missing.
    private func package(
        of id: String, _ override: Override, paper: String?, by person: Person, form: FormToken
    ) async throws -> IssuedPackage {
        let office = self.office
        return try await office.database.read { connection in
            guard var outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = OutgoingRule.refusal(.publish, on: outgoing, by: person) {
                throw form.version == outgoing.version ? refusal : Fault.stale
            }
            if let refusal = PaperIssue.refusal(outgoing) { throw refusal }
            let files = try Attachment.issued(of: id, in: connection)
            guard files.contains(where: { $0.part == .main }) else {
                throw FormFault("file", "Đính kèm bản ký số của văn bản trước khi ban hành")
            }
            outgoing.paper = try self.check(override, paper, outgoing, in: connection).paper
            let recipients = try Recipient.all(of: id, in: connection)
            return try outgoing.package(
                to: recipients.map(\.organBlock), places: recipients.map(\.name), by: person, office: office,
                in: connection)
        }
    }
}

extension Publishing.Override {
    /// Gives the doubt back when it was overridden; throws what is missing. The form's name of the reason is `field`.
    func check(
        _ doubt: String?, about title: String = "Chữ ký số chưa đạt", field: String = "reason"
    ) throws(FormFault) -> String? {
        guard let doubt else { return nil }
        guard self.isWanted else {
            throw FormFault("anyway", "\(title): đánh dấu “Vẫn ban hành” và ghi lý do, hoặc quay lại")
        }
        try Reason.check(self.reason, "vẫn ban hành", field: field)
        return doubt
    }
}
