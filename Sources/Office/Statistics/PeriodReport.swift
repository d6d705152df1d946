import Exchange
import Foundation
import Storage

/// What came, went and was done in a week or month, and how the rest stands at its end, beside the period before (báo cáo tuần, báo cáo tháng;
/// NĐ 30/2020/NĐ-CP, PL VI, phần I, III.1.l and V; office.md §6.1, 9).
///
/// The definitions are those of the board (`BoardPart`, `BoardPast`), of the statistics (`Statistics.bucket`) and of the report on issues: here they
/// are asked with the ends of the periods. A line of a unit that was given back or taken back counts nowhere, also in what is
/// past; a line of the board counts as it stood, until it was given back, recalled, replaced or withdrawn.
///
/// It has figures and names alone, nothing of what a document says.
struct PeriodReport: Sendable {
    let period: ReportPeriod
    /// Of which it tells: what came to it, what it drafted, its work; nil: of the whole agency.
    let unit: Unit?
    /// Figures count to its end: the last day of the period, or today while it lasts.
    let until: CalendarDate
    /// Documents that came; what came once more is not counted twice.
    let came: Pair<Int>
    /// Documents that were issued.
    let issued: Pair<Issued>
    /// Lines that our units lead or support.
    let units: [Row]
    /// Lines of the leaders' board (`BoardLines`), by the agency that has them.
    let agencies: [Row]

    /// Of this period, and of the one before.
    struct Pair<Value: Sendable>: Sendable {
        var now: Value
        var before: Value
    }

    /// As `IssueReport` counts.
    struct Issued: Sendable, Equatable {
        var total = 0
        var late = 0

        var inTime: Int { self.total - self.late }
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

    /// The indexes tell which lines a period can concern, so that what was done before it or given out after it costs nothing more than its entry there.
    static let spans = Migration(
        "office 0401 lines by the time that they took",
        sql: """
            CREATE INDEX receipt_span ON receipt (assigned_at, finished_at, id);
            CREATE INDEX board_line_span ON board_line (since, changed_at, part, id);
            """)

    /// Lines of work that may be in a figure: what was done before the first end, or given out after the last, is in none.
    static func work(from first: String, until last: String) -> String {
        """
        SELECT span.id FROM receipt AS span
        WHERE span.assigned_at < \(last) AND (span.finished_at >= \(first) OR span.finished_at IS NULL)
        """
    }

    /// The same of the board: what was done or out before the first end and did not change since is in none.
    static func lines(from first: String, until last: String) -> String {
        """
        SELECT span.id FROM board_line AS span
        WHERE span.since < \(last) AND (span.changed_at >= \(first) OR span.part IN ('in-time', 'not-received'))
        """
    }

    /// Three statements, whatever there is.
    static func read(
        _ period: ReportPeriod, of unit: Unit?, today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> PeriodReport {
        let until = min(period.last, today)
        // The ends at which lines are looked at: two periods have three.
        let ends = [period.before.before.last, period.before.last, until]
        let documents = try self.documents(period, until, unit, in: connection)
        return PeriodReport(
            period: period, unit: unit, until: until, came: documents.came, issued: documents.issued,
            units: try self.units(ends, unit, calendar: calendar, in: connection),
            agencies: try self.agencies(ends, unit, today: today, calendar: calendar, in: connection))
    }

    /// The first instant that does not count any more.
    private static func end(of day: CalendarDate) -> Date {
        VietnamTime.start(of: CalendarDate(dayNumber: day.dayNumber + 1) ?? day)
    }

    private static func documents(
        _ period: ReportPeriod, _ until: CalendarDate, _ unit: Unit?, in connection: Connection
    ) throws -> (came: Pair<Int>, issued: Pair<Issued>) {
        var (came, issued) = (Pair(now: 0, before: 0), Pair(now: Issued(), before: Issued()))
        let rows = try connection.rows(
            """
            SELECT 'came' AS what, incoming.arrived_at >= $2 AS is_now, COUNT(*) AS total, 0 AS late FROM incoming
            WHERE incoming.arrived_at >= $1 AND incoming.arrived_at < $3
                AND (incoming.closure IS NULL OR incoming.closure <> 'linked')
                AND (CAST($4 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM receipt WHERE receipt.incoming_id = incoming.id AND receipt.unit_id = $4))
            GROUP BY 2
            UNION ALL
            SELECT 'issued', outgoing.published_at >= $2, COUNT(*), SUM(\(IssueReport.isLate)) FROM outgoing
            WHERE outgoing.published_at >= $1 AND outgoing.published_at < $3 AND outgoing.state = 'published'
                AND (CAST($4 AS TEXT) IS NULL OR outgoing.unit_id = $4)
            GROUP BY 2
            LIMIT 4
            """, VietnamTime.start(of: period.before.first), VietnamTime.start(of: period.first), self.end(of: until),
            unit?.id)
        for row in rows {
            let (what, isNow, total): (String, Bool, Int) = (try row["what"], try row["is_now"], try row["total"])
            switch (what, isNow) {
            case ("came", true): came.now = total
            case ("came", false): came.before = total
            case (_, true): issued.now = Issued(total: total, late: try row["late"])
            case (_, false): issued.before = Issued(total: total, late: try row["late"])
            }
        }
        return (came, issued)
    }

    /// By unit, in their order; those with nothing are left out.
    private static func units(
        _ ends: [CalendarDate], _ unit: Unit?, calendar: WorkingCalendar, in connection: Connection
    ) throws -> [Row] {
        var values: [(any SQLBindable)?] = [unit?.id]
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
        let span = self.work(from: bind(self.end(of: ends[0])), until: bind(self.end(of: ends[2])))
        let groups = try connection.rows(
            """
            SELECT line.id, line.name, line.one, line.two, line.three, COUNT(*) AS lines
            FROM (
                SELECT unit.id, unit.name, unit.sort, \(standings[0]) AS one, \(standings[1]) AS two, \(standings[2]) AS three
                \(Statistics.source(.unit)) AND (CAST($1 AS TEXT) IS NULL OR receipt.unit_id = $1) AND receipt.id IN (\(span))
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
        _ ends: [CalendarDate], _ unit: Unit?, today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> [Row] {
        var statement = BoardQuestion().statement(today: today, calendar: calendar, isMatrix: true)
        let parts = ends.map { BoardPast(asOf: $0).bind(to: &statement, calendar: calendar).part }
        let span = self.lines(
            from: statement.bind(self.end(of: ends[0])), until: statement.bind(self.end(of: ends[2])))
        var condition = "line.id IN (\(span))"
        if let unit {
            condition += """
                 AND EXISTS (SELECT 1 FROM outgoing WHERE outgoing.id = line.outgoing_id
                    AND outgoing.unit_id = \(statement.bind(unit.id)))
                """
        }
        let groups = try connection.rows(
            """
            SELECT line.organ_code AS id, MAX(line.organ_name) AS name, \(parts[0]) AS one, \(parts[1]) AS two,
                \(parts[2]) AS three, COUNT(*) AS lines
            \(statement.source) AND \(condition) AND $1 IS NOT NULL AND \(BoardStatement.near) IS NOT NULL
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

/// Who sees the report of what: clerks, leaders and administrators of the whole agency, heads of their unit.
enum PeriodReportRule {
    static func mayRead(_ role: Role) -> Bool { role != .officer }

    static func refusal(of person: Person) -> Fault? {
        self.mayRead(person.role)
            ? nil
            : .notAllowed(
                "Chuyên viên không xem báo cáo tuần, tháng: hỏi trưởng đơn vị.",
                "Officers do not see the weekly and monthly report.")
    }

    /// Of which `person` sees the report, who may see one; nil: of the whole agency.
    static func unit(of person: Person) -> Unit? { person.role == .head ? person.unit : nil }
}
