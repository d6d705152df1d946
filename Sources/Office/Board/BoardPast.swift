import Exchange
import Foundation
import Storage

/// The board as it stood a week before (so với tuần trước, pattern 13): the rule of `BoardPart`, asked with the end of an earlier day.
///
/// What counts is what we knew then: a report by when it came in (`handling_report.received_at`), a recall or replacement by when we heard of
/// it (`recipient.closed_at`), a receiver or task by when it was added, what the director confirmed by the day that they named. Not known,
/// and counted as if it had been so from the start: receivers that were added to an issued document before there was `added_at`,
/// replacements of which no report of the new document is kept, the deadline of a task that got another one or whose clock stopped, what was confirmed and
/// opened again, and the receivers of a document that got its first task since.
struct BoardPast: Sendable {
    /// Seven days before today; it counts to its end.
    let day: CalendarDate

    init(today: CalendarDate) { self.day = CalendarDate(dayNumber: today.dayNumber - 7) ?? today }

    /// The first instant that is not known yet.
    private var end: Date { VietnamTime.start(of: CalendarDate(dayNumber: self.day.dayNumber + 1) ?? self.day) }

    /// As a statement about lines asks it.
    struct Terms {
        /// The part of then, or `'none'`: there was no such line.
        let part: String
        /// Holds for every line whose part may differ from that of now, and for few others. It is cheap: of the others nobody asks what was then.
        let mayDiffer: String
    }

    func bind(to statement: inout BoardStatement, calendar: WorkingCalendar) -> Terms {
        let (day, end) = (statement.bind(self.day), statement.bind(self.end))
        let near = statement.bind(DeadlineStanding.lastNearDay(from: self.day, calendar: calendar))
        // Without their limits SQLite would work out the status anew at each place where the rule names it.
        let recipient = """
            SELECT recipient.status_at, recipient.status_received_at,
                CASE WHEN recipient.status IS NULL OR recipient.status_received_at < \(end) THEN recipient.status ELSE (
                    SELECT report.status FROM handling_report AS report
                    WHERE report.recipient_id = recipient.id AND report.verdict = 'advanced' AND report.received_at < \(end)
                    ORDER BY report.received_at DESC, report.rowid DESC LIMIT 1) END AS status,
                CASE WHEN recipient.closed_at IS NULL OR recipient.closed_at < \(end) THEN recipient.closure END AS closure
            FROM recipient WHERE recipient.id = line.recipient_id LIMIT 1
            """
        // Of the task alone, the last that had come in.
        let said = """
            FROM task_report AS report WHERE report.task_id = task.id AND report.received_at < \(end)
            ORDER BY report.reported_at DESC, report.rowid DESC LIMIT 1
            """
        let task = """
            SELECT task.id, task.due_date, CASE WHEN task.withdrawn_at < \(end) THEN task.withdrawn_at END AS withdrawn_at,
                CASE WHEN task.finished_on <= \(day) THEN task.finished_on END AS finished_on,
                CASE WHEN task.reopened_at < \(end) THEN task.reopened_at END AS reopened_at,
                (SELECT CASE
                    WHEN report.kind = 'accepted' THEN '03'
                    WHEN report.kind IN ('in-progress', 'extension') THEN '05'
                    -- Opened again since, as `TaskActs` writes it.
                    WHEN report.received_at <= task.reopened_at AND task.reopened_at < \(end)
                        THEN CASE report.kind WHEN 'finished' THEN '05' END
                    WHEN report.kind = 'finished' THEN '06' ELSE '02' END \(said)) AS reported,
                (SELECT report.reported_at \(said)) AS reported_at
            FROM directive_task AS task WHERE task.id = line.task_id LIMIT 1
            """
        let part = """
            SELECT CASE WHEN task.id IS NULL THEN \(BoardPart.sql(today: day, near: near, due: "line.due_date"))
                ELSE \(TaskState.part(today: day, near: near)) END
            FROM (\(recipient)) AS recipient LEFT JOIN (\(task)) AS task ON TRUE
            """
        let mayDiffer = """
            (line.changed_at >= \(end)
                OR line.part = 'in-time' AND line.due_date BETWEEN \(day) AND \(BoardStatement.near))
            """
        // Of what did not change since, only the day was another.
        return Terms(
            part: """
                CASE WHEN line.since >= \(end) THEN 'none' WHEN line.changed_at >= \(end) THEN (\(part))
                    ELSE \(BoardLines.part(today: day, near: near)) END
                """, mayDiffer: mayDiffer)
    }

    static let migration = Migration(
        "office 0372 the leaders' board a week before",
        sql: """
            -- When we heard that the receiver gave it back or accepted what replaces it.
            ALTER TABLE recipient ADD COLUMN closed_at TEXT;
            -- When it became a receiver.
            ALTER TABLE recipient ADD COLUMN added_at TEXT;
            UPDATE recipient SET closed_at = asking_at WHERE closure = 'withdrawn';
            UPDATE recipient SET closed_at = (
                SELECT MIN(report.received_at) FROM outgoing AS newer
                JOIN recipient AS receiver ON receiver.outgoing_id = newer.id AND receiver.organ_code = recipient.organ_code
                JOIN handling_report AS report ON report.recipient_id = receiver.id
                WHERE newer.replaces_id = recipient.outgoing_id AND report.status IN ('03', '04', '05', '06'))
            WHERE closure = 'replaced';
            DROP INDEX recipient_board;
            CREATE INDEX recipient_board ON recipient (outgoing_id, organ_code, status, status_at, closure, organ_name, id,
                status_received_at, closed_at, added_at);
            """
    )
}

/// What became of a part, or of the six together, since a week before.
enum BoardChange: String, Sendable, CaseIterable {
    /// Stood there then, wherever it stands now.
    case then
    /// Stands there now and did not then.
    case entered
    /// Stood there then and does not now.
    case left
    /// Stood then in another of the six than now.
    case moved

    /// Whether a line that stood in `before` (nil: there was no such line) and stands in `now` is one of `part`; nil: of the six together.
    func holds(part: BoardPart?, before: BoardPart?, now: BoardPart) -> Bool {
        let parts = part.map { [$0] } ?? BoardPart.counted
        let (stood, stands) = (before.map(parts.contains) ?? false, parts.contains(now))
        return switch self {
        case .then: stood
        case .entered: stands && !stood
        case .left: stood && !stands
        case .moved: stands && now != .out && before != now && before.map(BoardPart.counted.contains) ?? false
        }
    }

    /// The same as `holds` for a list.
    func condition(part: BoardPart?, now: String, _ past: BoardPast.Terms) -> String {
        let befores: [BoardPart?] = [nil] + BoardPart.allCases.map(Optional.some)
        let pairs = befores.flatMap { before in
            BoardPart.allCases.filter { self.holds(part: part, before: before, now: $0) }.map { now in
                "'\(before?.rawValue ?? "none") \(now.rawValue)'"
            }
        }
        let isPair = "(\(past.part)) || ' ' || (\(now)) IN (\(pairs.joined(separator: ", ")))"
        return self == .then ? isPair : "\(past.mayDiffer) AND \(isPair)"
    }
}

/// How the figures of the board came about since a week before.
struct BoardChanges: Sendable {
    let past: BoardPast
    /// Lines that stand elsewhere than then; `before` nil: there was no such line.
    private let groups: [(before: BoardPart?, now: BoardPart, lines: Int)]
    private let total: BoardMatrix.Counts

    /// `total`: the figures of now for the same question.
    static func read(
        _ question: BoardQuestion, total: BoardMatrix.Counts, today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> BoardChanges {
        var statement = question.statement(today: today, calendar: calendar, isMatrix: true)
        let past = BoardPast(today: today)
        let terms = past.bind(to: &statement, calendar: calendar)
        let groups = try statement.rows(self.query(statement, terms), in: connection).map {
            row -> (before: BoardPart?, now: BoardPart, lines: Int) in
            let before: String = try row["before"]
            return (BoardPart(rawValue: before), try row["part"], try row["lines"])
        }
        return BoardChanges(past: past, groups: groups.filter { $0.before != $0.now }, total: total)
    }

    static func query(_ statement: BoardStatement, _ terms: BoardPast.Terms) -> String {
        """
        SELECT \(terms.part) AS before, \(statement.part) AS part, COUNT(*) AS lines
        \(statement.source) AND \(terms.mayDiffer)
        GROUP BY 1, 2 LIMIT 100
        """
    }

    /// How many lines; of the six together without `part`.
    func count(_ change: BoardChange, _ part: BoardPart? = nil) -> Int {
        guard change != .then else {
            let now = part.map { self.total[$0] } ?? self.total.total
            return now - self.count(.entered, part) + self.count(.left, part)
        }
        return self.groups.filter { change.holds(part: part, before: $0.before, now: $0.now) }
            .reduce(0) { $0 + $1.lines }
    }
}
