import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// Everybody who wants it gets one mail a working day, once.
@Suite struct DigestTests {
    /// Takes mails, or refuses them as the test says.
    final class Post: Sendable {
        let mails = Mutex<[MailMessage]>([])
        private let refusal = Mutex<@Sendable (MailMessage) -> MailFailure?>({ _ in nil })

        func refuses(_ why: @escaping @Sendable (MailMessage) -> MailFailure?) { self.refusal.withLock { $0 = why } }

        @Sendable func send(_ mail: MailMessage) async throws {
            self.mails.withLock { $0.append(mail) }
            if let failure = self.refusal.withLock({ $0 })(mail) { throw failure }
        }

        var receivers: [String] { self.mails.withLock { $0.map(\.receiver.text) } }
        var texts: [String] { self.mails.withLock { $0.map(\.text) } }
    }

    static func sending(_ test: TestOffice, _ post: Post) throws -> DigestSending {
        DigestSending(
            office: test.office, sender: try #require(MailAddress("vanphong@example.vn")), send: post.send,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Sends until nothing is due.
    static func sendAll(_ sending: DigestSending) async throws {
        while try await sending.sendNext() {}
    }

    private static func give(_ address: String, to person: String, _ test: TestOffice) async throws {
        let fields = ["address": address, "digest": "yes"]
        let answer = try await test.post("/account/mail", as: person, version: 0, fields)
        #expect(answer.status == .seeOther)
    }

    /// A document is with unit A.
    private static func prepare(_ test: TestOffice, due: String = "30/11/2026") async throws -> String {
        let id = try await test.arrival()
        try await test.handle(id, until: .submitted)
        let fields = [("text", "Giao Phòng A tham mưu."), ("lead", "A"), ("due-A", due)]
        let version = try await test.state(id).version
        let answer = try await test.send("/incoming/\(id)/direct", as: "leader-A", version: version, fields)
        #expect(answer.status == .seeOther)
        return id
    }

    private static func states(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT person_id, state, tries FROM digest ORDER BY day, person_id LIMIT 100").map {
                row in
                let (person, state, tries): (String, String, Int) = (
                    try row["person_id"], try row["state"], try row["tries"]
                )
                return "\(person) \(state) \(tries)"
            }
        }
    }

    @Test func `one mail a working day from the hour on, with counts, what is late and what is unread`() async throws {
        let clock = StandingClock("2026/11/24 09:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = Post()
            let sending = try Self.sending(test, post)
            let id = try await Self.prepare(test, due: "25/11/2026")
            try await Self.give("truong@example.vn", to: "head-A", test)
            clock.set("2026/11/26 07:29:59")
            try await Self.sendAll(sending)
            #expect(post.receivers.isEmpty)
            clock.set("2026/11/26 07:30:00")
            try await Self.sendAll(sending)
            try await Self.sendAll(sending)
            let mail = try #require(post.mails.withLock { $0.first })
            #expect(post.receivers == ["truong@example.vn"])
            #expect(mail.subject == "Việc của bạn ngày 26/11/2026, 1 văn bản quá hạn")
            let lines = [
                "ĐANG CHỜ (Trưởng đơn vị, Phòng A)", "- Chờ phân công: 1", "QUÁ HẠN (1)",
                "- 123/VPCP-KSTT: V/v thử nghiệm liên thông (hạn 25/11/2026)", "THÔNG BÁO CHƯA XEM",
                "- 123/VPCP-KSTT: V/v thử nghiệm liên thông", "  Giao bạn hoặc đơn vị bạn xử lý",
            ]
            for line in lines { #expect(mail.text.components(separatedBy: "\n").contains(line), "\(line)") }
            #expect(!mail.text.contains("tham mưu"), "nothing of what the direction says")
            #expect(!mail.text.contains("http"), "the office does not know its address")
            // The same day no second one; Friday one more; none at the weekend.
            clock.set("2026/11/26 23:59:00")
            try await Self.sendAll(sending)
            #expect(post.receivers.count == 1)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE notice_setting SET public_address = 'https://vanphong.example.vn'")
            }
            for day in ["27", "28", "29"] {
                clock.set("2026/11/\(day) 08:00:00")
                try await Self.sendAll(sending)
            }
            #expect(post.receivers.count == 2)
            #expect(Set(post.mails.withLock { $0.map(\.id) }).count == 2)
            let linked = try #require(post.texts.last)
            #expect(linked.contains("https://vanphong.example.vn/incoming/\(id)\n"))
            #expect(linked.contains("https://vanphong.example.vn/notices\n"))
        }
    }

    @Test func `what a stop interrupts waits for its next try; what nobody knows of ends with its day`() async throws {
        let clock = StandingClock("2026/11/24 09:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            _ = try await Self.prepare(test)
            try await Self.give("truong@example.vn", to: "head-A", test)
            var sending = try Self.sending(test, Post())
            let reached = AsyncStream<Void>.makeStream()
            sending = DigestSending(
                office: test.office, sender: sending.sender,
                send: { _ in
                    reached.continuation.finish()
                    try await Task.sleep(for: .seconds(600))
                }, logger: sending.logger)
            let held = sending
            let task = Task { try await held.sendNext() }
            for await _ in reached.stream {}
            task.cancel()
            _ = await task.result
            #expect(try await Self.states(test) == ["head-A waiting 1"])

            _ = try await test.office.database.write { try $0.execute("UPDATE digest SET state = 'claimed'") }
            clock.set("2026/11/25 06:00:00")
            try await Self.sendAll(sending)
            #expect(try await Self.states(test) == ["head-A failed 1"])
            let today = test.office.today
            let told = try await test.office.database.read { try DigestFailure.recent(on: today, in: $0) }
            #expect(told.map(\.kind) == [.unknown])
        }
    }

    @Test func `of what was taken back the mail tells the number only, and of a kind that is off nothing`() async throws
    {
        let clock = StandingClock("2026/11/24 09:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = Post()
            let id = try await Self.prepare(test)
            for person in ["head-A", "leader-A"] {
                try await Self.give("\(person)@example.vn".lowercased(), to: person, test)
            }
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO notice (id, person_id, at, kind, document_id, is_incoming, title, actor)
                    VALUES ('w', 'head-A', $1, 'withdrawn', $2, 1, '123/VPCP-KSTT', 'x'),
                        ('f', 'head-A', $1, 'finished', 'other', 1, '9/XYZ: Việc khác', 'x')
                    """, clock.now.addingTimeInterval(60), id)
                try connection.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", id)
            }
            clock.set("2026/11/24 10:00:00")
            try await Self.sendAll(try Self.sending(test, post))
            let text = try #require(post.texts.first)
            #expect(text.contains("- 123/VPCP-KSTT\n  Thu hồi việc đã giao bạn hoặc đơn vị bạn; Giao bạn"))
            #expect(!text.contains("thử nghiệm"))
            #expect(!text.contains("Việc khác"), "what is only told does not stand in the mail by itself")
        }
    }

    @Test func `who gave no address, wants none, is locked or has nothing to read gets none`() async throws {
        let clock = StandingClock("2026/11/26 08:00:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = Post()
            _ = try await Self.prepare(test)
            try await Self.give("co-viec@example.vn", to: "head-A", test)
            try await Self.give("khong-viec@example.vn", to: "officer-B", test)
            try await Self.give("bi-khoa@example.vn", to: "leader-A", test)
            let unwanted = try await test.post(
                "/account/mail", as: "officer-A", version: 0, ["address": "x@example.vn"])
            #expect(unwanted.status == .seeOther)
            #expect(
                try await test.post("/account/mail", as: "clerk-A", version: 0, ["digest": "yes"]).status == .seeOther)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET enabled = 0 WHERE id = 'leader-A'")
            }
            try await Self.sendAll(try Self.sending(test, post))
            #expect(post.receivers == ["co-viec@example.vn"])
            #expect(try await Self.states(test) == ["head-A sent 1", "officer-B empty 1"])
        }
    }

    @Test func `while no mail goes everybody is tried again five times, then the administrator is told`() async throws {
        let clock = StandingClock("2026/11/26 07:30:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = Post()
            post.refuses { _ in MailFailure(kind: .server, description: "connection refused") }
            let sending = try Self.sending(test, post)
            _ = try await Self.prepare(test)
            for person in ["head-A", "leader-A"] { try await Self.give("x@example.vn", to: person, test) }
            try await Self.sendAll(sending)
            #expect(post.receivers.count == 1, "the second is not tried at a server that does not answer")
            for (index, minutes) in [5.0, 15, 45, 120].enumerated() {
                #expect(
                    try await Self.states(test) == ["head-A waiting \(index + 1)", "leader-A waiting \(index + 1)"])
                clock.pass(minutes: minutes - 1)
                try await Self.sendAll(sending)
                #expect(post.receivers.count == index + 1, "not before its pause")
                clock.pass(minutes: 1)
                try await Self.sendAll(sending)
                #expect(post.receivers.count == index + 2)
            }
            #expect(try await Self.states(test) == ["head-A failed 5", "leader-A failed 5"])
            clock.pass(minutes: 300)
            try await Self.sendAll(sending)
            #expect(post.receivers.count == 5)
            let page = try await test.text("/people/notices", as: "admin-A")
            for text in ["Người head-A", "Người leader-A", "Máy chủ thư không nhận", "connection refused"] {
                #expect(page.contains(text), "\(text)")
            }
            // The next day begins anew.
            post.refuses { _ in nil }
            clock.set("2026/11/27 07:30:00")
            try await Self.sendAll(sending)
            #expect(post.receivers.count == 7)
        }
    }

    @Test func `a mail that may have gone, or whose receiver is refused, is not sent again; others go on`() async throws
    {
        let clock = StandingClock("2026/11/26 07:30:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = Post()
            post.refuses { mail in
                switch mail.receiver.text {
                case "a@example.vn": MailFailure(kind: .unknown, description: "the line ended")
                case "b@example.vn": MailFailure(kind: .receiver, description: "550 no such user")
                case "c@example.vn": MailFailure(kind: .message, description: "451 later")
                default: nil
                }
            }
            let sending = try Self.sending(test, post)
            let id = try await Self.prepare(test)
            let version = try await test.state(id).version
            let assigned = try await test.post(
                "/incoming/\(id)/assign", as: "head-A", version: version, ["officer": "officer-A"])
            #expect(assigned.status == .seeOther)
            _ = try await test.arrival(number: "124")
            for (person, name) in [("clerk-A", "a"), ("head-A", "b"), ("leader-A", "c"), ("officer-A", "d")] {
                try await Self.give("\(name)@example.vn", to: person, test)
            }
            try await Self.sendAll(sending)
            #expect(
                try await Self.states(test)
                    == ["clerk-A failed 1", "head-A failed 1", "leader-A waiting 1", "officer-A sent 1"])
            clock.pass(minutes: 5)
            try await Self.sendAll(sending)
            #expect(post.receivers == ["a", "b", "c", "d", "c"].map { "\($0)@example.vn" })
            // What waits when the day ends has failed.
            clock.set("2026/11/27 00:01:00")
            try await Self.sendAll(sending)
            #expect(try await Self.states(test).contains("leader-A failed 2"))
        }
    }

    @Test func `what a stop left in the middle is not sent again, and the administrator reads that nobody knows`()
        async throws
    {
        let clock = StandingClock("2026/11/26 07:30:00")
        try await TestOffice.with(now: { clock.now }) { test in
            let post = Post()
            _ = try await Self.prepare(test)
            try await Self.give("x@example.vn", to: "head-A", test)
            let today = test.office.today
            let claimed = try await test.office.database.write {
                try DigestRecord.claim(on: today, reports: [], at: clock.now, in: $0)?.personID
            }
            #expect(claimed == "head-A")
            try await test.office.database.write { try DigestRecord.settle(in: $0) }
            try await Self.sendAll(try Self.sending(test, post))
            #expect(post.receivers.isEmpty)
            #expect(try await test.text("/people/notices", as: "admin-A").contains("Không rõ đã gửi được chưa"))
        }
    }

    @Test func `everybody sets their own address, the administrator anybody's, and the person is told`() async throws {
        try await TestOffice.with { test in
            for address in ["mau", "mẫu@example.vn", "mau@example.vn\r\nBcc: x@example.vn", "a b@example.vn"] {
                let answer = try await test.post("/account/mail", as: "officer-A", version: 0, ["address": address])
                #expect(answer.status == .unprocessableContent, "\(address)")
            }
            try await Self.give("mau@example.vn", to: "officer-A", test)
            #expect(try await test.text("/account/mail", as: "officer-A").contains("value=\"mau@example.vn\""))
            let old = try await test.post("/account/mail", as: "officer-A", version: 0, ["address": "x@example.vn"])
            #expect(old.status == .conflict)
            for person in ["head-A", "officer-A"] {
                #expect(try await test.get("/people/officer-A/mail", as: person).status == .forbidden)
                let set = try await test.post(
                    "/people/officer-A/mail", as: person, version: 1, ["address": "x@example.vn"])
                #expect(set.status == .forbidden)
            }
            #expect(try await test.text("/account", as: "officer-A").contains("/account/mail"))
            #expect(!(try await test.text("/account", as: "officer-A")).contains("Quản trị vừa sửa"))
            let set = try await test.post(
                "/people/officer-A/mail", as: "admin-A", version: 1, ["address": "moi@example.vn", "digest": "yes"])
            #expect(set.status == .seeOther)
            #expect(try await test.text("/account", as: "officer-A").contains("Quản trị vừa sửa địa chỉ nhận thư"))
            #expect(try await test.text("/people/log", as: "admin-A").contains("Địa chỉ thư: moi@example.vn"))
            // Administrators get reports, no mail of the day.
            let administrator = try await test.text("/people/admin-B/mail", as: "admin-A")
            #expect(!administrator.contains("name=\"digest\"") && administrator.contains("name=\"week\""))
            let wished = try await test.post(
                "/account/mail", as: "admin-A", version: 0, ["address": "x@example.vn", "digest": "yes"])
            #expect(wished.status == .forbidden)
            #expect(try await test.get("/people/nobody/mail", as: "admin-A").status == .notFound)
        }
    }
}
