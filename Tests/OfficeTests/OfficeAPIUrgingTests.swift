import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Urging through the API: the lists and the act of the pages, by the same rules.
@Suite struct OfficeAPIUrgingTests {
    private static func order(_ picks: [JSON], _ others: [String: JSON] = [:]) -> JSON {
        let fields: [String: JSON] = [
            "line": .list(picks), "kind": .text("remind"), "text": .text("Đề nghị báo cáo ngay."),
            "approver": .text("leader-A"),
        ]
        return .object(fields.merging(others) { $1 })
    }

    @Test func `a late receiver is found in the list and urged by a letter, which tells whom and for what`()
        async throws
    {
        try await UrgingTests.with { test in
            try await UrgingTests.issued("d1", to: ["G90", "H90"], due: -10, test)
            let clerk = try await test.token(of: "clerk-A")
            let list = try await TestOffice.read("urging", clerk, test)
            #expect(list["counts"]?["owed"] == .number(2) && list["counts"]?["late"] == .number(2))
            #expect(list["total"] == .number(2) && list["letters"] == .list([]))
            let line = try #require(
                list["items"]?.elements.first { $0["recipient"]?["organ"] == .text("G90") })
            #expect(line["pick"] == .text("d1-G90:0") && line["isLate"] == .bool(true) && line["obstacle"] == nil)
            let id = try #require(line["recipient"]?["id"]?.string)
            let one = try await TestOffice.read("urging/new?line=\(id)", clerk, test)
            #expect(one["items"]?.elements == [line] && one["drafters"] == .list([]))
            #expect(one["signers"]?.elements.contains { $0["id"] == .text("leader-A") } == true)
            let picks = [try #require(line["pick"])]
            for _ in 1...2 {
                let made = try await test.call(.post, "urging", token: clerk, key: "don-1", Self.order(picks))
                #expect(made.status == .created, "\(String(buffer: made.body))")
                let letter = try #require(try TestOffice.json(made)["document"])
                #expect(letter["state"] == .text("draft"))
                #expect(made.headers[.location] == "/api/v1/outgoing/\(letter["id"]?.string ?? "")")
            }
            let letters = try await TestOffice.read("urging?view=letters", clerk, test)
            #expect(letters["letters"]?.elements.count == 1 && letters["items"] == .list([]), "done once")
            let letter = try #require(letters["letters"]?.elements.first?["id"]?.string)
            let told = try await TestOffice.read("outgoing/\(letter)/urging", clerk, test)
            #expect(told["text"] == .text("Đề nghị báo cáo ngay.") && told["kind"] == .text("remind"))
            #expect(told["rows"]?.elements.map { $0["document"] } == [.text("d1")])
            #expect(told["rows"]?.elements.map { $0["receiver"] } == [.text("Bộ Thử nghiệm")])
            let after = try await TestOffice.read("urging/new?line=\(id)", clerk, test)["items"]?.elements.first
            #expect(after?["pick"] == .text("d1-G90:1") && after?["last"]?["letter"] == .text(letter))
            // Somebody else read it before.
            let late = try await test.call(.post, "urging", token: clerk, Self.order(picks))
            #expect(try TestOffice.told(late) == ["invalid-form", "line"])
        }
    }

    @Test func `all late ones of a list are urged by one letter, a leader names who goes on with it`() async throws {
        try await UrgingTests.with { test in
            try await UrgingTests.issued("d1", to: ["G90", "H90"], due: -10, test)
            try await UrgingTests.issued("d2", due: 10, test)
            try await UrgingTests.issued("d3", due: -3, by: "leader-B", test)
            let leader = try await test.token(of: "leader-A")
            let found = try await TestOffice.read("urging/new?list=view&view=owed", leader, test)
            #expect(found["total"] == .number(2), "those that they signed")
            let items = try #require(found["items"]?.elements)
            #expect(items.filter { $0["obstacle"] == nil }.count == 2 && items.count == 3)
            #expect(found["drafters"]?.elements.contains { $0["id"] == .text("officer-B") } == true)
            let picks = items.filter { $0["obstacle"] == nil }.compactMap { $0["pick"] }
            let nobody = try await test.call(.post, "urging", token: leader, Self.order(picks))
            #expect(try TestOffice.told(nobody) == ["invalid-form", "drafter"])
            let others = items.filter { $0["obstacle"] != nil }.compactMap { $0["pick"] }
            let theirs = try await test.call(
                .post, "urging", token: leader, Self.order(others, ["drafter": .text("officer-B")]))
            #expect(try TestOffice.told(theirs) == ["not-allowed", nil])
            let made = try await test.call(
                .post, "urging", token: leader, Self.order(picks, ["drafter": .text("officer-B")]))
            #expect(made.status == .created)
            // The drafter reads what it tells, not where the documents are; who drafts nothing sees no letter.
            let letter = try #require(try TestOffice.json(made)["document"]?["id"]?.string)
            let drafter = try await test.token(of: "officer-B")
            let told = try await TestOffice.read("outgoing/\(letter)/urging", drafter, test)
            #expect(told["rows"]?.elements.count == 2)
            #expect(told["rows"]?.elements.allSatisfy { $0["document"] == nil } == true)
            let stranger = try await test.token(of: "officer-A")
            #expect(try await test.call(.get, "outgoing/\(letter)/urging", token: stranger).status == .notFound)
        }
    }

    @Test func `who may not urge is refused, and so is a list that cannot be read or a field that is wrong`()
        async throws
    {
        try await UrgingTests.with { test in
            try await UrgingTests.issued("d1", due: -10, test)
            for person in ["officer-A", "head-A", "admin-A"] {
                let token = try await test.token(of: person)
                for path in ["urging", "urging/new?line=d1-G90"] {
                    #expect(try await test.call(.get, path, token: token).status == .forbidden, "\(person)")
                }
                let refused = try await test.call(.post, "urging", token: token, Self.order([.text("d1-G90:0")]))
                #expect(try TestOffice.told(refused) == ["not-allowed", nil], "\(person)")
            }
            let clerk = try await test.token(of: "clerk-A")
            let many = (0...UrgingRule.maximumLines).map { "line=r\($0)" }.joined(separator: "&")
            for (path, code, place) in [
                ("urging?view=x", "invalid-request", "view"), ("urging?limit=0", "invalid-request", "limit"),
                ("urging?times=99", "invalid-form", "times"), ("urging/new?list=x", "invalid-request", "list"),
                ("urging/new?list=board&part=x", "invalid-request", "part"),
                ("urging/new?list=view&view=x", "invalid-request", "view"),
                ("urging/new?\(many)", "invalid-request", "line"),
            ] {
                #expect(try TestOffice.told(try await test.call(.get, path, token: clerk)) == [code, place], "\(path)")
            }
            for path in ["urging/new", "urging/new?line=x", "urging/new?outgoing=x", "outgoing/d1/urging"] {
                #expect(try await test.call(.get, path, token: clerk).status == .notFound, "\(path)")
            }
            let wrong: [(JSON, [String?])] = [
                (Self.order([]), ["invalid-form", "line"]),
                (Self.order([.text("d1-G90:0")], ["kind": .text("x")]), ["invalid-form", "kind"]),
                (Self.order([.text("d1-G90:0")], ["text": .text("")]), ["invalid-form", "text"]),
                (Self.order([.text("d1-G90:0")], ["asked": .text("x")]), ["invalid-request", "asked"]),
                (Self.order([.text("x:0")]), ["not-found", nil]),
            ]
            for (body, expected) in wrong {
                #expect(try TestOffice.told(try await test.call(.post, "urging", token: clerk, body)) == expected)
            }
            #expect(try await TestOffice.read("urging?view=letters", clerk, test)["total"] == .number(0))
        }
    }
}
