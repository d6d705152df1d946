import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Tasks that are given to us through the API: the acts of the pages, by the same rules.
@Suite struct OfficeAPIReceivedTaskTests {
    private static func read(_ id: String, _ token: String, _ test: TestOffice) async throws -> JSON {
        try TestOffice.json(try await test.call(.get, "incoming/\(id)/received-tasks", token: token))
    }

    private static func act(
        _ act: String, _ id: String, _ token: String, _ fields: [String: JSON], version: Int? = nil,
        key: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        let present = try await test.state(id).version
        return try await test.call(
            .post, "incoming/\(id)/received-tasks/\(try await test.task(of: id))/\(act)", token: token, key: key,
            .object(fields.merging(["version": .number(version ?? present)]) { $1 }))
    }

    @Test
    func `a task is accepted, given, reported, extended and finished through the API, and its sender learns of each`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.taskArrival(1)
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let (head, officer) = (try await test.token(of: "head-B"), try await test.token(of: "officer-B"))
            let read = try await Self.read(id, clerk, test)
            let task = try #require(read["items"]?.elements.first)
            #expect(task["acts"] == .list([.text("accept"), .text("return")]) && task["state"] == .text("waiting"))
            #expect(task["role"] == .text("lead") && task["due"] == .text(test.day(20)) && task["report"] == nil)
            let queued = try await test.queued().count
            let steps: [(String, String, [String: JSON], String)] = [
                ("accept", clerk, [:], "accepted"),
                ("give", leader, ["unit": .text("B"), "due": .text(test.day(10))], "working"),
                ("progress", officer, ["text": .text("Đã rà soát 12 thủ tục.")], "working"),
                (
                    "ask-extension", head,
                    ["due": .text(test.day(40)), "reason": .text("Cần thêm số liệu của xã.")], "working"
                ),
                ("finish", head, ["text": .text("Đã gửi báo cáo số 12/BC-UBND.")], "finished"),
            ]
            for (act, token, fields, state) in steps {
                let answer = try await Self.act(act, id, token, fields, test)
                #expect(answer.status == .ok, "\(act): \(String(buffer: answer.body))")
                let standing = try TestOffice.json(answer)["document"]
                let version = try await test.state(id).version
                #expect(standing?["version"] == .number(version), "\(act)")
                let task = try await Self.read(id, token, test)["items"]?.elements.first
                #expect(task?["state"] == .text(state), "\(act)")
            }
            #expect(try await test.queued().count == queued + steps.count)
            let done = try #require(try await Self.read(id, leader, test)["items"]?.elements.first)
            #expect(done["unit"]?["id"] == .text("B") && done["unitDue"] == .text(test.day(10)))
            #expect(done["askedDue"] == .text(test.day(40)) && done["acts"] == .list([]))
            #expect(done["report"]?["kind"] == .text("finished") && done["finishedAt"] != nil)
        }
    }

    @Test func `a task is split among units through the API, and who supports reports in the house`() async throws {
        try await TestOffice.with { test in
            let id = try await test.taskArrival(1)
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let officer = try await test.token(of: "officer-A")
            #expect(try await Self.act("accept", id, clerk, [:], test).status == .ok)
            let split: [String: JSON] = ["unit": .text("B"), "support": .list([.text("A")])]
            #expect(try await Self.act("give", id, leader, split, test).status == .ok)
            let task = try #require(try await Self.read(id, officer, test)["items"]?.elements.first)
            #expect(task["supporting"]?.elements.map { $0["unit"]?["id"] } == [.text("A")])
            #expect(task["acts"] == .list([.text("report-part")]))
            #expect(task["document"] == .text(id) && task["copy"] == nil)
            let queued = try await test.queued().count
            let done: [String: JSON] = ["text": .text("Đã gửi số liệu."), "done": .bool(true)]
            #expect(try await Self.act("report-part", id, officer, done, test).status == .ok)
            #expect(try await test.queued().count == queued, "it stays in the house")
            let part = try await Self.read(id, leader, test)["items"]?.elements.first?["supporting"]?.elements.first
            #expect(part?["text"] == .text("Đã gửi số liệu.") && part?["finishedAt"] != nil)
            #expect(
                try TestOffice.told(try await Self.act("report-part", id, officer, done, test)) == ["not-allowed", nil])
            let strange: [String: JSON] = ["unit": .text("B"), "support": .list([.text("x")])]
            #expect(
                try TestOffice.told(try await Self.act("give", id, leader, strange, test)) == [
                    "invalid-form", "support",
                ])
            #expect(try await Self.act("give", id, clerk, ["unit": .text("B")], test).status == .ok)
            let alone = try #require(try await Self.read(id, clerk, test)["items"]?.elements.first)
            #expect(alone["supporting"] == .list([]) && alone["unit"]?["id"] == .text("B"))
        }
    }

    @Test func `what is refused on the page is refused with its code, and nothing goes to the sender`() async throws {
        try await TestOffice.with { test in
            let id = try await test.taskArrival(1)
            let (clerk, officer) = (try await test.token(of: "clerk-A"), try await test.token(of: "officer-A"))
            let admin = try await test.token(of: "admin-A")
            let before = (try await test.state(id), try await test.queued().count)
            // By right, by state, to whom it is not there, by version, by field.
            #expect(try TestOffice.told(try await Self.act("accept", id, officer, [:], test)) == ["not-allowed", nil])
            let early = try await Self.act("give", id, clerk, ["unit": .text("A")], test)
            #expect(try TestOffice.told(early) == ["not-allowed", nil])
            #expect(try TestOffice.told(try await Self.act("accept", id, admin, [:], test)) == ["not-found", nil])
            let late = try await Self.act("accept", id, clerk, [:], version: before.0.version - 1, test)
            #expect(try TestOffice.told(late) == ["stale-version", nil])
            let short = try await Self.act("return", id, clerk, ["reason": .text("ngắn")], test)
            #expect(try TestOffice.told(short) == ["invalid-form", "reason"])
            let strange = try await Self.act("accept", id, clerk, ["unit": .text("A")], test)
            #expect(try TestOffice.told(strange) == ["invalid-request", "unit"])
            let other = try await test.arrival(number: "2")
            let foreign = try await test.call(
                .post, "incoming/\(other)/received-tasks/\(try await test.task(of: id))/accept", token: clerk,
                .object(["version": .number(try await test.state(other).version)]))
            #expect(foreign.status == .notFound)
            #expect(try await test.state(id) == before.0)
            #expect(try await test.queued().count == before.1 + 1, "the other arrival alone")
        }
    }

    @Test func `an attempt that is repeated reports once; a frozen document offers nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.taskArrival(1)
            let clerk = try await test.token(of: "clerk-A")
            let (version, queued) = (try await test.state(id).version, try await test.queued().count)
            for _ in 1...2 {
                let answer = try await Self.act("accept", id, clerk, [:], version: version, key: "nhan-1", test)
                #expect(answer.status == .ok)
            }
            #expect(try await test.queued().count == queued + 1)
            let frozen = try await test.post(
                "/incoming/\(id)/freeze", as: "leader-A", version: 0, ["reason": "Chờ kết luận thanh tra."])
            #expect(frozen.status == .seeOther)
            #expect(try await Self.read(id, clerk, test)["items"]?.elements.first?["acts"] == .list([]))
            let refused = try await Self.act("give", id, clerk, ["unit": .text("A")], test)
            #expect(try TestOffice.told(refused) == ["not-allowed", nil])
        }
    }

    @Test func `the list is by part and page, and of a unit only what the unit holds`() async throws {
        try await TestOffice.with { test in
            let first = try await test.taskArrival(1)
            _ = try await test.taskArrival(2)
            let clerk = try await test.token(of: "clerk-A")
            func list(_ query: String, _ person: String) async throws -> JSON {
                let token = try await test.token(of: person)
                return try TestOffice.json(try await test.call(.get, "received-tasks?\(query)", token: token))
            }
            #expect(try await Self.act("accept", first, clerk, [:], test).status == .ok)
            #expect(try await Self.act("give", first, clerk, ["unit": .text("B")], test).status == .ok)
            for (query, person, total) in [
                ("", "clerk-A", 2), ("", "leader-B", 2), ("", "officer-A", 1), ("", "head-B", 1),
                ("part=waiting", "clerk-A", 1), ("part=in-time", "clerk-A", 1), ("part=finished", "clerk-A", 0),
            ] {
                let found = try await list(query, person)
                #expect(found["total"] == .number(total), "\(query) \(person)")
                #expect(found["items"]?.elements.count == total, "\(query) \(person)")
            }
            let page = try await list("limit=1", "clerk-A")
            #expect(page["items"]?.elements.count == 1 && page["next"] == .text("2"))
            let last = try await list("limit=1&page=2", "clerk-A")
            #expect(last["items"]?.elements.count == 1 && last["next"] == nil)
            #expect(last["items"] != page["items"] && page["counts"]?["waiting"] == .number(1))
            for (query, status) in [("part=x", 400), ("limit=101", 400), ("page=0", 400)] {
                #expect(try await test.call(.get, "received-tasks?\(query)", token: clerk).status.code == status)
            }
            let admin = try await test.token(of: "admin-A")
            #expect(try await test.call(.get, "received-tasks", token: admin).status == .forbidden)
            #expect(try await test.call(.get, "incoming/\(first)/received-tasks", token: admin).status == .notFound)
        }
    }
}
