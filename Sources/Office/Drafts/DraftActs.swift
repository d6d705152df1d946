import EdXML
import Exchange
import Foundation
import Storage
import Web

/// Soạn, sửa dự thảo: what the drafter does before others look at it. Each saving is a version.
struct DraftActs: Sendable {
    let office: Office

    /// Soạn dự thảo. As a reply, it begins the work on the incoming document: 05 goes back, if it has not yet.
    func draft(
        _ draft: Draft, answering incomingID: String?, replacing replacedID: String? = nil, by person: Person,
        form: FormToken
    ) async throws -> String {
        let office = self.office
        let today = office.today
        return try await office.act(
            by: person, once: form.once, on: incomingID ?? "", naming: draft.files.map(\.hash)
        ) { connection, now in
            let incoming = try incomingID.map { id in
                guard let found = try IncomingStore.find(id, for: person, in: connection) else {
                    throw Fault.noSuchDocument
                }
                return found
            }
            let receipts = try incoming.map { try ReceiptStore.tree(of: $0.id, in: connection) } ?? ReceiptTree([])
            if let refusal = OutgoingRule.refusalToDraft(answering: incoming, receipts: receipts, by: person) {
                throw refusal
            }
            // What replaces a reply answers the same document.
            var answersID = incoming?.id
            if let replacedID {
                guard let replaced = try OutgoingStore.find(replacedID, for: person, in: connection) else {
                    throw Fault.noSuchDocument
                }
                answersID = answersID ?? replaced.answersID
                if let refusal = OutgoingRule.refusalToReplace(replaced, by: person) { throw refusal }
            }
            try Self.check(draft.way, replacing: replacedID, in: connection)
            let draft = self.completed(draft, of: person.unit)
            let recipients = try self.checked(draft, today: today, in: connection)
            let id = UniqueID.make(at: now)
            try connection.execute(
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, urgency, steering,
                    due_date, answers_id, replaces_id, created_at, language, pages, copies, remark, paper_only,
                    circulation)
                VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
                """,
                id, person.id, person.unit.id, draft.approverID, draft.typeName, draft.subject.normalized,
                draft.notation.normalized, draft.urgency, draft.steering, draft.due, answersID, replacedID, now,
                draft.metadata.language, draft.metadata.pages, draft.metadata.copies, draft.metadata.remark,
                draft.way == .paper, draft.circulation
            )
            try RecipientNames.save(recipients, of: id, at: now, in: connection)
            try PaperRecipient.save(draft.paperRecipients, of: id, at: now, in: connection)
            _ = try DraftVersion.keep(draft, recipients, of: id, by: person, at: now, in: connection)
            _ = try Initialling.name(
                draft.initials, of: id, draftedBy: person.id, signedBy: draft.approverID, in: connection)
            try Timeline.add(
                .drafted, to: id, by: person, at: now, detail: incoming?.name ?? "",
                quote: draft.note.isEmpty ? nil : draft.note, in: connection)
            if let incoming {
                try Timeline.add(.replyDrafted, to: incoming.id, by: person, at: now, in: connection)
                try self.begin(incoming, receipts, by: person, at: now, in: connection)
            }
            return "/outgoing/\(id)"
        }
    }

    /// Starting a reply is a first act too (edXML §4.3).
    private func begin(
        _ incoming: Incoming, _ receipts: ReceiptTree, by person: Person, at now: Date, in connection: Connection
    ) throws {
        guard let next = incoming.state.after(.begin) else { return }
        try IncomingStore.move(incoming, to: next, in: connection)
        try ReceiptStore.begin(receipts, of: incoming.id, by: person, at: now, in: connection)
        try Timeline.add(.begun, to: incoming.id, by: person, at: now, in: connection)
        try StatusReports(office: self.office).enqueue(.inProgress, for: incoming, by: person, at: now, in: connection)
    }

    /// Sửa dự thảo: what differs becomes the next version; the former ones stay.
    func edit(_ id: String, _ draft: Draft, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        let today = office.today
        return try await OutgoingActs(office: office).perform(
            .edit, on: id, by: person, form: form, naming: draft.files.map(\.hash)
        ) { connection, outgoing, now in
            let draft = self.completed(draft, of: outgoing.unit)
            let recipients = try self.checked(draft, today: today, in: connection)
            try Self.check(draft.way, replacing: outgoing.replacesID, in: connection)
            try DirectiveTask.check(
                id, keeps: recipients.map(\.code), steering: draft.way == .paper ? .none : draft.steering,
                in: connection)
            let number = try DraftVersion.keep(draft, recipients, of: id, by: person, at: now, in: connection)
            let voided = number == nil ? [] : try Initialling.void(id, in: connection)
            let dropped = try Initialling.name(
                draft.initials, of: id, draftedBy: outgoing.drafterID, signedBy: draft.approverID, in: connection)
            let lost = voided + (dropped ?? [])
            if !lost.isEmpty {
                try Timeline.add(
                    .initialsVoided, to: id, by: person, at: now, detail: lost.joined(separator: ", "), in: connection)
            }
            guard number != nil || dropped != nil else { return }
            try connection.execute(
                """
                UPDATE outgoing SET type_name = $1, subject = $2, notation = $3, urgency = $4, steering = $5, due_date = $6,
                    approver_id = $7, language = $8, pages = $9, copies = $10, remark = $11,
                    paper_only = $12, circulation = $13
                WHERE id = $14
                """,
                draft.typeName, draft.subject.normalized, draft.notation.normalized, draft.urgency, draft.steering,
                draft.due,
                draft.approverID, draft.metadata.language, draft.metadata.pages, draft.metadata.copies,
                draft.metadata.remark, draft.way == .paper, draft.circulation, id
            )
            try connection.execute("DELETE FROM recipient WHERE outgoing_id = $1", id)
            try RecipientNames.save(recipients, of: id, at: now, in: connection)
            try PaperRecipient.save(draft.paperRecipients, of: id, at: now, in: connection)
            try Timeline.add(
                .edited, to: id, by: person, at: now, detail: number.map(String.init) ?? "",
                quote: draft.note.isEmpty ? nil : draft.note,
                in: connection)
        }
    }

    /// With the notation that its type and `unit` usually have, where the form leaves it empty.
    private func completed(_ draft: Draft, of unit: Unit) -> Draft {
        var draft = draft
        if draft.notation.normalized.isEmpty { draft.notation = self.office.notation(of: draft.typeName, by: unit) }
        return draft
    }

    /// The recipients that the draft names, or everything that must be corrected.
    private func checked(_ draft: Draft, today: CalendarDate, in connection: Connection) throws -> [Directory.Entry] {
        var faults = draft.unread
        faults.require(
            DocumentTypes.named(draft.typeName) != nil, "type", "Chọn loại văn bản trong danh sách")
        faults.require(
            (1...500).contains(draft.subject.normalized.count), "subject", "Ghi trích yếu, tối đa 500 ký tự")
        faults.require(!SecrecyMark.isMarked(subject: draft.subject), "subject", SecrecyWords.marked)
        _ = try faults.read { try Notation.check(draft.notation.normalized) }
        faults.require(
            draft.due.map { $0 >= today } ?? true, "due", "Hạn trả lời phải từ hôm nay \(today.shown) trở đi")
        _ = try faults.read {
            try SigningAuthority.right(of: draft.approverID, for: draft.typeName, on: today, in: connection)
        }
        faults.require(draft.note.count <= 1000, "note", "Ghi chú tối đa 1.000 ký tự")
        _ = try faults.read { try Circulation.check(draft.circulation, draft.way) }
        let recipients = try faults.read { try self.recipients(of: draft, today: today, in: connection) }
        try faults.check()
        return recipients ?? []
    }

    private func recipients(of draft: Draft, today: CalendarDate, in connection: Connection) throws -> [Directory.Entry]
    {
        guard draft.way == .paper else {
            return try RecipientNames.checked(
                draft.recipients, own: self.office.identity.organ, today: today, in: connection)
        }
        guard draft.recipients.isEmpty else {
            throw FormFault(
                "recipients", "Văn bản chỉ phát hành bản giấy không gửi qua trục: bỏ chọn mọi nơi nhận ở đây")
        }
        guard !draft.paperRecipients.isEmpty else {
            throw FormFault("paper-recipients", "Ghi ít nhất một nơi nhận bản giấy")
        }
        return []
    }

    /// Receivers of the exchange learn through it alone that what they have was replaced.
    private static func check(_ way: IssueWay, replacing id: String?, in connection: Connection) throws {
        guard way == .paper, let id, !(try Recipient.all(of: id, in: connection).isEmpty) else { return }
        throw FormFault(
            IssueWay.field, "Văn bản bị thay thế đã gửi liên thông: văn bản thay thế cũng phải gửi liên thông")
    }
}
