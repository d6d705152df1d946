import Exchange
import Foundation
import Gateway
import Storage

extension DemoYear {
    /// A document that is issued, or, of the last days, one on its way there.
    mutating func issue(_ day: DemoDay, serial: Int, in connection: Connection) throws {
        let state = self.outgoingState(day)
        let answered = self.random.chance(30) ? self.answerable.popLast() : nil
        let division = answered?.division ?? self.random.pick(self.people.divisions)
        let drafter = answered?.doer ?? self.random.pick(division.officers)
        let approver = self.random.pick(self.people.leaders)
        let isIssued = state == .published || state == .numbered
        let date = isIssued ? day.date : self.date(day, plus: -self.random.number(0...4))
        let drafted = self.time(self.date(day, plus: -self.random.number(isIssued ? 1...5 : 0...4)), from: 8)
        let recipients = try self.recipients(answered?.organ)
        let type = self.random.pick(DemoWords.types)
        let draft = Draft(
            typeName: type, subject: DemoWords.subject(5_000_000 + serial, &self.random),
            notation: Notation.suggested(for: type, agency: "UBND", unit: division.unit.shortName),
            urgency: self.urgency(),
            steering: self.random.chance(30) ? .directive : .none,
            due: self.random.chance(50) ? self.date(day, plus: self.random.number(5...20)) : nil,
            approverID: approver.id, recipients: recipients.map(\.code.text),
            files: [self.random.pick(self.files).stored])
        let id = UniqueID.make(at: drafted)
        try connection.execute(
            """
            INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, urgency, steering,
                due_date, answers_id, created_at, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 6)
            """,
            id, state, drafter.id, division.unit.id, approver.id, type, draft.subject, draft.notation, draft.urgency,
            draft.steering, draft.due, answered?.id, drafted)
        try self.draft(draft, recipients, id, drafter, at: drafted, in: connection)
        if draft.steering == .directive {
            try self.writeTasks(
                of: id, serial: serial, for: recipients, by: drafter, isIssued: state == .published, on: day,
                at: drafted,
                in: connection)
        }
        var clock = drafted
        if state != .draft {
            clock = self.later(clock)
            try connection.execute("UPDATE outgoing SET submitted_at = $1 WHERE id = $2", clock, id)
            try Timeline.add(
                .submittedForSigning, to: id, by: drafter, at: clock, detail: "\(approver.fullName), \(approver.title)",
                in: connection)
        }
        try self.initial(id, division, drafter, state, at: clock, in: connection)
        if isIssued || state == .approved {
            let signed = isIssued ? self.time(date, from: 8) : clock
            let block = DemoPeople.signing(approver, from: date).block(title: approver.title)
            try connection.execute(
                """
                UPDATE outgoing SET approved_at = $1, issue_by = $2, signed_block = $3, signed_title = $4, signed_competence = $5
                WHERE id = $6
                """, signed, IssueDeadline.after(signed, urgency: draft.urgency, self.calendar),
                block.lines.joined(separator: "\n"), block.title, block.competence, id)
            try Timeline.add(.approved, to: id, by: approver, at: signed, in: connection)
            clock = signed
        }
        var files: [(id: String, file: DemoFile)] = []
        if isIssued {
            files = [try self.number(id, draft, on: date, at: self.later(clock), in: connection)]
        }
        if state == .published { try self.publish(id, answered, on: day, at: self.later(clock), in: connection) }
        if state == .published, self.random.chance(15),
            try self.file(id, dated: date, by: drafter, at: clock, in: connection)
        {
            try self.countPages(files, in: connection)
        }
        try self.index(id, files, in: connection)
    }

    private mutating func outgoingState(_ day: DemoDay) -> OutgoingState {
        guard day.age < 5, self.random.chance(70 - 12 * day.age) else { return .published }
        return self.random.pick([.draft, .draft, .submitted, .submitted, .approved, .numbered])
    }

    private mutating func recipients(_ answered: DemoOrgan?) throws -> [Directory.Entry] {
        let count = self.random.chance(3) ? 20 : self.random.number(1...3)
        let organs = answered.map { [$0] } ?? (0..<count).map { _ in self.random.pick(self.organs) }
        var seen: Set<String> = []
        return organs.filter { seen.insert($0.code.text).inserted }.map { organ in
            Directory.Entry(
                code: organ.code, name: organ.name, shortName: organ.abbreviation, kind: "", validTo: nil,
                successor: nil)
        }
    }

    /// One version, or two.
    private mutating func draft(
        _ draft: Draft, _ recipients: [Directory.Entry], _ id: String, _ drafter: Person, at time: Date,
        in connection: Connection
    ) throws {
        try RecipientNames.save(recipients, of: id, at: time, in: connection)
        _ = try DraftVersion.keep(draft, recipients, of: id, by: drafter, at: time, in: connection)
        try Timeline.add(.drafted, to: id, by: drafter, at: time, in: connection)
        guard self.random.chance(25) else { return }
        var second = draft
        second.note = "Sửa theo ý kiến góp ý."
        second.files = [self.random.pick(self.files).stored]
        let later = self.later(time)
        let number = try DraftVersion.keep(second, recipients, of: id, by: drafter, at: later, in: connection)
        try Timeline.add(
            .edited, to: id, by: drafter, at: later, detail: number.map(String.init) ?? "", quote: second.note,
            in: connection)
    }

    /// The head of the division initials, and sometimes the head of another before.
    private mutating func initial(
        _ id: String, _ division: DemoPeople.Division, _ drafter: Person, _ state: OutgoingState, at time: Date,
        in connection: Connection
    ) throws {
        var people = [division.head]
        if self.random.chance(20) {
            let other = self.random.pick(self.people.divisions).head
            if other.id != division.head.id { people.insert(other, at: 0) }
        }
        people.removeAll { $0.id == drafter.id }
        for (index, person) in people.enumerated() {
            let isGiven = state != .draft && (state != .submitted || self.random.chance(40))
            let given = isGiven ? self.later(time) : nil
            try connection.execute(
                "INSERT INTO initialling (outgoing_id, ordinal, person_id, initialled_at) VALUES ($1, $2, $3, $4)", id,
                index + 1, person.id, given)
            guard let given else { continue }
            try Timeline.add(.initialled, to: id, by: person, at: given, in: connection)
        }
    }

    private mutating func number(
        _ id: String, _ draft: Draft, on date: CalendarDate, at time: Date, in connection: Connection
    ) throws -> (id: String, file: DemoFile) {
        let clerk = self.random.pick(self.people.clerks)
        let number = try Register.enter(
            .outgoing, document: id, on: date, by: clerk, type: draft.typeName, in: connection)
        let code = DocumentCode(number: number.printed, notation: draft.notation)
        try connection.execute(
            """
            UPDATE outgoing SET number = $1, number_suffix = $2, promulgation_date = $3, document_id = $4, numbered_at = $5
            WHERE id = $6
            """, number.number, number.suffix, date, DocumentID(organ: self.organ, date: date, code: code), time, id)
        try Timeline.add(.numbered, to: id, by: clerk, at: time, detail: code.text, in: connection)
        let file = try self.attach(.main, to: id, at: time, in: connection)
        try Timeline.add(.attached, to: id, by: clerk, at: time, detail: file.file.stored.name, in: connection)
        return file
    }

    /// Sent to everybody, and answered by them for as long as there was time to.
    private mutating func publish(
        _ id: String, _ answered: Answerable?, on day: DemoDay, at time: Date, in connection: Connection
    ) throws {
        let clerk = self.random.pick(self.people.clerks)
        try connection.execute(
            "UPDATE outgoing SET published_at = $1, package_hash = $2 WHERE id = $3", time, self.files[0].stored.hash,
            id)
        let recipients = try Recipient.all(of: id, in: connection)
        try Timeline.add(.published, to: id, by: clerk, at: time, detail: "\(recipients.count)", in: connection)
        let sending = try Outbox.enqueue(
            document: id, organs: recipients.map(\.organ), package: self.files[0].stored.hash, summary: "",
            urgency: .ordinary, at: time, in: connection)
        try connection.execute(
            "UPDATE gateway_outbox SET state = 'sent', attempts = 1, sent_at = $1, package_id = $2 WHERE id = $2", time,
            sending)
        for recipient in recipients { try self.deliver(recipient, on: day, at: time, in: connection) }
        guard let answered else { return }
        // Where one was required the reply has finished the work.
        try connection.execute(
            "UPDATE incoming SET reply_required = 1 WHERE id = $1 AND state = 'finished'", answered.id)
        try Timeline.add(
            .replyPublished, to: answered.id, by: clerk, at: time, in: connection)
    }

    private mutating func deliver(
        _ recipient: Recipient, on day: DemoDay, at time: Date, in connection: Connection
    ) throws {
        let isRefused = self.random.number(0...999) < (day.age < 5 ? 40 : 2)
        let isSettled = isRefused && day.age >= 5
        let taken = self.later(time)
        // 03, 04, 05, 06 one after the other.
        let steps: [HandlingStatus] = [.arrived, .accepted, .assigned, .inProgress, .finished]
        let last = day.age == 0 ? 1 : min(4, self.random.number(1...day.age + 1))
        let status = isRefused ? nil : steps[last]
        try connection.execute(
            """
            UPDATE recipient SET transport = $1, transport_at = $2, sent_at = $3, settled_at = $4, fault_code = $5,
                fault_sentence = $6, status = $7, status_at = $8, status_received_at = $8
            WHERE id = $9
            """,
            isRefused ? Recipient.Transport.refused : .delivered, taken, time, isSettled ? self.later(taken) : nil,
            isRefused ? "unsupported" : nil, isRefused ? "Hệ thống giả lập nơi nhận không nhận được gói tin." : nil,
            status, status.map { _ in taken }, recipient.id)
        guard let status else { return }
        for step in last == 1 ? [status] : [.accepted, status] {
            try connection.execute(
                """
                INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, department, staff,
                    verdict)
                VALUES ($1, $2, $3, $4, $4, 'Văn phòng', 'Người giả lập', 'advanced')
                """, UniqueID.make(at: taken), recipient.id, step, taken)
        }
    }
}
