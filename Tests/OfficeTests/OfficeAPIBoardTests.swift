import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Directives through the API: figures, lists and tasks, by the rules of the pages.
@Suite struct OfficeAPIBoardTests {
    /// The tasks of a document, as somebody reads them.
    private static func tasks(_ id: String, _ token: String, _ test: TestOffice) async throws -> JSON {
        try TestOffice.json(try await test.call(.get, "outgoing/\(id)/tasks", token: token))
    }

    private static func act(
        _ act: String, _ id: String, _ token: String, _ fields: [String: JSON], _ test: TestOffice
    ) async throws -> JSON {
        let version = try #require(try await Self.tasks(id, token, test)["document"]?["version"])
        let answer = try await test.call(
            .post, "outgoing/\(id)/tasks\(act)", token: token, .object(fields.merging(["version": version]) { $1 }))
        #expect(answer.status == .ok, "\(act): \(String(buffer: answer.body))")
        return try TestOffice.json(answer)
    }

    @Test func `tasks are added, edited, confirmed, opened again, moved and withdrawn through the API`() async throws {
        try await TestOffice.with { test in
            let id = try await test.directive(until: .draft)
            let (officer, leader) = (try await test.token(of: "officer-A"), try await test.token(of: "leader-A"))
            let read = try await Self.tasks(id, officer, test)
            #expect(read["document"]?["acts"]?.elements.contains(.text("tasks")) == true)
            #expect(read["items"]?.elements.first?["acts"] == .list([.text("edit"), .text("remove")]))
            let data: [String: JSON] = [
                "text": .text("Báo cáo số liệu"), "lead": .text("G22"), "due": .text(test.day(9)),
                "comes-back": .text("figure"),
            ]
            let added = try await Self.act("", id, officer, data, test)
            let second = try #require(added["location"]?.string?.split(separator: "#task-").last.map(String.init))
            let edited = data.merging(["text": .text("Báo cáo số liệu quý")]) { $1 }
            _ = try await Self.act("/\(second)/edit", id, officer, edited, test)
            try await test.bring(id, to: .published)

            func standing() async throws -> JSON {
                let items = try await Self.tasks(id, leader, test)["items"]?.elements ?? []
                return try #require(items.first { $0["id"] == .text(second) })
            }
            #expect(try await standing()["text"] == .text("Báo cáo số liệu quý"))
            let reason = JSON.text("Số liệu còn thiếu một kỳ.")
            _ = try await Self.act(
                "/\(second)/finish", id, leader, ["day": .text(test.day(0)), "result": .text("Đã có số liệu")], test)
            var task = try await standing()
            #expect(task["part"] == .text("finished") && task["isConfirmed"] == .bool(true))
            #expect(task["acts"] == .list([.text("reopen")]))
            _ = try await Self.act("/\(second)/reopen", id, leader, ["reason": reason], test)
            _ = try await Self.act(
                "/\(second)/change-deadline", id, leader, ["due": .text(test.day(20)), "reason": reason], test)
            task = try await standing()
            #expect(task["due"] == .text(test.day(20)) && task["dueChanges"] == .number(1))
            _ = try await Self.act("/\(second)/withdraw", id, leader, ["reason": reason], test)
            #expect(try await standing()["isWithdrawn"] == .bool(true))

            let clerk = try await test.token(of: "clerk-A")
            let list = try TestOffice.json(try await test.call(.get, "tasks", token: clerk))
            #expect(list["total"] == .number(1) && list["counts"]?["out"] == .number(1))
            let out = try TestOffice.json(try await test.call(.get, "tasks?part=out", token: clerk))
            #expect(out["items"]?.elements.map { $0["id"] } == [.text(second)])
            #expect(try await test.call(.get, "tasks", token: officer).status == .forbidden)
        }
    }

    @Test func `what whoever leads asks for is granted or refused through the API, and no other day by mistake`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.directive(until: .published)
            let leader = try await test.token(of: "leader-A")
            let task = try await test.task(of: id)
            func ask(until day: String) async throws {
                let now = test.office.now()
                _ = try await test.office.database.write {
                    try $0.execute(
                        "UPDATE directive_task SET reported = '05', reported_at = $1, asked_due = $2 WHERE id = $3",
                        now,
                        day, task)
                }
            }
            func read() async throws -> JSON? {
                try await Self.tasks(id, leader, test)["items"]?.elements.first
            }
            #expect(try await read()?["askedDue"] == nil)
            let (first, second) = (test.day(20), test.day(30))
            try await ask(until: first)
            let asking = try await read()
            #expect(asking?["askedDue"] == .text(first) && asking?["isReturned"] == .bool(false))
            #expect(asking?["acts"]?.elements.contains(.text("grant-extension")) == true)
            let version = try await test.outgoingState(id).version
            let other = try await test.call(
                .post, "outgoing/\(id)/tasks/\(task)/grant-extension", token: leader,
                .object(["version": .number(version), "asked": .text(second)]))
            #expect(try TestOffice.json(other)["code"] == .text("stale-version"))
            _ = try await Self.act("/\(task)/grant-extension", id, leader, ["asked": .text(first)], test)
            let granted = try await read()
            #expect(granted?["due"] == .text(first) && granted?["askedDue"] == nil)
            try await ask(until: second)
            _ = try await Self.act(
                "/\(task)/refuse-extension", id, leader,
                ["asked": .text(second), "reason": .text("Đã gia hạn một lần rồi.")], test)
            let refused = try await read()
            #expect(refused?["due"] == .text(first) && refused?["askedDue"] == nil)
        }
    }

    @Test func `a task is refused through the API as on its page, and what changed meanwhile is not overwritten`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.directive(until: .published)
            let task = try await test.task(of: id)
            let leader = try await test.token(of: "leader-A")
            let version = try await test.outgoingState(id).version
            func finish(_ token: String, _ version: Int, _ result: String) async throws -> [String?] {
                let answer = try await test.call(
                    .post, "outgoing/\(id)/tasks/\(task)/finish", token: token,
                    .object([
                        "version": .number(version), "day": .text(test.day(0)), "result": .text(result),
                    ]))
                let told = try TestOffice.json(answer)
                return [told["code"]?.string, told["place"]?.string]
            }
            for (person, code) in [("officer-A", "not-allowed"), ("officer-B", "not-found")] {
                let token = try await test.token(of: person)
                #expect(try await finish(token, version, "Xong") == [code, nil], "\(person)")
            }
            #expect(try await finish(leader, version, "") == ["invalid-form", "result"])
            #expect(try await finish(leader, version - 1, "Xong") == ["stale-version", nil])
            let unknown = try await test.call(
                .post, "outgoing/\(id)/tasks/x/withdraw", token: leader,
                .object(["version": .number(version), "reason": .text("Giao nhầm cơ quan chủ trì.")]))
            #expect(unknown.status == .notFound)
            #expect(try await test.outgoingState(id).version == version)
            #expect(try await finish(leader, version, "Xong") == [nil, nil])
        }
    }

    @Test func `the board is read with its figures, its lists and what changed, by leaders alone`() async throws {
        try await TestOffice.with { test in
            let id = try await test.directive(until: .published)
            let leader = try await test.token(of: "leader-A")
            func read(_ path: String) async throws -> JSON {
                try TestOffice.json(try await test.call(.get, path, token: leader))
            }
            let board = try await read("board")
            #expect(board["total"]?["total"] == .number(1))
            #expect(board["total"]?["parts"]?["not-received"] == .number(1))
            #expect(board["items"]?.elements.map { $0["organ"] } == [.text("G22")])
            let changes = try #require(board["changes"]?.elements)
            #expect(changes.count == BoardPart.counted.count + 1)
            #expect(changes[0]["entered"] == .number(1) && changes[0]["then"] == .number(0))
            for (query, total) in [
                ("", 1), ("part=not-received", 1), ("part=late", 0), ("change=entered", 1), ("change=left", 0),
                ("organ=G22", 1), ("by=leader-B", 0), ("agency=van+phong", 1), ("agency=x", 0), ("page=2", 1),
            ] {
                let list = try await read("board/lines?\(query)")
                #expect(list["total"] == .number(total), "\(query)")
                let shown = query == "page=2" ? 0 : total
                #expect(list["items"]?.elements.map { $0["document"] } == Array(repeating: .text(id), count: shown))
            }
            // A line of a task says which, with its own deadline and state.
            let task = JSON.text(try await test.task(of: id))
            func line() async throws -> JSON { try #require(try await read("board/lines")["items"]?.elements.first) }
            let (first, own) = (try await line(), try await Self.tasks(id, leader, test)["items"]?.elements.first)
            #expect(first["task"]?["id"] == task && first["task"]?["due"] == own?["due"])
            #expect(first["task"]?["part"] == .text("not-received") && first["due"] == nil)
            let result: [String: JSON] = ["day": .text(test.day(0)), "result": .text("Đã có số liệu")]
            _ = try await Self.act("/\(task.string ?? "")/finish", id, leader, result, test)
            #expect(try await line()["task"]?["part"] == .text("finished"))
            #expect(try await line()["finishedAt"] == nil)
            // What no list knows is told: a program would take the answer for a narrower one.
            for name in ["urgency", "organ", "part", "step", "change"] {
                let answer = try await test.call(.get, "board/lines?\(name)=x+y", token: leader)
                #expect(try TestOffice.json(answer)["place"] == .text(name))
                #expect(answer.status == .badRequest, "\(name)")
            }
            #expect(try await test.call(.get, "board?from=x", token: leader).status == .unprocessableContent)
            #expect(try await test.call(.get, "board/lines?limit=101", token: leader).status == .badRequest)
            for person in ["clerk-A", "head-A", "officer-A", "admin-A"] {
                let token = try await test.token(of: person)
                for path in ["board", "board/lines"] {
                    #expect(try await test.call(.get, path, token: token).status == .forbidden, "\(person) \(path)")
                }
            }
        }
    }
}
