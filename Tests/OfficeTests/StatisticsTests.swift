import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office

/// Figures of the work that was given out: the parts add up, and each line is counted once.
@Suite struct StatisticsTests {
    private static func day(_ days: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days))
    }

    /// A document that unit A leads and officer-A does, with the deadline of both moved to `due` days from today; finished or not.
    private static func work(due: Int?, isDone: Bool, _ test: TestOffice) async throws {
        let id = try await test.arrival(number: String(Int.random(in: 1_000_000...9_999_999)))
        try await test.handle(id, until: isDone ? .finished : .inProgress)
        let day = try due.map { try self.day($0, test) }
        try await test.office.database.write { connection in
            _ = try connection.execute("UPDATE receipt SET due_date = $1 WHERE incoming_id = $2", day, id)
        }
    }

    private static func read(_ grouping: Statistics.Grouping, unit: String? = nil, _ test: TestOffice) async throws
        -> [String: Statistics.Counts]
    {
        let today = test.office.today
        let statistics = try await test.office.database.read { connection in
            try Statistics.read(
                by: grouping, in: today...today, unit: unit, today: today, calendar: test.office.calendar,
                in: connection)
        }
        return Dictionary(uniqueKeysWithValues: statistics.rows.map { ($0.id, $0.counts) })
    }

    @Test func `each line falls into one bucket, by unit and by person alike`() async throws {
        try await TestOffice.with { test in
            try await Self.work(due: 0, isDone: true, test)
            try await Self.work(due: nil, isDone: true, test)
            try await Self.work(due: -1, isDone: true, test)
            try await Self.work(due: -1, isDone: false, test)
            try await Self.work(due: 0, isDone: false, test)
            try await Self.work(due: 40, isDone: false, test)
            try await Self.work(due: nil, isDone: false, test)
            let expected = Statistics.Counts(doneInTime: 2, doneLate: 1, inTime: 2, near: 1, late: 1)
            #expect(expected.total == 7)
            #expect(try await Self.read(.unit, test) == ["A": expected])
            #expect(try await Self.read(.person, test) == ["officer-A": expected])
            #expect(try await Self.read(.unit, unit: "B", test).isEmpty)
            let page = try await test.text("/statistics", as: "leader-A")
            #expect(page.contains("Đã xong 3/7 việc (42 %), trong đó 1 quá hạn; còn 4 việc, 1 đã quá hạn."))
        }
    }

    @Test func `what was given back or withdrawn, or only to be read, is not counted`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let version = try await test.state(id).version
            let direction = [("text", "Giao."), ("lead", "A"), ("know", "B")]
            let directed = try await test.send("/incoming/\(id)/direct", as: "leader-A", version: version, direction)
            #expect(directed.status == .seeOther)
            #expect(try await Self.read(.unit, test).keys.sorted() == ["A"])
            let back = try await test.send(
                "/incoming/\(id)/send-back", as: "head-A", version: try await test.state(id).version,
                [("reason", "Không thuộc chức năng của đơn vị.")])
            #expect(back.status == .seeOther)
            #expect(try await Self.read(.unit, test).isEmpty)
        }
    }

    @Test func `the table is taken along with its sum`() async throws {
        try await TestOffice.with { test in
            try await Self.work(due: 40, isDone: false, test)
            let answer = try await test.get("/statistics/xlsx?by=person", as: "clerk-A")
            #expect(answer.status == .ok)
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(answer.body.readableBytesView).write(to: file)
            let rows = try SheetReader.read(file).map { $0.map(\.shown) }
            #expect(rows.contains { $0.first == "Người officer-A" && $0.contains("Phòng A") && $0.contains("1") })
            #expect(rows.last?.first == "Cộng")
        }
    }

    @Test func `clerks and leaders see all, a head the unit, others nothing; a period that cannot be is refused`()
        async throws
    {
        try await TestOffice.with { test in
            try await Self.work(due: 40, isDone: false, test)
            let answers: [(String, Int)] = [
                ("clerk-A", 200), ("leader-B", 200), ("head-A", 200), ("officer-A", 403), ("admin-A", 403),
            ]
            for (person, status) in answers {
                #expect(try await test.get("/statistics", as: person).status.code == status, "\(person)")
                #expect(try await test.get("/statistics/xlsx", as: person).status.code == status, "\(person)")
            }
            #expect(try await test.text("/statistics", as: "head-A").contains("Phòng A"))
            #expect(try await !test.text("/statistics", as: "head-B").contains("Đã xong"))
            let wrong = try await test.get("/statistics?from=31/12/2026&to=01/01/2026", as: "clerk-A")
            #expect(wrong.status == .unprocessableContent)
        }
    }
}
