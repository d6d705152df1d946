import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing
import Web

@testable import Office

/// A link that was made wrongly is undone: until when, only while nothing follows, with a reason that stays. Many links at once.
@Suite struct UnlinkingTests {
    private static let reason = "Gắn nhầm, hai văn bản khác nhau."

    /// A paper in the register and a package that was linked to it.
    private static func linked(_ test: TestOffice) async throws -> (registered: String, copy: String) {
        let today = test.office.today.shown
        let entered = try await test.upload(
            "/incoming", as: "clerk-A",
            [
                "channel": "paper", "arrived": today, "issuer": "Văn phòng Chính phủ", "number": "123",
                "notation": "VPCP-KSTT", "date": today, "type": "Công văn", "subject": "V/v thử nghiệm bản giấy",
                "signer": "", "urgency": "0", "due": "",
            ])
        let registered = String(try #require(entered.headers[.location]?.split(separator: "/").last))
        let copy = try await test.arrival()
        #expect(try await Self.link(copy, to: registered, test).status == .seeOther)
        return (registered, copy)
    }

    private static func link(_ id: String, to target: String, _ test: TestOffice) async throws -> TestResponse {
        try await test.post(
            "/incoming/\(id)/link", as: "clerk-A", version: try await test.state(id).version,
            ["to": target, "checked": "yes"])
    }

    private static func unlink(
        _ id: String, as person: String = "clerk-A", version: Int? = nil, once: String = RandomText.secret(),
        reason: String = UnlinkingTests.reason, _ test: TestOffice
    ) async throws -> TestResponse {
        let present = try await test.state(id).version
        return try await test.post(
            "/incoming/\(id)/unlink", as: person, version: version ?? present, once: once, ["reason": reason])
    }

    @Test func `what was linked wrongly waits again, the reason stays, and 03 is not said twice`() async throws {
        try await TestOffice.with { test in
            let (registered, copy) = try await Self.linked(test)
            #expect(try await test.text("/incoming/\(copy)", as: "clerk-A").contains("/incoming/\(copy)/unlink"))
            #expect(try await test.text("/incoming/\(copy)/unlink", as: "clerk-A").contains("Đang gắn vào"))
            let once = RandomText.secret()
            let version = try await test.state(copy).version
            for _ in 1...2 {
                let answer = try await Self.unlink(copy, version: version, once: once, test)
                #expect(answer.headers[.location] == "/incoming/\(copy)")
            }
            #expect(try await LinkingTests.closure(copy, test) == nil)
            #expect(try await test.text("/incoming?view=to-register", as: "clerk-A").contains("/incoming/\(copy)\""))
            for (id, words) in [(copy, "Bỏ gắn với"), (registered, "Bỏ gắn bản của")] {
                let page = try await test.text("/incoming/\(id)", as: "clerk-A")
                #expect(page.contains(words) && page.contains(Self.reason), "\(words)")
                #expect(!page.contains("data-copy"))
            }
            #expect(try await TestOffice.damages(test) == [])
            // Its sender was told 03 with the link: that holds, so it cannot be refused any more, and is not said again.
            #expect(try await test.queued() == ["01", "03"])
            let refused = try await test.post(
                "/incoming/\(copy)/return", as: "clerk-A", version: version + 1, ["reason": "Văn bản gửi nhầm nơi nhận"]
            )
            #expect(refused.status == .forbidden && String(buffer: refused.body).contains("đã được báo tiếp nhận"))
            let anew = try await test.post(
                "/incoming/\(copy)/register", as: "clerk-A", version: version + 1,
                ["checked": "yes", "despite-duplicate": "yes", "duplicate-reason": "Là một văn bản khác."])
            #expect(anew.status == .seeOther)
            #expect(try await test.state(copy).state == .registered)
            #expect(try await test.queued() == ["01", "03"])
        }
    }

    @Test func `what was unlinked may be linked again, and undone again`() async throws {
        try await TestOffice.with { test in
            let (registered, copy) = try await Self.linked(test)
            #expect(try await Self.unlink(copy, test).status == .seeOther)
            #expect(try await Self.link(copy, to: registered, test).status == .seeOther)
            #expect(try await LinkingTests.closure(copy, test) == .linked)
            #expect(try await test.queued() == ["01", "03"])
            #expect(try await Self.unlink(copy, test).status == .seeOther)
            #expect(try await LinkingTests.closure(copy, test) == nil)
        }
    }

    @Test func `only the clerk, with a reason, once, and only what is linked`() async throws {
        try await TestOffice.with { test in
            let (registered, copy) = try await Self.linked(test)
            let version = try await test.state(copy).version
            for person in ["leader-A", "head-A", "officer-A", "admin-A"] {
                #expect([403, 404].contains(try await Self.unlink(copy, as: person, test).status.code), "\(person)")
            }
            let short = try await Self.unlink(copy, reason: "Nhầm", test)
            #expect(short.status == .unprocessableContent)
            #expect(String(buffer: short.body).contains("href=\"#reason\""))
            #expect(try await Self.unlink(copy, version: version + 1, test).status == .conflict)
            #expect(try await Self.unlink(registered, test).status == .forbidden)
            #expect(try await LinkingTests.closure(copy, test) == .linked)
            #expect(try await test.state(copy).version == version)
            // Of two at once one undoes it.
            async let first = Self.unlink(copy, version: version, test)
            async let second = Self.unlink(copy, as: "clerk-B", version: version, test)
            let statuses = try await [first.status.code, second.status.code]
            #expect(statuses.sorted() == [303, 409], "\(statuses)")
        }
    }

    @Test func `programs are offered it with the rule of the page, and undo it with a reason`() async throws {
        try await TestOffice.with { test in
            let (registered, copy) = try await Self.linked(test)
            func acts(_ id: String, _ person: String) async throws -> [JSON] {
                let token = try await test.token(of: person)
                let read = try TestOffice.json(try await test.call(.get, "incoming/\(id)", token: token))
                return read["acts"]?.elements ?? []
            }
            #expect(try await acts(copy, "clerk-A").contains(.text("unlink")))
            #expect(try await !acts(registered, "clerk-A").contains(.text("unlink")))
            let clerk = try await test.token(of: "clerk-A")
            let version = JSON.number(try await test.state(copy).version)
            let leader = try await test.call(
                .post, "incoming/\(copy)/unlink", token: try await test.token(of: "leader-A"),
                .object(["version": version, "reason": .text(Self.reason)]))
            #expect([.forbidden, .notFound].contains(leader.status))
            let short = try await test.call(
                .post, "incoming/\(copy)/unlink", token: clerk, .object(["version": version, "reason": .text("sai")]))
            #expect(try TestOffice.json(short)["place"] == .text("reason"))
            let done = try await test.call(
                .post, "incoming/\(copy)/unlink", token: clerk,
                .object(["version": version, "reason": .text(Self.reason)]))
            #expect(done.status == .ok)
            #expect(try await LinkingTests.closure(copy, test) == nil)
            #expect(try await !acts(copy, "clerk-A").contains(.text("unlink")))
        }
    }

    @Test func `after the next working day it stands`() async throws {
        let days = Mutex(0.0)
        try await TestOffice.with(now: { Date().addingTimeInterval(days.withLock { $0 } * 86_400) }) { test in
            let (_, copy) = try await Self.linked(test)
            // No holiday is longer.
            days.withLock { $0 = 40 }
            let answer = try await Self.unlink(copy, test)
            #expect(answer.status == .forbidden && String(buffer: answer.body).contains("Đã quá hạn bỏ gắn"))
            #expect(try await !test.text("/incoming/\(copy)", as: "clerk-A").contains("/unlink"))
            days.withLock { $0 = 0 }
            #expect(try await Self.unlink(copy, test).status == .seeOther)
        }
    }

    /// What follows from a link, and what the clerk reads then.
    @Test(arguments: ["recall", "replacement", "freeze"])
    func `what follows from the link keeps it`(what: String) async throws {
        try await TestOffice.with { test in
            let (registered, copy) = try await Self.linked(test)
            var words = ""
            switch what {
            case "recall":
                try await test.recall(copy)
                words = "trả lời trước rồi mới bỏ gắn"
            case "replacement":
                let other = try await test.arrival(number: "9")
                _ = try await test.office.database.write { connection in
                    try connection.execute(
                        "INSERT INTO incoming_replacement (incoming_id, replaced_id) VALUES ($1, $2)", other, copy)
                }
                words = "có văn bản thay thế"
            default:
                _ = try await test.office.database.write { connection in
                    try connection.execute(
                        """
                        INSERT INTO "freeze" (id, subject_id, reason, frozen_by, frozen_at)
                        VALUES ('f', $1, 'Phục vụ thanh tra', 'leader-A', $2)
                        """, registered, Date())
                }
            }
            let answer = try await Self.unlink(copy, test)
            #expect(answer.status == .forbidden, "\(what)")
            #expect(String(buffer: answer.body).contains(words) || words.isEmpty, "\(what)")
            #expect(try await LinkingTests.closure(copy, test) == .linked, "\(what)")
        }
    }

    @Test func `once its sender was told of the work, the link stands`() async throws {
        try await TestOffice.with { test in
            let (registered, copy) = try await Self.linked(test)
            for (act, person, fields) in [
                ("submit", "clerk-A", ["leader": "leader-A"]), ("direct", "leader-A", ["text": "Giao", "lead": "A"]),
            ] {
                #expect(try await test.text("/incoming/\(copy)", as: "clerk-A").contains("/unlink"), "before \(act)")
                let version = try await test.state(registered).version
                let answer = try await test.post("/incoming/\(registered)/\(act)", as: person, version: version, fields)
                #expect(answer.status == .seeOther, "\(act)")
            }
            #expect(try await test.queued() == ["01", "03", "04"])
            #expect(try await !test.text("/incoming/\(copy)", as: "clerk-A").contains("/unlink"))
            let answer = try await Self.unlink(copy, test)
            #expect(answer.status == .forbidden && String(buffer: answer.body).contains("đã được báo tiến độ"))
        }
    }

    @Test func `many packages are linked at once, each with its own answer`() async throws {
        try await TestOffice.with { test in
            var registered: [String] = []
            for number in ["1", "2"] {
                let id = try await test.arrival(number: number)
                try await test.handle(id, until: .registered)
                registered.append(id)
            }
            var copies: [String] = []
            for number in ["1", "2"] { copies.append(try await test.arrival(number: number)) }
            let strange = try await test.arrival(number: "3")
            let all = copies + [strange]
            let list = try await test.text("/incoming?view=to-register", as: "clerk-A")
            #expect(list.contains("value=\"link\""))
            let query = "act=link&" + all.map { "document=\($0)" }.joined(separator: "&")
            let form = try await test.text("/incoming/bulk?\(query)", as: "clerk-A")
            for (copy, target) in zip(copies, registered) {
                #expect(form.contains("name=\"to-\(copy)\" value=\"\(target)\""))
            }
            #expect(form.contains("Không có bản nào trong sổ") && !form.contains("to-\(strange)"))
            let pairs =
                [("act", "link"), ("back", "")] + all.map { ("document", "\($0):1") }
                + zip(copies, registered).map { ("to-\($0)", $1) }
            let unchecked = try await test.send("/incoming/bulk", as: "clerk-A", version: 0, pairs)
            #expect(unchecked.status == .ok, "the strange one is refused for another reason")
            #expect(String(buffer: unchecked.body).contains("chưa làm được 3."))
            let once = RandomText.secret()
            for _ in 1...2 {
                let answer = try await test.send(
                    "/incoming/bulk", as: "clerk-A", version: 0, once: once, pairs + [("checked", "yes")])
                #expect(String(buffer: answer.body).contains("Đã gắn 2 văn bản, chưa làm được 1."))
            }
            for copy in copies { #expect(try await LinkingTests.closure(copy, test) == .linked) }
            #expect(try await LinkingTests.closure(strange, test) == nil)
            #expect(try await test.queued().filter { $0 == "03" }.count == 4)
            // A document that is not one of those that may be the same is refused in its row.
            let forged = try await test.send(
                "/incoming/bulk", as: "clerk-A", version: 0,
                [
                    ("act", "link"), ("back", ""), ("checked", "yes"), ("document", "\(strange):1"),
                    ("to-\(strange)", registered[0]),
                ])
            #expect(String(buffer: forged.body).contains("chưa làm được 1."))
            let stranger = try await test.send(
                "/incoming/bulk", as: "officer-A", version: 0, pairs + [("checked", "yes")])
            #expect(String(buffer: stranger.body).contains("chưa làm được 3."))
        }
    }
}
