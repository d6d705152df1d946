import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The registers of post and of kept copies through the API, by the rules of the pages.
@Suite struct OfficeAPIPostRegisterTests {
    private static func issued(_ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        return id
    }

    @Test func `what goes by post is written down once by the clerk and read by clerks and leaders`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let good: [String: JSON] = [
                "sent": .text(test.day(0)), "recipient": .text("Công ty Ví Dụ, 1 phố Thử"), "envelopes": .number(2),
            ]
            func post(_ token: String, _ others: [String: JSON] = [:], key: String = RandomText.secret()) async throws
                -> TestResponse
            {
                try await test.call(
                    .post, "outgoing/\(id)/post", token: token, key: key, .object(good.merging(others) { $1 }))
            }
            for (field, value) in [
                ("recipient", JSON.text("")), ("envelopes", .number(1_000)), ("sent", .text(test.day(1))),
                ("way", .text("x")), ("receiver", .text("x")),
            ] {
                let others = field == "receiver" ? [field: value, "recipient": .text("")] : [field: value]
                #expect(try TestOffice.told(try await post(clerk, others)) == ["invalid-form", field], "\(field)")
            }
            for (person, code) in [
                ("leader-A", "not-allowed"), ("officer-A", "not-allowed"), ("officer-B", "not-found"),
                ("admin-A", "not-found"),
            ] {
                let answer = try await post(try await test.token(of: person))
                #expect(try TestOffice.told(answer) == [code, nil], "\(person)")
            }
            for _ in 1...2 { #expect(try await post(clerk, key: "gui-1").status == .ok) }
            #expect(try await post(clerk, ["way": .text("hand"), "note": .text("Bảo đảm")]).status == .ok)
            let list = try await TestOffice.read("post-register", leader, test)
            #expect(list["total"] == .number(2))
            let ways = list["items"]?.elements.compactMap { $0["way"]?.string } ?? []
            #expect(ways.sorted() == ["hand", "post"])
            #expect(list["items"]?.elements.allSatisfy { $0["document"] == .text(id) } == true)
            let page = try await TestOffice.read("post-register?limit=1", clerk, test)
            #expect(page["items"]?.elements.count == 1 && page["next"] == .text("2"))
            #expect(try await TestOffice.read("post-register?year=2001", clerk, test)["total"] == .number(0))
            let officer = try await test.token(of: "officer-A")
            #expect(try await test.call(.get, "post-register", token: officer).status == .forbidden)
            #expect(try await test.call(.get, "post-register?year=x", token: clerk).status == .badRequest)
        }
    }

    @Test func `a receiver on paper is chosen by its id, and all that have nothing yet at once`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            try await test.office.database.write { connection in
                for name in ["Công ty Ví Dụ", "Hợp tác xã Thử"] {
                    try connection.execute(
                        "INSERT INTO paper_recipient (id, outgoing_id, ordinal, name) SELECT $1, $2, COUNT(*) + 1, $1 FROM paper_recipient",
                        name, id)
                }
            }
            let clerk = try await test.token(of: "clerk-A")
            func receivers() async throws -> [JSON] {
                try await TestOffice.read("outgoing/\(id)", clerk, test)["paperRecipients"]?.elements ?? []
            }
            let first = try #require(try await receivers().first?["id"])
            for receiver in [first, .text(PostRegisterActs.everybody)] {
                let sent = try await test.call(
                    .post, "outgoing/\(id)/post", token: clerk,
                    .object(["sent": .text(test.day(0)), "receiver": receiver, "envelopes": .number(1)]))
                #expect(sent.status == .ok, "\(String(buffer: sent.body))")
            }
            #expect(try await receivers().map { $0["sendings"]?.elements.count } == [1, 1])
        }
    }

    @Test func `a kept copy is written down until it is back, once`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let fields: [String: JSON] = [
                "used": .text(test.day(0)), "user-name": .text("Bà Thử"),
                "permitted": .text("Ông Mẫu, Chánh Văn phòng"),
            ]
            func use(_ token: String, _ others: [String: JSON] = [:]) async throws -> TestResponse {
                try await test.call(
                    .post, "outgoing/\(id)/copy-use", token: token, .object(fields.merging(others) { $1 }))
            }
            #expect(try TestOffice.told(try await use(leader)) == ["not-allowed", nil])
            #expect(
                try TestOffice.told(try await use(clerk, ["permitted": .text("")])) == ["invalid-form", "permitted"])
            #expect(try await use(clerk).status == .ok)
            func line() async throws -> JSON {
                try #require(try await TestOffice.read("copy-register", leader, test)["items"]?.elements.first)
            }
            #expect(try await line()["user"] == .text("Bà Thử"))
            #expect(try await line()["returnedOn"] == nil)
            let path = "copy-register/\(try #require(try await line()["id"]?.string))/return"
            #expect(
                try TestOffice.told(try await test.call(.post, path, token: leader, .object([:]))) == [
                    "not-allowed", nil,
                ])
            #expect(try await test.call(.post, path, token: clerk, .object([:])).status == .ok)
            #expect(try await line()["returnedOn"] == .text(test.day(0)))
            let again = try await test.call(.post, path, token: clerk, .object([:]))
            #expect(try TestOffice.told(again) == ["stale-version", nil])
            let officer = try await test.token(of: "officer-A")
            #expect(try await test.call(.get, "copy-register", token: officer).status == .forbidden)
        }
    }

    @Test func `a draft has no line in either, and nobody is offered one`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let clerk = try await test.token(of: "clerk-A")
            let bodies: [(String, [String: JSON])] = [
                ("post", ["sent": .text(test.day(0)), "recipient": .text("Công ty Ví Dụ"), "envelopes": .number(1)]),
                (
                    "copy-use",
                    ["used": .text(test.day(0)), "user-name": .text("Bà Thử"), "permitted": .text("Ông Mẫu")]
                ),
            ]
            let acts = try await TestOffice.read("outgoing/\(id)", clerk, test)["acts"]?.elements ?? []
            for (act, body) in bodies {
                let refused = try await test.call(.post, "outgoing/\(id)/\(act)", token: clerk, .object(body))
                #expect(try TestOffice.told(refused) == ["not-allowed", nil], "\(act)")
                #expect(!acts.contains(.text(act)))
            }
            #expect(try await TestOffice.read("post-register", clerk, test)["total"] == .number(0))
        }
    }
}
