import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Whom it concerns is told, and nobody else.
@Suite struct NoticeTests {
    private static let reason = "Không thuộc chức năng của đơn vị chúng tôi."

    private static func act(
        _ act: String, _ id: String, as person: String, _ fields: [(String, String)], _ test: TestOffice
    ) async throws {
        let version = try await test.state(id).version
        let answer = try await test.send("/incoming/\(id)/\(act)", as: person, version: version, fields)
        #expect(answer.status == .seeOther, "\(act) \(answer.status)")
    }

    /// The kinds of everybody's unread notices, oldest first: `head-A given`.
    private static func told(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT person_id, kind FROM notice WHERE read_at IS NULL ORDER BY at, kind, person_id LIMIT 100"
            ).map { row in
                let (person, kind): (String, String) = (try row["person_id"], try row["kind"])
                return "\(person) \(kind)"
            }
        }
    }

    private static func forget(_ test: TestOffice) async throws {
        _ = try await test.office.database.write { try $0.execute("DELETE FROM notice") }
    }

    @Test func `each step tells whoever has it next, and whoever waits for it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await Self.told(test).isEmpty)
            let steps: [(act: String, by: String, fields: [(String, String)], told: [String])] = [
                ("register", "clerk-A", [("checked", "yes")], []),
                ("submit", "clerk-A", [("leader", "leader-A")], ["leader-A submitted"]),
                (
                    "direct", "leader-A",
                    [
                        ("text", "Giao A."), ("lead", "A"), ("support", "B"), ("know-people", "clerk-B"),
                        ("due-A", test.office.today.shown),
                    ],
                    ["clerk-B given", "head-A given", "head-B given"]
                ),
                ("assign", "head-A", [("officer", "officer-A")], ["officer-A given"]),
                (
                    "remind", "leader-A", [("kind", "remind"), ("text", "Làm ngay.")],
                    ["head-A reminded", "officer-A reminded"]
                ),
                (
                    "ask-opinion", "officer-A", [("question", "Có vướng không?"), ("people", "officer-B")],
                    ["officer-B opinion-asked"]
                ),
                ("assign", "head-B", [("officer", "officer-B")], ["officer-B given"]),
                ("report", "officer-B", [("result", "Không vướng.")], ["head-B reported", "leader-A reported"]),
                ("begin", "officer-A", [], []),
                ("finish", "officer-A", [("result", "Đã xong.")], ["leader-A finished"]),
            ]
            for step in steps {
                try await Self.forget(test)
                try await Self.act(step.act, id, as: step.by, step.fields, test)
                #expect(try await Self.told(test) == step.told, "\(step.act)")
            }
        }
    }

    @Test func `who heads a unit in a further post is told of its lines, as long as the post is held`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO post (id, person_id, unit_id, role, title, starts_on)
                    VALUES ('p', 'officer-B', 'A', 'head', 'Phụ trách phòng', $1)
                    """, today)
            }
            func direct(_ number: String) async throws {
                let id = try await test.arrival(number: number)
                try await test.handle(id, until: .submitted)
                try await Self.forget(test)
                try await Self.act("direct", id, as: "leader-A", [("text", "Giao Phòng A."), ("lead", "A")], test)
            }
            try await direct("1")
            #expect(try await Self.told(test) == ["head-A given", "officer-B given"])
            _ = try await test.office.database.write { try $0.execute("UPDATE post SET ended_at = 'x'") }
            try await direct("2")
            #expect(try await Self.told(test) == ["head-A given"])
        }
    }

    @Test func `who had read what is taken back is told with the reason, who had not is told nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let direction = [
                ("text", "Giao A."), ("lead", "A"), ("support-people", "officer-B"), ("support-people", "clerk-B"),
            ]
            try await Self.act("direct", id, as: "leader-A", direction, test)
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .ok)
            try await Self.forget(test)
            for holder in ["officer-B", "clerk-B"] {
                let line = try await test.office.database.read {
                    try ReceiptStore.tree(of: id, in: $0).lines.first { $0.personID == holder }?.id ?? ""
                }
                try await Self.act("withdraw", id, as: "leader-A", [("line", line), ("reason", Self.reason)], test)
            }
            #expect(try await Self.told(test) == ["officer-B withdrawn"])
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .notFound)
            let page = try await test.text("/notices", as: "officer-B")
            #expect(page.contains("123/VPCP-KSTT") && page.contains(Self.reason))
            #expect(
                !page.contains("V/v thử nghiệm") && !page.contains("href=\"/notices/"), "not what it said, no way to it"
            )
            #expect(try await test.post("/notices", as: "officer-B", version: 0).status == .seeOther)
            #expect(try await Self.told(test).isEmpty)
        }
    }

    @Test func `opening one reads it, its count goes down, and nobody opens another's`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let page = try await test.text("/notices", as: "leader-A")
            #expect(page.contains("Trình bạn, Người clerk-A, Văn thư") && page.contains("V/v thử nghiệm liên thông"))
            let notice = try #require(page.firstMatch(of: /href="(\/notices\/[0-9a-f]{32})"/)).1
            #expect(try await test.get(String(notice), as: "leader-B").status == .notFound)
            #expect(try await Self.told(test) == ["leader-A submitted"])
            let opened = try await test.get(String(notice), as: "leader-A")
            #expect(opened.status == .seeOther && opened.headers[.location] == "/incoming/\(id)")
            #expect(try await Self.told(test).isEmpty)
            #expect(try await test.text("/notices", as: "leader-A").contains("<title>Thông báo (0)"))
            #expect(try await test.get("/notices", as: "admin-A").status == .forbidden)
        }
    }

    @Test func `whose turn it is to sign is told, and the drafter of what comes back and what is issued`() async throws
    {
        try await TestOffice.with { test in
            let fields = TestOffice.draftFields.merging(["initial-1": "head-A"]) { $1 }
            let answer = try await test.send(
                "/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            let steps: [(act: String, by: String, told: String)] = [
                ("submit", "officer-A", "head-A to-sign"), ("initial", "head-A", "leader-A to-sign"),
                ("return", "leader-A", "officer-A sent-back"), ("submit", "officer-A", "leader-A to-sign"),
            ]
            for step in steps {
                try await Self.forget(test)
                let version = try await test.outgoingState(id).version
                let done = try await test.post(
                    "/outgoing/\(id)/\(step.act)", as: step.by, version: version, ["reason": Self.reason])
                #expect(done.status == .seeOther)
                #expect(try await Self.told(test) == [step.told], "\(step.act)")
            }
            try await Self.forget(test)
            try await test.bring(id, to: .published)
            #expect(try await Self.told(test) == ["officer-A published"])
        }
    }
}
