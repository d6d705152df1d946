import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Working days that the administrator keeps: deadlines follow them at once.
@Suite struct CalendarTests {
    private static func add(
        _ first: String, _ last: String = "", _ kind: String = "off", name: String = "Tết Nguyên đán",
        as person: String = "admin-A", in test: TestOffice
    ) async throws -> Int {
        let fields = [("first", first), ("last", last), ("kind", kind), ("name", name)]
        return try await test.send("/calendar", as: person, version: 0, fields).status.code
    }

    @Test func `what is written counts at once, and no longer when it is taken out`() async throws {
        try await TestOffice.with { test in
            // 16 February 2026 is a Monday, 28 February a Saturday.
            let (monday, saturday) = (
                try #require(CalendarDate("2026-02-16")), try #require(CalendarDate("2026-02-28"))
            )
            #expect(test.office.calendar.isWorkingDay(monday))
            #expect(!test.office.calendar.isWorkingDay(saturday))
            #expect(try await Self.add("14/02/2026", "22/02/2026", in: test) == 303)
            #expect(try await Self.add("28/02/2026", "", "work", name: "Làm bù", in: test) == 303)
            #expect(!test.office.calendar.isWorkingDay(monday))
            #expect(test.office.calendar.isWorkingDay(saturday))
            let page = try await test.text("/calendar", as: "admin-A")
            #expect(page.contains("Tết Nguyên đán") && page.contains("28/02/2026"))
            #expect(try await test.text("/people/log", as: "admin-A").contains("14/02/2026 – 22/02/2026"))
            let gone = try await test.send("/calendar/2026-02-16/remove", as: "admin-A", version: 0, [])
            #expect(gone.status == .seeOther)
            #expect(test.office.calendar.isWorkingDay(monday))
            let again = try await test.send("/calendar/2026-02-16/remove", as: "admin-A", version: 0, [])
            #expect(again.status == .notFound)
        }
    }

    @Test func `a day that cannot be so is refused at its field, and nothing is kept`() async throws {
        try await TestOffice.with { test in
            let outcomes = [
                // A weekday is worked already; backwards; too long; no day; no name; no kind.
                try await Self.add("16/02/2026", "", "work", in: test),
                try await Self.add("14/02/2026", "16/02/2026", "work", in: test),
                try await Self.add("22/02/2026", "14/02/2026", in: test),
                try await Self.add("01/02/2026", "04/03/2026", in: test), try await Self.add("", in: test),
                try await Self.add("31/02/2026", in: test), try await Self.add("16/02/2026", name: "", in: test),
                try await Self.add("16/02/2026", "", "x", in: test),
            ]
            #expect(outcomes == Array(repeating: 422, count: 8))
            let kept = try await test.office.database.read { try CalendarDay.all(in: $0).count }
            #expect(kept == 0)
        }
    }

    @Test func `only the administrator keeps it`() async throws {
        try await TestOffice.with { test in
            for role in TestOffice.roles where role != .admin {
                let person = "\(role.rawValue)-A"
                #expect(try await test.get("/calendar", as: person).status == .forbidden)
                #expect(try await Self.add("16/02/2026", as: person, in: test) == 403)
                let gone = try await test.send("/calendar/2026-02-16/remove", as: person, version: 0, [])
                #expect(gone.status == .forbidden)
            }
        }
    }
}
