import Exchange
import Foundation
import Storage

/// How far one recipient has come with a document, in the four steps that leaders follow: tiếp nhận và trình lãnh đạo → phân
/// công → đang xử lý → hoàn thành.
///
/// The axis has no code for submitting to the leader: it belongs to the first step, which 03 reports (edXML §4.3).
struct Progress: Sendable {
    let recipient: Recipient
    /// Every report, oldest first.
    let reports: [Report]

    struct Report: Sendable {
        let status: HandlingStatus
        /// By the reporter's clock.
        let at: Date
        let receivedAt: Date
        let department: String?
        let staff: String?
        let description: String?
    }

    enum Step: Int, Sendable, CaseIterable {
        case received, assigned, inProgress, finished

        var status: HandlingStatus {
            switch self {
            case .received: .accepted
            case .assigned: .assigned
            case .inProgress: .inProgress
            case .finished: .finished
            }
        }

        var name: String {
            switch self {
            case .received: "Tiếp nhận, trình lãnh đạo"
            case .assigned: "Phân công"
            case .inProgress: "Đang xử lý"
            case .finished: "Hoàn thành"
            }
        }

        /// As addresses and pages name it.
        var code: String {
            switch self {
            case .received: "received"
            case .assigned: "assigned"
            case .inProgress: "in-progress"
            case .finished: "finished"
            }
        }

        init?(code: String) {
            guard let step = Self.allCases.first(where: { $0.code == code }) else { return nil }
            self = step
        }
    }

    enum Standing: Sendable {
        /// With the report that says so; nil when the recipient skipped this step but went beyond it.
        case done(Report?)
        case current
        case later
    }

    /// A step is done when it was reported, or when a later one was.
    func standing(of step: Step) -> Standing {
        if let report = self.reports.first(where: { $0.status == step.status }) { return .done(report) }
        let reached = Step.allCases.last { later in self.reports.contains { $0.status == later.status } }
        if let reached, reached.rawValue > step.rawValue { return .done(nil) }
        if self.recipient.status == .refused { return .later }
        return step.rawValue == (reached.map { $0.rawValue + 1 } ?? 0) ? .current : .later
    }

    var arrived: Report? { self.reports.first { $0.status == .arrived } }
    var refused: Report? { self.reports.first { $0.status == .refused } }
    var finished: Report? { self.reports.first { $0.status == .finished } }

    /// The progress of every recipient of a document, in the order of `Recipient.all`.
    static func all(of outgoing: String, in connection: Connection) throws -> [Progress] {
        let recipients = try Recipient.all(of: outgoing, in: connection)
        return try self.of(recipients, where: "recipient.outgoing_id = $1", [outgoing], limit: 5_000, in: connection)
    }

    /// `condition` finds the recipients in the database.
    fileprivate static func of(
        _ recipients: [Recipient], where condition: String, _ values: [(any SQLBindable)?], limit: Int,
        in connection: Connection
    ) throws -> [Progress] {
        let reports = try connection.rows(
            """
            SELECT handling_report.recipient_id, handling_report.status, handling_report.reported_at,
                handling_report.received_at, handling_report.department, handling_report.staff, handling_report.description
            FROM handling_report
            JOIN recipient ON recipient.id = handling_report.recipient_id
            WHERE \(condition) AND handling_report.verdict <> 'repetition'
            ORDER BY handling_report.reported_at, handling_report.received_at, handling_report.rowid
            LIMIT \(limit)
            """, values: values
        ).map { row -> (recipient: String, report: Report) in
            (
                try row["recipient_id"],
                Report(
                    status: try row["status"], at: try row["reported_at"], receivedAt: try row["received_at"],
                    department: try row["department"], staff: try row["staff"], description: try row["description"]
                )
            )
        }
        let grouped = Dictionary(grouping: reports, by: \.recipient)
        return recipients.map { Progress(recipient: $0, reports: grouped[$0.id, default: []].map(\.report)) }
    }
}

/// The leaders' board step by step (theo dõi chỉ đạo): the newest directives of the agency with the progress of each task, or of each recipient
/// where a directive has no tasks.
struct BoardSteps: Sendable {
    struct Line: Sendable {
        let outgoing: Outgoing
        /// Of the recipient, or of who leads the task.
        let progress: Progress
        let task: DirectiveTask?

        /// Of a task as it counts (`TaskState`): the director may have said something else than the reports.
        func standing(of step: Progress.Step) -> Progress.Standing {
            guard let task = self.task else { return self.progress.standing(of: step) }
            let reached = task.state.step?.rawValue ?? -1
            if step.rawValue <= reached {
                return .done(self.progress.reports.first { $0.status == step.status })
            }
            return step.rawValue == reached + 1 && task.state.part != .out ? .current : .later
        }

        /// What stands first: trouble on the way, a refusal, then the nearest deadline; what is finished last.
        fileprivate var rank: Int {
            let recipient = self.progress.recipient
            if recipient.transport == .failed || recipient.transport == .refused, recipient.settledAt == nil {
                return 0
            }
            if self.task?.state.isFinished ?? (self.progress.finished != nil) { return .max }
            if recipient.status == .refused { return 1 }
            return (self.task.map(\.due) ?? self.outgoing.due)?.dayNumber ?? .max - 1
        }
    }

    let lines: [Line]

    /// How many of them are in one of the six parts, as the other views of the board count; what was given back stands among them and is not counted.
    var counted: Int { self.lines.count { !BoardPart.isOut($0.task, at: $0.progress.recipient) } }

    /// Who signed them, by name.
    var directors: [(id: String, name: String)] {
        let names = Dictionary(self.lines.map { ($0.outgoing.approverID, $0.outgoing.approverName) }) { first, _ in
            first
        }
        return names.map { ($0.key, $0.value) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Their fields, by their letters.
    var fields: [String] {
        DirectiveField.sorted(Set(self.lines.map(\.outgoing.field)).filter { !$0.isEmpty })
    }

    /// A part of a statement with its values, the first of which it names `$<count + 1>`.
    private struct Part {
        let count: Int
        var sql = ""
        var values: [(any SQLBindable)?] = []

        mutating func bind(_ value: any SQLBindable) -> String {
            self.values.append(value)
            return "$\(self.count + self.values.count)"
        }
    }

    /// The newest directives with a line that `question` finds; its receivers and parts are not asked. `count`: values that stand before.
    private static func newest(_ question: BoardQuestion, after count: Int) -> Part {
        var part = Part(count: count)
        var conditions = ["outgoing.state = 'published'", "outgoing.steering = 2"]
        if let from = question.from {
            conditions.append("outgoing.published_at >= \(part.bind(VietnamTime.start(of: from)))")
        }
        if let to = question.to, let next = CalendarDate(dayNumber: to.dayNumber + 1) {
            conditions.append("outgoing.published_at < \(part.bind(VietnamTime.start(of: next)))")
        }
        if let urgency = question.urgency { conditions.append("outgoing.urgency = \(part.bind(urgency))") }
        if !question.director.isEmpty { conditions.append("outgoing.approver_id = \(part.bind(question.director))") }
        if !question.field.isEmpty {
            conditions.append(DirectiveField.condition(part.bind(question.field), of: "outgoing"))
        }
        if let codes = Directory.codes(named: question.agency, bind: { part.bind($0) }) {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM board_line AS line WHERE line.outgoing_id = outgoing.id AND line.organ_code IN (\(codes)))
                """)
        }
        part.sql = """
            FROM outgoing WHERE \(conditions.joined(separator: " AND ")) ORDER BY outgoing.published_at DESC, outgoing.id DESC LIMIT 100
            """
        return part
    }

    /// The 100 newest directives that `question` finds: what did not arrive first, then what is unfinished with the nearest deadline first. Four
    /// statements.
    static func read(
        _ question: BoardQuestion, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> BoardSteps {
        let newest = self.newest(question, after: 0)
        let directives = try connection.rows(
            anew: """
                \(Outgoing.query) WHERE outgoing.id IN (SELECT outgoing.id \(newest.sql)) ORDER BY outgoing.published_at DESC, outgoing.id DESC
                """, values: newest.values
        ).map(Outgoing.init)
        guard !directives.isEmpty else { return BoardSteps(lines: []) }
        var receivers = newest
        var condition = "recipient.outgoing_id IN (SELECT outgoing.id \(newest.sql))"
        // Who leads a task is a receiver too.
        if let codes = Directory.codes(named: question.agency, bind: { receivers.bind($0) }) {
            condition += " AND recipient.organ_code IN (\(codes))"
        }
        let recipients = try Recipient.all(where: condition, receivers.values, limit: 20_000, in: connection)
        let progress = Dictionary(
            grouping: try Progress.of(
                recipients, where: condition, receivers.values, limit: 100_000, in: connection),
            by: \.recipient.outgoingID)
        let given = self.newest(question, after: 2)
        let tasks = Dictionary(
            grouping: try DirectiveTask.all(
                ofDocuments: "SELECT outgoing.id \(given.sql)", given.values, count: directives.count, today: today,
                calendar: calendar, in: connection), by: \.outgoingID)
        // What was given back or withdrawn is nobody's task any more.
        let lines = directives.flatMap { directive -> [Line] in
            let recipients = progress[directive.id, default: []].filter { $0.recipient.closure == nil }
            guard let tasks = tasks[directive.id] else {
                return recipients.map { Line(outgoing: directive, progress: $0, task: nil) }
            }
            let leads = Dictionary(recipients.map { ($0.recipient.id, $0) }) { first, _ in first }
            return tasks.filter { !$0.state.isWithdrawn }.compactMap { task in
                leads[task.lead.id].map { Line(outgoing: directive, progress: $0, task: task) }
            }
        }
        return BoardSteps(
            lines: lines.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(
                \.element))
    }
}
