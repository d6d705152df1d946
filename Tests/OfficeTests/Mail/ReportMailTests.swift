import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// Reports go by mail to those who want them, each once.
@Suite struct ReportMailTests {
    /// Somebody gives an address and wants reports, no mail of the day.
    private static func want(_ kinds: [String], as person: String, version: Int = 0, _ test: TestOffice) async throws {
        var fields = ["address": "\(person)@example.vn".lowercased()]
        for kind in kinds { fields[kind] = "yes" }
        let answer = try await test.post("/account/mail", as: person, version: version, fields)
        #expect(answer.status == .seeOther)
    }

    private static func rows(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT person_id, kind, period, day, state, tries FROM digest ORDER BY day, person_id, kind LIMIT 100"
            ).map { row in
                let (person, kind, period): (String, String, String) = (
                    try row["person_id"], try row["kind"], try row["period"]
                )
                let (day, state, tries): (String, String, Int) = (try row["day"], try row["state"], try row["tries"])
                return "\(person) \(kind) \(period) \(day) \(state) \(tries)"
            }
        }
    }

    @Test func `a report goes by mail on the first working day, once for each period, with its spreadsheet`()
        async throws
    {
        let clock = StandingClock("2026/11/25 09:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = DigestTests.Post()
            let sending = try DigestTests.sending(test, post)
            _ = try await test.arrival()
            try await Self.want(["week", "month"], as: "leader-A", test)
            for day in ["25", "26", "27", "28", "29"] {
                clock.set("2026/11/\(day) 08:00:00")
                try await DigestTests.sendAll(sending)
            }
            #expect(post.receivers.isEmpty, "not before the first working day")
            clock.set("2026/11/30 07:29:00")
            try await DigestTests.sendAll(sending)
            #expect(post.receivers.isEmpty, "not before the hour")
            clock.set("2026/11/30 07:30:00")
            try await DigestTests.sendAll(sending)
            try await DigestTests.sendAll(sending)
            let week = try #require(post.mails.withLock { $0.first })
            #expect(post.receivers == ["leader-a@example.vn"])
            #expect(week.subject == "Báo cáo tuần từ 23/11/2026 đến 29/11/2026")
            #expect(week.text.contains("Có 1 văn bản đến, phát hành 0 văn bản đi, trong đó 0 chậm."))
            #expect(week.text.contains("- Văn bản đến: mới trong kỳ 1 (0)\n"))
            #expect(!week.text.contains("http") && !week.text.contains("thử nghiệm"))
            let file = try #require(week.attachment)
            #expect(file.name == "bao-cao-tuan-2026-11-23.xlsx")
            let sheet = try PeriodReportTests.sheet(file.bytes)
            #expect(sheet.contains { $0.first?.hasPrefix("Bản kết xuất của Người leader-A, Lãnh đạo") == true })
            #expect(sheet.contains { Array($0.prefix(3)) == ["Văn bản", "Văn bản đến", "1"] })
            // The first of December is a Tuesday: the month, and no week.
            _ = try await test.office.database.write {
                try $0.execute("UPDATE notice_setting SET public_address = 'https://vanphong.example.vn'")
            }
            for hour in ["08", "12", "23"] {
                clock.set("2026/12/01 \(hour):00:00")
                try await DigestTests.sendAll(sending)
            }
            let month = try #require(post.mails.withLock { $0.last })
            #expect(post.receivers.count == 2)
            #expect(month.subject == "Báo cáo tháng 11 năm 2026")
            #expect(
                month.text.contains("https://vanphong.example.vn/statistics/period?kind=month&day=2026-11-01\n"))
            #expect(
                try await Self.rows(test) == [
                    "leader-A week 2026-11-23 2026-11-30 sent 1", "leader-A month 2026-11-01 2026-12-01 sent 1",
                ])
            try await test.office.access.flush(to: test.office.database, at: clock.now)
            let noted = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT detail FROM access_log WHERE kind = 'exported' AND person_id = 'leader-A' LIMIT 10"
                ).map { row -> String in try row["detail"] }
            }
            #expect(
                Set(noted) == [
                    "MAIL /statistics/period?kind=week&day=2026-11-23",
                    "MAIL /statistics/period?kind=month&day=2026-11-01",
                ])
        }
    }

    @Test func `a head gets the report of the unit, an administrator that of the agency and no mail of the day`()
        async throws
    {
        let clock = StandingClock("2026/11/26 09:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            // It came to unit A.
            try await test.handle(try await test.arrival(), until: .assigned)
            for person in ["head-A", "head-B", "admin-A"] { try await Self.want(["week"], as: person, test) }
            #expect(try await test.text("/account/mail", as: "head-B").contains("Nhận báo cáo tuần của Phòng B"))
            #expect(try await test.text("/account/mail", as: "admin-A").contains("Nhận báo cáo tuần của cơ quan"))
            // Wished for in a former role.
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person_mail SET wants_digest = 1 WHERE person_id = 'admin-A'")
            }
            let post = DigestTests.Post()
            clock.set("2026/11/30 08:00:00")
            try await DigestTests.sendAll(try DigestTests.sending(test, post))
            #expect(post.receivers.sorted() == ["admin-a@example.vn", "head-a@example.vn", "head-b@example.vn"])
            for (whose, name, came) in [
                ("head-a", "Phòng A", 1), ("head-b", "Phòng B", 0), ("admin-a", "cơ quan", 1),
            ] {
                let mail = try #require(
                    post.mails.withLock { $0.first { $0.receiver.text == "\(whose)@example.vn" } })
                #expect(mail.subject == "Báo cáo tuần từ 23/11/2026 đến 29/11/2026")
                #expect(mail.text.contains("đây là số liệu của \(name)."))
                #expect(mail.text.contains("Có \(came) văn bản đến, phát hành 0 văn bản đi"))
                #expect(!mail.text.contains("thử nghiệm liên thông"))
            }
        }
    }

    @Test func `a calendar that changes after the mail has gone brings no second one`() async throws {
        let clock = StandingClock("2026/11/30 08:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = DigestTests.Post()
            let sending = try DigestTests.sending(test, post)
            try await Self.want(["week"], as: "clerk-A", test)
            try await DigestTests.sendAll(sending)
            #expect(post.receivers.count == 1)
            // Now Monday was off: Tuesday is the first working day.
            try await test.office.database.write { connection in
                try connection.execute(
                    "INSERT INTO calendar_day (date, kind, name) VALUES ('2026-11-30', 'off', 'Nghỉ bù')")
                try test.office.workingDays.read(in: connection)
            }
            clock.set("2026/12/01 08:00:00")
            #expect(ReportPeriod.due(on: test.office.today, calendar: test.office.calendar).count == 2)
            try await DigestTests.sendAll(sending)
            #expect(post.receivers.count == 1)
        }
    }

    @Test func `a report that does not go is tried again like the mail of the day, and the administrator is told`()
        async throws
    {
        let clock = StandingClock("2026/11/30 07:30:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = DigestTests.Post()
            post.refuses { _ in MailFailure(kind: .message, description: "452 no room") }
            let sending = try DigestTests.sending(test, post)
            try await Self.want(["week"], as: "clerk-A", test)
            try await DigestTests.sendAll(sending)
            for minutes in [5.0, 15, 45, 120, 300] {
                clock.pass(minutes: minutes)
                try await DigestTests.sendAll(sending)
            }
            #expect(post.receivers.count == 5)
            #expect(Set(post.mails.withLock { $0.map(\.id) }).count == 1, "each try is the same mail")
            #expect(try await Self.rows(test) == ["clerk-A week 2026-11-23 2026-11-30 failed 5"])
            let page = try await test.text("/people/notices", as: "admin-A")
            #expect(page.contains("Người clerk-A") && page.contains("Báo cáo tuần") && page.contains("452 no room"))
            // What waits when its day ends has failed; the next week has its own.
            post.refuses { _ in nil }
            clock.set("2026/12/01 08:00:00")
            try await DigestTests.sendAll(sending)
            #expect(post.receivers.count == 5)
            clock.set("2026/12/07 08:00:00")
            try await DigestTests.sendAll(sending)
            #expect(post.receivers.count == 6)
        }
    }

    @Test func `while no mail goes all kinds wait together`() async throws {
        let clock = StandingClock("2026/11/30 07:30:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = DigestTests.Post()
            post.refuses { _ in MailFailure(kind: .server, description: "connection refused") }
            _ = try await test.arrival()
            let fields = ["address": "x@example.vn", "digest": "yes", "week": "yes"]
            #expect(try await test.post("/account/mail", as: "clerk-A", version: 0, fields).status == .seeOther)
            try await DigestTests.sendAll(try DigestTests.sending(test, post))
            #expect(post.receivers.count == 1)
            #expect(
                try await Self.rows(test) == [
                    "clerk-A day 2026-11-30 2026-11-30 waiting 1", "clerk-A week 2026-11-23 2026-11-30 waiting 1",
                ])
            post.refuses { _ in nil }
            clock.pass(minutes: 5)
            try await DigestTests.sendAll(try DigestTests.sending(test, post))
            #expect(post.receivers.count == 3)
        }
    }

    @Test func `who may not read reports gets none by mail, whatever the form says`() async throws {
        let clock = StandingClock("2026/11/27 08:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            for person in ["officer-A", "officer-B"] {
                let fields = ["address": "x@example.vn", "week": "yes"]
                let answer = try await test.post("/account/mail", as: person, version: 0, fields)
                #expect(answer.status == .forbidden, "\(person)")
                #expect(try await !test.text("/account/mail", as: person).contains("name=\"week\""))
                let set = try await test.post("/people/\(person)/mail", as: "admin-A", version: 0, fields)
                #expect(set.status == .forbidden, "\(person)")
            }
            #expect(try await test.text("/account/mail", as: "clerk-A").contains("name=\"month\" value=\"yes\">"))
            try await Self.want(["week"], as: "clerk-A", test)
            #expect(
                try await test.text("/account/mail", as: "clerk-A").contains("name=\"week\" value=\"yes\" checked>"))
            #expect(try await test.text("/people/log", as: "admin-A").contains("Báo cáo qua thư: Báo cáo tuần"))
            let stale = try await test.post("/account/mail", as: "clerk-A", version: 0, ["address": "y@example.vn"])
            #expect(stale.status == .conflict)
            // Clerk no more.
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET role = 'officer' WHERE id = 'clerk-A'")
            }
            let post = DigestTests.Post()
            clock.set("2026/11/30 08:00:00")
            try await DigestTests.sendAll(try DigestTests.sending(test, post))
            #expect(post.receivers.isEmpty)
            // Clerk again, and no wish any more.
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET role = 'clerk' WHERE id = 'clerk-A'")
            }
            try await Self.want([], as: "clerk-A", version: 1, test)
            try await DigestTests.sendAll(try DigestTests.sending(test, post))
            #expect(post.receivers.isEmpty)
        }
    }

    @Test func `a mail with a file has two parts, each in Base64, and its boundary in neither`() throws {
        let bytes = Data((0..<5_000).map { UInt8($0 % 251) })
        let message = MailMessage(
            sender: try #require(MailAddress("vanphong@example.vn")), senderName: "Văn phòng",
            receiver: try #require(MailAddress("mau@example.vn")), subject: "Báo cáo", text: "Số liệu\n--x\n",
            date: Date(timeIntervalSince1970: 1_795_653_000), id: "1",
            attachment: .init(name: "bao-cao.xlsx", type: Workbook.type, bytes: bytes))
        let whole = String(decoding: message.bytes, as: UTF8.self)
        let mark = try #require(whole.components(separatedBy: "multipart/mixed; boundary=\"").last?.prefix(32))
        let head = try #require(whole.range(of: "\r\n\r\n"))
        let parts = whole[head.upperBound...].components(separatedBy: "--\(mark)")
        #expect(parts.count == 4 && parts[0].isEmpty && parts[3] == "--\r\n")
        func content(_ part: String) throws -> Data {
            let end = try #require(part.range(of: "\r\n\r\n"))
            let lines = part[end.upperBound...].components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 76 })
            return try #require(Data(base64Encoded: lines.joined()))
        }
        #expect(parts[1].contains("Content-Type: text/plain; charset=utf-8\r\n"))
        #expect(String(decoding: try content(parts[1]), as: UTF8.self) == "Số liệu\r\n--x\r\n")
        #expect(parts[2].contains("Content-Disposition: attachment; filename=\"bao-cao.xlsx\"\r\n"))
        #expect(try content(parts[2]) == bytes)
    }
}
