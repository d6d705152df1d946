import Exchange
import Foundation
import Storage
import Web

/// What people do with tasks that were given to us: each act is one transaction with its line in the timeline of the document and its report to the
/// sender, against the version of the document.
struct ReceivedTaskActs: Sendable {
    let office: Office

    /// What an act leaves behind.
    private struct Outcome {
        let state: ReceivedTask.State
        /// What the sender is told; nil: nothing.
        let report: TaskReport?
        let kind: Event.Kind
        var detail = ""
        /// What is kept in the house.
        var quote: String?
    }

    func perform(
        _ act: ReceivedTaskAct, on wanted: String, of id: String, _ fields: FormFields, by person: Person
    ) async throws -> String {
        let office = self.office
        let form = try fields.token()
        return try await office.work(
            on: id, by: person, form: form, unless: { incoming, _ in incoming.closure.map(Fault.closed) }
        ) {
            connection, incoming, receipts, now in
            let tasks = try ReceivedTask.all(of: id, in: connection)
            guard let task = tasks.first(where: { $0.id == wanted }) else { throw Fault.noSuchTask }
            let refusal = ReceivedTaskRule.refusal(act, on: task, of: incoming, receipts: receipts, by: person)
            if let refusal { throw refusal }
            let outcome: Outcome =
                switch act {
                case .accept:
                    Outcome(state: .accepted, report: try Self.report(task, .accepted), kind: .taskAccepted)
                case .give:
                    try self.give(task, fields, of: incoming, receipts, by: person, at: now, in: connection)
                case .progress:
                    Outcome(
                        state: .working, report: try Self.report(task, .inProgress, try Self.text(fields, "tiến độ")),
                        kind: .taskProgress)
                case .finish:
                    Outcome(
                        state: .finished, report: try Self.report(task, .finished, try Self.text(fields, "kết quả")),
                        kind: .taskDone)
                case .reportPart: try Self.reportPart(task, fields, by: person, at: now, in: connection)
                case .askExtension: try self.askExtension(task, fields, in: connection)
                case .return:
                    Outcome(
                        state: .returned, report: try Self.report(task, .returned, try Self.reason(fields, "trả lại")),
                        kind: .taskGivenBack)
                }
            if let report = outcome.report {
                try connection.execute(
                    """
                    UPDATE received_task SET state = $1, report_kind = $2, report_text = $3, reported_at = $4, reported_by = $5
                    WHERE id = $6
                    """, outcome.state, report.kind, report.text, now, person.signature, task.id)
            }
            let bearer = try Self.bearer(of: task, at: incoming, in: connection)
            let said = act == .give ? nil : outcome.report?.text ?? outcome.quote
            try Timeline.add(
                outcome.kind, to: id, by: person, at: now,
                detail: "\(task.ordinal)\(outcome.detail)\(ReceivedTaskWords.of(bearer, at: incoming))",
                quote: said?.isEmpty == false ? said : nil, in: connection)
            guard let report = outcome.report else { return }
            try StatusReports(office: office).enqueue(report, for: bearer, by: person, at: now, in: connection)
        }
    }

    /// The document whose sender is told. The same document once more has one sender, who knows it by the registered one.
    private static func bearer(
        of task: ReceivedTask, at incoming: Incoming, in connection: Connection
    ) throws -> Incoming {
        guard task.incomingID != incoming.id, let copy = try IncomingStore.any(task.incomingID, in: connection),
            !DuplicateLink.isSame(copy, incoming)
        else { return incoming }
        return copy
    }

    /// Giao đơn vị, anew too. The unit has the document by a line of its own; a leader makes one where it is missing.
    private func give(
        _ task: ReceivedTask, _ fields: FormFields, of incoming: Incoming, _ receipts: ReceiptTree, by person: Person,
        at now: Date, in connection: Connection
    ) throws -> Outcome {
        let holding = ReceivedTaskRule.units(of: receipts, for: person)
        let all = ReceivedTaskRule.names(anyUnitOf: incoming, by: person) ? try PersonStore.units(in: connection) : []
        guard let unit = (holding + all).first(where: { $0.id == fields.text("unit") }) else {
            throw FormFault("unit", "Chọn đơn vị trong danh sách")
        }
        let supporting = try Self.supporting(fields, of: task, beside: unit, among: holding + all, by: person)
        let due = try fields.date("due", called: "Hạn của đơn vị")
        if let due {
            let today = self.office.today
            guard due >= today else { throw FormFault("due", "Hạn phải từ hôm nay \(today.shown) trở đi") }
            if let limit = task.due, due > limit {
                throw FormFault("due", "Hạn không được sau thời hạn của nhiệm vụ \(limit.shown)")
            }
        }
        try connection.execute(
            "UPDATE received_task SET unit_id = $1, unit_due = $2, given_at = $3 WHERE id = $4", unit.id, due, now,
            task.id)
        try SupportingUnit.set(supporting, of: task, at: now, in: connection)
        // A head brings nobody in.
        for unit in [unit] + (person.role == .head ? [] : supporting) where !holding.contains(unit) {
            let until = due ?? task.due
            try ReceiptStore.add(
                .init(
                    unit: unit.id, person: nil, part: .support,
                    // No line ends after the agency's deadline.
                    due: until.map { day in incoming.agencyDue.map { min($0, day) } ?? day }, text: task.text),
                to: incoming.id, by: person, at: now, in: connection)
        }
        return Outcome(
            state: .working,
            report: try Self.report(task, .inProgress, "Giao \(ReceivedTaskWords.units(unit, supporting))"),
            kind: .taskGiven,
            detail:
                " cho \(ReceivedTaskWords.units(unit, supporting))\(due.map { ", hạn \($0.shown)" } ?? "")")
    }

    /// The units that support `lead`. A head, who names the own unit alone, leaves those whom others named.
    private static func supporting(
        _ fields: FormFields, of task: ReceivedTask, beside lead: Unit, among units: [Unit], by person: Person
    ) throws -> [Unit] {
        guard person.role != .head else { return task.supporting.map(\.unit).filter { $0 != lead } }
        var found: [Unit] = []
        for id in Set(fields.all("support").filter { !$0.isEmpty }).sorted() {
            guard let unit = units.first(where: { $0.id == id }) else {
                throw FormFault("support", "Chọn đơn vị phối hợp trong danh sách")
            }
            guard unit != lead else {
                throw FormFault("support", "\(lead.name) chủ trì nên không đồng thời phối hợp")
            }
            found.append(unit)
        }
        guard found.count <= SupportingUnit.maximum else {
            throw FormFault("support", "Chọn tối đa \(SupportingUnit.maximum) đơn vị phối hợp")
        }
        return found
    }

    /// Báo phần phối hợp: for the unit that leads the task.
    private static func reportPart(
        _ task: ReceivedTask, _ fields: FormFields, by person: Person, at now: Date, in connection: Connection
    ) throws -> Outcome {
        let text = try self.text(fields, "việc đã phối hợp")
        let isDone = fields.isTicked("done")
        try SupportingUnit.report(
            text, isDone: isDone, of: person.unit.id, on: task.id, by: person, at: now, in: connection)
        return Outcome(
            state: task.state, report: nil, kind: .taskPartReported,
            detail: ", \(person.unit.name)\(isDone ? ", đã xong" : "")", quote: text)
    }

    private func askExtension(
        _ task: ReceivedTask, _ fields: FormFields, in connection: Connection
    ) throws -> Outcome {
        let due = try fields.date("due", called: "Hạn xin", missing: "Ghi hạn xin gia hạn đến")
        let today = self.office.today
        guard let old = task.due, due > old, due >= today else {
            throw FormFault(
                "due", "Hạn xin phải từ hôm nay \(today.shown) và sau thời hạn \(task.due?.shown ?? "")")
        }
        guard due != task.askedUntil else { throw FormFault("due", "Đã xin gia hạn đến ngày này") }
        let report = try Self.report(task, .extension, try Self.reason(fields, "gia hạn"), due)
        try connection.execute("UPDATE received_task SET asked_until = $1 WHERE id = $2", due, task.id)
        return Outcome(
            state: task.state, report: report, kind: .taskMoreTimeAsked, detail: " đến \(due.shown)")
    }

    private static func text(_ fields: FormFields, _ what: String) throws -> String {
        let text = fields.longText("text").normalized
        guard (1...TaskReport.maximumCharacters).contains(text.count) else {
            throw FormFault("text", "Ghi \(what), tối đa \(TaskReport.maximumCharacters) ký tự")
        }
        return text
    }

    private static func reason(_ fields: FormFields, _ act: String) throws -> String {
        let reason = fields.longText("reason").normalized
        try Reason.check(reason, act, atMost: TaskReport.maximumCharacters)
        return reason
    }

    private static func report(
        _ task: ReceivedTask, _ kind: TaskReport.Kind, _ text: String = "", _ due: CalendarDate? = nil
    ) throws -> TaskReport {
        let report = TaskReport(
            ordinal: task.ordinal, kind: kind, text: String(text.prefix(TaskReport.maximumCharacters)), due: due)
        guard let report else {
            throw Fault.notAllowed(
                "Không báo được nhiệm vụ này cho nơi giao.", "No report to the sender can name this task.")
        }
        return report
    }
}
