import Exchange
import Foundation
import Storage

/// What came, went and was done in a week or month, and how the rest stands at its end, beside the period before (báo cáo tuần, báo cáo tháng;
/// NĐ 30/2020/NĐ-CP, PL VI, phần I, III.1.l and V; office.md §6.1, 9).
///
/// The definitions are those of the board (`BoardPart`, `BoardPast`), of the statistics (`Statistics.bucket`) and of the report on issues: here they
/// are asked with the ends of the periods. A line of a unit that was given back or taken back counts nowhere, also in what is
/// past; a line of the board counts as it stood, until it was given back, recalled, replaced or withdrawn.
struct PeriodReport: Sendable {
    let period: ReportPeriod
    /// Figures count to its end: the last day of the period, or today while it lasts.
    let until: CalendarDate
    /// Documents that came; what came once more is not counted twice.
    let came: Pair<Int>
    /// Documents that were issued.
    let issued: Pair<IssueReport.Counts>
    /// Lines that our units lead or support.
    let units: [Row]
    /// Lines of the leaders' board (`BoardLines`), by the agency that has them.
    let agencies: [Row]

    /// Of this period, and of the one before.
    struct Pair<Value: Sendable>: Sendable {
        var now: Value
        var before: Value
    }

    struct Row: Sendable {
        let id: String
        let name: String
        var counts = Pair(now: Counts(), before: Counts())
    }

    struct Counts: Sendable, Equatable {
        /// Given out, or issued, in the period.
        var new = 0
        /// Finished in the period, in time or late.
        var finished = 0
        var finishedLate = 0
        /// Unfinished at its end.
        var inTime = 0
        var near = 0
        var late = 0
        var notReceived = 0

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                new: left.new + right.new, finished: left.finished + right.finished,
                finishedLate: left.finishedLate + right.finishedLate, inTime: left.inTime + right.inTime,
                near: left.near + right.near, late: left.late + right.late,
                notReceived: left.notReceived + right.notReceived)
        }

        /// Lines that stood in `start` when the period began (nil: there was no such line) and in `end` when it ended. What is out by then is nobody's
        /// task any more, and none of the figures.
        mutating func add(_ lines: Int, from start: BoardPart?, to end: BoardPart?) {
            guard let end, end != .out else { return }
            if start == nil { self.new += lines }
            let wasDone = start == .finished || start == .finishedLate
            switch end {
            case .finished: if !wasDone { self.finished += lines }
            case .finishedLate: if !wasDone { self.finishedLate += lines }
            case .inTime: self.inTime += lines
            case .near: self.near += lines
            case .late: self.late += lines
            case .notReceived: self.notReceived += lines
            case .out: break
            }
        }
    }

    static func total(_ rows: [Row]) -> Pair<Counts> {
        Pair(
            now: rows.map(\.counts.now).reduce(Counts(), +), before: rows.map(\.counts.before).reduce(Counts(), +))
    }

    static let migration = Migration(
        "office 0392 incoming documents by the day of arrival",
        sql: "CREATE INDEX incoming_arrived ON incoming (arrived_at, closure);")

    /// Five statements, whatever there is.
    static func read(
        _ period: ReportPeriod, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> PeriodReport {
        let until = min(period.last, today)
        // The ends at which lines are looked at: two periods have three.
        let ends = [period.before.before.last, period.before.last, until]
        return PeriodReport(
            period: period, until: until, came: try self.came(period, until, in: connection),
            issued: Pair(
                now: try self.issued(period.first, until, in: connection),
                before: try self.issued(period.before.first, period.before.last, in: connection)),
            units: try self.units(ends, calendar: calendar, in: connection),
            agencies: try self.agencies(ends, today: today, calendar: calendar, in: connection))
    }

    /// The first instant that does not count any more.
    private static func end(of day: CalendarDate) -> Date {
        VietnamTime.start(of: CalendarDate(dayNumber: day.dayNumber + 1) ?? day)
    }

    private static func came(
        _ period: ReportPeriod, _ until: CalendarDate, in connection: Connection
    ) throws -> Pair<Int> {
        let row = try connection.row(
            """
            SELECT COUNT(CASE WHEN incoming.arrived_at >= $2 THEN 1 END) AS came,
                COUNT(CASE WHEN incoming.arrived_at < $2 THEN 1 END) AS earlier
            FROM incoming
            WHERE incoming.arrived_at >= $1 AND incoming.arrived_at < $3
                AND (incoming.closure IS NULL OR incoming.closure <> 'linked')
            """, VietnamTime.start(of: period.before.first), VietnamTime.start(of: period.first), self.end(of: until))
        return Pair(now: try row?["came"] ?? 0, before: try row?["earlier"] ?? 0)
    }

    private static func issued(
        _ first: CalendarDate, _ last: CalendarDate, in connection: Connection
    ) throws -> IssueReport.Counts {
        try IssueReport.read(by: .type, in: first...last, unit: nil, in: connection).total
    }

    /// By unit, in their order; those with nothing are left out.
    private static func units(
        _ ends: [CalendarDate], calendar: WorkingCalendar, in connection: Connection
    ) throws -> [Row] {
        var values: [(any SQLBindable)?] = []
        func bind(_ value: any SQLBindable) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        let standings = ends.map { day in
            let end = bind(self.end(of: day))
            let bucket = Statistics.bucket(
                today: bind(day), near: bind(DeadlineStanding.lastNearDay(from: day, calendar: calendar)),
                isDone: "\(Statistics.isDone) AND (receipt.finished_at IS NULL OR receipt.finished_at < \(end))")
            return "CASE WHEN receipt.assigned_at >= \(end) THEN 'none' ELSE \(bucket) END"
        }
        let groups = try connection.rows(
            """
            SELECT line.id, line.name, line.one, line.two, line.three, COUNT(*) AS lines
            FROM (
                SELECT unit.id, unit.name, unit.sort, \(standings[0]) AS one, \(standings[1]) AS two, \(standings[2]) AS three
                \(Statistics.source(.unit))
            ) AS line
            GROUP BY 1, 2, 3, 4, 5
            ORDER BY MIN(line.sort), 2, 1
            LIMIT \(BoardMatrix.maximumGroups)
            """, values: values)
        return try self.rows(groups) { Self.part(bucket: $0) }
    }

    /// The buckets of the statistics are those of the board (office.md §16, 1).
    private static func part(bucket: String) -> BoardPart? {
        switch bucket {
        case "done-in-time": .finished
        case "done-late": .finishedLate
        case "in-time": .inTime
        case "near": .near
        case "late": .late
        default: nil
        }
    }

    /// By agency, most late first, then by name; those with nothing are left out.
    private static func agencies(
        _ ends: [CalendarDate], today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> [Row] {
        var question = BoardQuestion()
        question.to = ends[2]
        var statement = question.statement(today: today, calendar: calendar, isMatrix: true)
        let parts = ends.map { BoardPast(asOf: $0).bind(to: &statement, calendar: calendar).part }
        let groups = try connection.rows(
            """
            SELECT line.organ_code AS id, MAX(line.organ_name) AS name, \(parts[0]) AS one, \(parts[1]) AS two,
                \(parts[2]) AS three, COUNT(*) AS lines
            \(statement.source) AND $1 IS NOT NULL AND \(BoardStatement.near) IS NOT NULL
            GROUP BY 1, 3, 4, 5
            LIMIT \(BoardMatrix.maximumGroups)
            """, values: statement.values)
        return try self.rows(groups) { BoardPart(rawValue: $0) }.sorted { left, right in
            let (one, other) = (left.counts.now.late, right.counts.now.late)
            return one == other ? (left.name, left.id) < (right.name, right.id) : one > other
        }
    }

    /// Each group of an answer stands in `one`, `two` and `three` at the three ends.
    private static func rows(
        _ groups: [Storage.Row], part: (String) -> BoardPart?
    ) throws -> [Row] {
        var (order, rows): ([String], [String: Row]) = ([], [:])
        for group in groups {
            let (id, lines): (String, Int) = (try group["id"], try group["lines"])
            if rows[id] == nil {
                order.append(id)
                rows[id] = Row(id: id, name: try group["name"])
            }
            let (one, two, three) = (part(try group["one"]), part(try group["two"]), part(try group["three"]))
            rows[id]?.counts.before.add(lines, from: one, to: two)
            rows[id]?.counts.now.add(lines, from: two, to: three)
        }
        return order.compactMap { rows[$0] }.filter {
            $0.counts.now != Counts() || $0.counts.before != Counts()
        }
    }
}

extension BoardPast {
    /// As it stood at the end of any day.
    init(asOf day: CalendarDate) { self.day = day }
}

/// Who sees the report: it is of the whole agency, so heads of units do not.
enum PeriodReportRule {
    static func mayRead(_ role: Role) -> Bool { role == .clerk || role == .leader }

    static func refusal(of person: Person) -> Fault? {
        self.mayRead(person.role)
            ? nil
            : .notAllowed(
                "Chỉ văn thư và lãnh đạo xem được báo cáo tuần, tháng của cơ quan.",
                "Only clerks and leaders may see the agency's weekly and monthly report.")
    }
}
