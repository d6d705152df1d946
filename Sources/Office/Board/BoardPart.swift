import Exchange
import Storage

/// Where a line of the leaders' board stands (office.md §16, 1). A line is one task of a directive that we issued (văn bản chỉ đạo, điều
/// hành), or one receiver of a directive without tasks (`BoardLines`).
///
/// This is the one definition: lines and tasks take theirs from `sql` and `open`. The parts of `counted` and `out` together are all lines.
enum BoardPart: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Hoàn thành đúng hạn, by the day of 06 at the receiver; without a deadline too.
    case finished
    /// Hoàn thành quá hạn.
    case finishedLate = "finished-late"
    /// Trong hạn; without a deadline too.
    case inTime = "in-time"
    /// Sắp đến hạn (`DeadlineStanding.near`).
    case near
    /// Quá hạn.
    case late
    /// Chưa tiếp nhận: nothing beyond 01 was reported, whatever the deadline.
    case notReceived = "not-received"
    /// Không tính: the receiver refused it (02), it was recalled or replaced there, or the task was withdrawn. It is nobody's task any more
    /// and in none of the six figures.
    case out

    /// The six figures, in the order of the page.
    static let counted: [BoardPart] = [.finished, .finishedLate, .inTime, .near, .late, .notReceived]

    /// The part of a row of `recipient` joined with its `outgoing`. `today` and `near`: today and the last day that is a near deadline, as the
    /// statement names them. A day of Vietnam ends at 17:00 of Greenwich.
    ///
    /// `due` and `status` are those of the document unless a task (`TaskState`) is asked for. Nothing comes after 06, so `status_at` is its time
    /// on every day on which it stood.
    static func sql(
        today: String, near: String, due: String = "outgoing.due_date", status: String = "recipient.status"
    ) -> String {
        """
        CASE WHEN recipient.closure IS NOT NULL OR \(status) = '02' THEN 'out'
            WHEN \(status) = '06' AND \(due) IS NOT NULL
                AND recipient.status_at >= \(due) || 'T17:00:00' THEN 'finished-late'
            WHEN \(status) = '06' THEN 'finished'
            WHEN \(status) IS NULL OR \(status) = '01' THEN 'not-received'
            ELSE \(self.open(today: today, near: near, due: due)) END
        """
    }

    /// Of what is begun and not done: all that a day decides. Without a deadline it is in time.
    static func open(today: String, near: String, due: String) -> String {
        "CASE WHEN \(due) < \(today) THEN 'late' WHEN \(due) <= \(near) THEN 'near' ELSE 'in-time' END"
    }

    /// The same as a condition for one of the three parts: `near` is no day before `today`.
    static func isOpen(_ part: BoardPart, today: String, near: String, due: String) -> String {
        switch part {
        case .late: "\(due) < \(today)"
        case .near: "\(due) >= \(today) AND \(due) <= \(near)"
        default: "(\(due) IS NULL OR \(due) > \(near))"
        }
    }

    /// Whether a line that was read is in `out`: the same rule, of a task by its own state.
    static func isOut(_ task: DirectiveTask?, at recipient: Recipient) -> Bool {
        task.map { $0.state.part == .out } ?? (recipient.closure != nil || recipient.status == .refused)
    }

    /// What `TaskList` and, until `BoardLines`, the board read of every line.
    static let migration = Migration(
        "office 0371 the leaders' board",
        sql: """
            CREATE INDEX outgoing_board ON outgoing (state, steering, published_at, id, urgency, due_date, approver_id)
                WHERE state = 'published' AND steering = 2;
            CREATE INDEX recipient_board ON recipient (outgoing_id, organ_code, status, status_at, closure, organ_name, id);
            """
    )
}
