import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// People who hold several posts.
@Suite struct PostTests {
    private static let person = "officer-A"

    /// `admin-A` gives `officer-A` the headship of unit B.
    private static func give(
        _ test: TestOffice, role: String = "head", start: String? = nil, end: String = "", as admin: String = "admin-A"
    ) async throws -> TestResponse {
        try await test.post(
            "/people/\(Self.person)/posts", as: admin, version: 0,
            [
                "title": "Phụ trách phòng", "unit": "B", "role": role, "start": start ?? test.office.today.shown,
                "end": end,
            ])
    }

    private static func posts(_ test: TestOffice) async throws -> [Post] {
        try await test.office.database.read { try Post.all(of: Self.person, in: $0) }
    }

    private static func send(
        _ path: String, _ fields: [String: String], in session: (cookie: String, csrf: String), _ test: TestOffice
    ) async throws -> TestResponse {
        let body = fields.merging(["csrf": session.csrf]) { $1 }.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await test.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body))
    }

    /// A session of `officer-A` that works in the post.
    private static func session(in post: String, _ test: TestOffice) async throws -> (cookie: String, csrf: String) {
        let session = try await test.session(Self.person)
        let chosen = try await Self.send("/account/post", ["post": post], in: session, test)
        #expect(chosen.status == .seeOther)
        return session
    }

    private static func visit(_ session: (cookie: String, csrf: String), _ test: TestOffice, at now: Date = Date())
        async throws -> Visit?
    {
        let token = String(session.cookie.dropFirst(SessionGate.cookie.count + 1))
        return try await test.office.database.read { try Sessions.visit(token: token, at: now, in: $0) }
    }

    @Test func `rights, counters and the name under an act follow the post in which one works`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(test).status == .seeOther)
            let post = try #require(try await Self.posts(test).first)
            let session = try await Self.session(in: post.id, test)
            let page = try await test.client.execute(
                uri: "/incoming?view=to-assign", method: .get, headers: [.cookie: session.cookie])
            #expect(page.status == .ok)
            let text = String(buffer: page.body)
            #expect(text.contains("Phụ trách phòng, B"))
            #expect(text.contains("Chuyển sang chức vụ chính"))
            let visit = try #require(try await Self.visit(session, test))
            #expect(visit.person.role == .head && visit.person.unit.id == "B")
            #expect(visit.person.signature == "Người officer-A, Phụ trách phòng")
            // An officer has no statistics, a head has.
            let statistics = try await test.client.execute(
                uri: "/statistics", method: .get, headers: [.cookie: session.cookie])
            let own = try await test.get("/statistics", as: Self.person)
            #expect([statistics.status, own.status] == [.ok, .forbidden])
            let back = try await Self.send("/account/post", ["post": ""], in: session, test)
            #expect(back.status == .seeOther)
            #expect(try await Self.visit(session, test)?.person.role == .officer)
        }
    }

    @Test func `somebody else's post, one that has not begun and one that has ended are not taken`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(test).status == .seeOther)
            let post = try #require(try await Self.posts(test).first)
            let foreign = try await Self.send(
                "/account/post", ["post": post.id], in: try await test.session("officer-B"), test)
            #expect(foreign.status == .forbidden)
            let session = try await Self.session(in: post.id, test)
            let ended = try await test.post("/people/\(Self.person)/posts/\(post.id)/end", as: "admin-A", version: 0)
            #expect(ended.status == .seeOther)
            // The session falls back by itself.
            #expect(try await Self.visit(session, test)?.person.role == .officer)
            let again = try await Self.send("/account/post", ["post": post.id], in: session, test)
            #expect(again.status == .forbidden)
            let tomorrow = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1))
            #expect(try await Self.give(test, start: tomorrow.shown).status == .seeOther)
            let later = try #require(try await Self.posts(test).first { !$0.isEnded })
            let early = try await Self.send("/account/post", ["post": later.id], in: session, test)
            #expect(early.status == .forbidden)
        }
    }

    @Test func `a post ends by itself after its last day`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            #expect(try await Self.give(test, end: today).status == .seeOther)
            let post = try #require(try await Self.posts(test).first)
            let session = try await Self.session(in: post.id, test)
            let late = Date() + 24 * 3600
            _ = try await test.office.database.write {
                try $0.execute("UPDATE session SET expires_at = $1, seen_at = $2", late + 3600, late)
            }
            #expect(try await Self.visit(session, test)?.account.postID == post.id)
            #expect(try await Self.visit(session, test, at: late)?.account.postID == nil)
        }
    }

    @Test func `the administrator gives posts, the person is told, no post is given twice`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(test, as: "head-A").status == .forbidden)
            #expect(try await Self.give(test, role: "admin").status == .unprocessableContent)
            #expect(try await Self.give(test, start: "31/02/2027").status == .unprocessableContent)
            #expect(try await Self.give(test, end: "01/01/2020").status == .unprocessableContent)
            #expect(try await Self.posts(test).isEmpty)
            #expect(try await Self.give(test).status == .seeOther)
            #expect(try await Self.give(test).status == .unprocessableContent)
            #expect(try await Self.posts(test).count == 1)
            let told = try await test.get("/incoming", as: Self.person)
            #expect(String(buffer: told.body).contains("Bạn được giao thêm chức vụ."))
            let page = try await test.get("/people/\(Self.person)", as: "admin-A")
            #expect(String(buffer: page.body).contains("Phụ trách phòng"))
        }
    }

    @Test func `who is a leader in a further post is offered and taken as one`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(test, role: "leader").status == .seeOther)
            let today = test.office.today
            try await test.office.database.read { connection in
                let leaders = try PersonStore.people([.leader], on: today, in: connection)
                #expect(leaders.filter { $0.id == Self.person }.map(\.title) == ["Phụ trách phòng"])
                #expect(try PersonStore.person(Self.person, as: .leader, on: today, in: connection)?.unit.id == "B")
                #expect(try PersonStore.person(Self.person, as: .clerk, on: today, in: connection) == nil)
                // Once, in the main post, where both fit.
                let all = try PersonStore.people(Role.working, on: today, in: connection)
                #expect(all.filter { $0.id == Self.person }.map(\.unit.id) == ["A"])
            }
        }
    }

    @Test func `whether a further post has begun is asked by the office's clock, not the machine's`() async throws {
        try await TestOffice.with(now: { Date().addingTimeInterval(40 * 86_400) }) { test in
            #expect(try await Self.give(test, role: "leader").status == .seeOther)
            let id = try await test.arrival()
            try await test.handle(id, until: .registered)
            let form = try await test.get("/incoming/\(id)/submit", as: "clerk-A")
            #expect(String(buffer: form.body).contains("Phụ trách phòng"))
            let submitted = try await test.post(
                "/incoming/\(id)/submit", as: "clerk-A", version: try await test.state(id).version,
                ["leader": Self.person])
            #expect(submitted.status == .seeOther)
        }
    }

    @Test func `only the main post is delegated`() async throws {
        try await TestOffice.with { test in
            #expect(try await Self.give(test).status == .seeOther)
            let post = try #require(try await Self.posts(test).first)
            let session = try await Self.session(in: post.id, test)
            let page = try await test.client.execute(
                uri: "/delegations/new", method: .get, headers: [.cookie: session.cookie])
            #expect(page.status == .forbidden)
        }
    }

    @Test func `posts come from a file, each once`() async throws {
        try await TestOffice.with { test in
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET user_name = 'officer-a' WHERE id = 'officer-A'")
            }
            let file = try PeopleFile(
                "userName,title,role,unit,from,until\nofficer-a,Phụ trách,Trưởng đơn vị,B,01/02/2026,\n")
            let imports = PeopleImport(database: test.office.database, now: { Date() })
            let first = try await imports.take(file).outcome
            let second = try await imports.take(file).outcome
            #expect(first.changes.count == 1 && first.unchanged == 0)
            #expect(second.changes.isEmpty && second.unchanged == 1)
            #expect(try await Self.posts(test).map(\.draft.role) == [.head])
            let wrong = try PeopleFile(
                "userName,title,role,unit,from,until\nofficer-a,Phụ trách,Quản trị,B,01/02/2026,\nai-do,A,head,B,hôm nào,\n"
            )
            let refused = try await imports.take(wrong).outcome.refused
            #expect(refused.map(\.place) == ["role", "userName"])
        }
    }

    @Test func `a unit where somebody holds a further post is not closed`() async throws {
        try await TestOffice.with { test in
            try await test.office.database.write { connection in
                try PersonStore.save(unit: Unit(id: "C", name: "Phòng C", shortName: "C"), sort: 9, in: connection)
                let draft = PostDraft(
                    title: "Phụ trách", unitID: "C", role: .head, startsOn: test.office.today, endsOn: nil)
                let holder = try PersonRecord.find(Self.person, in: connection).person
                _ = try PostActs.give(draft, to: holder, by: nil, at: Date(), in: connection)
                #expect(throws: Fault.self) { try PeopleRule.checkMayClose("C", in: connection) }
            }
        }
    }
}
