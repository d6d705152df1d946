import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Somebody acts in another's place.
@Suite struct DelegationTests {
    private typealias Session = (cookie: String, csrf: String)

    private static func day(_ days: Int, _ test: TestOffice) throws -> String {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days)).shown
    }

    private static func give(
        from person: String, to other: String, scope: DelegationScope = .all, start: Int = 0, end: Int? = 3,
        _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/delegations", as: person, version: 0,
            [
                "to": other, "scope": scope.rawValue, "start": try Self.day(start, test),
                "end": try end.map { try Self.day($0, test) } ?? "",
            ])
    }

    private static func newest(_ test: TestOffice) async throws -> String {
        try await test.office.database.read {
            try $0.row("SELECT id FROM delegation ORDER BY made_at DESC, id DESC LIMIT 1")?["id"] ?? ""
        }
    }

    private static func post(
        _ path: String, in session: Session, version: Int = 0, _ fields: [String: String], _ test: TestOffice
    ) async throws -> TestResponse {
        var pairs = ["csrf": session.csrf, "once": RandomText.secret(), "version": String(version)]
        pairs.merge(fields) { $1 }
        let body = pairs.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await test.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body))
    }

    private static func get(_ path: String, in session: Session, _ test: TestOffice) async throws -> TestResponse {
        try await test.client.execute(uri: path, method: .get, headers: [.cookie: session.cookie])
    }

    /// A session of `deputy` that acts by the newest delegation.
    private static func acting(_ deputy: String, _ test: TestOffice) async throws -> Session {
        let session = try await test.session(deputy)
        let answer = try await Self.post("/delegations/\(try await Self.newest(test))/act", in: session, [:], test)
        #expect(answer.status == .seeOther)
        return session
    }

    @Test func `what is done in another's place stands under both names everywhere`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let given = try await Self.give(from: "clerk-A", to: "officer-B", test)
            #expect(given.status == .seeOther)
            let session = try await Self.acting("officer-B", test)
            let page = String(buffer: try await Self.get("/incoming/\(id)", in: session, test).body)
            #expect(page.contains("Bạn đang làm thay Người clerk-A, Văn thư"))
            let done = try await Self.post(
                "/incoming/\(id)/return", in: session, version: try await test.state(id).version,
                ["reason": "Gửi nhầm cơ quan, xin chuyển lại."], test)
            #expect(done.status == .seeOther)
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            #expect(
                events.contains { $0.kind == .returned && $0.actor == "Người officer-B (thay Người clerk-A, Văn thư)" })
            let rows = try await test.office.database.read { connection in
                try connection.rows("SELECT * FROM act_in_place LIMIT 10").map { row -> [String] in
                    [try row["person_id"], try row["place_of"], try row["document_id"]]
                }
            }
            #expect(rows == [["officer-B", "clerk-A", id]])
            for sql in ["DELETE FROM act_in_place", "UPDATE act_in_place SET person_id = place_of"] {
                await #expect(throws: (any Error).self) {
                    _ = try await test.office.database.write { try $0.execute(sql) }
                }
            }
        }
    }

    @Test func `versions, initials, questions and answers of a deputy stand under both names`() async throws {
        try await TestOffice.with { test in
            func acting(for person: String, as deputy: String) async throws -> Session {
                #expect(try await Self.give(from: person, to: deputy, test).status == .seeOther)
                return try await Self.acting(deputy, test)
            }
            let fields = TestOffice.draftFields.merging(["initial-1": "head-A"]) { $1 }
            let answer = try await test.send(
                "/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            let path = "/outgoing/\(id)"
            func version() async throws -> Int { try await test.outgoingState(id).version }
            let drafter = try await acting(for: "officer-A", as: "clerk-B")
            let edited = fields.merging(["subject": "V/v sửa thay"]) { $1 }
            #expect(
                try await Self.post("\(path)/edit", in: drafter, version: try await version(), edited, test).status
                    == .seeOther)
            #expect(
                try await Self.post("\(path)/submit", in: drafter, version: try await version(), [:], test).status
                    == .seeOther)
            let question = ["question": "Có vướng gì không?", "people": "head-B"]
            #expect(try await Self.post("\(path)/ask-opinion", in: drafter, question, test).status == .seeOther)
            let initialler = try await acting(for: "head-A", as: "officer-B")
            #expect(
                try await Self.post("\(path)/initial", in: initialler, version: try await version(), [:], test).status
                    == .seeOther)
            let asked = try await test.office.database.read {
                try #require(try OpinionRequest.all(of: id, in: $0).first).id
            }
            let answerer = try await acting(for: "head-B", as: "officer-B")
            let opinion = ["answer": "agree", "text": ""]
            #expect(try await Self.post("/opinions/\(asked)/answer", in: answerer, opinion, test).status == .seeOther)

            let page = try await test.text(path, as: "leader-A")
            // Everything before the timeline: the panels themselves.
            let panels = try #require(page.split(separator: "id=\"dien-bien\"").first)
            for text in [
                "Người clerk-B (thay Người officer-A, Chuyên viên)</span>",
                "<li>Người officer-B (thay Người head-A, Trưởng đơn vị)<br>",
                "<b>Người clerk-B (thay Người officer-A, Chuyên viên)</b> hỏi",
                "<li>Người officer-B (thay Người head-B, Trưởng đơn vị): ",
            ] { #expect(panels.contains(text), "\(text)") }
            #expect(panels.contains("Người officer-A, Chuyên viên</span>"), "the first version is the drafter's own")
        }
    }

    @Test func `a deputy has the rights of the other and not their own, and goes back to them`() async throws {
        try await TestOffice.with { test in
            let given = try await Self.give(from: "officer-A", to: "leader-B", test)
            #expect(given.status == .seeOther)
            let session = try await Self.acting("leader-B", test)
            let board = try await Self.get("/board", in: session, test)
            #expect(board.status == .forbidden)
            let stopped = try await Self.post("/delegations/stop", in: session, [:], test)
            #expect(stopped.status == .seeOther)
            let own = try await Self.get("/board", in: session, test)
            #expect(own.status == .ok)
        }
    }

    @Test func `it ends by itself with its last day, and at once when it is revoked or somebody is locked`()
        async throws
    {
        try await TestOffice.with { test in
            let given = try await Self.give(from: "leader-A", to: "officer-B", test)
            #expect(given.status == .seeOther)
            let delegation = try await Self.newest(test)
            let now = test.office.now()
            try await test.office.database.write { connection in
                let deputy = try #require(try PersonStore.person("officer-B", in: connection))
                let days = (0...4).map { test.office.today.dayNumber + $0 }.compactMap { CalendarDate(dayNumber: $0) }
                let people = try days.map { try Delegation.person(delegation, for: deputy, on: $0, in: connection)?.id }
                #expect(people == ["leader-A", "leader-A", "leader-A", "leader-A", nil])
                // The session itself.
                let token = try Sessions.open(personID: "officer-B", at: now, in: connection)
                let visit = try #require(try Sessions.visit(token: token, at: now, in: connection))
                try Sessions.act(by: delegation, visit, in: connection)
                #expect(try Sessions.visit(token: token, at: now, in: connection)?.person.id == "leader-A")
                try connection.execute("UPDATE delegation SET ends_on = $1", test.office.today)
                let tomorrow = try #require(days.dropFirst().first)
                #expect(try Delegation.person(delegation, for: deputy, on: tomorrow, in: connection) == nil)
                try connection.execute("UPDATE person SET enabled = 0 WHERE id = 'leader-A'")
                #expect(try Sessions.visit(token: token, at: now, in: connection)?.person.id == "officer-B")
                try connection.execute("UPDATE person SET enabled = 1 WHERE id = 'leader-A'")
            }
            let session = try await Self.acting("officer-B", test)
            let before = try await Self.get("/board", in: session, test)
            let revoked = try await test.post("/delegations/\(delegation)/revoke", as: "leader-A", version: 0)
            let after = try await Self.get("/board", in: session, test)
            #expect([before.status, revoked.status, after.status] == [.ok, .seeOther, .forbidden])
            let again = try await Self.post("/delegations/\(delegation)/act", in: session, [:], test)
            #expect(again.status == .forbidden)
            #expect(try await test.text("/incoming", as: "officer-B").contains("Ủy quyền cho bạn đã bị thu hồi"))
        }
    }

    @Test(arguments: [DelegationScope.incoming, .outgoing])
    func `a scope holds for pages, acts, files and search`(scope: DelegationScope) async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.addFile(to: id)
            let given = try await Self.give(from: "clerk-A", to: "officer-B", scope: scope, test)
            #expect(given.status == .seeOther)
            let session = try await Self.acting("officer-B", test)
            let covers = scope == .incoming
            let paths: [(path: String, status: HTTPResponse.Status)] = [
                ("/incoming?view=all", covers ? .ok : .forbidden), ("/incoming/new", covers ? .ok : .forbidden),
                ("/received-tasks", covers ? .ok : .forbidden), ("/tasks", .forbidden),
                ("/outgoing?view=all", covers ? .forbidden : .ok), ("/failures", .forbidden), ("/board", .forbidden),
                ("/people", .forbidden), ("/files/file-\(id)/a.pdf", covers ? .ok : .notFound), ("/delegations", .ok),
                // The file is no PDF in truth.
                ("/files/file-\(id)/first-page", covers ? .unprocessableContent : .notFound),
            ]
            for (path, status) in paths {
                let answer = try await Self.get(path, in: session, test)
                #expect(answer.status == status, "\(path)")
            }
            let act = try await Self.post(
                "/incoming/\(id)/return", in: session, version: try await test.state(id).version,
                ["reason": "Gửi nhầm cơ quan, xin chuyển lại."], test)
            #expect(act.status == (covers ? .seeOther : .forbidden))
            let found = String(buffer: try await Self.get("/search?q=lien+thong", in: session, test).body)
            #expect(found.contains("/incoming/\(id)") == covers)
        }
    }

    @Test func `nobody passes a delegation on or reaches the other's account`() async throws {
        try await TestOffice.with { test in
            let given = try await Self.give(from: "leader-A", to: "head-A", test)
            #expect(given.status == .seeOther)
            let first = try await Self.newest(test)
            let session = try await Self.acting("head-A", test)
            let form = try await Self.get("/delegations/new", in: session, test)
            let fields = [
                "to": "officer-B", "scope": "all", "start": try Self.day(0, test), "end": try Self.day(1, test),
            ]
            let passed = try await Self.post("/delegations", in: session, fields, test)
            let revoked = try await Self.post("/delegations/\(first)/revoke", in: session, [:], test)
            #expect([form.status, passed.status, revoked.status] == [.forbidden, .forbidden, .forbidden])
            let account = String(buffer: try await Self.get("/account", in: session, test).body)
            #expect(account.contains("<dd>head-A</dd>") && !account.contains("<dd>leader-A</dd>"))
            // The deputy's own deputy acts for the deputy alone.
            let second = try await Self.give(from: "head-A", to: "officer-B", test)
            #expect(second.status == .seeOther)
            let other = try await test.session("officer-B")
            let taken = try await Self.post("/delegations/\(first)/act", in: other, [:], test)
            #expect(taken.status == .forbidden)
            let own = try await Self.acting("officer-B", test)
            let board = try await Self.get("/board", in: own, test)
            #expect(board.status == .forbidden)
        }
    }

    @Test func `who may give it, to whom and for how long`() async throws {
        try await TestOffice.with { test in
            let outcomes = [
                try await Self.give(from: "admin-A", to: "officer-A", test),
                try await Self.give(from: "head-A", to: "head-A", test),
                try await Self.give(from: "head-A", to: "admin-A", test),
                try await Self.give(from: "head-A", to: "khong", test),
                try await Self.give(from: "head-A", to: "officer-A", start: -1, test),
                try await Self.give(from: "head-A", to: "officer-A", start: 5, end: 4, test),
                try await Self.give(from: "head-A", to: "officer-A", end: 400, test),
                // An assistant, for good: a leader's alone.
                try await Self.give(from: "head-A", to: "officer-A", end: nil, test),
                try await Self.give(from: "leader-A", to: "officer-A", end: nil, test),
            ]
            #expect(outcomes.map(\.status.code) == [403, 422, 422, 422, 422, 422, 422, 422, 303])
            let tomorrow = try await Self.give(from: "head-A", to: "officer-A", start: 1, test)
            #expect(tomorrow.status == .seeOther)
            let early = try await Self.post(
                "/delegations/\(try await Self.newest(test))/act", in: try await test.session("officer-A"), [:], test)
            #expect(early.status == .forbidden)
            #expect(try await test.text("/incoming", as: "officer-A").contains("Bạn được ủy quyền làm thay"))
        }
    }

    @Test(arguments: ["head-A", "officer-A"])
    func `a delegation ends with the post of whoever gave or took it`(changed: String) async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(from: "head-A", to: "officer-A", test).status == .seeOther)
            let session = try await Self.acting("officer-A", test)
            let role = changed == "head-A" ? "leader" : "clerk"
            let answer = try await test.post(
                "/people/\(changed)", as: "admin-A", version: 1,
                ["full-name": "Người \(changed)", "title": "Chức vụ mới", "unit": "A", "role": role])
            #expect(answer.status == .seeOther, "\(String(buffer: answer.body))")
            let page = String(buffer: try await Self.get("/delegations", in: session, test).body)
            #expect(!page.contains("Bạn đang làm thay"))
        }
    }

    @Test func `nobody signs their own draft in another's place, and a deputy's look is not the other's reading`()
        async throws
    {
        try await TestOffice.with { test in
            let draft = try await test.draft()
            try await test.bring(draft, to: .submitted)
            #expect(try await Self.give(from: "leader-A", to: "officer-A", test).status == .seeOther)
            let session = try await Self.acting("officer-A", test)
            let version = try await test.outgoingState(draft).version
            let answer = try await Self.post("/outgoing/\(draft)/approve", in: session, version: version, [:], test)
            #expect(answer.status == .forbidden)
            #expect(try await test.outgoingState(draft).state == .submitted)

            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let version2 = try await test.state(id).version
            let direction = ["text": "Để biết.", "know-people": "leader-B"]
            let directed = try await test.post("/incoming/\(id)/direct", as: "leader-A", version: version2, direction)
            #expect(directed.status == .seeOther)
            #expect(try await Self.give(from: "leader-B", to: "officer-B", test).status == .seeOther)
            let deputy = try await Self.acting("officer-B", test)
            #expect(try await Self.get("/incoming/\(id)", in: deputy, test).status == .ok)
            #expect(try await test.state(id).state == .assigned, "the leader has not read it")
        }
    }
}
