import Exchange
import Foundation
import Storage

/// What the pictures of the leaders' board show (office.md §8): progress by agency, how old what is late is, how long each step took, and
/// what came and was done by month.
struct BoardPictures: Sendable {
    let matrix: BoardMatrix
    /// Lines that are late, by the days of the calendar since the deadline.
    let late: [(bucket: LateAge, lines: Int)]
    let steps: [StepTime]
    /// Twelve months, the oldest first.
    let months: [MonthFlow]

    /// How long something is late.
    enum LateAge: Int, Sendable, CaseIterable {
        case week, month, quarter, more

        init(days: Int) {
            self =
                switch days {
                case ...7: .week
                case ...30: .month
                case ...90: .quarter
                default: .more
                }
        }
    }

    /// How long the receivers of the newest lines took from the step before, or from being issued, until a step was reported first. Steps that
    /// were skipped do not count.
    struct StepTime: Sendable {
        let step: Progress.Step
        /// Receivers that reported the step.
        let lines: Int
        /// Whole days of 24 hours; nil when no line reported it.
        let median: Int?
        let worst: Int?
    }

    struct MonthFlow: Sendable {
        let year: Int
        let month: Int
        /// Lines issued in it.
        var issued = 0
        /// Lines of the same question that were finished in it, whenever issued.
        var finished = 0
    }

    /// Rows of one answer: days, or steps with days.
    private static let maximumGroups = 20_000
    /// Lines whose steps are timed: the newest ones. Each is looked up in the reports.
    static let stepLines = 10_000

    static func read(
        _ question: BoardQuestion, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> BoardPictures {
        let question = question.ofMatrix
        let statement = question.statement(today: today, calendar: calendar, isMatrix: true)
        return BoardPictures(
            matrix: try BoardMatrix.read(question, today: today, calendar: calendar, in: connection),
            late: try self.late(statement, today: today, in: connection),
            steps: try self.steps(statement, in: connection),
            months: try self.months(statement, today: today, in: connection))
    }

    private static func late(
        _ statement: BoardStatement, today: CalendarDate, in connection: Connection
    ) throws -> [(bucket: LateAge, lines: Int)] {
        let rows = try connection.rows(
            anew: """
                SELECT line.due_date, COUNT(*) AS lines \(statement.source)
                    AND \(BoardLines.isPart(.late, today: "$1", near: BoardStatement.near))
                GROUP BY line.due_date LIMIT \(Self.maximumGroups)
                """, values: statement.values)
        var counts: [LateAge: Int] = [:]
        for row in rows {
            let due: CalendarDate = try row["due_date"]
            counts[LateAge(days: today.dayNumber - due.dayNumber), default: 0] += try row["lines"]
        }
        return LateAge.allCases.map { ($0, counts[$0, default: 0]) }
    }

    private static func steps(_ statement: BoardStatement, in connection: Connection) throws -> [StepTime] {
        // Of each receiver the first report of each step, once for all its tasks; those out of order give no time below 0.
        let published = SQLTime.seconds(of: "receiver.published_at", connection.engine)
        let reported = SQLTime.seconds(of: "MIN(report.reported_at)", connection.engine)
        let rows = try connection.rows(
            anew: """
                SELECT status, CASE WHEN seconds < 0 THEN 0 ELSE seconds / 86400 END AS days, COUNT(*) AS lines FROM (
                    SELECT earliest.status, earliest.at - COALESCE(
                        LAG(earliest.at) OVER (PARTITION BY earliest.id ORDER BY earliest.status), earliest.published) AS seconds
                    FROM (
                        SELECT receiver.id, report.status, \(published) AS published, \(reported) AS at
                        FROM (SELECT newest.id, MIN(newest.published_at) AS published_at
                            FROM (SELECT line.recipient_id AS id, line.published_at \(statement.source)
                                AND \(BoardLines.isCounted)
                                ORDER BY line.published_at DESC, line.recipient_id DESC LIMIT \(Self.stepLines)) AS newest
                            GROUP BY newest.id) AS receiver
                        CROSS JOIN handling_report AS report
                        WHERE report.recipient_id = receiver.id
                            AND report.status IN ('03', '04', '05', '06') AND report.verdict IN ('advanced', 'history')
                        GROUP BY receiver.id, receiver.published_at, report.status
                    ) AS earliest
                ) AS step
                GROUP BY status, days ORDER BY status, days LIMIT \(Self.maximumGroups)
                """, values: statement.values
        ).map { row -> (status: HandlingStatus, days: Int, lines: Int) in
            (try row["status"], try row["days"], try row["lines"])
        }
        return Progress.Step.allCases.map { step in
            let own = rows.filter { $0.status == step.status }
            let lines = own.reduce(0) { $0 + $1.lines }
            // The lower one of the two in the middle.
            var seen = 0
            let median = own.first { group in
                seen += group.lines
                return seen * 2 >= lines
            }
            return StepTime(step: step, lines: lines, median: median?.days, worst: own.last?.days)
        }
    }

    private static func months(
        _ statement: BoardStatement, today: CalendarDate, in connection: Connection
    ) throws -> [MonthFlow] {
        var flow = (0..<12).reversed().map { back -> MonthFlow in
            let number = today.year * 12 + today.month - 1 - back
            return MonthFlow(year: number / 12, month: number % 12 + 1)
        }
        func months(_ month: String, _ what: String) -> String {
            """
            SELECT '\(what)' AS what, \(month) AS month, COUNT(*) AS lines
            \(statement.source) AND \(BoardLines.isCounted) AND \(month) IS NOT NULL GROUP BY 2
            """
        }
        let counted =
            statement.kept.map(BoardCounts.months)
                ?? """
                \(months(SQLTime.vietnameseMonth(of: "line.published_at", connection.engine), "issued"))
                UNION ALL \(months("substr(line.finished_on, 1, 7)", "finished"))
                """
        let rows = try connection.rows(anew: "\(counted) LIMIT \(Self.maximumGroups)", values: statement.values)
        for row in rows {
            let (what, month, lines): (String, String, Int) = (try row["what"], try row["month"], try row["lines"])
            let parts = month.split(separator: "-").compactMap { Int($0) }
            guard let index = flow.firstIndex(where: { [$0.year, $0.month] == parts }) else { continue }
            if what == "issued" { flow[index].issued = lines } else { flow[index].finished = lines }
        }
        return flow
    }
}
