import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// One act for many documents, as programs do it: a result for each row.
@Suite struct OfficeAPIBulkTests {
    private static func fields(_ act: String, _ documents: [String], _ more: [String: JSON] = [:]) -> JSON {
        .object(["act": .text(act), "document": .list(documents.map { .text($0) })].merging(more) { $1 })
    }

    private static func arrivals(_ count: Int, _ test: TestOffice) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count { ids.append(try await test.arrival(number: "\(number)")) }
        return ids
    }

    @Test func `each row has an answer, one that is refused holds up no other, and the key does it once`() async throws
    {
        try await TestOffice.with { test in
            let ids = try await Self.arrivals(3, test)
            try await test.handle(ids[0], until: .registered)
            let clerk = try await test.token(of: "clerk-A")
            let rows = ["\(ids[0]):1", "\(ids[1]):1", "khong-co:1", "\(ids[2]):7"]
            let asked = Self.fields("register", rows, ["checked": .bool(true)])
            let key = RandomText.secret()
            for _ in 1...2 {
                let answer = try await test.call(.post, "incoming/bulk", token: clerk, key: key, asked)
                #expect(answer.status == .ok)
                let told = try TestOffice.json(answer)
                #expect(told["done"] == .number(1))
                let items = told["items"]?.elements ?? []
                #expect(items.map { $0["document"]?.string } == [ids[0], ids[1], "khong-co", ids[2]])
                #expect(items.map { $0["done"] } == [.bool(false), .bool(true), .bool(false), .bool(false)])
                #expect(items[1]["code"] == nil && items[1]["detail"] == nil)
                #expect(items[2]["code"] == .text("not-found") && items[3]["code"] == .text("stale-version"))
                #expect(items[0]["detail"]?.string?.isEmpty == false)
            }
            #expect(try await test.queued().filter { $0 == "03" }.count == 2)
            #expect(try await test.state(ids[1]).version == 2)
            #expect(try await test.state(ids[2]).state == .received)
            // The key stands for this call alone.
            let other = Self.fields("register", ["\(ids[2]):1"], ["checked": .bool(true)])
            let conflict = try await test.call(.post, "incoming/bulk", token: clerk, key: key, other)
            #expect(try TestOffice.told(conflict) == ["conflict", "Idempotency-Key"])
        }
    }

    @Test func `documents are submitted, directed and urged like those of a list`() async throws {
        try await TestOffice.with { test in
            let ids = try await Self.arrivals(2, test)
            for id in ids { try await test.handle(id, until: .registered) }
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            func send(_ act: String, _ token: String, _ more: [String: JSON]) async throws -> JSON {
                var rows: [String] = []
                for id in ids { rows.append("\(id):\(try await test.state(id).version)") }
                let answer = try await test.call(.post, "incoming/bulk", token: token, Self.fields(act, rows, more))
                #expect(answer.status == .ok, "\(act): \(String(buffer: answer.body))")
                return try TestOffice.json(answer)["done"] ?? .null
            }
            #expect(try await send("submit", clerk, ["leader": .text("leader-A")]) == .number(2))
            let direction: [String: JSON] = [
                "text": .text("Giao Phòng A xử lý."), "lead": .text("A"), "know": .list([.text("B")]),
                "due": .object(["A": .text(test.day(5))]),
            ]
            #expect(try await send("direct", leader, direction) == .number(2))
            for id in ids { #expect(try await test.state(id).state == .assigned) }
            let urging: [String: JSON] = ["kind": .text("remind"), "text": .text("Báo cáo trong tuần.")]
            #expect(try await send("remind", leader, urging) == .number(2))
        }
    }

    @Test func `what is wrong in the call itself is one refusal, and nothing is done`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let clerk = try await test.token(of: "clerk-A")
            let many = (1...BulkAct.maximum + 1).map { "x\($0):1" }
            let wrong: [(body: JSON, told: [String?])] = [
                (Self.fields("return", ["\(id):1"]), ["invalid-request", "act"]),
                (Self.fields("register", []), ["invalid-request", "document"]),
                (Self.fields("register", [id]), ["invalid-request", "document"]),
                (Self.fields("register", ["\(id):1", "\(id):1"]), ["invalid-request", "document"]),
                (Self.fields("register", many), ["invalid-request", "document"]),
                (
                    Self.fields("register", ["\(id):1"], ["checked": .bool(true), "leader": .text("leader-A")]),
                    ["invalid-request", "leader"]
                ),
                (Self.fields("register", ["\(id):1"]), ["invalid-form", "checked"]),
            ]
            for (body, told) in wrong {
                let answer = try await test.call(.post, "incoming/bulk", token: clerk, body)
                #expect(try TestOffice.told(answer) == told, "\(told)")
            }
            let keyless = try await test.call(
                .post, "incoming/bulk", token: clerk, key: "", Self.fields("register", ["\(id):1"]))
            #expect(try TestOffice.told(keyless) == ["invalid-request", "Idempotency-Key"])
            #expect(try await test.state(id).version == 1)
        }
    }

    @Test func `rights are those of the single acts, a token that only reads does nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let row = "\(id):\(try await test.state(id).version)"
            let acts: [(act: String, fields: [String: JSON])] = [
                ("register", ["checked": .bool(true)]), ("submit", ["leader": .text("leader-A")]),
                ("direct", ["text": .text("Giao."), "lead": .text("A")]),
                ("remind", ["kind": .text("remind"), "text": .text("Nhanh.")]),
            ]
            let (officer, admin) = (try await test.token(of: "officer-B"), try await test.token(of: "admin-A"))
            let reader = try await test.token(of: "leader-A", readsOnly: true)
            for (act, fields) in acts {
                let body = Self.fields(act, [row], fields)
                let refused = try TestOffice.json(try await test.call(.post, "incoming/bulk", token: officer, body))
                #expect(refused["done"] == .number(0), "\(act)")
                #expect(refused["items"]?.elements.first?["code"] == .text("not-found"), "\(act)")
                for token in [admin, reader] {
                    #expect(try await test.call(.post, "incoming/bulk", token: token, body).status == .forbidden)
                }
                #expect(try await test.call(.post, "incoming/bulk", token: nil, body).status == .unauthorized)
            }
            let clerk = try await test.token(of: "clerk-A")
            let direct = try await test.call(
                .post, "incoming/bulk", token: clerk, Self.fields("direct", [row], acts[2].fields))
            let told = try TestOffice.json(direct)["items"]?.elements.first
            #expect(told?["code"] == .text("not-allowed"))
            // Of the officer and of the clerk.
            let noted = try await test.lines().filter { $0.detail == "POST /incoming/bulk direct" }
            #expect(noted.count == 2 && noted.allSatisfy { $0.kind == .refused })
            #expect(try await test.state(id).state == .submitted)
        }
    }

    @Test func `a secret paper is refused as a row, to who keeps it and to others`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            let (keeper, other) = (try await test.token(of: "clerk-A"), try await test.token(of: "clerk-B"))
            for (act, fields) in [("register", ["checked": JSON.bool(true)]), ("file", ["file": .text("x")])] {
                for (token, code) in [(keeper, "secret"), (other, "not-found")] {
                    let answer = try await test.call(
                        .post, "incoming/bulk", token: token, Self.fields(act, ["\(id):1"], fields))
                    let told = try TestOffice.json(answer)["items"]?.elements.first
                    #expect(told?["done"] == .bool(false) && told?["code"] == .text(code), "\(act) \(code)")
                }
            }
        }
    }
}
