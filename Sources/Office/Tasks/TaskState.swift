import Exchange
import Foundation
import Storage

/// Where a task stands: what the director said of it, else what whoever leads reported of this one task (`TaskReport`), else their status of the
/// document.
///
/// Most systems report of the document alone. One that holds several tasks for one agency is finished there (06) as a whole: then the director
/// opens again what is not done. Once a task has a report of its own, statuses of the document move it no more, but 02 does.
struct TaskState: Sendable {
    /// One of the six parts of the board, by the task's own deadline; without a deadline it is never late.
    let part: BoardPart
    /// What counts of the reports: 06 from before it was reopened is work in progress; 02 is that whoever leads gave it back.
    let status: HandlingStatus?
    /// When it was finished; nil while it is not.
    let finishedOn: CalendarDate?
    /// Whether the director said that it is.
    let isConfirmed: Bool
    let isWithdrawn: Bool
    /// Trả lại: whoever leads gave this one task back, and nobody has answered.
    let isReturned: Bool
    /// Until when more time is asked for, while nobody has answered.
    let askedDue: CalendarDate?

    /// Whether the director must answer (`waits`).
    var isWaiting: Bool { self.isReturned || self.askedDue != nil && self.part != .out && !self.isFinished }

    var isFinished: Bool { self.part == .finished || self.part == .finishedLate }

    /// The last of the four steps that was reached; nil: chưa tiếp nhận.
    var step: Progress.Step? {
        self.isFinished ? .finished : Progress.Step.allCases.first { $0.status == self.status }
    }

    /// The status of a row of `recipient` as it counts for its `directive_task AS task`.
    static let status = """
        CASE WHEN recipient.status = '02' THEN '02'
            WHEN task.reported IS NOT NULL THEN task.reported
            WHEN recipient.status = '06' AND recipient.status_received_at <= task.reopened_at THEN '05'
            ELSE recipient.status END
        """

    /// Whether its report counts: the document is still with whoever leads.
    private static let isHeld = "recipient.closure IS NULL AND COALESCE(recipient.status, '') <> '02'"

    /// Whether whoever leads waits for an answer of the director.
    static let waits = """
        task.withdrawn_at IS NULL AND task.finished_on IS NULL AND \(Self.isHeld)
            AND (task.reported = '02' OR task.asked_due IS NOT NULL)
        """

    /// The one definition: pages, lists and counts ask it. The names are those of `BoardPart.sql`.
    static func part(today: String, near: String) -> String {
        """
        CASE WHEN task.withdrawn_at IS NOT NULL THEN 'out'
            WHEN task.finished_on IS NOT NULL AND \(self.isHeld)
                THEN CASE WHEN task.finished_on > task.due_date THEN 'finished-late' ELSE 'finished' END
            WHEN task.reported = '06' AND \(self.isHeld)
                THEN CASE WHEN task.reported_at >= task.due_date || 'T17:00:00' THEN 'finished-late' ELSE 'finished' END
            ELSE \(BoardPart.sql(today: today, near: near, due: "task.due_date", status: "(\(self.status))")) END
        """
    }

    /// Reads a row of `DirectiveTask.columns`.
    init(_ row: Row, lead: Recipient) throws {
        self.part = try row["task_part"]
        self.status = try row["task_status"]
        let confirmed: CalendarDate? = try row["finished_on"]
        self.isConfirmed = confirmed != nil
        self.isWithdrawn = try (row["withdrawn_at"] as String?) != nil
        self.askedDue = try row["asked_due"]
        let reported: HandlingStatus? = try row["reported"]
        self.isReturned =
            self.part == .out && reported == .refused && !self.isWithdrawn && lead.closure == nil
            && lead.status != .refused
        let isFinished = self.part == .finished || self.part == .finishedLate
        let reportedAt: Date? = try row["reported_at"]
        let at = reported == .finished ? reportedAt : lead.statusAt
        self.finishedOn = isFinished ? confirmed ?? at.map(VietnamTime.date) : nil
    }
}
