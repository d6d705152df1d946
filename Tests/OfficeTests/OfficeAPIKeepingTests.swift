import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Case files, units and people through the API: the acts of the pages, by the same rules.
@Suite struct OfficeAPIKeepingTests {
    /// What an act answers about what it was done to.
    private static func standing(_ answer: TestResponse) throws -> JSON {
        try #require(try TestOffice.json(answer)["document"], "\(answer.status): \(String(buffer: answer.body))")
    }

    @Test func `a case file is opened, filled, closed and opened again through the API`() async throws {
        try await TestOffice.with { test in
            let (officer, head) = (try await test.token(of: "officer-A"), try await test.token(of: "head-A"))
            var fields = TestOffice.caseFields.mapValues { JSON.text($0) }
            fields["started"] = .text(test.office.today.iso)
            let made = try await test.call(.post, "case-files", token: officer, .object(fields))
            #expect(made.status == .created)
            var file = try Self.standing(made)
            let id = try #require(file["id"]?.string)
            #expect(made.headers[.location] == "/api/v1/case-files/\(id)")
            let document = try await test.arrival(number: "7")
            try await test.handle(document, until: .assigned)
            let steps: [(String, String, [String: JSON])] = [
                (
                    officer, "edit",
                    fields.filter { $0.key != "heading" }.merging(["title": .text("Hồ sơ đã đổi tên")]) { $1 }
                ),
                (officer, "put", ["documents": .list([.text(document)])]),
                (officer, "close", ["ended": .text(test.office.today.iso)]),
                (head, "reopen", ["reason": .text("Bổ sung văn bản trả lời còn thiếu")]),
                (
                    officer, "documents/\(document)/take-out",
                    ["reason": .text("Văn bản thuộc hồ sơ của việc khác")]
                ),
            ]
            for (token, act, fields) in steps {
                let answer = try await test.call(
                    .post, "case-files/\(id)/\(act)", token: token,
                    .object(fields.merging(["version": try #require(file["version"])]) { $1 }))
                #expect(answer.status == .ok, "\(act): \(String(buffer: answer.body))")
                file = try Self.standing(answer)
            }
            let stands = try await test.file(id)
            #expect(stands.title == "Hồ sơ đã đổi tên" && stands.state == .open && stands.documents == 0)
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            let kinds = events.map(\.kind)
            for kind in [Event.Kind.caseOpened, .caseEdited, .caseFilled, .caseLost] { #expect(kinds.contains(kind)) }
        }
    }

    @Test func `a case file is refused through the API as on its page`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let (officer, other) = (try await test.token(of: "officer-A"), try await test.token(of: "officer-B"))
            let version = JSON.number(try await test.file(id).version)
            func close(_ token: String, _ version: JSON, _ ended: String) async throws -> TestResponse {
                try await test.call(
                    .post, "case-files/\(id)/close", token: token,
                    .object(["version": version, "ended": .text(ended)]))
            }
            let today = test.office.today.iso
            #expect(try await close(other, version, today).status == .notFound)
            #expect(try await close(officer, .number(99), today).status == .conflict)
            let answer = try await close(officer, version, "31/02/2027")
            #expect(answer.status == .unprocessableContent)
            #expect(try TestOffice.json(answer)["place"] == .text("ended"))
            #expect(try await test.file(id).state == .open)
        }
    }

    @Test func `an administrator's program adds, changes, locks; nobody else's does, and none gets a password`()
        async throws
    {
        try await TestOffice.with { test in
            let (admin, clerk) = (try await test.token(of: "admin-A"), try await test.token(of: "clerk-A"))
            let unit = JSON.object(["id": .text("TD"), "name": .text("Tổ Thi đua"), "short": .text("TĐ")])
            #expect(try await test.call(.post, "units", token: clerk, unit).status == .forbidden)
            let made = try await test.call(.post, "units", token: admin, unit)
            #expect(made.status == .created && made.headers[.location] == "/api/v1/units/TD")
            let person = JSON.object([
                "user": .text("mau.tothidua"), "full-name": .text("Tô Thị Mẫu"), "title": .text("Chuyên viên"),
                "unit": .text("TD"), "role": .text("officer"),
            ])
            #expect(try await test.call(.post, "people", token: clerk, person).status == .forbidden)
            let key = RandomText.secret()
            let added = try await test.call(.post, "people", token: admin, key: key, person)
            #expect(added.status == .created)
            let again = try await test.call(.post, "people", token: admin, key: key, person)
            #expect(again.body == added.body)
            // What opens an account is in no answer.
            let told = try TestOffice.json(added)
            #expect(
                told
                    == .object(["location": try #require(told["location"]), "document": try #require(told["document"])])
            )
            let standing = try Self.standing(added)
            let id = try #require(standing["id"]?.string)
            let read = try await test.call(.get, "people/\(id)", token: admin)
            #expect(try TestOffice.json(read)["person"]?["fullName"] == .text("Tô Thị Mẫu"))
            #expect(try await test.call(.get, "people/\(id)", token: clerk).status == .forbidden)
            let locked = try await test.call(
                .post, "people/\(id)/lock", token: admin, .object(["version": try #require(standing["version"])]))
            #expect(try Self.standing(locked)["state"] == .text("locked"))
            let closed = try await test.call(
                .post, "units/TD/close", token: admin,
                .object(["version": try #require(try Self.standing(made)["version"])]))
            #expect(try Self.standing(closed)["state"] == .text("closed"))
            try await Self.posts(admin, clerk, test)
            let log = try await test.office.database.read { try AdministrativeLog.entries(in: $0) }
            #expect(log.filter { $0.actor.hasPrefix("Người admin-A") }.count >= 4)
        }
    }

    /// A further post is given, read and ended.
    private static func posts(_ admin: String, _ clerk: String, _ test: TestOffice) async throws {
        let post: [String: JSON] = [
            "title": .text("Phó Trưởng phòng"), "unit": .text("B"), "role": .text("head"),
            "start": .text(test.office.today.iso),
        ]
        func give(_ token: String, _ more: [String: JSON] = [:]) async throws -> TestResponse {
            try await test.call(
                .post, "people/officer-A/posts", token: token, .object(post.merging(more) { $1 }))
        }
        #expect(try await give(clerk).status == .forbidden)
        #expect(try TestOffice.told(try await give(admin, ["role": .text("admin")])) == ["invalid-form", "role"])
        let given = try await give(admin)
        #expect(given.status == .ok)
        #expect(try Self.standing(given)["id"] == .text("officer-A"))
        #expect(try TestOffice.told(try await give(admin)) == ["invalid-form", "title"], "they hold it")
        func held() async throws -> JSON {
            let read = try await test.call(.get, "people/officer-A", token: admin)
            return try #require(try TestOffice.json(read)["posts"]?.elements.first)
        }
        let before = try await held()
        #expect(before["title"] == .text("Phó Trưởng phòng") && before["isEnded"] == .bool(false))
        let path = "people/officer-A/posts/\(try #require(before["id"]?.string))/end"
        #expect(try await test.call(.post, path, token: clerk, .object([:])).status == .forbidden)
        #expect(try await test.call(.post, path, token: admin, .object([:])).status == .ok)
        #expect(try await held()["isEnded"] == .bool(true))
        #expect(try await test.call(.post, path, token: admin, .object([:])).status == .conflict)
        let strange = try await test.call(.post, "people/officer-A/posts/x/end", token: admin, .object([:]))
        #expect(strange.status == .notFound)
    }
}
