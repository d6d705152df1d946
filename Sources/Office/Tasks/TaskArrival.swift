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

    /// Whether it speaks of one task; then its status says nothing new of the document, but 02 does.
    static func tells(_ report: StatusReport) -> Bool { report.status != .refused && self.told(report) != nil }

    private static func told(_ report: StatusReport) -> TaskReport? {
        report.status.rank == nil ? nil : report.description.flatMap { TaskReport(description: $0) }
    }

    /// Only whoever leads a task of this document that still stands is heard, and only where the document itself still is with them.
    static func receive(
        _ report: StatusReport, of outgoing: String, from recipient: Recipient, at now: Date, in connection: Connection
    ) throws -> Outcome {
        guard let told = self.told(report) else { return .silent }
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
        guard try !self.isRepeated(report, by: recipient, in: connection) else { return .kept }
        // A clock that goes ahead must not outdate what is said later.
        let at = min(report.at, now)
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

    /// Whether the same package came before: the same sentence at the same moment of the reporter's clock. The present one is kept already.
    private static func isRepeated(
        _ report: StatusReport, by recipient: Recipient, in connection: Connection
    ) throws -> Bool {
        try connection.rows(
            "SELECT 1 FROM handling_report WHERE recipient_id = $1 AND reported_at = $2 AND description = $3 LIMIT 2",
            recipient.id, report.at, report.description
        ).count > 1
    }

    private static func event(_ kind: TaskReport.Kind) -> Event.Kind {
        switch kind {
        case .accepted, .inProgress, .finished: .taskReported
        case .returned: .taskReturned
        case .extension: .taskExtensionAsked
        }
    }
}
