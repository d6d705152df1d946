import Exchange
import Foundation
import Spreadsheet
import Storage
import Web

/// Đôn đốc: the urgings of one act and the draft of the letter that tells them, in one transaction.
struct UrgingActs: Sendable {
    let office: Office

    private static let typeName = "Công văn"

    /// Answers the path of the draft. Its file is on disk first, because only rows name files; then one transaction does the rest. Throws
    /// `stale-version` when what stands in the file has changed in between.
    func urge(_ fields: FormFields, by person: Person) async throws -> String {
        if let refusal = UrgingRule.refusal(by: person) { throw refusal }
        let form = try fields.token()
        let order = try UrgingOrder(fields)
        let office = self.office
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let prepared = try await office.database.read { connection in
            try self.plan(order, fields, by: person, in: connection)
        }
        let file = try await UrgingFile.keep(prepared.file, in: office.store)
        let letter = UniqueID.make(at: office.now())
        return try await office.act(by: person, once: form.once, on: letter, naming: [file.hash]) { connection, now in
            let plan = try self.plan(order, fields, by: person, in: connection)
            guard plan.file == prepared.file else { throw Fault.stale }
            try self.draft(letter, plan, file, by: person, at: now, in: connection)
            for line in plan.lines {
                try Self.keep(line, order, letter: letter, by: person, at: now, in: connection)
            }
            try self.tell(order, plan.lines, by: person, at: now, in: connection)
            return "/outgoing/\(letter)"
        }
    }

    /// What the act will do, as things stand.
    private struct Plan: Sendable {
        let lines: [UrgingLine]
        let drafter: Person
        let signerID: String
        let file: OfficialLetter
    }

    /// Throws everything that must be corrected.
    private func plan(
        _ order: UrgingOrder, _ fields: FormFields, by person: Person, in connection: Connection
    ) throws -> Plan {
        let today = self.office.today
        var faults = order.unread
        let found = try faults.read { try self.lines(order, by: person, in: connection) }
        let signerID = person.role == .leader ? person.id : fields.text("approver")
        let signing = try faults.read {
            let block = try SigningAuthority.right(of: signerID, for: Self.typeName, on: today, in: connection).block
            guard let signer = try PersonStore.person(signerID, in: connection) else {
                throw FormFault("approver", "Chọn người có thẩm quyền ký")
            }
            return (block: block, name: signer.fullName)
        }
        let drafter = try faults.readLast { try Self.drafter(fields, by: person, on: today, in: connection) }
        let lines = found ?? []
        return Plan(
            lines: lines, drafter: drafter, signerID: signerID,
            file: UrgingFile.letter(
                lines, tasks: try UrgingLine.openTasks(of: lines, in: connection), text: order.text,
                identity: self.office.identity, notation: self.office.notation(of: Self.typeName, by: drafter.unit),
                unit: drafter.unit,
                authority: signing?.block.lines ?? [], signer: signing?.name ?? "", today: today,
                calendar: self.office.calendar))
    }

    /// The ticked receivers as they stand now. Throws when one was urged or finished since the page was made.
    private func lines(_ order: UrgingOrder, by person: Person, in connection: Connection) throws -> [UrgingLine] {
        let today = self.office.today
        let lines = try UrgingLine.read(order.picks.map(\.recipientID), today: today, in: connection)
        guard lines.count == order.picks.count else { throw Fault.noSuchDocument }
        let before = Dictionary(uniqueKeysWithValues: order.picks.map { ($0.recipientID, $0.before) })
        for line in lines {
            if let refusal = UrgingRule.refusal(line, by: person) { throw refusal }
            let name = "\(line.recipient.name), \(line.code?.text ?? "")"
            if let obstacle = UrgingRule.obstacle(line, by: person, today: today) {
                throw FormFault("line", "\(name): \(obstacle)")
            }
            if line.count != before[line.recipient.id] {
                throw FormFault("line", "\(name): vừa được đôn đốc lần \(line.count), xem lại rồi quyết định")
            }
        }
        return lines
    }

    /// Who goes on with the letter: the clerk who urges, or whom the leader names.
    private static func drafter(
        _ fields: FormFields, by person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> Person {
        guard person.role == .leader else { return person }
        let wanted = fields.text("drafter")
        let all = try PersonStore.people(
            UrgingChoices.drafters, on: today, limit: PeopleList.everybody, in: connection)
        guard let drafter = all.first(where: { $0.id == wanted }) else {
            throw FormFault("drafter", "Chọn người soạn công văn trong danh sách")
        }
        return drafter
    }

    private func draft(
        _ id: String, _ plan: Plan, _ file: StoredFile, by person: Person, at now: Date, in connection: Connection
    ) throws {
        let (lines, drafter) = (plan.lines, plan.drafter)
        let recipients = try RecipientNames.checked(
            lines.compactMap { $0.organ?.code.text }, own: self.office.identity.organ, today: self.office.today,
            in: connection)
        let draft = Draft(
            typeName: Self.typeName, subject: UrgingWords.subject(lines),
            notation: self.office.notation(of: Self.typeName, by: drafter.unit),
            urgency: .ordinary, steering: .none, approverID: plan.signerID, recipients: recipients.map(\.code.text),
            note: UrgingWords.note(lines), files: [file])
        try connection.execute(
            """
            INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, urgency, steering,
                created_at)
            VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, id, drafter.id, drafter.unit.id, plan.signerID, draft.typeName, draft.subject, draft.notation,
            draft.urgency,
            draft.steering, now)
        try RecipientNames.save(recipients, of: id, at: now, in: connection)
        _ = try DraftVersion.keep(draft, recipients, of: id, by: person, at: now, in: connection)
        try Timeline.add(.drafted, to: id, by: person, at: now, quote: draft.note, in: connection)
    }

    private static func keep(
        _ line: UrgingLine, _ order: UrgingOrder, letter: String, by person: Person, at now: Date,
        in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO urging (id, outgoing_id, organ_code, ordinal, kind, text, due_date, person_id, deputy_id, urged_by, at,
                letter_id)
            SELECT $1, $2, $3, COALESCE(MAX(urging.ordinal), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11 FROM urging
            WHERE urging.outgoing_id = $2 AND urging.organ_code = $3
            """, UniqueID.make(at: now), line.recipient.outgoingID, line.recipient.organ, order.kind, order.text,
            line.due, person.id, person.deputy?.id, person.signature, now, letter)
    }

    /// One line in the timeline of each document, and its open pages learn of it.
    private func tell(
        _ order: UrgingOrder, _ lines: [UrgingLine], by person: Person, at now: Date, in connection: Connection
    ) throws {
        let changes = self.office.changes
        for (document, lines) in Dictionary(grouping: lines, by: \.recipient.outgoingID) {
            try Timeline.add(
                .urged, to: document, by: person, at: now, detail: UrgingWords.told(order.kind, lines),
                quote: order.text,
                in: connection)
            try changes.tell(document, in: connection)
        }
    }
}

/// Among whom the form lets choose.
enum UrgingChoices {
    /// Who can go on with a draft.
    static let drafters: [Role] = [.clerk, .head, .officer]

    /// Those whom the form of a leader offers: the clerks first, and always.
    static func drafters(
        for leader: Person, on today: CalendarDate, fields: FormFields?, in connection: Connection
    ) throws -> PeopleList {
        let clerks = try PersonStore.people([.clerk], on: today, in: connection).map(\.id)
        let list = try PeopleList.read(
            for: leader, of: self.drafters, on: today, fields: fields, chosen: ["drafter"], kept: clerks,
            in: connection)
        return PeopleList(
            people: list.people.filter { $0.role == .clerk } + list.people.filter { $0.role != .clerk },
            sought: list.sought)
    }
}
