import Exchange
import Storage

/// Where a task stands: from what whoever leads reports of the document, unless the director said something of this one task.
///
/// The package reports of the document alone. One that holds several tasks for one agency is finished there (06) as a whole: then the director
/// opens again what is not done. What was confirmed is finished on that day; else 06 finishes it.
struct TaskState: Sendable {
    /// One of the six parts of the board, by the task's own deadline; without a deadline it is never late.
    let part: BoardPart
    /// What counts of the reports: 06 from before it was reopened is work in progress.
    let status: HandlingStatus?
    /// When it was finished; nil while it is not.
    let finishedOn: CalendarDate?
    /// Whether the director said that it is.
    let isConfirmed: Bool
    let isWithdrawn: Bool

    var isFinished: Bool { self.part == .finished || self.part == .finishedLate }

    /// The last of the four steps that was reached; nil: chưa tiếp nhận.
    var step: Progress.Step? {
        self.isFinished ? .finished : Progress.Step.allCases.first { $0.status == self.status }
    }

    /// The status of a row of `recipient` as it counts for its `directive_task AS task`.
    static let status = """
        CASE WHEN recipient.status = '06' AND recipient.status_received_at <= task.reopened_at THEN '05'
            ELSE recipient.status END
        """

    /// The one definition: pages, lists and counts ask it. The names are those of `BoardPart.sql`.
    static func part(today: String, near: String) -> String {
        """
        CASE WHEN task.withdrawn_at IS NOT NULL THEN 'out'
            WHEN task.finished_on IS NOT NULL AND recipient.closure IS NULL AND COALESCE(recipient.status, '') <> '02'
                THEN CASE WHEN task.finished_on > task.due_date THEN 'finished-late' ELSE 'finished' END
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
        let isFinished = self.part == .finished || self.part == .finishedLate
        self.finishedOn = isFinished ? confirmed ?? lead.statusAt.map(VietnamTime.date) : nil
    }
}
