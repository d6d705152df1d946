import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// What is in danger of its time is counted and marked, for who holds it and for who follows.
@Suite struct TimerTests {
    private static func day(_ text: String) throws -> Date {
        VietnamTime.start(of: try #require(CalendarDate(text)))
    }

    @Test func `registered and submitted by the end of the next working day, urgent within thirty minutes`() throws {
        let calendar = WorkingCalendar(holidays: [try #require(CalendarDate("2026-11-23"))])
        // Thursday 19 November, 16:00: until the end of Friday.
        let thursday = try Self.day("2026-11-19").addingTimeInterval(16 * 3600)
        let saturday = try Self.day("2026-11-21")
        #expect(ArrivalDeadline.after(thursday, urgency: .ordinary, calendar) == saturday)
        // Friday: over the weekend and a holiday until the end of Tuesday.
        let friday = try Self.day("2026-11-20").addingTimeInterval(16 * 3600)
        let wednesday = try Self.day("2026-11-25")
        #expect(ArrivalDeadline.after(friday, urgency: .ordinary, calendar) == wednesday)
        for urgency in [Urgency.urgent, .flash] {
            #expect(ArrivalDeadline.after(friday, urgency: urgency, calendar) == friday.addingTimeInterval(1800))
        }
    }

    @Test(arguments: 0..<40) func `the list and the mark agree at every hour of ten days`(step: Int) throws {
        let calendar = WorkingCalendar(holidays: [try #require(CalendarDate("2026-11-23"))])
        let arrived = try Self.day("2026-11-18").addingTimeInterval(Double(step) * 6 * 3600)
        for hour in 0..<240 {
            let now = arrived.addingTimeInterval(Double(hour) * 3600)
            let isLate = now >= ArrivalDeadline.after(arrived, urgency: .ordinary, calendar)
            #expect(isLate == (arrived < ArrivalDeadline.cutoff(at: now, calendar)), "\(arrived) \(now)")
        }
    }

    private static func age(_ id: String, _ seconds: Double, urgency: Urgency = .ordinary, _ test: TestOffice)
        async throws
    {
        let arrived = test.office.now().addingTimeInterval(-seconds)
        _ = try await test.office.database.write {
            try $0.execute("UPDATE incoming SET arrived_at = $1, urgency = $2 WHERE id = $3", arrived, urgency, id)
        }
    }

    /// The documents of a list, in its order.
    private static func listed(_ view: TimerView, as person: String, _ test: TestOffice) async throws -> [String] {
        let page = try await test.text("/incoming/\(view.rawValue)", as: person)
        let ids = page.matches(of: /data-path="\/incoming\/([^"]+)"/).map { String($0.1) }
        #expect(page.contains("<title>\(TimerPage.title(view)) (\(ids.count))"), "the counter is the list")
        return ids
    }

    @Test func `what the clerk has too long is listed, urgent first, and gone when it was passed on`() async throws {
        try await TestOffice.with { test in
            let fresh = try await test.arrival(number: "1")
            let old = try await test.arrival(number: "2")
            let urgent = try await test.arrival(number: "3")
            let justUrgent = try await test.arrival(number: "4")
            // Ten days hold a working day between.
            try await Self.age(old, 10 * 86_400, test)
            try await Self.age(urgent, 31 * 60, urgency: .urgent, test)
            try await Self.age(justUrgent, 5 * 60, urgency: .flash, test)
            for person in ["clerk-A", "leader-A"] {
                #expect(try await Self.listed(.slow, as: person, test) == [urgent, old])
            }
            #expect(try await test.get("/incoming/slow", as: "officer-A").status == .forbidden)
            let list = try await test.text("/incoming?view=to-register", as: "clerk-A")
            for text in ["Chậm vào sổ từ", "Khẩn: vào sổ ngay", "phải vào sổ"] {
                #expect(list.contains(text), "\(text)")
            }
            let order = list.matches(of: /data-path="\/incoming\/([^"]+)"/).map { String($0.1) }
            #expect(order == [justUrgent, urgent, old, fresh], "urgent documents first")
            try await test.handle(urgent, until: .registered)
            #expect(try await Self.listed(.slow, as: "clerk-A", test) == [urgent, old], "not submitted yet")
            let submitted = try await test.post(
                "/incoming/\(urgent)/submit", as: "clerk-A", version: try await test.state(urgent).version,
                ["leader": "leader-A"])
            #expect(submitted.status == .seeOther)
            #expect(try await Self.listed(.slow, as: "clerk-A", test) == [old])
            // What a leader gives back was submitted in time.
            let version = try await test.state(urgent).version
            let back = try await test.post(
                "/incoming/\(urgent)/back", as: "leader-A", version: version,
                ["reason": "Trình lãnh đạo phụ trách khác."])
            #expect(back.status == .seeOther)
            #expect(try await Self.listed(.slow, as: "clerk-A", test) == [old])
        }
    }

    @Test func `a deadline that is near is listed for who holds it and who follows, and for nobody else`() async throws
    {
        try await TestOffice.with { test in
            let (near, far) = (try await test.arrival(number: "1"), try await test.arrival(number: "2"))
            for id in [near, far] {
                try await test.handle(id, until: .assigned)
                let version = try await test.state(id).version
                let answer = try await test.post(
                    "/incoming/\(id)/assign", as: "head-A", version: version, ["officer": "officer-A"])
                #expect(answer.status == .seeOther)
            }
            let today = test.office.today
            for (id, days) in [(near, 0), (far, 60)] {
                let due = try #require(CalendarDate(dayNumber: today.dayNumber + days))
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE receipt SET due_date = $1 WHERE incoming_id = $2", due, id)
                }
            }
            for person in ["clerk-A", "leader-A", "head-A", "officer-A"] {
                #expect(try await Self.listed(.near, as: person, test) == [near], "\(person)")
            }
            for person in ["leader-B", "head-B", "officer-B"] {
                #expect(try await Self.listed(.near, as: person, test).isEmpty, "\(person)")
            }
            // Over is over: that is the list of what is late.
            let yesterday = try #require(CalendarDate(dayNumber: today.dayNumber - 1))
            _ = try await test.office.database.write {
                try $0.execute("UPDATE receipt SET due_date = $1 WHERE incoming_id = $2", yesterday, near)
            }
            #expect(try await Self.listed(.near, as: "officer-A", test).isEmpty)
            #expect(try await test.text("/incoming?view=overdue", as: "officer-A").contains(near))
        }
    }
}
