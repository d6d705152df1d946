import Exchange
import Storage

/// Tasks whose deadline has passed by the time the document is issued (thời hạn đã qua khi ban hành). The text was signed with it and the clerk
/// cannot change it then, so this is a doubt that is confirmed with a reason, as the one about signatures (`IssueSignatures`); afterwards the deadline is
/// changed at the task.
enum PassedDeadlines {
    static let title = "Có nhiệm vụ đã quá thời hạn"

    /// A sentence that names the tasks; nil when there are none.
    static func doubt(_ outgoing: String, on today: CalendarDate, in connection: Connection) throws -> String? {
        let passed = try connection.rows(
            """
            SELECT ordinal, due_date FROM directive_task WHERE outgoing_id = $1 AND due_date < $2
            ORDER BY ordinal, id LIMIT \(DirectiveTask.maximum)
            """, outgoing, today
        ).map { row in
            let (ordinal, due): (Int, CalendarDate) = (try row["ordinal"], try row["due_date"])
            return "nhiệm vụ \(ordinal) hạn \(due.shown)"
        }
        return passed.isEmpty ? nil : "Thời hạn đã qua trước ngày ban hành: \(passed.joined(separator: "; "))."
    }
}
