import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Whoever holds several posts names the one in which a call works.
@Suite struct OfficeAPIPostTests {
    /// officer-A heads unit B too, from `start` on; answers the id of that post.
    private static func give(_ test: TestOffice, start: String? = nil) async throws -> String {
        let given = try await test.post(
            "/people/officer-A/posts", as: "admin-A", version: 0,
            [
                "title": "Phụ trách phòng", "unit": "B", "role": "head", "start": start ?? test.office.today.shown,
                "end": "",
            ])
        #expect(given.status == .seeOther)
        let posts = try await test.office.database.read { try Post.all(of: "officer-A", in: $0) }
        return try #require(posts.first { !$0.isEnded }).id
    }

    @Test func `a call has the rights of the post that it names, and its acts that title`() async throws {
        try await TestOffice.with { test in
            let post = try await Self.give(test)
            let token = try await test.token(of: "officer-A")
            let main = try TestOffice.json(try await test.call(.get, "me", token: token))
            #expect(main["person"]?["role"] == .text("officer") && main["post"] == nil)
            #expect(main["posts"]?.elements.map { $0["id"] } == [.text(post)])
            let further = try TestOffice.json(try await test.call(.get, "me", token: token, post: post))
            #expect(further["person"]?["role"] == .text("head") && further["post"] == .text(post))
            #expect(further["person"]?["unit"]?["id"] == .text("B"))
            // An officer has no figures, a head has.
            #expect(try await test.call(.get, "statistics", token: token).status == .forbidden)
            #expect(try await test.call(.get, "statistics", token: token, post: post).status == .ok)

            let id = try await test.openFile(as: "officer-B", ["heading": "B"])
            var fields = TestOffice.caseFields.filter { $0.key != "heading" }.mapValues { JSON.text($0) }
            fields["title"] = .text("Hồ sơ đã đổi tên")
            fields["keeper"] = .text("officer-B")
            fields["started"] = .text(test.day(0))
            fields["version"] = .number(try await test.file(id).version)
            let (path, body) = ("case-files/\(id)/edit", JSON.object(fields))
            #expect(try await test.call(.post, path, token: token, body).status == .notFound)
            let edited = try await test.call(.post, path, token: token, key: "sua-1", post: post, body)
            #expect(edited.status == .ok)
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            #expect(events.first { $0.kind == .caseEdited }?.actor == "Người officer-A, Phụ trách phòng")
            // The same key without the post is another attempt.
            let other = try await test.call(.post, path, token: token, key: "sua-1", body)
            #expect(try TestOffice.json(other)["code"] == .text("conflict"))
        }
    }

    @Test func `a post that is not one's own, has not begun or has ended opens nothing`() async throws {
        try await TestOffice.with { test in
            let tomorrow = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1))
            let later = try await Self.give(test, start: tomorrow.shown)
            let (token, foreign) = (try await test.token(of: "officer-A"), try await test.token(of: "officer-B"))
            func told(_ token: String, _ post: String) async throws -> JSON? {
                let answer = try await test.call(.get, "me", token: token, post: post)
                return try TestOffice.json(answer)["code"]
            }
            #expect(try await told(token, later) == .text("not-allowed"))
            _ = try await test.office.database.write {
                try $0.execute("UPDATE post SET starts_on = $1", test.office.today)
            }
            #expect(try await told(token, later) == nil)
            #expect(try await told(foreign, later) == .text("not-allowed"))
            #expect(try await told(token, "x") == .text("not-allowed"))
            let ended = try await test.post("/people/officer-A/posts/\(later)/end", as: "admin-A", version: 0)
            #expect(ended.status == .seeOther)
            #expect(try await told(token, later) == .text("not-allowed"))
            #expect(try await test.call(.get, "me", token: token).status == .ok)
        }
    }
}
