import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Who initials a draft before it is signed.
@Suite struct InitiallingTests {
    private static let named = TestOffice.draftFields.merging(["initial-1": "head-A", "initial-2": "head-B"]) { $1 }

    /// A draft of officer-A that head-A and head-B initial before leader-A signs it, submitted.
    private static func submitted(_ test: TestOffice) async throws -> String {
        let answer = try await test.send(
            "/outgoing", as: "officer-A", version: 0, self.named, [TestOffice.draftFile])
        let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
        #expect(try await self.act("submit", id, as: "officer-A", [:], test) == .seeOther)
        return id
    }

    private static func act(
        _ act: String, _ id: String, as person: String, _ fields: [String: String], _ test: TestOffice
    ) async throws -> HTTPResponse.Status {
        try await test.post(
            "/outgoing/\(id)/\(act)", as: person, version: try await test.outgoingState(id).version, fields
        ).status
    }

    private static func edit(_ id: String, as person: String, _ others: [String: String], _ test: TestOffice)
        async throws
        -> HTTPResponse.Status
    {
        try await test.send(
            "/outgoing/\(id)/edit", as: person, version: try await test.outgoingState(id).version,
            self.named.merging(others) { $1 }
        ).status
    }

    private static func given(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read {
            try Initialling.all(of: id, in: $0).filter { $0.at != nil }.map(\.personID)
        }
    }

    private static func count(_ view: String, as person: String, _ test: TestOffice) async throws -> Int {
        let page = try await test.text("/outgoing?view=\(view)", as: person)
        return page.matches(of: /data-path="\/outgoing/).count
    }

    @Test func `they initial in order, each in a counted list, and then the leader signs and decides the urgency`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            let counts: [(String, Int, Int, Int)] = [("head-A", 1, 0, 0), ("head-B", 0, 1, 0)]
            for (person, headA, headB, leader) in counts {
                #expect(try await Self.count("to-initial", as: "head-A", test) == headA)
                #expect(try await Self.count("to-initial", as: "head-B", test) == headB)
                #expect(try await Self.count("to-approve", as: "leader-A", test) == leader)
                #expect(try await Self.act("approve", id, as: "leader-A", [:], test) == .forbidden)
                let page = try await test.text("/outgoing/\(id)", as: person)
                #expect(page.contains("Ký nháy phiên bản 1") && page.contains("du-thao.txt"))
                let remark = ["remark": "Đồng ý nội dung, \(person)"]
                #expect(try await Self.act("initial", id, as: person, remark, test) == .seeOther)
            }
            #expect(try await Self.count("to-approve", as: "leader-A", test) == 1)
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            for text in ["Người head-A", "Đã ký nháy", "Đồng ý nội dung, head-B", "Ký duyệt phiên bản 1"] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(try await Self.act("approve", id, as: "leader-A", ["urgency": "9"], test) == .unprocessableContent)
            #expect(try await Self.act("approve", id, as: "leader-A", ["urgency": "2"], test) == .seeOther)
            let after = try await test.text("/outgoing/\(id)", as: "officer-A")
            #expect(after.contains("Ký duyệt, độ khẩn từ Thường thành Thượng khẩn"))
        }
    }

    @Test func `a new version voids what was initialled, and the page says so`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            #expect(try await Self.act("initial", id, as: "head-A", [:], test) == .seeOther)
            #expect(try await Self.act("initial", id, as: "head-B", [:], test) == .seeOther)
            // Saving without a change is no version.
            #expect(try await Self.edit(id, as: "leader-A", [:], test) == .seeOther)
            #expect(try await Self.given(id, test) == ["head-A", "head-B"])
            let form = try await test.text("/outgoing/\(id)/edit", as: "leader-A")
            #expect(form.contains("chữ ký nháy đã có hết hiệu lực"))
            #expect(try await Self.edit(id, as: "leader-A", ["subject": "V/v lãnh đạo sửa"], test) == .seeOther)
            #expect(try await Self.given(id, test).isEmpty)
            #expect(try await Self.act("approve", id, as: "leader-A", [:], test) == .forbidden)
            let page = try await test.text("/outgoing/\(id)", as: "head-A")
            #expect(page.contains("chữ ký nháy của Người head-A, Người head-B hết hiệu lực"))
            #expect(page.contains("Ký nháy phiên bản 2"))
        }
    }

    @Test func `other names keep what those who stay have initialled, and tell whose initials are gone`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            #expect(try await Self.act("initial", id, as: "head-A", ["remark": "Đồng ý."], test) == .seeOther)
            #expect(try await Self.act("initial", id, as: "head-B", [:], test) == .seeOther)
            let anew = ["initial-1": "head-A", "initial-2": "officer-B"]
            #expect(try await Self.edit(id, as: "leader-A", anew, test) == .seeOther)
            #expect(try await Self.given(id, test) == ["head-A"])
            let page = try await test.text("/outgoing/\(id)", as: "head-A")
            #expect(page.contains("chữ ký nháy của Người head-B hết hiệu lực") && page.contains("“Đồng ý.”"))
            #expect(try await Self.count("to-initial", as: "officer-B", test) == 1)
        }
    }

    @Test func `a remark that must be corrected stays as it was typed`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            let remark = String(repeating: "Ý kiến dài. ", count: 100)
            let answer = try await test.post(
                "/outgoing/\(id)/initial", as: "head-A", version: try await test.outgoingState(id).version,
                ["remark": remark])
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains(remark.trimmingCharacters(in: .whitespaces)))
            #expect(try await Self.given(id, test).isEmpty)
        }
    }

    @Test func `whoever's turn it is returns with a reason; what was initialled of that version stays`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            #expect(try await Self.act("initial", id, as: "head-A", [:], test) == .seeOther)
            #expect(try await Self.act("return", id, as: "head-B", ["reason": "Ngắn"], test) == .unprocessableContent)
            let reason = ["reason": "Thiếu căn cứ pháp lý ở Điều 2."]
            #expect(try await Self.act("return", id, as: "leader-A", reason, test) == .forbidden)
            #expect(try await Self.act("return", id, as: "head-B", reason, test) == .seeOther)
            let list = try await test.text("/outgoing?view=drafts", as: "officer-A")
            #expect(list.contains("Thiếu căn cứ pháp lý ở Điều 2."))
            #expect(try await Self.act("submit", id, as: "officer-A", [:], test) == .seeOther)
            #expect(try await Self.given(id, test) == ["head-A"])
            #expect(try await Self.count("to-initial", as: "head-B", test) == 1)
        }
    }

    @Test(arguments: [
        (["initial-1": "officer-A"], "initial-1"), (["initial-2": "leader-A"], "initial-2"),
        (["initial-1": "head-B", "initial-2": "head-B"], "initial-2"), (["initial-1": "admin-A"], "initial-1"),
        (["initial-1": "nobody"], "initial-1"),
    ])
    func `who cannot initial is refused at its field and nothing is kept`(
        fields: [String: String], place: String
    ) async throws {
        try await TestOffice.with { test in
            let all = Self.named.merging(fields) { $1 }
            let answer = try await test.send("/outgoing", as: "officer-A", version: 0, all, [TestOffice.draftFile])
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#\(place)\""))
            let kept = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM outgoing")?["total"] ?? -1
            }
            #expect(kept == 0)
        }
    }

    /// Whose turn it is may do this, nobody else anything.
    private static let turns: [(turn: String, allowed: [OutgoingState.Act: Set<String>])] = [
        ("head-A", [.initial: ["head-A"], .return: ["head-A"], .edit: ["head-A"]]),
        ("head-B", [.initial: ["head-B"], .return: ["head-A", "head-B"]]),
        ("leader-A", [.approve: ["leader-A"], .return: ["leader-A", "head-A"], .edit: ["leader-A"]]),
    ]

    @Test(arguments: 0..<3)
    func `every wrong person is refused every act at every turn, and nothing changes`(turn: Int) async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            for person in Self.turns[..<turn].map(\.turn) {
                #expect(try await Self.act("initial", id, as: person, [:], test) == .seeOther)
            }
            let before = try await test.outgoingState(id)
            for act in OutgoingState.Act.allCases {
                for unit in ["A", "B"] {
                    for role in TestOffice.roles {
                        let person = "\(role.rawValue)-\(unit)"
                        if Self.turns[turn].allowed[act]?.contains(person) == true { continue }
                        let status =
                            switch act {
                            case .attach: try await test.attach(id, as: person).status
                            case .edit: try await Self.edit(id, as: person, [:], test)
                            default:
                                try await Self.act(act.rawValue, id, as: person, ["reason": "Chưa đúng thể thức"], test)
                            }
                        #expect([.forbidden, .notFound].contains(status), "\(person) \(act) \(status)")
                    }
                }
            }
            #expect(try await test.outgoingState(id) == before)
        }
    }

    @Test func `a draft is seen by who initials it from its submitting on, and by no other unit`() async throws {
        try await TestOffice.with { test in
            let answer = try await test.send(
                "/outgoing", as: "officer-A", version: 0, Self.named, [TestOffice.draftFile])
            let path = try #require(answer.headers[.location])
            #expect(try await test.get(path, as: "head-B").status == .notFound)
            let id = String(try #require(path.split(separator: "/").last))
            #expect(try await Self.act("submit", id, as: "officer-A", [:], test) == .seeOther)
            #expect(try await test.get(path, as: "head-B").status == .ok)
            #expect(try await test.get(path, as: "officer-B").status == .notFound)
        }
    }

    @Test func `a form that is sent twice initials once, a stale one not at all`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.submitted(test)
            let (version, once) = (try await test.outgoingState(id).version, RandomText.secret())
            for _ in 1...2 {
                let answer = try await test.post("/outgoing/\(id)/initial", as: "head-A", version: version, once: once)
                #expect(answer.status == .seeOther)
            }
            #expect(try await Self.given(id, test) == ["head-A"])
            #expect(try await test.post("/outgoing/\(id)/initial", as: "head-B", version: version).status == .conflict)
            #expect(try await test.outgoingState(id).version == version + 1)
        }
    }
}
