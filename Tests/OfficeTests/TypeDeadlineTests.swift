import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// Deadlines by the type of a document: proposed to the clerk, saved only when taken over.
@Suite struct TypeDeadlineTests {
    private static func set(
        _ type: String, _ days: String, as person: String = "admin-A", in test: TestOffice
    ) async throws -> Int {
        try await test.send("/type-deadlines", as: person, version: 0, [("type", type), ("days", days)]).status.code
    }

    private static func all(_ test: TestOffice) async throws -> [TypeDeadline] {
        try await test.office.database.read { try TypeDeadline.all(in: $0) }
    }

    /// The day counted here, one after the other, and not by the calendar's own sum.
    private static func day(after count: Int, _ test: TestOffice) throws -> CalendarDate {
        var (day, left) = (test.office.today, count)
        while left > 0 {
            day = try #require(CalendarDate(dayNumber: day.dayNumber + 1))
            if test.office.calendar.isWorkingDay(day) { left -= 1 }
        }
        return day
    }

    private static func agencyDue(_ id: String, _ test: TestOffice) async throws -> CalendarDate? {
        try await test.office.database.read { connection in
            try connection.row("SELECT agency_due FROM incoming WHERE id = $1", id)?["agency_due"]
        }
    }

    @Test func `a deadline of so many working days is the day on which they are over`() throws {
        let friday = try #require(CalendarDate("2024-03-15"))
        let monday = try #require(CalendarDate("2024-03-18"))
        let calendar = WorkingCalendar(holidays: [monday])
        #expect(calendar.day(after: friday, workingDays: 0) == friday)
        #expect(calendar.day(after: friday, workingDays: 1) == CalendarDate("2024-03-19"))
        for count in 1...60 {
            let day = try #require(calendar.day(after: friday, workingDays: count))
            #expect(calendar.isWorkingDay(day) && calendar.workingDays(from: friday, to: day) == count)
        }
        #expect(calendar.day(after: friday, workingDays: 5_000) == nil)
    }

    @Test func `the administrator sets, changes and takes away, and the log says from what to what`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.set("Công văn", "5", in: test) == 303)
            #expect(try await Self.set("Giấy mời", "2", in: test) == 303)
            #expect(try await Self.set("Công văn", "7", in: test) == 303)
            #expect(
                try await Self.all(test) == [
                    TypeDeadline(typeName: "Công văn", workingDays: 7),
                    TypeDeadline(typeName: "Giấy mời", workingDays: 2),
                ])
            let log = try await test.text("/people/log", as: "admin-A")
            #expect(log.contains("Công văn: 5 ngày làm việc") && log.contains("Công văn: 7 ngày làm việc"))
            let gone = try await test.send(
                "/type-deadlines/remove", as: "admin-A", version: 0, [("type", "Công văn")])
            #expect(gone.status == .seeOther)
            let again = try await test.send(
                "/type-deadlines/remove", as: "admin-A", version: 0, [("type", "Công văn")])
            #expect(again.status == .notFound)
            #expect(try await Self.all(test).map(\.typeName) == ["Giấy mời"])
            let page = try await test.text("/type-deadlines", as: "admin-A")
            #expect(page.contains("Xóa hạn Giấy mời") && !page.contains("Xóa hạn Công văn"))
        }
    }

    @Test func `a type or a number that cannot be is refused at its field, and only the administrator sets`()
        async throws
    {
        try await TestOffice.with { test in
            for (type, days) in [
                ("Mật thư", "5"), ("Công văn", "0"), ("Công văn", "251"), ("Công văn", "năm"), ("", "5"),
            ] {
                #expect(try await Self.set(type, days, in: test) == 422, "\(type) \(days)")
            }
            for role in TestOffice.roles where role != .admin {
                let person = "\(role.rawValue)-A"
                #expect(try await test.get("/type-deadlines", as: person).status == .forbidden)
                #expect(try await Self.set("Công văn", "5", as: person, in: test) == 403)
                let removed = try await test.send(
                    "/type-deadlines/remove", as: person, version: 0, [("type", "Công văn")])
                #expect(removed.status == .forbidden)
            }
            #expect(try await Self.all(test).isEmpty)
        }
    }

    @Test func `what came through the hub is proposed its deadline, which counts only once the clerk takes it`()
        async throws
    {
        try await TestOffice.with { test in
            let (first, second) = (try await test.arrival(number: "1"), try await test.arrival(number: "2"))
            #expect(try await !test.text("/incoming/\(first)/register", as: "clerk-A").contains(DueProposal.take))
            #expect(try await Self.set("Công văn", "5", in: test) == 303)
            let due = try Self.day(after: 5, test)
            let form = try await test.text("/incoming/\(first)/register", as: "clerk-A")
            #expect(form.contains("Theo loại “Công văn”: 5 ngày làm việc, đến \(due.shown)"))
            #expect(form.contains(DueProposal.take) && !form.contains("value=\"\(due.shown)\""))
            // The button draws the form again and does nothing else.
            let taken = try await test.post(
                "/incoming/\(first)/register", as: "clerk-A", version: 1, [DueProposal.take: "yes", "checked": "yes"])
            #expect(taken.status == .ok && String(buffer: taken.body).contains("value=\"\(due.shown)\""))
            #expect(try await test.state(first).state == .received)
            let typed = try await test.post(
                "/incoming/\(first)/register", as: "clerk-A", version: 1,
                [DueProposal.take: "yes", "due": test.office.today.shown])
            #expect(String(buffer: typed.body).contains("value=\"\(test.office.today.shown)\""))
            // Not taken over: no deadline.
            let plain = try await test.post(
                "/incoming/\(second)/register", as: "clerk-A", version: 1, ["checked": "yes", "due": ""])
            #expect(plain.status == .seeOther)
            #expect(try await Self.agencyDue(second, test) == nil)
            let done = try await test.post(
                "/incoming/\(first)/register", as: "clerk-A", version: 1, ["checked": "yes", "due": due.shown])
            #expect(done.status == .seeOther)
            #expect(try await Self.agencyDue(first, test) == due)
        }
    }

    @Test func `what the sender asks stands in the form, the type is only told beside it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let asked = try Self.day(after: 20, test)
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE incoming SET sender_due = $1 WHERE id = $2", asked, id)
            }
            #expect(try await Self.set("Công văn", "5", in: test) == 303)
            let form = try await test.text("/incoming/\(id)/register", as: "clerk-A")
            #expect(form.contains("value=\"\(asked.shown)\"") && form.contains("Gợi ý theo hạn nơi gửi đặt"))
            #expect(form.contains("Theo loại “Công văn”") && !form.contains(DueProposal.take))
            let sent = try await test.post(
                "/incoming/\(id)/register", as: "clerk-A", version: 1, [DueProposal.take: "yes", "due": asked.shown])
            #expect(String(buffer: sent.body).contains("value=\"\(asked.shown)\""))
        }
    }

    @Test func `what is entered by hand gets the deadline of the chosen type when the clerk asks for it`() async throws
    {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            let fields = [
                "channel": "post", "arrived": today, "issuer": "Công ty Cổ phần Ví Dụ", "number": "15",
                "notation": "CV-VD", "date": today, "type": "Công văn", "subject": "V/v xin gia hạn giấy phép",
                "urgency": "0",
            ]
            #expect(try await !test.text("/incoming/new", as: "clerk-A").contains(DueProposal.take))
            #expect(try await Self.set("Công văn", "3", in: test) == 303)
            let due = try Self.day(after: 3, test)
            let taken = try await test.upload(
                "/incoming", as: "clerk-A", fields.merging([DueProposal.take: "yes"]) { $1 })
            let page = String(buffer: taken.body)
            #expect(taken.status == .ok && page.contains("value=\"\(due.shown)\"") && page.contains("15"))
            let none = try await test.upload(
                "/incoming", as: "clerk-A", fields.merging([DueProposal.take: "yes", "type": "Giấy mời"]) { $1 })
            #expect(String(buffer: none.body).contains("Loại này không có hạn mặc định"))
            let held = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM incoming")?["total"] ?? 0
            }
            #expect(held == 0)
            #expect(try await test.upload("/incoming", as: "clerk-A", fields).status == .seeOther)
            let id: String = try await test.office.database.read { connection in
                try connection.row("SELECT id FROM incoming")?["id"] ?? ""
            }
            #expect(try await Self.agencyDue(id, test) == nil)
        }
    }
}
