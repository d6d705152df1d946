import Exchange
import Foundation
import Storage

/// A directive and one of its receivers, as the lists behind the figures of the board show it.
struct BoardLine: Sendable {
    let recipient: Recipient
    let code: DocumentCode?
    let subject: String
    let urgency: Urgency
    let promulgationDate: CalendarDate?
    let due: CalendarDate?
    let publishedAt: Date
    let director: String
    /// How often it was urged, and whether it can be.
    let urging: UrgingLine

    /// By the day of 06 at the receiver.
    var finishedAt: Date? { self.recipient.status == .finished ? self.recipient.statusAt : nil }

    /// Refused, recalled or replaced: nobody's task any more.
    var isOut: Bool { self.recipient.closure != nil || self.recipient.status == .refused }

    /// When something was last heard of it: a report, else what became of the package, else that it was issued.
    var lastNews: Date {
        let recipient = self.recipient
        return recipient.statusReceivedAt ?? recipient.transportAt ?? recipient.sentAt ?? self.publishedAt
    }

    /// What `question` finds: how many, and one page. What is unfinished with the nearest deadline first, among equals the newest.
    static func read(
        _ question: BoardQuestion, page: (limit: Int, offset: Int), today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> (lines: [BoardLine], total: Int, organName: String?) {
        var statement = question.statement(today: today, calendar: calendar)
        let counted = try connection.rows(
            anew: "SELECT COUNT(*) AS lines, MAX(recipient.organ_name) AS organ_name \(statement.source)",
            values: statement.values
        ).first
        let order = """
            CASE WHEN recipient.status = '06' THEN 1 ELSE 0 END, CASE WHEN outgoing.due_date IS NULL THEN 1 ELSE 0 END,
            outgoing.due_date, outgoing.published_at DESC, recipient.id
            """
        let (limit, offset) = (statement.bind(page.limit), statement.bind(page.offset))
        let lines = try connection.rows(
            anew: """
                SELECT \(UrgingLine.columns), outgoing.number, outgoing.number_suffix, outgoing.notation, outgoing.subject,
                    outgoing.urgency, outgoing.promulgation_date, outgoing.due_date, outgoing.published_at,
                    COALESCE(outgoing.corrected_signer, approver.full_name) AS director
                FROM recipient \(UrgingLine.joins)
                WHERE recipient.id IN (SELECT recipient.id \(statement.source) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset))
                ORDER BY \(order)
                """, values: statement.values
        ).map(BoardLine.init)
        return (lines, try counted?["lines"] ?? 0, try counted?["organ_name"])
    }

    init(_ row: Row) throws {
        self.recipient = try Recipient(row)
        let notation: String = try row["notation"]
        self.code = try (row["number"] as Int?).map { number in
            DocumentCode(number: EntryNumber(number, try row["number_suffix"]).printed, notation: notation)
        }
        self.subject = try row["subject"]
        self.urgency = try row["urgency"]
        self.promulgationDate = try row["promulgation_date"]
        self.due = try row["due_date"]
        self.publishedAt = try row["published_at"]
        self.director = try row["director"]
        self.urging = try UrgingLine(row)
    }
}
