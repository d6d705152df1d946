import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The pictures of the leaders' board tell what is in the rows.
@Suite struct BoardPicturesTests {
    /// A Thursday afternoon.
    private static let now = VietnamTime.instant(packet: "2026/11/26 16:30:00") ?? Date()

    static func with(_ body: @Sendable (TestOffice) async throws -> Void) async throws {
        try await TestOffice.with(now: { Self.now }, body)
    }

    /// Writes one line; times are days from today at noon.
    static func write(
        _ id: String, issued: Int, due: Int? = nil, reports: [(HandlingStatus, Int)] = [], closure: Closure? = nil,
        urgency: Urgency = .ordinary, organ: String = "G90", _ test: TestOffice
    ) async throws {
        let midday = VietnamTime.start(of: test.office.today).addingTimeInterval(43_200)
        let noon: @Sendable (Int) -> Date = { midday.addingTimeInterval(Double($0) * 86_400) }
        try await test.office.database.write { connection in
            let day = due.flatMap { CalendarDate(dayNumber: test.office.today.dayNumber + $0) }
            try connection.execute(
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation,
                    promulgation_date, urgency, steering, due_date, created_at, published_at)
                VALUES ($1, 'published', 'officer-A', 'A', 'leader-A', 'Công văn', 'V/v thử', 'UBND-A', $2, $3, 2, $4, $5, $5)
                """, id, VietnamTime.date(noon(issued)), urgency, day, noon(issued))
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at,
                    status_received_at, closure)
                VALUES ($1, $1, $2, $3, 'delivered', $4, $5, $5, $6)
                """, id, organ, "Cơ quan \(organ)", reports.last?.0, reports.last.map { noon($0.1) }, closure)
            for (number, report) in reports.enumerated() {
                try connection.execute(
                    """
                    INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, verdict)
                    VALUES ($1, $2, $3, $4, $4, 'advanced')
                    """, "\(id)-\(number)", id, report.0, noon(report.1))
            }
        }
    }

    private static func read(_ test: TestOffice, _ question: BoardQuestion = BoardQuestion()) async throws
        -> BoardPictures
    {
        try await test.office.database.read {
            try BoardPictures.read(question, today: test.office.today, calendar: test.office.calendar, in: $0)
        }
    }

    @Test func `what is late is sorted by the days since its deadline`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            for days in [1, 7, 8, 30, 31, 90, 91] {
                try await Self.write("late-\(days)", issued: -200, due: -days, reports: [(.accepted, -199)], test)
            }
            // Not late: done, given back, never received, still in time.
            try await Self.write("done", issued: -200, due: -9, reports: [(.finished, -1)], test)
            try await Self.write("out", issued: -200, due: -9, reports: [(.accepted, -100)], closure: .withdrawn, test)
            try await Self.write("never", issued: -200, due: -9, test)
            try await Self.write("in-time", issued: -200, due: 40, reports: [(.accepted, -100)], test)
            let late = try await Self.read(test).late
            #expect(late.map(\.bucket) == [.week, .month, .quarter, .more])
            #expect(late.map(\.lines) == [2, 2, 2, 1])
            #expect(BoardWords.ageing(late) == "3 trong 7 việc quá hạn đã quá hơn 30 ngày.")
        }
    }

    @Test func `a step took from the step before, and what was skipped took nothing`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            try await Self.write(
                "a", issued: -30, reports: [(.accepted, -29), (.assigned, -27), (.finished, -10)], test)
            try await Self.write("b", issued: -30, reports: [(.arrived, -30), (.accepted, -26)], test)
            try await Self.write("c", issued: -30, reports: [(.accepted, -21), (.assigned, -21)], test)
            try await Self.write("out", issued: -30, reports: [(.accepted, -1)], closure: .replaced, test)
            let steps = try await Self.read(test).steps
            #expect(steps.map(\.step) == [.received, .assigned, .inProgress, .finished])
            #expect(steps.map(\.lines) == [3, 2, 0, 1])
            #expect(steps.map(\.median) == [4, 0, nil, 17])
            #expect(steps.map(\.worst) == [9, 2, nil, 17])
        }
    }

    @Test func `twelve months of Vietnam tell what was issued and what was finished`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            // 26 November: 26 days before is 31 October.
            try await Self.write("a", issued: -26, reports: [(.finished, -25)], test)
            try await Self.write("b", issued: -26, test)
            try await Self.write("old", issued: -400, reports: [(.finished, -60)], test)
            try await Self.write("out", issued: -26, closure: .withdrawn, test)
            let months = try await Self.read(test).months
            #expect(months.count == 12 && months.first?.month == 12 && months.first?.year == 2025)
            #expect(months.suffix(3).map(\.month) == [9, 10, 11])
            #expect(months.suffix(3).map(\.issued) == [0, 2, 0])
            #expect(months.suffix(3).map(\.finished) == [1, 0, 1])
            #expect(months.reduce(0) { $0 + $1.issued } == 2)
        }
    }

    @Test func `the page draws each agency, says the figures as a table and stays in its view`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            for number in 0..<22 {
                try await Self.write(
                    "line-\(number)", issued: -20, due: -2, reports: [(.accepted, -19)],
                    organ: "H10.\(number + 10)", test)
            }
            try await Self.write("urgent", issued: -20, due: 30, reports: [(.accepted, -19)], urgency: .urgent, test)
            let page = try await test.text("/board?view=pictures", as: "leader-A")
            #expect(
                page.ranges(of: "<figure class=\"chart").count == 4
                    && page.ranges(of: "<details class=\"fold\">").count == 4)
            #expect(page.contains("quá hạn 1 / 1") && page.contains("3 cơ quan khác") && page.contains("quá hạn 2 / 3"))
            #expect(!page.contains("style=\""))
            let urgent = try await test.text("/board?view=pictures&urgency=1", as: "leader-A")
            #expect(urgent.contains("quá hạn 0 / 1") && !urgent.contains("cơ quan khác"))
            #expect(
                urgent.contains("name=\"view\" value=\"pictures\"") && urgent.contains("href=\"/board?view=pictures\""))
            #expect(try await test.get("/board?view=pictures&from=x", as: "leader-A").status == .unprocessableContent)
            #expect(try await test.get("/board?view=pictures", as: "clerk-A").status == .forbidden)
            let empty = try await test.text("/board?view=pictures&agency=khong", as: "leader-A")
            #expect(empty.contains("Chưa có gì để vẽ") && !empty.contains("<figure"))
        }
    }
}
