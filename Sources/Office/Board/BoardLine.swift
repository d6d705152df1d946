import Exchange
import Foundation
import Storage

/// A task of a directive, or a directive without tasks and one of its receivers, as the lists behind the figures of the board show it.
struct BoardLine: Sendable {
    /// Who leads the task, else the receiver.
    let recipient: Recipient
    let task: DirectiveTask?
    let code: DocumentCode?
    let subject: String
    let urgency: Urgency
    let promulgationDate: CalendarDate?
    /// Of a document without tasks.
    let due: CalendarDate?
    let publishedAt: Date
    let director: String
    /// How often it was urged, and whether it can be.
    let urging: UrgingLine

    /// Where it stands: the task, else its document.
    var path: String { self.task?.path ?? "/outgoing/\(self.recipient.outgoingID)" }

    /// Of a document without tasks, by the day of 06 at the receiver.
    var finishedAt: Date? { self.recipient.status == .finished ? self.recipient.statusAt : nil }

    /// Refused, recalled, replaced or withdrawn: nobody's task any more.
    var isOut: Bool { BoardPart.isOut(self.task, at: self.recipient) }

    /// When something was last heard of it: a report, else what became of the package, else that it was issued.
    var lastNews: Date {
        self.task?.lastNews ?? self.recipient.lastNews ?? self.publishedAt
    }

    /// What `question` finds: how many, and one page. What is unfinished with the nearest deadline first, among equals the newest.
    static func read(
        _ question: BoardQuestion, page: (limit: Int, offset: Int), today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> (lines: [BoardLine], total: Int, organName: String?) {
        var statement = question.statement(today: today, calendar: calendar)
        var counting = statement
        let organ = counting.bind(question.organ?.text ?? "")
        let counted = try connection.rows(
            anew: """
                SELECT COUNT(*) AS lines,
                    (SELECT named.organ_name FROM board_line AS named WHERE named.organ_code = \(organ) LIMIT 1) AS organ_name
                \(statement.source)
                """, values: counting.values
        ).first
        let order = "\(BoardLines.order(of: question)), line.id"
        let (limit, offset) = (statement.bind(page.limit), statement.bind(page.offset))
        let lines = try connection.rows(
            anew: """
                SELECT \(DirectiveTask.columns), \(UrgingLine.columns), outgoing.due_date,
                    COALESCE(outgoing.corrected_signer, approver.full_name) AS director
                FROM board_line AS line JOIN recipient ON recipient.id = line.recipient_id \(UrgingLine.joins)
                LEFT JOIN directive_task AS task ON task.id = line.task_id
                WHERE line.id IN (SELECT line.id \(statement.source) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset))
                ORDER BY \(order)
                """, values: statement.values
        ).map(BoardLine.init)
        return (lines, try counted?["lines"] ?? 0, try counted?["organ_name"])
    }

    init(_ row: Row) throws {
        self.recipient = try Recipient(row)
        self.task = try (row["task_id"] as String?) == nil ? nil : DirectiveTask(row)
        self.code = try Outgoing.code(row)
        self.subject = try row["subject"]
        self.urgency = try row["urgency"]
        self.promulgationDate = try row["promulgation_date"]
        self.due = try row["due_date"]
        self.publishedAt = try row["published_at"]
        self.director = try row["director"]
        self.urging = try UrgingLine(row)
    }
}
