import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

@Suite struct IncomingRoutesTests {
    @Test func `each step leaves exactly its own code for the sender`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await test.queued() == ["01"])
            try await test.handle(id, until: .finished)
            #expect(try await test.queued() == ["01", "03", "04", "05", "06"])
        }
    }

    @Test func `a package that announces paper is handled without waiting for it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival(business: Business(kind: .new, reason: "Văn bản mới", paper: true))
            #expect(try await test.text("/incoming?view=to-register", as: "clerk-A").contains(id))
            try await test.handle(id, until: .finished)
            #expect(try await test.queued() == ["01", "03", "04", "05", "06"])
        }
    }

    @Test func `a form that is sent twice acts once and gets the same answer`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let once = RandomText.secret()
            let fields = ["checked": "yes"]
            let first = try await test.post("/incoming/\(id)/register", as: "clerk-A", version: 1, once: once, fields)
            let second = try await test.post("/incoming/\(id)/register", as: "clerk-A", version: 1, once: once, fields)
            #expect(first.status == .seeOther)
            #expect(second.status == .seeOther)
            #expect(first.headers[.location] == second.headers[.location])
            #expect(try await test.queued() == ["01", "03"])
        }
    }

    @Test func `an act on an older version is refused and told`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            _ = try await test.post("/incoming/\(id)/register", as: "clerk-A", version: 1, ["checked": "yes"])
            let late = try await test.post(
                "/incoming/\(id)/return", as: "clerk-B", version: 1, ["reason": "Văn bản gửi nhầm nơi nhận"])
            #expect(late.status == .conflict)
            #expect(try await test.state(id).state == .registered)
        }
    }

    @Test func `a return without a reason of ten characters keeps the document`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let answer = try await test.post("/incoming/\(id)/return", as: "clerk-A", version: 1, ["reason": "nhầm"])
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("từ 10 đến 1.000 ký tự"))
            #expect(try await test.state(id).state == .received)
            _ = try await test.post(
                "/incoming/\(id)/return", as: "clerk-A", version: 1, ["reason": "Văn bản gửi nhầm nơi nhận"])
            #expect(try await test.queued() == ["01", "02"])
        }
    }

    @Test func `a document that may be in the register already is registered only when that was confirmed`()
        async throws
    {
        try await TestOffice.with { test in
            let first = try await test.arrival()
            _ = try await test.post("/incoming/\(first)/register", as: "clerk-A", version: 1, ["checked": "yes"])
            let twin = try await test.arrival()
            let warned = try await test.post(
                "/incoming/\(twin)/register", as: "clerk-A", version: 1, ["checked": "yes"])
            #expect(warned.status == .unprocessableContent)
            #expect(try await test.state(twin).state == .received)
            var fields = ["checked": "yes", "despite-duplicate": "yes", "duplicate-reason": "ngắn"]
            let short = try await test.post("/incoming/\(twin)/register", as: "clerk-A", version: 1, fields)
            #expect(short.status == .unprocessableContent)
            #expect(String(buffer: short.body).contains("href=\"#duplicate-reason\""))
            #expect(try await test.state(twin).state == .received)
            fields["duplicate-reason"] = "Nơi gửi cấp trùng số cho hai văn bản."
            let confirmed = try await test.post("/incoming/\(twin)/register", as: "clerk-A", version: 1, fields)
            #expect(confirmed.status == .seeOther)
            // The reason stays.
            #expect(try await test.text("/incoming/\(twin)", as: "clerk-A").contains("Nơi gửi cấp trùng số"))
        }
    }

    @Test func `it cannot be finished before the reply that is required`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .inProgress, replyRequired: true)
            let version = try await test.state(id).version
            let answer = try await test.post(
                "/incoming/\(id)/finish", as: "officer-A", version: version, ["result": "Xong"])
            #expect(answer.status == .unprocessableContent)
            #expect(try await test.state(id).state == .inProgress)
        }
    }

    @Test func `what was submitted goes back to the clerk with its reason, and is submitted again`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            func giveBack(_ reason: String) async throws -> TestResponse {
                let version = try await test.state(id).version
                return try await test.post("/incoming/\(id)/back", as: "leader-A", version: version, ["reason": reason])
            }
            #expect(try await giveBack("ngắn").status == .unprocessableContent)
            let reason = "Trình đồng chí phụ trách lĩnh vực."
            #expect(try await giveBack(reason).status == .seeOther)
            #expect(try await test.state(id).state == .registered)
            let list = try await test.text("/incoming?view=to-submit", as: "clerk-A")
            #expect(list.contains(id) && list.contains(reason))
            // Nobody outside is told: 01 and 03 went before.
            #expect(try await test.queued() == ["01", "03"])
            let version = try await test.state(id).version
            let again = try await test.post(
                "/incoming/\(id)/submit", as: "clerk-A", version: version, ["leader": "leader-B"])
            #expect(again.status == .seeOther)
            #expect(try await !test.text("/incoming?view=all", as: "clerk-A").contains(reason))
            // It is another leader's now.
            #expect(try await giveBack(reason).status == .forbidden)
        }
    }

    /// Who may do what in which state; every other cell must be refused, and nothing may change.
    private static func allowed(_ state: InternalState) -> [InternalState.Act: Set<String>] {
        switch state {
        case .received: [.register: ["clerk-A", "clerk-B"], .return: ["clerk-A", "clerk-B"]]
        case .registered: [.submit: ["clerk-A", "clerk-B"]]
        case .submitted: [.direct: ["leader-A"], .giveBack: ["leader-A"]]
        case .assigned: [.begin: ["officer-A", "head-A"]]
        case .inProgress: [.finish: ["officer-A"]]
        case .returned, .finished: [:]
        }
    }

    @Test(arguments: [InternalState.received, .registered, .submitted, .assigned, .inProgress, .finished])
    func `every wrong role is refused every act in every state, and nothing changes`(state: InternalState) async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: state)
            let before = try await test.state(id)
            for act in InternalState.Act.allCases {
                for unit in ["A", "B"] {
                    for role in TestOffice.roles {
                        let person = "\(role.rawValue)-\(unit)"
                        if Self.allowed(state)[act]?.contains(person) == true { continue }
                        let answer = try await test.post(
                            "/incoming/\(id)/\(act.path)", as: person, version: before.version)
                        #expect([403, 404].contains(answer.status.code), "\(person) \(act) \(answer.status)")
                    }
                }
            }
            let after = try await test.state(id)
            #expect(after == before)
        }
    }

    @Test func `strangers, forged forms and other sites get nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let stranger = try await test.client.execute(uri: "/incoming/\(id)", method: .get)
            #expect(stranger.status == .seeOther)
            #expect(try await test.get("/incoming/\(id)", as: "officer-A").status == .notFound)
            let forged = try await test.post(
                "/incoming/\(id)/register", as: "clerk-A", version: 1, ["csrf": "0", "checked": "yes"])
            #expect(forged.status == .forbidden)
            #expect(try await test.state(id).state == .received)
        }
    }

    @Test func `every entry of a role's menu answers`() async throws {
        try await TestOffice.with { test in
            for role in TestOffice.roles {
                let person = "\(role.rawValue)-A"
                let home = try await test.get("/", as: person)
                let page = try await test.get(home.headers[.location] ?? "/", as: person)
                #expect(page.status == .ok)
                for match in String(buffer: page.body).matches(of: /<li><a href="([^"]+)"/) {
                    #expect(try await test.get(String(match.1), as: person).status == .ok, "\(person) \(match.1)")
                }
            }
        }
    }
}

extension TestOffice {
    /// Brings an arrived document as far as `goal`: leader-A directs unit A, officer-A works.
    func handle(_ id: String, until goal: InternalState, replyRequired: Bool = false) async throws {
        let steps: [(InternalState, String, String, [String: String])] = [
            (.registered, "register", "clerk-A", ["checked": "yes"]),
            (.submitted, "submit", "clerk-A", ["leader": "leader-A"]),
            (
                .assigned, "direct", "leader-A",
                ["text": "Giao Phòng A", "lead": "A"].merging(replyRequired ? ["reply-required": "yes"] : [:]) { $1 }
            ),
            (.inProgress, "begin", "officer-A", [:]),
            (.finished, "finish", "officer-A", ["result": "Đã xong"]),
        ]
        for (state, act, person, fields) in steps where try await self.state(id).state != goal {
            let answer = try await self.post(
                "/incoming/\(id)/\(act)", as: person, version: try await self.state(id).version, fields)
            #expect(answer.status == .seeOther, "\(act): \(answer.status)")
            #expect(try await self.state(id).state == state)
        }
    }
}
