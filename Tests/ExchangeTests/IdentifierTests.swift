import Exchange
import Foundation
import Testing

@Suite struct OrganCodeTests {
    @Test(
        arguments: [
            ("000.00.00.H29", OrganCode.Form.old), ("H29", .new), ("G12.18", .new), ("28.22.H17", .opaque),
            ("010012345678", .opaque), ("001.00.20.TT2", .opaque), ("test.saas.01", .opaque),
        ]
    )
    func `the form of a code`(text: String, form: OrganCode.Form) throws {
        #expect(try #require(OrganCode(text)).form == form)
    }

    @Test(arguments: [("000.00.00.H29", "H29"), ("000.00.15.H51", "H51.15"), ("000.01.01.H53", "H53.01.01")])
    func `old and new form answer to each other by the rule of practice`(old: String, new: String) throws {
        #expect(try #require(OrganCode(old)).counterpart?.text == new)
        #expect(try #require(OrganCode(new)).counterpart?.text == old)
    }

    @Test(arguments: ["", "   ", "H 29", "H29\u{0}", String(repeating: "A", count: 51)])
    func `what is no code`(text: String) { #expect(OrganCode(text) == nil) }

    /// Lesson B18.
    @Test func `case does not matter`() { #expect(OrganCode("h29") == OrganCode(" H29 ")) }
}

@Suite struct DateTests {
    @Test(arguments: ["2024/02/30", "2023/02/29", "2024-13-01", "13/03/2024", "2024/3/1"])
    func `days that do not exist or are written otherwise`(text: String) { #expect(CalendarDate(text) == nil) }

    @Test func `a day survives its number`() throws {
        for number in stride(from: -20_000, to: 60_000, by: 37) {
            #expect(try #require(CalendarDate(dayNumber: number)).dayNumber == number)
        }
    }

    @Test func `packets say Vietnam time`() throws {
        let instant = try #require(Timestamp.instant("2024-01-15T02:00:00.000Z"))
        #expect(VietnamTime.packet(instant) == "2024/01/15 09:00:00")
        #expect(VietnamTime.instant(packet: "2024/01/15 09:00:00") == instant)
        #expect(Timestamp.text(instant) == "2024-01-15T02:00:00.000Z")
    }

    @Test func `what lies outside of the years that are written is their first or last instant`() throws {
        let first = try #require(Timestamp.instant("1900-01-01T00:00:00.000Z"))
        let last = try #require(Timestamp.instant("2999-12-31T23:59:59.999Z"))
        #expect(Timestamp.text(first) == "1900-01-01T00:00:00.000Z")
        #expect(Timestamp.text(last) == "2999-12-31T23:59:59.999Z")
        for early in [Date.distantPast, first.addingTimeInterval(-1)] {
            #expect(Timestamp.text(early) == Timestamp.text(first))
        }
        for late in [Date.distantFuture, last.addingTimeInterval(1)] {
            #expect(Timestamp.text(late) == Timestamp.text(last))
        }
        #expect(VietnamTime.packet(.distantPast) == "1900/01/01 00:00:00")
        #expect(VietnamTime.packet(last) == "2999/12/31 23:59:59")
        let before = try #require(Timestamp.instant("1969-12-31T16:59:59.999Z"))
        #expect(Timestamp.text(before) == "1969-12-31T16:59:59.999Z")
        #expect(VietnamTime.packet(before) == "1969/12/31 23:59:59")
    }

    @Test func `deadlines count working days`() throws {
        let friday = try #require(CalendarDate("2024-03-15"))
        let monday = try #require(CalendarDate("2024-03-18"))
        let calendar = WorkingCalendar()
        #expect(calendar.workingDays(from: friday, to: monday) == 1)
        #expect(DeadlineStanding(due: friday, today: monday, calendar: calendar) == .late(workingDays: 1))
        #expect(WorkingCalendar(holidays: [monday]).workingDays(from: friday, to: monday) == 0)
        #expect(DeadlineStanding(due: friday, today: friday, calendar: calendar) == .near(workingDaysLeft: 0))
    }

    @Test func `people find without marks`() { #expect("12/QĐ-UBND đôn đốc".folded == "12 qd ubnd don doc") }

    @Test func `a number below ten has a leading zero`() {
        #expect(DocumentCode.display(7) == "07")
        #expect(DocumentCode("28/2018/QĐ-TTg") == DocumentCode(number: "28", notation: "2018/QĐ-TTg"))
    }
}
