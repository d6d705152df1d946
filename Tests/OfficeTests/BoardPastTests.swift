import Exchange
import Foundation
import Storage
import Testing

@testable import Office
import Web

/// The board a week before, held to a count of its own: what each line was then is worked out here from all that was written.
@Suite struct BoardPastTests {
    /// A Thursday afternoon.
    private static let now = VietnamTime.instant(packet: "2026/11/26 16:30:00") ?? Date()

    /// One directive with one receiver. Times are days from today; what happens, happens at noon.
    private struct Made {
        var issued = -40
        var added: Int?
        var due: Int?
        var reports: [(status: HandlingStatus, day: Int)] = []
        var closed: Int?

        /// As it stood at the end of a day, with what had come in by then; nil: it was not there.
        func part(atEndOf day: Int, _ test: TestOffice) throws -> BoardPart? {
            guard max(self.issued, self.added ?? self.issued) <= day else { return nil }
            let last = self.reports.last { $0.day <= day }
            if let closed = self.closed, closed <= day { return .out }
            guard let last, last.status != .arrived else { return .notReceived }
            if last.status == .refused { return .out }
            let isDone = last.status == .finished
            guard let due = self.due else { return isDone ? .finished : .inTime }
            let standing = DeadlineStanding(
                due: try BoardPastTests.day(due, test), today: try BoardPastTests.day(day, test),
                finished: isDone ? try BoardPastTests.day(last.day, test) : nil, calendar: test.office.calendar)
            return switch standing {
            case .inTime: .inTime
            case .near: .near
            case .late: .late
            case .doneInTime: .finished
            case .doneLate: .finishedLate
            }
        }
    }

    private static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    /// Every way to come through the week, with deadlines on both sides of each border.
    private static var all: [Made] {
        let dues: [Int?] = [nil, -12, -8, -7, -6, -4, -1, 0, 1, 4, 7, 30]
        let histories: [[(status: HandlingStatus, day: Int)]] = [
            [], [(.arrived, -20)], [(.arrived, -3)], [(.accepted, -20)], [(.accepted, -7)], [(.accepted, -6)],
            [(.accepted, -20), (.assigned, -5), (.inProgress, -2)], [(.accepted, -20), (.finished, -10)],
            [(.accepted, -20), (.finished, -2)], [(.arrived, -9), (.accepted, -5), (.finished, -1)],
            [(.arrived, -20), (.refused, -10)], [(.arrived, -20), (.refused, -1)],
        ]
        var lines: [Made] = []
        for due in dues {
            for reports in histories {
                for closed in [nil, -10, -4] { lines.append(Made(due: due, reports: reports, closed: closed)) }
            }
            for issued in [-7, -6, -1] { lines.append(Made(issued: issued, due: due)) }
            lines.append(Made(added: -2, due: due, reports: [(.accepted, -1)]))
        }
        return lines
    }

    private static func write(_ lines: [Made], _ test: TestOffice) async throws {
        let midday = VietnamTime.start(of: test.office.today).addingTimeInterval(43_200)
        let noon: @Sendable (Int) -> Date = { midday.addingTimeInterval(Double($0) * 86_400) }
        try await test.office.database.write { connection in
            for (index, line) in lines.enumerated() {
                let id = "line-\(index)"
                let due = try line.due.map { try self.day($0, test) }
                try connection.execute(
                    """
                    INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                        promulgation_date, urgency, steering, due_date, created_at, published_at)
                    VALUES ($1, 'published', 'officer-A', 'A', 'leader-A', 'Công văn', $2, 'UBND-A', $3, $4, 0, 2, $5, $6, $6)
                    """, id, "V/v việc thứ \(index + 1)", index + 1, try self.day(line.issued, test), due,
                    noon(line.issued))
                let last = line.reports.last.map { noon($0.day) }
                let closed = line.closed.map { noon($0) }
                try connection.execute(
                    """
                    INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at,
                        status_received_at, closure, closed_at, added_at)
                    VALUES ($1, $1, $2, 'Bộ Thử nghiệm', 'delivered', $3, $4, $4, $5, $6, $7)
                    """, id, index % 2 == 0 ? "G90" : "H90", line.reports.last?.status, last,
                    closed.map { _ in Closure.withdrawn }, closed, noon(line.added ?? line.issued))
                for (number, report) in line.reports.enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, verdict)
                        VALUES ($1, $2, $3, $4, $4, 'advanced')
                        """, "\(id)-\(number)", id, report.status, noon(report.day))
                }
            }
        }
    }

    private static func total(_ question: BoardQuestion, _ test: TestOffice) async throws -> Int {
        try await test.office.database.read {
            try BoardLine.read(
                question, page: (1, 0), today: test.office.today, calendar: test.office.calendar, in: $0
            ).total
        }
    }

    private static func changes(_ test: TestOffice, _ question: BoardQuestion = BoardQuestion()) async throws
        -> BoardChanges
    {
        try await test.office.database.read {
            let (today, calendar) = (test.office.today, test.office.calendar)
            let total = try BoardMatrix.read(question, today: today, calendar: calendar, in: $0).total
            return try BoardChanges.read(question, total: total, today: today, calendar: calendar, in: $0)
        }
    }

    @Test func `every figure of the week is its list and what is counted here line by line`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let lines = Self.all
            try await Self.write(lines, test)
            let stood = try lines.map { (before: try $0.part(atEndOf: -7, test), now: try $0.part(atEndOf: 0, test)) }
            let changes = try await Self.changes(test)
            for part in BoardPart.counted.map(Optional.some) + [nil] {
                let parts = part.map { [$0] } ?? BoardPart.counted
                let was = stood.map { $0.before.map(parts.contains) ?? false }
                let stands = stood.map { $0.now.map(parts.contains) ?? false }
                let counted: [BoardChange: Int] = [
                    .then: was.count { $0 }, .entered: zip(was, stands).count { !$0 && $1 },
                    .left: zip(was, stands).count { $0 && !$1 },
                ]
                for (change, expected) in counted {
                    let asked = BoardQuestion(part: part, change: change)
                    #expect(changes.count(change, part) == expected, "\(change) \(part?.rawValue ?? "all")")
                    #expect(try await Self.total(asked, test) == expected, "\(change) \(part?.rawValue ?? "all")")
                    #expect(expected > 0, "\(change) \(part?.rawValue ?? "all") is not tried")
                }
            }
            let moved = stood.count {
                guard let before = $0.before, let now = $0.now else { return false }
                return before != now && before != .out && now != .out
            }
            #expect(changes.count(.moved) == moved && moved > 0)
            #expect(try await Self.total(BoardQuestion(change: .moved), test) == moved)
        }
    }

    @Test func `the conditions of the board narrow its week too`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            try await Self.write([Made(issued: -3), Made(issued: -30, reports: [(.accepted, -2)])], test)
            var question = BoardQuestion()
            #expect(try await Self.changes(test, question).count(.entered) == 1)
            #expect(try await Self.changes(test, question).count(.moved) == 1)
            question.to = try Self.day(-20, test)
            #expect(try await Self.changes(test, question).count(.entered) == 0)
            #expect(try await Self.changes(test, question).count(.moved) == 1)
            question.urgency = .urgent
            #expect(try await Self.changes(test, question).count(.moved) == 0)
        }
    }

    @Test func `a receiver that gave a document back leaves the board on the day we heard of it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            try await test.report(.accepted, of: id)
            try await test.office.database.write { connection in
                try connection.execute(
                    "UPDATE outgoing SET steering = 2, published_at = $1 WHERE id = $2",
                    VietnamTime.start(of: try Self.day(-30, test)), id)
                try connection.execute(
                    "UPDATE recipient SET added_at = NULL, asking = 'requested' WHERE outgoing_id = $1", id)
            }
            try await test.report(.agreed, of: id, "Đã trả lại.")
            let changes = try await Self.changes(test)
            #expect((changes.count(.then, .notReceived), changes.count(.left)) == (1, 1))
            let closed = try await test.office.database.read { connection in
                try connection.row(
                    "SELECT closed_at FROM recipient WHERE outgoing_id = $1 AND closure = 'withdrawn'", id
                )
                .map { row -> Date in try row["closed_at"] }
            }
            #expect(closed != nil)
        }
    }

    @Test func `the page says the week and links each figure to its list`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            try await Self.write(Self.all, test)
            let changes = try await Self.changes(test)
            let page = try await test.text("/board", as: "leader-A")
            #expect(page.contains(BoardWords.changes(changes, day: "19/11/2026")))
            let late = changes.count(.entered, .late)
            #expect(page.contains("href=\"/board/lines?part=late&amp;change=entered\">\(late)</a>"))
            #expect(page.contains("href=\"/board/lines?change=then\">\(changes.count(.then))</a>"))
            let list = try await test.text("/board/lines?part=late&change=entered", as: "leader-A")
            #expect(list.contains("(\(late))") && list.contains(BoardWords.change(.entered)))
            // What is on no list asks for nothing.
            let all = try await Self.total(BoardQuestion(), test)
            #expect(try await test.text("/board/lines?change=x", as: "leader-A").contains("Việc chỉ đạo (\(all))"))
        }
    }
}
