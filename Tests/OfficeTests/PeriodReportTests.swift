import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import Spreadsheet
import Storage
import Testing

@testable import Office
import Web

/// The weekly and monthly report, held to a count of its own.
@Suite struct PeriodReportTests {
    /// A Thursday afternoon: the last whole week is that from 16 to 22 November.
    static let now = VietnamTime.instant(packet: "2026/11/26 16:30:00") ?? Date()

    /// One directive with its receiver, or one line of a unit. Days from today; what happens, happens at noon.
    struct Made {
        /// Of the receiver or of the unit.
        let whose: String
        /// Which drafted the directive.
        var drafter = "A"
        let begun: Int
        var due: Int?
        /// When the receiver accepted it; units have everything from the start.
        var accepted: Int?
        var finished: Int?
        var closed: Int?
        /// Given back by the unit: it counts nowhere.
        var isReturned = false

        /// As it stood at the end of a day; nil: it was not there.
        func part(atEndOf day: CalendarDate, isUnit: Bool, _ test: TestOffice) throws -> BoardPart? {
            let end = day.dayNumber - test.office.today.dayNumber
            guard self.begun <= end else { return nil }
            if let closed = self.closed, closed <= end { return .out }
            let due = try self.due.map { try PeriodReportTests.day($0, test) }
            if let finished = self.finished, finished <= end {
                return self.due.map { finished <= $0 } ?? true ? .finished : .finishedLate
            }
            guard isUnit || self.accepted.map({ $0 <= end }) ?? false else { return .notReceived }
            guard let due else { return .inTime }
            switch DeadlineStanding(due: due, today: day, calendar: test.office.calendar) {
            case .inTime: return .inTime
            case .near: return .near
            default: return .late
            }
        }
    }

    static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    private static func noon(_ days: Int, _ test: TestOffice) throws -> Date {
        VietnamTime.start(of: try self.day(days, test)).addingTimeInterval(12 * 3600)
    }

    private static let organs = [("G22", "Văn phòng Chính phủ"), ("G90", "Bộ Thử nghiệm"), ("H90", "Sở Ví Dụ")]

    /// Every way through three weeks, with deadlines on both sides of each border.
    private static func all(isUnit: Bool) -> [Made] {
        var lines: [Made] = []
        for begun in [-45, -16, -12, -9, -5, -4, 0] {
            for due in [nil, -18, -11, -5, -4, 1, 40] as [Int?] {
                for finished in [nil, -13, -8, -4, -2] as [Int?] where finished.map({ $0 >= begun }) ?? true {
                    let index = lines.count
                    let whose = isUnit ? (index % 5 < 3 ? "A" : "B") : Self.organs[index % 7 % 3].0
                    var made = Made(whose: whose, begun: begun, due: due, finished: finished)
                    made.isReturned = isUnit && index % 11 == 0
                    if !isUnit {
                        made.drafter = index % 3 == 0 ? "B" : "A"
                        made.accepted =
                            finished.map { max(begun, $0 - 1) } ?? (index % 4 == 0 ? nil : min(0, begun + 1))
                        made.closed = index % 6 == 0 ? max(begun, -6) : index % 13 == 0 ? max(begun, -1) : nil
                    }
                    lines.append(made)
                }
            }
        }
        return lines
    }

    private static func write(directives: [Made], _ test: TestOffice) async throws {
        for (index, line) in directives.enumerated() {
            let name = Self.organs.first { $0.0 == line.whose }?.1 ?? line.whose
            let (issued, due) = (try self.noon(line.begun, test), try line.due.map { try self.day($0, test) })
            let promulgated = try self.day(line.begun, test)
            var reports: [(status: HandlingStatus, at: Date)] = []
            if let accepted = line.accepted { reports.append((.accepted, try self.noon(accepted, test))) }
            if let finished = line.finished { reports.append((.finished, try self.noon(finished, test))) }
            let closed = try line.closed.map { try self.noon($0, test) }
            let told = reports
            try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                        promulgation_date, urgency, steering, due_date, created_at, published_at)
                    VALUES ($1, 'published', 'officer-A', $6, 'leader-A', 'Công văn', 'V/v thử', 'UBND-A', $2, $3, 0, 2, $4,
                        $5, $5)
                    """, "d-\(index)", index + 1, promulgated, due, issued, line.drafter)
                try connection.execute(
                    """
                    INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at,
                        status_received_at, closure, closed_at)
                    VALUES ($1, $1, $2, $3, 'delivered', $4, $5, $5, $6, $7)
                    """, "d-\(index)", line.whose, name, told.last?.status, told.last?.at,
                    closed.map { _ in Closure.withdrawn }, closed)
                for report in told {
                    try connection.execute(
                        """
                        INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, verdict)
                        VALUES ($1, $2, $3, $4, $4, 'advanced')
                        """, UUID().uuidString, "d-\(index)", report.status, report.at)
                }
            }
        }
    }

    private static func write(work: [Made], _ test: TestOffice) async throws {
        for (index, line) in work.enumerated() {
            let id = try await test.arrival(number: "\(index + 1)")
            let (begun, due) = (try self.noon(line.begun, test), try line.due.map { try self.day($0, test) })
            let finished = try line.finished.map { try self.noon($0, test) }
            let state = line.isReturned ? "returned" : finished == nil ? "working" : "finished"
            try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET arrived_at = $1 WHERE id = $2", begun, id)
                try connection.execute(
                    """
                    INSERT INTO receipt (id, incoming_id, unit_id, part, branch, due_date, state, text, assigned_by, assigned_at,
                        finished_at)
                    VALUES ($1, $2, $3, 'lead', 'lead', $4, $5, '', 'leader-A', $6, $7)
                    """, "r-\(index)", id, line.whose, due, state, begun, finished)
            }
        }
    }

    /// Counted here, line by line.
    private static func counted(
        _ lines: [Made], from first: CalendarDate, to last: CalendarDate, isUnit: Bool, _ test: TestOffice
    ) throws -> PeriodReport.Counts {
        let days = (first.dayNumber - test.office.today.dayNumber)...(last.dayNumber - test.office.today.dayNumber)
        var counts = PeriodReport.Counts()
        for line in lines where !line.isReturned {
            let part = try line.part(atEndOf: last, isUnit: isUnit, test)
            if days.contains(line.begun), part != .out { counts.new += 1 }
            let isOfPeriod = line.finished.map(days.contains) ?? false
            switch part {
            case .finished: counts.finished += isOfPeriod ? 1 : 0
            case .finishedLate: counts.finishedLate += isOfPeriod ? 1 : 0
            case .inTime: counts.inTime += 1
            case .near: counts.near += 1
            case .late: counts.late += 1
            case .notReceived: counts.notReceived += 1
            case .out, nil: break
            }
        }
        return counts
    }

    private static func read(
        _ period: ReportPeriod, of unit: String? = nil, _ test: TestOffice
    ) async throws -> PeriodReport {
        let (today, calendar) = (test.office.today, test.office.calendar)
        return try await test.office.database.read {
            try PeriodReport.read(
                period, of: unit.map { Unit(id: $0, name: $0, shortName: $0) }, today: today, calendar: calendar, in: $0
            )
        }
    }

    @Test func `every figure of week and month, and of the one before, is what a count of one's own gives`()
        async throws
    {
        try await TestOffice.with(now: { Self.now }) { test in
            let (directives, work) = (Self.all(isUnit: false), Self.all(isUnit: true))
            try await Self.write(directives: directives, test)
            try await Self.write(work: work, test)
            // Came once more, and is linked to what was registered.
            let twin = try await test.arrival(number: "900")
            let monday = try Self.noon(-9, test)
            _ = try await test.office.database.write {
                try $0.execute(
                    "UPDATE incoming SET arrived_at = $1, closure = 'linked' WHERE id = $2", monday, twin)
            }
            let today = test.office.today
            let periods = [
                ReportPeriod(.week, containing: today).before, ReportPeriod(.week, containing: today),
                ReportPeriod(.month, containing: today).before, ReportPeriod(.month, containing: today),
                ReportPeriod(.week, containing: today).before.before,
            ]
            let (allDirectives, allWork) = (directives, work)
            let units: [String?] = [nil, "A", "B"]
            let asked = periods.flatMap { period in units.map { (period, $0) } }
            var seen = PeriodReport.Counts()
            for (period, unit) in asked {
                let report = try await Self.read(period, of: unit, test)
                // A unit has what it drafted and its own work.
                let directives = allDirectives.filter { unit == nil || $0.drafter == unit }
                let work = allWork.filter { unit == nil || $0.whose == unit }
                let (before, until) = (period.before, min(period.last, today))
                func expected(_ lines: [Made], isUnit: Bool) throws -> [String: [PeriodReport.Counts]] {
                    try Dictionary(grouping: lines, by: \.whose).mapValues { own in
                        [
                            try Self.counted(own, from: period.first, to: until, isUnit: isUnit, test),
                            try Self.counted(own, from: before.first, to: before.last, isUnit: isUnit, test),
                        ]
                    }.filter { $0.value.contains { $0 != PeriodReport.Counts() } }
                }
                func found(_ rows: [PeriodReport.Row]) -> [String: [PeriodReport.Counts]] {
                    Dictionary(uniqueKeysWithValues: rows.map { ($0.id, [$0.counts.now, $0.counts.before]) })
                }
                #expect(found(report.agencies) == (try expected(directives, isUnit: false)), "\(period)")
                #expect(found(report.units) == (try expected(work, isUnit: true)), "\(period)")
                #expect(report.came.now == (try Self.began(work, period.first, until, test)))
                #expect(report.came.before == (try Self.began(work, before.first, before.last, test)))
                #expect(report.issued.now.total == (try Self.began(directives, period.first, until, test)))
                #expect(report.issued.before.total == (try Self.began(directives, before.first, before.last, test)))
                seen = seen + PeriodReport.total(report.agencies).now
            }
            for (title, value) in PeriodReportWords.columns { #expect(value(seen) > 0, "nothing counted: \(title)") }
        }
    }

    private static func began(
        _ lines: [Made], _ first: CalendarDate, _ last: CalendarDate, _ test: TestOffice
    ) throws -> Int {
        try lines.count { (first...last).contains(try self.day($0.begun, test)) }
    }

    @Test func `at the end of today the open figures are those of the board and of the statistics`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            try await Self.write(directives: Self.all(isUnit: false), test)
            try await Self.write(work: Self.all(isUnit: true), test)
            let (today, calendar) = (test.office.today, test.office.calendar)
            let report = try await Self.read(ReportPeriod(.week, containing: today), test)
            let first = try Self.day(-400, test)
            let (board, statistics) = try await test.office.database.read { connection in
                (
                    try BoardMatrix.read(BoardQuestion(), today: today, calendar: calendar, in: connection).total,
                    try Statistics.read(
                        by: .unit, in: first...today, unit: nil, today: today, calendar: calendar, in: connection
                    ).total
                )
            }
            let (agencies, units) = (PeriodReport.total(report.agencies).now, PeriodReport.total(report.units).now)
            let open: [Int] = [agencies.inTime, agencies.near, agencies.late, agencies.notReceived]
            let shown: [Int] = [board[.inTime], board[.near], board[.late], board[.notReceived]]
            #expect(open == shown)
            let work: [Int] = [units.inTime, units.near, units.late]
            let counted: [Int] = [statistics.inTime, statistics.near, statistics.late]
            #expect(work == counted)
            #expect(agencies.late > 0 && units.late > 0)
        }
    }

    @Test func `it stands on the page, on paper and in a spreadsheet that says who took it`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let line = Made(whose: "G90", begun: -8, due: -5, accepted: -7, finished: -6)
            try await Self.write(directives: [line, Made(whose: "H90", begun: -16, due: -9, accepted: -15)], test)
            try await Self.write(work: [Made(whose: "A", begun: -9, due: 40)], test)
            let page = try await test.text("/statistics/period", as: "leader-A")
            for text in [
                "Tuần từ 16/11/2026 đến 22/11/2026", "Có 1 văn bản đến, phát hành 1 văn bản đi, trong đó 0 chậm.",
                "Đơn vị: xong 0 việc, trong đó 0 quá hạn; cuối kỳ còn 0 việc quá hạn.",
                "Nơi nhận chỉ đạo: xong 1 việc, trong đó 0 quá hạn; cuối kỳ còn 1 việc quá hạn.", "Bộ Thử nghiệm",
                "Phòng A",
                "href=\"/statistics/period?kind=week&amp;day=2026-11-09\"",
                "href=\"/statistics/period?kind=week&amp;day=2026-11-23\"",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(try await test.text("/statistics", as: "clerk-A").contains("href=\"/statistics/period\""))
            #expect(try await test.text("/statistics", as: "head-A").contains("href=\"/statistics/period\""))
            // A head sees the unit alone, an administrator all of it, and neither reads what a document is about.
            let head = try await test.text("/statistics/period", as: "head-B")
            #expect(head.contains("Phòng B, Tuần từ 16/11/2026") && !head.contains("<b>Phòng A</b>"))
            #expect(head.contains("Có 0 văn bản đến, phát hành 0 văn bản đi"))
            let signed = try await test.text("/statistics/period/print", as: "head-B")
            #expect(signed.contains("TRƯỞNG ĐƠN VỊ") && !signed.contains("NGƯỜI ĐỨNG ĐẦU CƠ QUAN"))
            let whole = try await test.text("/statistics/period", as: "admin-A")
            #expect(whole.contains("<b>Phòng A</b>") && whole.contains("Bộ Thử nghiệm"))
            #expect(!whole.contains("V/v thử") && !whole.contains("href=\"/statistics\""))
            #expect(try await test.text("/people", as: "admin-A").contains("href=\"/statistics/period\""))
            let current = try await test.text("/statistics/period?kind=month&day=26%2F11%2F2026", as: "clerk-A")
            #expect(current.contains("Tháng 11 năm 2026, tính đến 26/11/2026") && !current.contains("Kỳ sau"))
            let sheet = try await test.text("/statistics/period/print?kind=week&day=2026-11-18", as: "clerk-A")
            #expect(sheet.contains("NGƯỜI LẬP BÁO CÁO") && sheet.contains("Việc chỉ đạo tại nơi nhận"))
            let answer = try await test.get("/statistics/period/xlsx?kind=week&day=2026-11-18", as: "clerk-A")
            #expect(
                answer.headers[.contentDisposition]?.contains("bao-cao-tuan-2026-11-16.xlsx") == true)
            let rows = try Self.sheet(Data(answer.body.readableBytesView))
            #expect(rows.contains { $0.first?.hasPrefix("Bản kết xuất của Người clerk-A, Văn thư") == true })
            let figures = ["1", "1", "0", "0", "0", "0", "0"]
            #expect(
                rows.contains { Array($0.prefix(9)) == ["Việc chỉ đạo tại nơi nhận", "Bộ Thử nghiệm"] + figures })
            try await test.office.access.flush(to: test.office.database, at: Self.now)
            let noted = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT kind FROM access_log WHERE detail LIKE '%/statistics/period/%' ORDER BY kind LIMIT 10"
                ).map { row -> String in try row["kind"] }
            }
            #expect(noted == ["exported", "printed", "printed"])
        }
    }

    static func sheet(_ bytes: Data) throws -> [[String]] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        try bytes.write(to: file)
        return try SheetReader.read(file).map { $0.map(\.shown) }
    }

    @Test(.aboutSQLite) func `the lines of a period are found in an index that holds all that decides`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            for (query, index) in [
                (PeriodReport.work(from: "$1", until: "$2"), "receipt_span (assigned_at<?)"),
                (PeriodReport.lines(from: "$1", until: "$2"), "board_line_span (since<?)"),
            ] {
                let plan = try await test.office.database.read { connection in
                    try connection.rows(anew: "EXPLAIN QUERY PLAN \(query)", values: [Self.now, Self.now]).map {
                        row -> String in try row["detail"]
                    }
                }
                #expect(plan == ["SEARCH span USING COVERING INDEX \(index)"])
            }
        }
    }

    @Test func `officers do not read it, all others do; a period that cannot be is refused`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let answers: [(String, Int)] = [
                ("clerk-A", 200), ("leader-B", 200), ("head-A", 200), ("officer-A", 403), ("admin-A", 200),
            ]
            for (person, status) in answers {
                for path in ["", "/print", "/xlsx"] {
                    let answer = try await test.get("/statistics/period\(path)", as: person)
                    #expect(answer.status.code == status, "\(person) \(path)")
                }
            }
            for query in ["day=31%2F02%2F2026", "day=30%2F11%2F2026", "kind=month&day=2026-12-01"] {
                for path in ["", "/print", "/xlsx"] {
                    let wrong = try await test.get("/statistics/period\(path)?\(query)", as: "clerk-A")
                    #expect(wrong.status == .unprocessableContent, "\(path)?\(query)")
                }
            }
            // What is on no list is the week; a day of the current period is one.
            #expect(try await test.get("/statistics/period?kind=year&day=26/11/2026", as: "clerk-A").status == .ok)
        }
    }

    @Test(arguments: [
        // An ordinary Monday; a Tuesday; the first of a month on a Tuesday.
        ("2026-11-23", ["week 2026-11-16"]), ("2026-11-24", []), ("2026-12-01", ["month 2026-11-01"]),
        // A Monday off: Tuesday reports the week. A weekend does not, a Saturday that is worked after a week off does.
        ("2026-09-07", []), ("2026-09-08", ["week 2026-08-31"]), ("2026-11-22", []),
        ("2026-02-21", ["week 2026-02-09"]),
        // The first is a Sunday, so the second, a Monday, is of both.
        ("2026-11-01", []), ("2026-11-02", ["week 2026-10-26", "month 2026-10-01"]),
    ])
    func `each kind is due on the first working day of its week or month`(day: String, due: [String]) throws {
        func dates(_ texts: [String]) throws -> Set<CalendarDate> {
            Set(try texts.map { try #require(CalendarDate($0)) })
        }
        let calendar = WorkingCalendar(
            holidays: try dates([
                "2026-09-07", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20",
            ]), workedWeekends: try dates(["2026-02-21"]))
        let found = ReportPeriod.due(on: try #require(CalendarDate(day)), calendar: calendar)
        #expect(found.map { "\($0.kind.rawValue) \($0.first.iso)" } == due)
    }

    @Test(arguments: [
        ("2026-11-29", "2026-11-23", "2026-11-29", "2026-11-01", "2026-11-30"),
        ("2026-03-01", "2026-02-23", "2026-03-01", "2026-03-01", "2026-03-31"),
        ("2028-02-29", "2028-02-28", "2028-03-05", "2028-02-01", "2028-02-29"),
        ("2026-12-31", "2026-12-28", "2027-01-03", "2026-12-01", "2026-12-31"),
    ])
    func `a week begins on Monday, a month has all its days, and neighbours meet`(
        day: String, monday: String, sunday: String, first: String, last: String
    ) throws {
        let day = try #require(CalendarDate(day))
        for (kind, from, to) in [(ReportPeriod.Kind.week, monday, sunday), (.month, first, last)] {
            let period = ReportPeriod(kind, containing: day)
            #expect(period.first.iso == from && period.last.iso == to)
            #expect(period.before.last.dayNumber == period.first.dayNumber - 1 && period.before.after == period)
        }
    }
}
