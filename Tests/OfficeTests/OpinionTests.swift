import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Asking others what they think: it moves nothing, and whoever is asked sees the document.
@Suite struct OpinionTests {
    private static func send(
        _ path: String, as person: String, _ fields: [(String, String)] = [], _ test: TestOffice
    ) async throws -> Int {
        try await test.send(path, as: person, version: 0, fields).status.code
    }

    private static func question(_ people: String...) -> [(String, String)] {
        [("question", "Có nên lùi hạn báo cáo?")] + people.map { ("people", $0) }
    }

    private static func request(_ document: String, _ test: TestOffice) async throws -> String {
        try await test.office.database.read { try OpinionRequest.all(of: document, in: $0).first?.id ?? "" }
    }

    private static func directed(_ test: TestOffice) async throws -> String {
        let id = try await test.arrival()
        try await test.handle(id, until: .inProgress)
        return id
    }

    @Test func `who is asked sees the document, answers, and the asker sums up`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directed(test)
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .notFound)
            let before = try await test.state(id)
            let asking = Self.question("officer-B", "leader-B")
            #expect(try await Self.send("/incoming/\(id)/ask-opinion", as: "officer-A", asking, test) == 303)
            #expect(try await test.state(id) == before, "nothing moves")
            #expect(try await test.text("/opinions", as: "officer-B").contains("Có nên lùi hạn báo cáo?"))
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .ok)

            let request = try await Self.request(id, test)
            let outcomes = [
                // Nobody else, not without an opinion, not other than in words.
                try await Self.send("/opinions/\(request)/answer", as: "head-A", [("answer", "agree")], test),
                try await Self.send("/opinions/\(request)/answer", as: "officer-B", test: test),
                try await Self.send("/opinions/\(request)/answer", as: "officer-B", [("answer", "other")], test),
                try await Self.send("/opinions/\(request)/answer", as: "officer-B", [("answer", "agree")], test),
                try await Self.send(
                    "/opinions/\(request)/answer", as: "officer-B", [("answer", "disagree"), ("text", "Không kịp.")],
                    test),
                try await Self.send("/opinions/\(request)/close", as: "officer-B", test: test),
                try await Self.send("/opinions/\(request)/close", as: "officer-A", [("summary", "Giữ hạn cũ.")], test),
                try await Self.send("/opinions/\(request)/answer", as: "leader-B", [("answer", "agree")], test),
                try await Self.send("/opinions/\(request)/close", as: "officer-A", test: test),
            ]
            #expect(outcomes == [403, 422, 422, 303, 303, 403, 303, 403, 403])
            let page = try await test.text("/incoming/\(id)", as: "head-A")
            #expect(page.contains("Không đồng ý") && page.contains("Không kịp.") && page.contains("Giữ hạn cũ."))
            #expect(page.contains("chưa cho ý kiến"), "the leader did not answer")
            #expect(try await !test.text("/opinions", as: "leader-B").contains("/answer"))
        }
    }

    @Test func `only who directs or works on it asks, whom it can be, until when it can be`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.directed(test)
            let path = "/incoming/\(id)/ask-opinion"
            for person in TestOffice.roles.flatMap({ ["\($0.rawValue)-A", "\($0.rawValue)-B"] }) {
                let isAllowed = ["leader-A", "head-A", "officer-A"].contains(person)
                let form = try await test.get(path, as: person)
                #expect(isAllowed ? form.status == .ok : [403, 404].contains(form.status.code), "\(person)")
                if isAllowed { continue }
                let answer = try await Self.send(path, as: person, Self.question("head-B"), test)
                #expect([403, 404].contains(answer), "\(person)")
            }
            let outcomes = [
                try await Self.send(path, as: "officer-A", Self.question(), test),
                try await Self.send(path, as: "officer-A", Self.question("officer-A"), test),
                try await Self.send(path, as: "officer-A", Self.question("admin-B"), test),
                try await Self.send(path, as: "officer-A", [("people", "head-B")], test),
                try await Self.send(path, as: "officer-A", Self.question("head-B") + [("due", "01/01/2020")], test),
            ]
            #expect(outcomes == [422, 422, 422, 422, 422])
            let count = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM opinion_request")?["total"] ?? 0
            }
            #expect(count == 0)
        }
    }

    @Test func `a draft is asked about too, and a form sent twice asks once`() async throws {
        try await TestOffice.with { test in
            let draft = try await test.draft()
            let session = String(repeating: "ab", count: 32)
            for _ in 1...2 {
                let answer = try await test.send(
                    "/outgoing/\(draft)/ask-opinion", as: "officer-A", version: 0, once: session,
                    Self.question("head-B"))
                #expect(answer.status == .seeOther)
            }
            #expect(try await test.get("/outgoing/\(draft)", as: "head-B").status == .ok)
            #expect(try await test.get("/outgoing/\(draft)", as: "officer-B").status == .notFound)
            let count = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM opinion_request")?["total"] ?? 0
            }
            #expect(count == 1)
        }
    }
}

extension OpinionTests {
    private static func send(_ path: String, as person: String, test: TestOffice) async throws -> Int {
        try await self.send(path, as: person, [], test)
    }
}
