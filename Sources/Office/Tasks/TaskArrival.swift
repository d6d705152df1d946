import EdXML
import Exchange
import Foundation
import Storage

/// What a status package says of one task, in the transaction in which the status is kept.
enum TaskArrival {
    enum Outcome: Sendable {
        /// Nothing is said of a task.
        case silent
        case kept
        /// A sentence about a task that is not theirs to report on: it stays a remark.
        case foreign
    }

    /// Only whoever leads a task of this document that still stands is heard, and only where the document itself still is with them.
    static func receive(
        _ report: StatusReport, of outgoing: String, from recipient: Recipient, at now: Date, in connection: Connection
    ) throws -> Outcome {
        guard report.status.rank != nil, let told = report.description.flatMap({ TaskReport(description: $0) }) else {
            return .silent
        }
        guard report.status != .refused, recipient.closure == nil, recipient.status != .refused,
            let row = try connection.row(
                """
                SELECT task.id, task.reported_at, outgoing.promulgation_date FROM directive_task AS task
                JOIN outgoing ON outgoing.id = task.outgoing_id
                WHERE task.outgoing_id = $1 AND task.ordinal = $2 AND task.lead_organ = $3 AND task.withdrawn_at IS NULL
                """, outgoing, told.ordinal, recipient.organ)
        else { return .foreign }
        let issued: CalendarDate? = try row["promulgation_date"]
        if let due = told.due, let issued, due < issued { return .foreign }
        let (task, latest): (String, Date?) = (try row["id"], try row["reported_at"])
        // A clock that goes ahead must not outdate what is said later.
        let at = min(report.at, now)
        let isKept = try connection.row(
            """
            SELECT 1 FROM task_report WHERE task_id = $1 AND reported_at = $2 AND kind = $3 AND text = $4 AND due_date IS $5 LIMIT 1
            """, task, at, told.kind, told.text, told.due)
        guard isKept == nil else { return .kept }
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO task_report (id, task_id, kind, text, due_date, reported_at, received_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, id, task, told.kind, told.text, told.due, at, now)
        if latest.map({ at >= $0 }) ?? true {
            try connection.execute(
                """
                UPDATE directive_task SET report_id = $1, reported = $2, reported_at = $3,
                    asked_due = CASE WHEN $2 IN ('02', '06') THEN NULL ELSE COALESCE($4, asked_due) END
                WHERE id = $5
                """, id, told.kind.status, at, told.due, task)
        }
        try Timeline.add(
            self.event(told.kind), to: outgoing, by: nil, at: now,
            detail: "\(told.ordinal), \(recipient.name): \(TaskWords.report(told.kind, told.due))",
            quote: told.text.isEmpty ? nil : told.text, in: connection)
        return .kept
    }

    private static func event(_ kind: TaskReport.Kind) -> Event.Kind {
        switch kind {
        case .accepted, .inProgress, .finished: .taskReported
        case .returned: .taskReturned
        case .extension: .taskExtensionAsked
        }
    }
}
