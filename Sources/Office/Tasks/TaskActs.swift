import Exchange
import Foundation
import Storage
import Web

/// What people do to the tasks of a document: each one transaction with its line in the document's timeline, against the version of the document.
///
/// Tasks are no part of the text that is signed, so they leave initials and versions of a draft alone.
struct TaskActs: Sendable {
    let office: Office

    /// Thêm nhiệm vụ.
    func add(to id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let today = self.office.today
        return try await self.change(id, by: person, form: try fields.token()) { connection, outgoing, tasks, now in
            if let refusal = TaskRule.refusalToAdd(outgoing, by: person) { throw refusal }
            let data = try Self.data(fields, of: outgoing, today: today, in: connection)
            guard tasks.count < DirectiveTask.maximum else {
                throw FormFault("text", "Một văn bản có tối đa \(DirectiveTask.maximum) nhiệm vụ")
            }
            return try Self.insert(
                data, as: (tasks.last?.ordinal ?? 0) + 1, into: id, by: person, at: now, in: connection)
        }
    }

    func perform(
        _ act: TaskAct, on task: String, of id: String, _ fields: FormFields, by person: Person
    ) async throws -> String {
        let (today, calendar) = (self.office.today, self.office.calendar)
        return try await self.change(id, by: person, form: try fields.token()) { connection, outgoing, tasks, now in
            guard let task = tasks.first(where: { $0.id == task }) else { throw Fault.noSuchTask }
            if let refusal = TaskRule.refusal(act, on: task, of: outgoing, by: person) { throw refusal }
            let (kind, detail, quote): (Event.Kind, String, String?)
            switch act {
            case .edit:
                let data = try Self.data(fields, of: outgoing, today: today, in: connection)
                try Self.edit(task, data, in: connection)
                (kind, detail, quote) = (
                    .taskEdited, TaskWords.told(task.ordinal, lead: data.lead.name, due: data.due), data.text
                )
            case .remove:
                try Self.remove(task, in: connection)
                (kind, detail, quote) = (.taskRemoved, "\(task.ordinal)", task.text)
            case .finish:
                let (day, result) = try Self.finish(task, fields, of: outgoing, today: today, in: connection)
                (kind, detail, quote) = (.taskFinished, "\(task.ordinal), ngày \(day.shown)", result)
            case .grant:
                let note = try Self.grant(task, fields, in: connection)
                let words = TaskWords.due
                (kind, quote) = (.taskDeadlineChanged, note.isEmpty ? nil : note)
                detail =
                    "\(task.ordinal) từ \(words(task.due)) thành \(words(task.state.askedDue)), như cơ quan chủ trì xin"
            case .refuse:
                let reason = try Self.refuse(task, fields, at: now, in: connection)
                (kind, quote) = (.taskExtensionRefused, reason)
                detail = "\(task.ordinal), giữ hạn \(TaskWords.due(task.due ?? task.stop?.due))"
            case .changeDeadline:
                let (due, reason) = try Self.changeDeadline(task, fields, of: outgoing, today: today, in: connection)
                let words = TaskWords.due
                (kind, detail) = (.taskDeadlineChanged, "\(task.ordinal) từ \(words(task.due)) thành \(words(due))")
                quote = reason
            case .stopClock:
                let stop = try Self.stop(task, fields, today: today, at: now, in: connection)
                (kind, quote) = (.taskClockStopped, stop.reason)
                detail = "\(task.ordinal), \(TaskWords.stop(stop.kind).lowercased()), hạn khi dừng \(stop.due.shown)"
            case .resumeClock:
                let (days, from, due) = try Self.resume(task, today: today, calendar: calendar, in: connection)
                (kind, quote) = (.taskClockResumed, nil)
                detail = "\(task.ordinal) sau \(days) ngày làm việc, hạn từ \(from.shown) thành \(due.shown)"
            case .reopen:
                let reason = try Self.reason(fields, TaskWords.act(act, on: task.state).lowercased())
                try connection.execute(
                    """
                    UPDATE directive_task SET finished_on = NULL, reopened_at = $1, note = $2,
                        answer = $4, answer_due = NULL, answer_text = $2, answered_at = $1,
                        reported = CASE WHEN reported = '06' THEN '05' WHEN reported = '02' THEN NULL ELSE reported END
                    WHERE id = $3
                    """, now, reason, task.id, task.state.isReturned ? nil : TaskAnswer.Kind.reopened)
                kind = task.state.isReturned ? .taskGivenAnew : .taskReopened
                (detail, quote) = ("\(task.ordinal)", reason)
            case .withdraw:
                let reason = try Self.reason(fields, "rút nhiệm vụ")
                try connection.execute(
                    "UPDATE directive_task SET withdrawn_at = $1, note = $2, asked_due = NULL WHERE id = $3", now,
                    reason, task.id)
                (kind, detail, quote) = (.taskWithdrawn, "\(task.ordinal)", reason)
            }
            try Timeline.add(kind, to: id, by: person, at: now, detail: detail, quote: quote, in: connection)
            return act == .remove ? nil : task.id
        }
    }

    /// The one way in which tasks change: finds the document with its tasks, checks the version, moves it on; `body` gives the task that the page
    /// shows next.
    func change(
        _ id: String, by person: Person, form: FormToken,
        _ body: @escaping @Sendable (Connection, Outgoing, [DirectiveTask], Date) throws -> String?
    ) async throws -> String {
        let (today, calendar) = (self.office.today, self.office.calendar)
        return try await self.office.act(by: person, once: form.once, on: id) { connection, now in
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            guard form.version == outgoing.version else { throw Fault.stale }
            let tasks = try DirectiveTask.all(of: id, today: today, calendar: calendar, in: connection)
            let shown = try body(connection, outgoing, tasks, now)
            try OutgoingStore.move(outgoing, to: outgoing.state, in: connection)
            return "/outgoing/\(id)#\(shown.map { "task-\($0)" } ?? TaskPanel.id)"
        }
    }

    static func data(
        _ fields: FormFields, of outgoing: Outgoing, today: CalendarDate, in connection: Connection
    ) throws -> TaskData {
        try TaskData(
            fields, recipients: try Recipient.all(of: outgoing.id, in: connection),
            from: outgoing.promulgationDate ?? today)
    }

    /// Writes one more task with its line in the timeline; gives its id.
    static func insert(
        _ data: TaskData, as ordinal: Int, into id: String, by person: Person, at now: Date, in connection: Connection
    ) throws -> String {
        let task = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, task, id, ordinal, data.text, data.lead.organ, data.due, data.comesBack, now)
        try self.keep(data.supporting, of: task, in: connection)
        try Timeline.add(
            .taskAdded, to: id, by: person, at: now,
            detail: TaskWords.told(ordinal, lead: data.lead.name, due: data.due), quote: data.text,
            in: connection)
        return task
    }

    private static func keep(_ supporting: [Recipient], of task: String, in connection: Connection) throws {
        for recipient in supporting {
            try connection.execute(
                "INSERT INTO directive_task_support (task_id, organ_code) VALUES ($1, $2)", task, recipient.organ)
        }
    }

    private static func edit(_ task: DirectiveTask, _ data: TaskData, in connection: Connection) throws {
        try connection.execute(
            "UPDATE directive_task SET text = $1, lead_organ = $2, due_date = $3, comes_back = $4 WHERE id = $5",
            data.text, data.lead.organ, data.due, data.comesBack, task.id)
        try connection.execute("DELETE FROM directive_task_support WHERE task_id = $1", task.id)
        try self.keep(data.supporting, of: task.id, in: connection)
    }

    /// Those behind it move up: a draft has no gaps.
    private static func remove(_ task: DirectiveTask, in connection: Connection) throws {
        try connection.execute("DELETE FROM directive_task_support WHERE task_id = $1", task.id)
        try connection.execute("DELETE FROM directive_task WHERE id = $1", task.id)
        try connection.execute(
            "UPDATE directive_task SET ordinal = ordinal - 1 WHERE outgoing_id = $1 AND ordinal > $2", task.outgoingID,
            task.ordinal)
    }

    private static func finish(
        _ task: DirectiveTask, _ fields: FormFields, of outgoing: Outgoing, today: CalendarDate,
        in connection: Connection
    ) throws -> (CalendarDate, String) {
        var faults = FormFaults()
        let result = fields.longText("result").normalized
        faults.require(
            (1...DirectiveTask.maximumCharacters).contains(result.count), "result",
            "Ghi kết quả, ví dụ “đã có báo cáo số …”, \(TaskWords.atMost)")
        let day = try faults.readLast {
            let day = try fields.date("day", called: "Ngày hoàn thành", missing: "Ghi ngày hoàn thành")
            guard day <= today, day >= outgoing.promulgationDate ?? today else {
                throw FormFault("day", "Ngày hoàn thành phải từ ngày của văn bản đến hôm nay \(today.shown)")
            }
            return day
        }
        try connection.execute(
            "UPDATE directive_task SET finished_on = $1, note = $2, asked_due = NULL, answer = NULL WHERE id = $3", day,
            result, task.id)
        return (day, result)
    }

    private static func changeDeadline(
        _ task: DirectiveTask, _ fields: FormFields, of outgoing: Outgoing, today: CalendarDate,
        in connection: Connection
    ) throws -> (CalendarDate?, String) {
        var faults = FormFaults()
        let wanted = try faults.read {
            let due = try TaskData.due(fields, from: outgoing.promulgationDate ?? today)
            guard due != task.due else { throw FormFault("due", "Ghi thời hạn khác thời hạn hiện nay") }
            return due
        }
        let due: CalendarDate? = wanted ?? nil
        let reason = try faults.readLast { try self.reason(fields, "đổi hạn") }
        try connection.execute(
            """
            UPDATE directive_task SET due_date = $1, due_changes = due_changes + 1, asked_due = NULL, \(Self.overtaken) WHERE id = $2
            """, due, task.id)
        return (due, reason)
    }

    private static func grant(
        _ task: DirectiveTask, _ fields: FormFields, in connection: Connection
    ) throws -> String {
        try self.checkWish(task, fields)
        let note = fields.longText("note").normalized
        guard note.count <= 1_000 else { throw FormFault("note", "Ghi chú có tối đa 1.000 ký tự") }
        try connection.execute(
            """
            UPDATE directive_task SET due_date = asked_due, due_changes = due_changes + 1, asked_due = NULL, \(Self.overtaken)
            WHERE id = $1
            """, task.id)
        return note
    }

    private static func refuse(
        _ task: DirectiveTask, _ fields: FormFields, at now: Date, in connection: Connection
    ) throws -> String {
        try self.checkWish(task, fields)
        let reason = try self.reason(fields, "không gia hạn")
        try connection.execute(
            """
            UPDATE directive_task SET note = $1, answer = $2, answer_due = asked_due, answer_text = $1, answered_at = $3, asked_due = NULL
            WHERE id = $4
            """, reason, TaskAnswer.Kind.extensionRefused, now, task.id)
        return reason
    }

    /// A new deadline takes the place of a refusal.
    private static let overtaken = "answer = CASE WHEN answer = 'extension-refused' THEN NULL ELSE answer END"

    /// A report does not move the version of the document: whoever answers one wish must not grant the next.
    private static func checkWish(_ task: DirectiveTask, _ fields: FormFields) throws {
        guard fields.text("asked") == task.state.askedDue?.iso else { throw Fault.stale }
    }

    private static func reason(_ fields: FormFields, _ act: String) throws -> String {
        let reason = fields.longText("reason").normalized
        try Reason.check(reason, act)
        return reason
    }
}
