import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// One act for many documents of a list.
@Suite struct BulkTests {
    private static func send(
        _ act: BulkAct, _ documents: [String], as person: String, once: String = RandomText.secret(),
        _ fields: [(String, String)] = [], _ test: TestOffice
    ) async throws -> (status: HTTPResponse.Status, page: String) {
        var pairs = fields + [("act", act.rawValue), ("back", "/incoming?view=to-register")]
        for id in documents {
            let version = try await test.office.database.read {
                try $0.row("SELECT version FROM incoming WHERE id = $1", id)?["version"] ?? 0
            }
            pairs.append(("document", "\(id):\(version)"))
        }
        let answer = try await test.send("/incoming/bulk", as: person, version: 0, once: once, pairs)
        return (answer.status, String(buffer: answer.body))
    }

    private static func arrivals(_ count: Int, _ test: TestOffice) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count { ids.append(try await test.arrival(number: "\(number)")) }
        return ids
    }

    private static func states(_ ids: [String], _ test: TestOffice) async throws -> [InternalState] {
        var states: [InternalState] = []
        for id in ids { states.append(try await test.state(id).state) }
        return states
    }

    @Test func `the clerk registers and submits what is ticked, the leader directs it, all with one answer each`()
        async throws
    {
        try await TestOffice.with { test in
            let ids = try await Self.arrivals(3, test)
            let list = try await test.text("/incoming?view=to-register", as: "clerk-A")
            for id in ids { #expect(list.contains("name=\"document\" value=\"\(id)\"")) }
            let query = "act=register&" + ids.map { "document=\($0)" }.joined(separator: "&")
            let form = try await test.text("/incoming/bulk?\(query)", as: "clerk-A")
            for id in ids { #expect(form.contains("value=\"\(id):1\" type=\"checkbox\" checked")) }

            let unchecked = try await Self.send(.register, ids, as: "clerk-A", [], test)
            #expect(unchecked.status == .unprocessableContent)
            #expect(unchecked.page.contains("href=\"#checked\""))
            let registered = try await Self.send(.register, ids, as: "clerk-A", [("checked", "yes")], test)
            #expect(registered.status == .ok && registered.page.contains("Đã vào sổ cả 3 văn bản."))
            #expect(registered.page.contains("href=\"/incoming?view=to-register\""))
            #expect(try await Self.states(ids, test) == [.registered, .registered, .registered])
            #expect(try await test.queued().filter { $0 == "03" }.count == 3)

            let nobody = try await Self.send(.submit, ids, as: "clerk-A", [("leader", "")], test)
            #expect(nobody.status == .unprocessableContent)
            let submitted = try await Self.send(.submit, ids, as: "clerk-A", [("leader", "leader-A")], test)
            #expect(submitted.page.contains("Đã trình cả 3 văn bản."))

            let direction = [("text", "Giao Phòng A xử lý."), ("lead", "A"), ("support", "B")]
            let directed = try await Self.send(.direct, ids, as: "leader-A", direction, test)
            #expect(directed.page.contains("Đã bút phê cả 3 văn bản."))
            #expect(try await Self.states(ids, test) == [.assigned, .assigned, .assigned])
            #expect(try await test.queued().filter { $0 == "04" }.count == 3)

            let reminded = try await Self.send(
                .remind, ids, as: "leader-A", [("kind", "remind"), ("text", "Báo cáo trong tuần.")], test)
            #expect(reminded.page.contains("Đã đôn đốc cả 3 văn bản."))
            #expect(try await test.text("/incoming/\(ids[2])", as: "head-A").contains("Báo cáo trong tuần."))
        }
    }

    @Test func `one row that is refused says why and holds up no other`() async throws {
        try await TestOffice.with { test in
            let ids = try await Self.arrivals(2, test)
            let twin = try await test.arrival(number: "1", delivery: "twin")
            try await test.handle(ids[0], until: .registered)
            let answer = try await Self.send(
                .register, [ids[0], ids[1], twin, "nothing"], as: "clerk-A", [("checked", "yes")], test)
            #expect(answer.status == .ok && answer.page.contains("Đã vào sổ 1 văn bản, chưa làm được 3."))
            for text in ["đang ở bước “Chờ trình”", "có thể đã vào sổ, số đến 1", "Không có văn bản này"] {
                #expect(answer.page.contains(text), "\(text)")
            }
            #expect(try await Self.states([ids[0], ids[1], twin], test) == [.registered, .registered, .received])
        }
    }

    @Test func `who has no right to an act is refused in every row, as on the document's page`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            let fields = [("checked", "yes"), ("leader", "leader-A"), ("text", "x"), ("lead", "A"), ("kind", "remind")]
            for act in [BulkAct.register, .submit, .direct, .remind] {
                let answer = try await Self.send(act, [id], as: "officer-A", fields, test)
                #expect(answer.page.contains("chưa làm được 1."), "\(act)")
            }
            #expect(try await test.state(id).version == 4)
            #expect(try await Self.send(.file, [id], as: "admin-A", [], test).status == .forbidden)
        }
    }

    @Test func `sent twice it is done once, and a row that changed meanwhile is left alone`() async throws {
        try await TestOffice.with { test in
            let ids = try await Self.arrivals(2, test)
            let once = RandomText.secret()
            let pairs = [("act", "register"), ("checked", "yes"), ("back", "")] + ids.map { ("document", "\($0):1") }
            for _ in 1...2 {
                let answer = try await test.send("/incoming/bulk", as: "clerk-A", version: 0, once: once, pairs)
                #expect(String(buffer: answer.body).contains("Đã vào sổ cả 2 văn bản."))
            }
            #expect(try await test.queued().filter { $0 == "03" }.count == 2)
            let late = try await test.send("/incoming/bulk", as: "clerk-B", version: 0, pairs)
            #expect(String(buffer: late.body).contains("vừa được người khác thay đổi"))
        }
    }

    @Test func `what is only to be read is marked read, and documents go into a file`() async throws {
        try await TestOffice.with { test in
            let ids = try await Self.arrivals(2, test)
            for id in ids {
                try await test.handle(id, until: .submitted)
                let version = try await test.state(id).version
                let fields = [("text", "Để biết."), ("know-people", "officer-A"), ("know-people", "officer-B")]
                let answer = try await test.send("/incoming/\(id)/direct", as: "leader-A", version: version, fields)
                #expect(answer.status == .seeOther)
            }
            #expect(try await test.text("/incoming?view=know", as: "officer-A").contains(ids[0]))
            let read = try await Self.send(.read, ids, as: "officer-A", [], test)
            #expect(read.page.contains("Đã xem cả 2 văn bản."))
            let after = try await test.text("/incoming?view=know", as: "officer-A")
            #expect(!after.contains(ids[0]))
            let file = try await test.openFile()
            #expect(
                try await Self.send(.file, ids, as: "officer-A", [("file", "")], test).status == .unprocessableContent)
            let filed = try await Self.send(.file, ids, as: "officer-A", [("file", file)], test)
            #expect(filed.page.contains("Đã đưa vào hồ sơ cả 2 văn bản."))
            #expect(try await test.file(file).documents == 2)
        }
    }

    @Test func `more than fifty, none, and a strange list to go back to`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let many = [("act", "register")] + (0...50).map { ("document", "\($0):1") }
            #expect(
                try await test.send("/incoming/bulk", as: "clerk-A", version: 0, many).status == .unprocessableContent)
            #expect(try await test.get("/incoming/bulk?act=register", as: "clerk-A").status == .unprocessableContent)
            #expect(
                try await test.get("/incoming/bulk?act=burn&document=\(id)", as: "clerk-A").status
                    == .unprocessableContent)
            let form = try await test.text(
                "/incoming/bulk?act=register&document=\(id)&back=https%3A%2F%2Fvi-du.vn%2F", as: "clerk-A")
            #expect(!form.contains("vi-du.vn"))
        }
    }
}
