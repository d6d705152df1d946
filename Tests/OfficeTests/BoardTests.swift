import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Office
import Web

/// The leaders' board, held to a count of its own: every figure is a list, and the parts add up.
@Suite struct BoardTests {
    /// A Thursday afternoon.
    private static let now = VietnamTime.instant(packet: "2026/11/26 16:30:00") ?? Date()

    /// One directive and one receiver as the test made it.
    private struct Made {
        let organ: String
        let due: CalendarDate?
        let status: HandlingStatus?
        let at: Date?
        let closure: Closure?
        let day: CalendarDate
        let urgency: Urgency
        let director: String
    }

    private static let organs = [
        ("G22", "Văn phòng Chính phủ"), ("G90", "Bộ Thử nghiệm"), ("H90", "Sở Ví dụ và Đo đạc"),
    ]

    private static func with(_ body: @Sendable (TestOffice) async throws -> Void) async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            try await test.know(Self.organs)
            try await body(test)
        }
    }

    private static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    /// Writes them as rows; the first to go out has the number 1.
    private static func write(_ lines: [Made], steering: Steering = .directive, _ test: TestOffice) async throws {
        try await test.office.database.write { connection in
            for (index, line) in lines.enumerated() {
                let id = "\(steering.rawValue)-\(index)"
                let issued = VietnamTime.start(of: line.day).addingTimeInterval(Double(index))
                try connection.execute(
                    """
                    INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                        promulgation_date, urgency, steering, due_date, created_at, published_at)
                    VALUES ($1, 'published', 'officer-A', 'A', $2, 'Công văn', $3, 'UBND-A', $4, $5, $6, $7, $8, $9, $9)
                    """, id, line.director, "V/v việc thứ \(index + 1)", index + 1, line.day, line.urgency, steering,
                    line.due, issued)
                try connection.execute(
                    """
                    INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at,
                        status_received_at, closure)
                    VALUES ($1, $1, $2, $3, 'delivered', $4, $5, $5, $6)
                    """, id, line.organ, Self.organs.first { $0.0 == line.organ }?.1 ?? line.organ, line.status,
                    line.at,
                    line.closure)
            }
        }
    }

    /// Every status with every deadline and closure, spread unevenly over the agencies.
    private static func all(_ test: TestOffice) throws -> [Made] {
        let near = DeadlineStanding.lastNearDay(from: test.office.today, calendar: test.office.calendar)
        let dues: [CalendarDate?] = [
            nil, try self.day(-9, test), try self.day(-1, test), test.office.today, near,
            CalendarDate(dayNumber: near.dayNumber + 1), try self.day(60, test),
        ]
        var lines: [Made] = []
        for due in dues {
            let end = due.map { VietnamTime.start(of: $0).addingTimeInterval(86_400) }
            var states: [(HandlingStatus?, Date?)] = [(nil, nil)]
            for status in [HandlingStatus.arrived, .refused, .accepted, .assigned, .inProgress] {
                states.append((status, Self.now))
            }
            // The last second of the day, and the first of the next.
            states += [(.finished, end?.addingTimeInterval(-1) ?? Self.now), (.finished, end ?? Self.now)]
            for (status, at) in states {
                for closure in [nil, nil, nil, Closure.withdrawn, .replaced] {
                    let index = lines.count
                    lines.append(
                        Made(
                            organ: Self.organs[index % 7 < 3 ? 0 : index % 7 < 5 ? 1 : 2].0, due: due, status: status,
                            at: at, closure: closure, day: try self.day(-30 - index % 4, test),
                            urgency: index % 3 == 0 ? .urgent : .ordinary,
                            director: index % 5 == 0 ? "leader-B" : "leader-A"))
                }
            }
        }
        return lines
    }

    /// Said here once more, from the rows alone.
    private static func part(_ line: Made, _ test: TestOffice) -> BoardPart {
        if line.closure != nil || line.status == .refused { return .out }
        if line.status == nil || line.status == .arrived { return .notReceived }
        let finished = line.status == .finished ? line.at.map(VietnamTime.date) : nil
        guard let due = line.due else { return finished == nil ? .inTime : .finished }
        switch DeadlineStanding(due: due, today: test.office.today, finished: finished, calendar: test.office.calendar)
        {
        case .inTime: return .inTime
        case .near: return .near
        case .late: return .late
        case .doneInTime: return .finished
        case .doneLate: return .finishedLate
        }
    }

    private static func matrix(_ test: TestOffice, _ question: BoardQuestion = BoardQuestion()) async throws
        -> BoardMatrix
    {
        try await test.office.database.read {
            try BoardMatrix.read(question, today: test.office.today, calendar: test.office.calendar, in: $0)
        }
    }

    private static func list(_ question: BoardQuestion, _ test: TestOffice) async throws -> (ids: [String], total: Int)
    {
        let found = try await test.office.database.read {
            try BoardLine.read(
                question, page: (1_000, 0), today: test.office.today, calendar: test.office.calendar, in: $0)
        }
        return (found.lines.map(\.recipient.id), found.total)
    }

    /// Every figure of the matrix against its list and against `lines` counted one by one.
    private static func compare(_ question: BoardQuestion, _ lines: [Made], _ test: TestOffice) async throws {
        let matrix = try await self.matrix(test, question)
        #expect(Set(matrix.rows.map(\.organ.text)) == Set(lines.filter { self.part($0, test) != .out }.map(\.organ)))
        let rows: [(OrganCode?, BoardMatrix.Counts)] = matrix.rows.map { ($0.organ, $0.counts) } + [(nil, matrix.total)]
        for (organ, counts) in rows {
            let own = lines.filter { organ == nil || $0.organ == organ?.text }
            var asked = question
            asked.organ = organ
            for part in BoardPart.allCases {
                asked.part = part
                let expected = own.count { self.part($0, test) == part }
                let list = try await self.list(asked, test)
                #expect(counts[part] == expected, "\(organ?.text ?? "all") \(part)")
                #expect(list.total == expected && list.ids.count == expected, "\(organ?.text ?? "all") \(part)")
            }
            asked.part = nil
            #expect(counts.total == own.count { self.part($0, test) != .out })
            #expect(try await self.list(asked, test).total == counts.total)
            for step in Progress.Step.allCases {
                asked.step = step
                let expected = own.count { self.part($0, test) != .out && $0.status == step.status }
                #expect(counts.at(step) == expected && (expected > 0 || organ != nil))
                #expect(try await self.list(asked, test).total == expected)
            }
        }
    }

    @Test func `every figure is its list and what is counted here from the rows`() async throws {
        try await Self.with { test in
            let lines = try Self.all(test)
            try await Self.write(lines, test)
            // What is no directive, and what is not issued, is no line.
            try await Self.write(Array(lines.prefix(20)), steering: .none, test)
            _ = try await test.draft()
            for part in BoardPart.allCases { #expect(lines.contains { Self.part($0, test) == part }, "\(part)") }
            try await Self.compare(BoardQuestion(), lines, test)
        }
    }

    @Test func `conditions narrow figures and lists alike`() async throws {
        try await Self.with { test in
            let lines = try Self.all(test)
            try await Self.write(lines, test)
            var question = BoardQuestion()
            question.urgency = .urgent
            try await Self.compare(question, lines.filter { $0.urgency == .urgent }, test)
            question = BoardQuestion()
            question.director = "leader-B"
            try await Self.compare(question, lines.filter { $0.director == "leader-B" }, test)
            let fields = ["", "Cải cách hành chính", "Đất đai", "Đất đai"]
            try await test.office.database.write { connection in
                for index in lines.indices {
                    try connection.execute(
                        "UPDATE outgoing SET field = $1 WHERE id = $2", fields[index % 4], "2-\(index)")
                }
            }
            question = BoardQuestion()
            question.field = "Đất đai"
            let ofLand = lines.enumerated().filter { $0.offset % 4 > 1 }.map(\.element)
            try await Self.compare(question, ofLand, test)
            question.urgency = .urgent
            try await Self.compare(question, ofLand.filter { $0.urgency == .urgent }, test)
            question = BoardQuestion()
            question.agency = "vi du do dac"
            try await Self.compare(question, lines.filter { $0.organ == "H90" }, test)
            question = BoardQuestion()
            (question.from, question.to) = (try Self.day(-32, test), try Self.day(-31, test))
            try await Self.compare(
                question, lines.filter { (-32...(-31)).contains($0.day.dayNumber - test.office.today.dayNumber) }, test)
        }
    }

    @Test func `a line that is done stands by the day of 06 and one that was given back stands nowhere`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            func due(_ days: Int) async throws {
                let day = try Self.day(days, test)
                try await test.office.database.write { connection in
                    _ = try connection.execute(
                        "UPDATE outgoing SET steering = 2, due_date = $1 WHERE id = $2", day, id)
                }
            }
            func parts() async throws -> [BoardPart: Int] { try await Self.matrix(test).total.parts }
            try await due(60)
            #expect(try await parts() == [.notReceived: 1])
            try await test.report(.accepted, of: id)
            #expect(try await parts() == [.inTime: 1])
            try await due(-1)
            #expect(try await parts() == [.late: 1])
            try await due(0)
            #expect(try await parts() == [.near: 1])
            try await test.report(.finished, of: id)
            #expect(try await parts() == [.finished: 1])
            try await due(-1)
            #expect(try await parts() == [.finishedLate: 1])
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1", id)
            }
            #expect(try await parts() == [.out: 1])
            let page = try await test.text("/board", as: "leader-A")
            #expect(page.contains(BoardWords.out(1)) && page.contains("href=\"/board/lines?part=out\""))
            #expect(try await test.text("/board/lines?part=out", as: "leader-A").contains("href=\"/outgoing/\(id)\""))
            #expect(try await !test.text("/board/lines", as: "leader-A").contains("href=\"/outgoing/\(id)\""))
        }
    }

    @Test func `what was refused stands nowhere, and the page says how many`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
            }
            try await test.report(.refused, of: id, "Không thuộc chức năng.")
            #expect(try await Self.matrix(test).total.parts == [.out: 1])
            #expect(try await test.text("/board", as: "leader-A").contains(BoardWords.out(1)))
            let steps = try await test.text("/board?view=steps", as: "leader-A")
            #expect(steps.contains("Không thuộc chức năng.") && steps.contains("data-step=\"received\""))
            #expect(steps.contains(BoardWords.returned(1)) && steps.contains("<span class=\"num\">0</span></h1>"))
        }
    }

    @Test func `every view of the board counts what is in the six parts, and the steps say what else they show`()
        async throws
    {
        try await Self.with { test in
            // No more than the steps show.
            let lines = try Self.all(test).enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
            try #require(lines.count <= 100)
            try await Self.write(lines, test)
            let counted = lines.count { Self.part($0, test) != .out }
            let returned = lines.count { $0.closure == nil && $0.status == .refused }
            try #require(counted > 0 && returned > 0)
            for view in ["", "?view=steps", "?view=pictures"] {
                let page = try await test.text("/board\(view)", as: "leader-A")
                #expect(page.contains("<span class=\"num\">\(counted)</span></h1>"), "\(view)")
            }
            let steps = try await test.text("/board?view=steps", as: "leader-A")
            #expect(steps.contains(BoardWords.returned(returned)))
            #expect(steps.ranges(of: "data-step=\"received\"").count == counted + returned)
        }
    }

    @Test func `the page says the sums, links each figure and shows lines with deadline and age`() async throws {
        try await Self.with { test in
            let lines = try Self.all(test)
            try await Self.write(lines, test)
            let total = try await Self.matrix(test).total
            let page = try await test.text("/board", as: "leader-A")
            #expect(page.contains(BoardWords.conclusion(total)))
            for part in BoardPart.counted {
                #expect(page.contains("href=\"/board/lines?part=\(part.rawValue)\">\(total[part])</a>"), "\(part)")
                #expect(page.contains("href=\"/board/lines?organ=G90&amp;part=\(part.rawValue)\">"), "\(part)")
            }
            #expect(page.contains("href=\"/board/lines?step=assigned\">\(total.at(.assigned))</a>"))
            let late = try await test.text("/board/lines?part=late&organ=G22", as: "leader-A")
            #expect(late.contains("Quá hạn: Văn phòng Chính phủ") && late.contains("Quá 1 ngày làm việc"))
            #expect(late.contains("hôm nay") && !late.contains("data-organ=\"G90\""))
            // The chip drops its own condition.
            #expect(
                late.contains("href=\"/board/lines?organ=G22\"") && late.contains("href=\"/board/lines?part=late\""))
            let waiting = try await test.text("/board/lines?part=not-received&organ=H90", as: "leader-A")
            // Never heard of since it was issued, thirty days ago or more.
            #expect(waiting.contains("ngày trước") && waiting.contains("Đã đến hệ thống nơi nhận"))
            let filtered = try await test.text("/board?urgency=1&agency=S%E1%BB%9F", as: "leader-A")
            #expect(filtered.contains("Tên cơ quan: Sở") && filtered.contains("Độ khẩn: Khẩn"))
            #expect(filtered.contains("href=\"/board?urgency=1\"") && !filtered.contains("data-organ=\"G22\""))
        }
    }

    @Test func `a date that cannot be is refused beside the form`() async throws {
        try await Self.with { test in
            for path in ["/board", "/board/lines"] {
                for query in ["from=hôm%20qua", "from=31/12/2026&to=01/01/2026"] {
                    let answer = try await test.get("\(path)?\(query.replacing("ô", with: "%C3%B4"))", as: "leader-A")
                    #expect(answer.status == .unprocessableContent, "\(path)?\(query)")
                    #expect(String(buffer: answer.body).contains("<title>Lỗi: "))
                }
                // What is on no list asks for nothing.
                #expect(try await test.get("\(path)?urgency=99&part=x&step=y&organ=", as: "leader-A").status == .ok)
            }
        }
    }

    @Test func `a page has 200 agencies, a list 50 lines, and the sum is of all`() async throws {
        try await Self.with { test in
            let day = try Self.day(-3, test)
            try await Self.write(
                (0..<201).map { number in
                    Made(
                        organ: "H10.\(number + 100)", due: nil, status: .accepted, at: Self.now, closure: nil, day: day,
                        urgency: .ordinary, director: "leader-A")
                }, test)
            let first = try await test.text("/board", as: "leader-A")
            let second = try await test.text("/board?page=2", as: "leader-A")
            #expect([first, second].map { $0.ranges(of: "data-organ=\"").count } == [200, 1])
            #expect(first.contains("href=\"/board?page=2\"") && second.contains("href=\"/board\""))
            for page in [first, second] { #expect(page.contains("href=\"/board/lines?part=in-time\">201</a>")) }
            let pages = [
                try await test.text("/board/lines?part=in-time", as: "leader-A"),
                try await test.text("/board/lines?part=in-time&page=5", as: "leader-A"),
            ]
            #expect(pages.map { $0.ranges(of: "<a class=\"subject\"").count } == [50, 1])
        }
    }

    @Test func `only leaders open the board, its lists and its steps`() async throws {
        try await Self.with { test in
            let answers: [(String, Int)] = [
                ("leader-A", 200), ("leader-B", 200), ("clerk-A", 403), ("head-A", 403), ("officer-A", 403),
                ("admin-A", 403),
            ]
            for path in [
                "/board", "/board?view=steps", "/board?view=pictures", "/board/lines", "/board/lines?part=late",
            ] {
                for (person, status) in answers {
                    let answer = try await test.get(path, as: person)
                    #expect(answer.status.code == status, "\(path) as \(person)")
                }
            }
        }
    }

    @Test(.aboutSQLite)
    func `the board reads what is counted, else one index in its own order, and of the week those that changed`()
        async throws
    {
        try await Self.with { test in
            let (today, calendar) = (test.office.today, test.office.calendar)
            func plan(
                _ question: BoardQuestion,
                _ query: @escaping @Sendable (inout BoardStatement) -> String = { BoardMatrix.query($0) }
            ) async throws -> [String] {
                try await test.office.database.read { connection in
                    var statement = question.statement(today: today, calendar: calendar, isMatrix: true)
                    let text = query(&statement)
                    return try connection.rows(anew: "EXPLAIN QUERY PLAN \(text)", values: statement.values)
                        .map { row -> String in try row["detail"] }
                }
            }
            var narrowed = BoardQuestion()
            (narrowed.director, narrowed.urgency, narrowed.agency) = ("leader-A", .urgent, "vi du")
            (narrowed.from, narrowed.to) = (today, today)
            let found = try await plan(narrowed)
            #expect(found.contains { $0.contains("COVERING INDEX board_line_matrix") }, "\(found)")
            #expect(!found.contains { $0.contains("TEMP B-TREE") }, "\(found)")
            let ofField = try await plan(BoardQuestion(field: "Đất đai"))
            #expect(ofField.contains { $0.contains("COVERING INDEX board_line_field") }, "\(ofField)")
            #expect(!ofField.contains { $0.contains("TEMP B-TREE") }, "\(ofField)")
            for question in [BoardQuestion(), BoardQuestion(urgency: .urgent)] {
                let found = try await plan(question)
                #expect(
                    found.contains { $0.contains("SEARCH line USING INDEX sqlite_autoindex_board_count_1") }, "\(found)"
                )
                #expect(found.contains { $0.contains("SEARCH line USING COVERING INDEX board_line_due") }, "\(found)")
                #expect(!found.contains { $0.contains("SCAN line") }, "\(found)")
            }
            let week = try await plan(BoardQuestion()) { statement in
                let terms = BoardPast(today: today).bind(to: &statement, calendar: calendar)
                return BoardChanges.query(statement, terms)
            }
            for index in ["board_line_changed", "board_line_due", "handling_report_known"] {
                #expect(week.contains { $0.contains(index) }, "\(index): \(week)")
            }
        }
    }
}
