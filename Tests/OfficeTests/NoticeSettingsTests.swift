import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// Event × role × channel, and the calls of the webhook.
@Suite struct NoticeSettingsTests {
    private static let usual = NoticeRules.Cell.all.filter(\.isUsual)

    /// The form of the page with these boxes ticked.
    private static func save(
        _ cells: [NoticeRules.Cell] = Self.usual, time: String = "07:30", address: String = "", webhook: String = "",
        version: Int? = nil, as person: String = "admin-A", _ test: TestOffice
    ) async throws -> Int {
        let current = try await Self.settings(test).version
        let fields =
            [("time", time), ("address", address), ("url", webhook)] + cells.map { ($0.channel.rawValue, $0.value) }
        return try await test.send("/people/notices", as: person, version: version ?? current, fields).status.code
    }

    private static func settings(_ test: TestOffice) async throws -> NoticeSettings {
        try await test.office.database.read { try NoticeSettings.read(in: $0) }
    }

    private static func waiting(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try NoticeCall.waiting(in: $0) }
    }

    @Test func `what is ticked counts, the page shows it, the log tells what changed`() async throws {
        try await TestOffice.with { test in
            let before = try await test.office.database.read { try NoticeRules.read(in: $0) }
            #expect(before.on == Set(Self.usual))
            #expect(before.kinds(.digest, for: [.officer]).contains(.given))
            #expect(!before.kinds(.digest, for: [.officer]).contains(.reported))
            #expect(before.kinds(.webhook, for: [.officer]).isEmpty)
            let given = NoticeRules.Cell(kind: .given, role: .officer, channel: .digest)
            let called = NoticeRules.Cell(kind: .toSign, role: .leader, channel: .webhook)
            let wanted = Self.usual.filter { $0 != given } + [called]
            #expect(try await Self.save(wanted, time: "6h05", address: "https://VanPhong.example.vn/", test) == 303)
            let after = try await test.office.database.read { try NoticeRules.read(in: $0) }
            #expect(after.on == Set(wanted))
            let page = try await test.text("/people/notices", as: "admin-A")
            #expect(page.contains("value=\"06:05\"") && page.contains("value=\"https://vanphong.example.vn\""))
            #expect(page.contains("name=\"webhook\" value=\"to-sign.leader\" checked"))
            #expect(page.contains("name=\"digest\" value=\"given.officer\">"))
            let log = try await test.text("/people/log", as: "admin-A")
            #expect(log.contains("Giờ gửi thư: 06:05"))
            #expect(log.contains("Thư tổng hợp, Giao bạn hoặc đơn vị bạn xử lý: Lãnh đạo, Trưởng đơn vị, Văn thư"))
            #expect(!log.contains("Thư tổng hợp, Trình bạn"), "only what is different")
        }
    }

    @Test func `what cannot be so is refused at its field, an older form and everybody else too`() async throws {
        try await TestOffice.with { test in
            for time in ["", "7", "24:00", "07:60", "bảy giờ"] { #expect(try await Self.save(time: time, test) == 422) }
            for address in [
                "vanphong", "http://vanphong.example.vn", "https://a@b.vn", "https://b.vn/trang", "https://b.vn/?x",
            ] {
                #expect(try await Self.save(address: address, test) == 422, "\(address)")
            }
            for webhook in [
                "http://example.vn/", "ftp://example.vn", "https://u:p@example.vn/", "http://127.0.0.1:9200/",
                "http://localhost/", "HTTP://127.0.0.1/", "127.0.0.1",
            ] {
                #expect(try await Self.save(webhook: webhook, test) == 422, "\(webhook)")
            }
            let fields = [("time", "07:30"), ("digest", "given.admin")]
            #expect(
                try await test.send("/people/notices", as: "admin-A", version: 1, fields).status
                    == .unprocessableContent)
            let kept = try await Self.settings(test).version
            #expect(kept == 1)
            #expect(try await Self.save(time: "08:00", test) == 303)
            #expect(try await Self.save(time: "09:00", version: 1, test) == 409)
            for role in TestOffice.roles where role != .admin {
                let person = "\(role.rawValue)-A"
                #expect(try await test.get("/people/notices", as: person).status == .forbidden)
                #expect(try await Self.save(as: person, test) == 403)
                #expect(try await test.post("/people/notices/key", as: person, version: 2).status == .forbidden)
            }
            #expect(try await Self.settings(test).digestTime == "08:00")
        }
    }

    @Test func `a key is told once, and a new one is another`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.save(webhook: "https://phanmem.example.vn/bao", test) == 303)
            func make(_ once: String) async throws -> (status: Int, key: String?) {
                let version = try await Self.settings(test).version
                let answer = try await test.post("/people/notices/key", as: "admin-A", version: version, once: once)
                let page = String(buffer: answer.body)
                return (Int(answer.status.code), page.firstMatch(of: /whsec_[A-Za-z0-9+\/=]{44}/).map { String($0.0) })
            }
            let once = RandomText.secret()
            let first = try await make(once)
            #expect(first.status == 200 && first.key != nil)
            let again = try await make(once)
            #expect(again.status == 303 && again.key == nil)
            let second = try await make(RandomText.secret())
            #expect(second.status == 200 && second.key != nil && second.key != first.key)
            #expect(!(try await test.text("/people/notices", as: "admin-A")).contains("whsec_"))
        }
    }

    /// A receiver that answers as the test says, and keeps what it was told.
    private final class Receiver: Sendable {
        struct Call: Sendable {
            let url: String
            let id: String
            let body: String
            let key: String
        }

        let calls = Mutex<[Call]>([])
        private let outcome = Mutex(WebhookCaller.Outcome.taken)

        func answers(_ outcome: WebhookCaller.Outcome) { self.outcome.withLock { $0 = outcome } }

        @Sendable func call(_ url: URL, _ id: String, _ body: [UInt8], _ secret: WebhookSecret) async
            -> WebhookCaller.Outcome
        {
            let call = Call(
                url: url.absoluteString, id: id, body: String(decoding: body, as: UTF8.self), key: secret.text)
            self.calls.withLock { $0.append(call) }
            return self.outcome.withLock { $0 }
        }

        var count: Int { self.calls.withLock { $0.count } }
    }

    private static func withTeller(
        _ clock: StandingClock, _ body: @Sendable (TestOffice, NoticeTeller, Receiver) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestOffice.with(now: { clock.now }) { test in
            let receiver = Receiver()
            let teller = NoticeTeller(
                office: test.office, secrets: NoticeSecrets(dataFolder: folder), call: receiver.call,
                pauses: WebhookPauses(seconds: [60]), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await body(test, teller, receiver)
        }
    }

    private static let submitted = NoticeRules.Cell(kind: .submitted, role: .leader, channel: .webhook)
    private static let place = "https://phanmem.example.vn/bao"

    @Test func `each notice whose box is ticked is called once, in order, with number and subject only`() async throws {
        try await Self.withTeller(StandingClock("2026/11/26 08:00:00")) { test, teller, receiver in
            let first = try await test.arrival(number: "11")
            try await test.handle(first, until: .submitted)
            #expect(try await Self.waiting(test) == 0, "nobody is to be called")
            #expect(try await Self.save(Self.usual + [Self.submitted], webhook: Self.place, test) == 303)
            let second = try await test.arrival(number: "21")
            try await test.handle(second, until: .submitted)
            let third = try await test.arrival(number: "31")
            try await test.handle(third, until: .assigned)
            #expect(try await Self.waiting(test) == 2, "given is not ticked")
            _ = try await teller.tell()
            #expect(try await Self.waiting(test) == 0)
            let calls = receiver.calls.withLock { $0 }
            #expect(calls.map(\.url) == [Self.place, Self.place])
            for (call, number) in zip(calls, ["21", "31"]) {
                #expect(call.body.contains(#""title":"\#(number)/VPCP-KSTT: V/v thử nghiệm liên thông""#))
                #expect(call.body.contains(#""kind":"submitted""#) && call.body.contains(#""user":"leader-A""#))
                #expect(call.body.contains(#""id":"\#(call.id)""#) && !call.body.contains("Giao"))
            }
            #expect(Set(calls.map(\.key)).count == 1 && calls[0].key.hasPrefix("whsec_"))
            _ = try await teller.tell()
            #expect(receiver.count == 2)
        }
    }

    @Test func `what is ticked for the role of a further post counts while that post is held`() async throws {
        try await Self.withTeller(StandingClock("2026/11/26 08:00:00")) { test, _, _ in
            let head = NoticeRules.Cell(kind: .submitted, role: .head, channel: .webhook)
            #expect(try await Self.save(Self.usual + [head], webhook: Self.place, test) == 303)
            func waiting(after number: String) async throws -> Int {
                try await test.handle(try await test.arrival(number: number), until: .submitted)
                return try await Self.waiting(test)
            }
            #expect(try await waiting(after: "1") == 0)
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO post (id, person_id, unit_id, role, title, starts_on, ends_on)
                    VALUES ('p', 'leader-A', 'B', 'head', 'Phụ trách phòng', '2026-11-26', '2026-11-26')
                    """)
            }
            #expect(try await waiting(after: "2") == 1)
            for change in [
                "starts_on = '2026-11-27', ends_on = NULL", "starts_on = '2026-11-01', ends_on = '2026-11-25'",
            ] {
                _ = try await test.office.database.write { try $0.execute("UPDATE post SET \(change)") }
                #expect(try await waiting(after: "\(change.count)") == 1, "not held that day")
            }
        }
    }

    @Test func `a call that fails waits its pause, is made again, and after five days is given up`() async throws {
        let clock = StandingClock("2026/11/26 08:00:00")
        try await Self.withTeller(clock) { test, teller, receiver in
            #expect(try await Self.save(Self.usual + [Self.submitted], webhook: Self.place, test) == 303)
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            receiver.answers(.refused(status: 503))
            _ = try await teller.tell()
            _ = try await teller.tell()
            #expect(receiver.count == 1)
            #expect(try await test.text("/people/notices", as: "admin-A").contains("Gọi báo chưa được."))
            clock.pass(minutes: 2)
            receiver.answers(.taken)
            _ = try await teller.tell()
            #expect(receiver.count == 2 && Set(receiver.calls.withLock { $0.map(\.id) }).count == 1)
            #expect(try await Self.settings(test).calls == .init())
            let other = try await test.arrival(number: "91")
            try await test.handle(other, until: .submitted)
            receiver.answers(.unreachable("no route"))
            _ = try await teller.tell()
            clock.pass(minutes: 5 * 24 * 60 + 1)
            _ = try await teller.tell()
            #expect(try await Self.settings(test).calls.isSuspended)
            #expect(try await Self.waiting(test) == 0)
            #expect(try await test.text("/people/notices", as: "admin-A").contains("Đã thôi gọi báo"))
            let late = try await test.arrival(number: "92")
            try await test.handle(late, until: .submitted)
            #expect(try await Self.waiting(test) == 0, "nothing gathers while nobody is called")
            let made = receiver.count
            // Saving begins anew.
            #expect(try await Self.save(Self.usual + [Self.submitted], webhook: Self.place, test) == 303)
            receiver.answers(.taken)
            let last = try await test.arrival(number: "93")
            try await test.handle(last, until: .submitted)
            _ = try await teller.tell()
            #expect(receiver.count == made + 1)
        }
    }

    @Test func `what waited for one address is not told to another`() async throws {
        try await Self.withTeller(StandingClock("2026/11/26 08:00:00")) { test, teller, receiver in
            #expect(try await Self.save(Self.usual + [Self.submitted], webhook: Self.place, test) == 303)
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            #expect(try await Self.waiting(test) == 1)
            #expect(
                try await Self.save(Self.usual + [Self.submitted], webhook: "https://khac.example.vn/", test) == 303)
            _ = try await teller.tell()
            #expect(receiver.count == 0)
        }
    }
}
