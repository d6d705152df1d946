import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office
import Web

/// Freezing through the API: by leaders, as on pages, and what is frozen says so.
@Suite struct OfficeAPIFreezeTests {
    private static let reason: [String: JSON] = ["reason": .text("Chờ kết luận thanh tra.")]

    private static func act(
        _ path: String, _ token: String, _ test: TestOffice, _ fields: [String: JSON] = Self.reason,
        key: String = RandomText.secret()
    ) async throws -> TestResponse {
        try await test.call(.post, path, token: token, key: key, .object(fields))
    }

    @Test func `a leader freezes a document and lifts it, nobody else does, and meanwhile nothing on it is done`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            let (officer, leader) = (try await test.token(of: "officer-A"), try await test.token(of: "leader-A"))
            let path = "incoming/\(id)"
            for (person, code) in [
                ("clerk-A", "not-allowed"), ("head-A", "not-allowed"), ("officer-A", "not-allowed"),
                ("admin-A", "not-found"),
            ] {
                let answer = try await Self.act("\(path)/freeze", try await test.token(of: person), test)
                #expect(try TestOffice.told(answer) == [code, nil], "\(person)")
            }
            let short = try await Self.act("\(path)/freeze", leader, test, ["reason": .text("x")])
            #expect(try TestOffice.told(short) == ["invalid-form", "reason"])
            #expect(
                try TestOffice.told(try await Self.act("\(path)/unfreeze", leader, test)) == ["stale-version", nil])
            #expect(try await TestOffice.read(path, officer, test)["acts"]?.elements.contains(.text("begin")) == true)
            for _ in 1...2 {
                let frozen = try await Self.act("\(path)/freeze", leader, test, key: "bang-1")
                #expect(frozen.status == .ok)
                #expect(
                    try TestOffice.json(frozen)["document"]?["acts"]
                        == .list([.text("case-files"), .text("unfreeze")]))
            }
            #expect(try TestOffice.told(try await Self.act("\(path)/freeze", leader, test)) == ["stale-version", nil])
            let seen = try await TestOffice.read(path, officer, test)
            #expect(seen["freeze"]?["reason"] == Self.reason["reason"] && seen["freeze"]?["isOwn"] == .bool(true))
            #expect(seen["acts"] == .list([.text("case-files")]))
            let version = try #require(seen["document"]?["version"])
            let begun = try await Self.act("\(path)/begin", officer, test, ["version": version])
            #expect(try TestOffice.told(begun) == ["not-allowed", nil])
            // Who may not see it is not told that it is frozen; nor does the form say so.
            let stranger = try await test.token(of: "officer-B")
            for body in [["version": version], ["version": .number(1)]] as [[String: JSON]] {
                #expect(
                    try TestOffice.told(try await Self.act("\(path)/begin", stranger, test, body)) == [
                        "not-found", nil,
                    ])
            }
            for (person, status) in [("officer-A", HTTPResponse.Status.forbidden), ("officer-B", .notFound)] {
                let answer = try await test.post(
                    "/incoming/\(id)/begin", as: person, version: try await test.state(id).version)
                #expect(
                    answer.status == status
                        && String(buffer: answer.body).contains("đóng băng") == (status == .forbidden))
            }
            // What the act did before it was refused is undone.
            #expect(try await test.state(id).state == .assigned)
            #expect(try await Self.act("\(path)/unfreeze", leader, test).status == .ok)
            #expect(try await TestOffice.read(path, officer, test)["freeze"] == nil)
            #expect(try await Self.act("\(path)/begin", officer, test, ["version": version]).status == .ok)
        }
    }

    @Test func `a frozen case file says so and holds its documents; tasks of a frozen directive offer nothing`()
        async throws
    {
        try await TestOffice.with { test in
            let leader = try await test.token(of: "leader-A")
            let officer = try await test.token(of: "officer-A")
            let file = try await test.openFile()
            let document = try await test.filedDocument(number: "1", into: file)
            let open = try await TestOffice.read("case-files/\(file)", officer, test)
            #expect(open["acts"]?.elements.contains(.text("close")) == true && open["freeze"] == nil)
            #expect(try await Self.act("case-files/\(file)/freeze", leader, test).status == .ok)
            let frozen = try await TestOffice.read("case-files/\(file)", officer, test)
            #expect(frozen["acts"] == .list([]) && frozen["freeze"]?["isOwn"] == .bool(true))
            let held = try await TestOffice.read("incoming/\(document)", leader, test)
            #expect(held["freeze"]?["isOwn"] == .bool(false))
            #expect(held["acts"]?.elements.contains(.text("freeze")) == true)
            #expect(try await Self.act("case-files/\(file)/unfreeze", officer, test).status == .forbidden)
            #expect(try await Self.act("case-files/\(file)/unfreeze", leader, test).status == .ok)
            #expect(try await TestOffice.read("incoming/\(document)", leader, test)["freeze"] == nil)

            let directive = try await test.directive(until: .published)
            func acts() async throws -> [JSON] {
                let task = try await TestOffice.read("outgoing/\(directive)/tasks", leader, test)["items"]?.elements
                    .first
                return task?["acts"]?.elements ?? []
            }
            #expect(try await !acts().isEmpty)
            #expect(try await Self.act("outgoing/\(directive)/freeze", leader, test).status == .ok)
            #expect(try await acts().isEmpty)
            let clerk = try await test.token(of: "clerk-A")
            let issued = try await TestOffice.read("outgoing/\(directive)", clerk, test)
            #expect(
                Set(issued["acts"]?.elements.compactMap(\.string) ?? [])
                    == ["make-copy", "case-files", "post", "copy-use"])
            #expect(
                try await test.call(.post, "outgoing/x/freeze", token: leader, .object(Self.reason)).status == .notFound
            )
        }
    }
}
