import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Forms tell everything that must be corrected at once, each sentence in the summary and beside its field.
@Suite struct SeveralMistakesTests {
    private static let never = "31/02/2027"

    private static func expect(_ answer: TestResponse, tells fields: [String]) {
        #expect(answer.status == .unprocessableContent)
        let page = String(buffer: answer.body)
        for field in fields {
            #expect(page.contains("href=\"#\(field)\"") && page.contains("id=\"\(field)-loi\""), "\(field)")
        }
    }

    @Test func `a registration`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let answer = try await test.post(
                "/incoming/\(id)/register", as: "clerk-A", version: 1, ["due": "mai", "pages": "nhiều"])
            Self.expect(answer, tells: ["due", "pages", "checked"])
            #expect(try await test.state(id).state == .received)
        }
    }

    @Test func `a direction`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let path = "/incoming/\(id)/direct"
            let version = try await test.state(id).version
            let dates = ["text": "", "lead": "A", "due-A": Self.never, "people-due": "mai"]
            Self.expect(
                try await test.post(path, as: "leader-A", version: version, dates),
                tells: ["text", "due-A", "people-due"])
            let nobody = ["text": "", "know": "A", "reply-required": "yes"]
            Self.expect(
                try await test.post(path, as: "leader-A", version: version, nobody), tells: ["text", "lead"])
            #expect(try await test.state(id).state == .submitted)
        }
    }

    @Test(arguments: [
        ("assign", "head-B", ["officer": "", "due": Self.never]),
        ("supplement", "leader-A", ["text": "", "people-due": "mai"]),
        ("withdraw", "leader-A", ["line": "", "reason": "ngắn"]),
        ("hand-over", "officer-A", ["colleague": "", "reason": "ngắn"]),
        ("ask-extension", "officer-A", ["due": "mai", "reason": "ngắn"]),
    ])
    func `an act on a line`(act: String, person: String, fields: [String: String]) async throws {
        try await TestOffice.with { test in
            let id = try await LineTests.assigned(test)
            let answer = try await test.post(
                "/incoming/\(id)/\(act)", as: person, version: try await test.state(id).version, fields)
            Self.expect(answer, tells: fields.keys.sorted())
        }
    }

    @Test func `sharing`() async throws {
        try await TestOffice.with { test in
            let id = try await LineTests.assigned(test)
            let answer = try await test.post(
                "/incoming/\(id)/share", as: "clerk-A", version: 0, ["until": Self.never, "reason": "ngắn"])
            Self.expect(answer, tells: ["people", "until", "reason"])
        }
    }

    @Test func `issuing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE outgoing SET type_name = 'Hợp đồng' WHERE id = $1", id)
            }
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            let answer = try await test.post(
                "/outgoing/\(id)/publish", as: "clerk-A", version: try await test.outgoingState(id).version,
                ["paper": "habit"])
            Self.expect(answer, tells: ["anyway", "paper"])
        }
    }

    @Test func `a task, its end and its new deadline`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", id)
            }
            func add(_ fields: [String: String]) async throws -> TestResponse {
                try await test.post(
                    "/outgoing/\(id)/tasks", as: "clerk-A", version: try await test.outgoingState(id).version, fields)
            }
            Self.expect(
                try await add(["text": "", "lead": "", "due": "mai", "comes-back": "x"]),
                tells: ["text", "lead", "due", "comes-back"])
            let good = ["text": "Rà soát", "lead": "G22", "standing": "yes", "comes-back": "report"]
            #expect(try await add(good).status == .seeOther)
            let task = try await test.firstTask(of: id)
            Self.expect(
                try await test.act(.finish, on: task, ["day": "mai", "result": ""]), tells: ["day", "result"])
            Self.expect(
                try await test.act(.changeDeadline, on: task, ["due": "mai", "reason": "ngắn"]),
                tells: ["due", "reason"])
        }
    }

    @Test func `an urging`() async throws {
        try await UrgingTests.with { test in
            try await UrgingTests.issued("d1", due: -10, test)
            let answer = try await UrgingTests.urge(
                ["d1-G90:0"], test, ["text": " ", "kind": "x", "approver": ""])
            Self.expect(answer, tells: ["text", "kind", "approver"])
            #expect(try await UrgingTests.drafts(test) == 0)
        }
    }

    @Test func `a case file and a heading of the list`() async throws {
        try await TestOffice.with { test in
            let wrong = ["title": "", "started": Self.never, "heading": "KHONG-CO"]
            let file = try await test.post(
                "/case-files", as: "officer-A", version: 0, TestOffice.caseFields.merging(wrong) { $1 })
            Self.expect(file, tells: wrong.keys.sorted())
            let id = try await test.openFile()
            let edited = TestOffice.caseFields.merging(["title": "", "started": ""]) { $1 }
            Self.expect(try await test.act("edit", on: id, edited), tells: ["title", "started"])
            let heading = try await test.post(
                "/case-plan/heading", as: "clerk-A", version: 0, ["name": "", "abbreviation": "tài chính"])
            Self.expect(heading, tells: ["name", "abbreviation"])
        }
    }

    @Test func `a delegation`() async throws {
        try await TestOffice.with { test in
            let answer = try await test.post(
                "/delegations", as: "officer-A", version: 0,
                ["to": "", "scope": "x", "start": Self.never, "end": ""])
            Self.expect(answer, tells: ["to", "scope", "start", "end"])
        }
    }

    @Test func `a book, and numbers without a document`() async throws {
        try await TestOffice.with { test in
            let made = try await test.post(
                "/books", as: "admin-A", version: 0,
                ["direction": "out", "year": "1900", "name": "x", "secret": "yes", "default": "yes"])
            Self.expect(made, tells: ["year", "name", "secret"])
            try await test.office.openBooks()
            let book = "out-\(test.office.today.year)"
            let present = try #require(try await test.office.database.read { try Book.find(book, in: $0) })
            let edited = try await test.post("/books/\(book)", as: "admin-A", version: present.version, ["name": "x"])
            Self.expect(edited, tells: ["name", "default"])
            let kept = try await test.post(
                "/registers/out/reserve", as: "clerk-A", version: 0, ["book": book, "count": "99", "reason": ""])
            Self.expect(kept, tells: ["count", "reason"])
            let cancelled = try await test.post(
                "/registers/out/cancel", as: "clerk-A", version: 0, ["book": book, "number": "x", "reason": "ngắn"])
            Self.expect(cancelled, tells: ["number", "reason"])
        }
    }

    @Test func `a unit and a further post`() async throws {
        try await TestOffice.with { test in
            let unit = ["id": "có dấu", "name": "", "short": "", "sort": "x", "parent": "KHONG-CO"]
            Self.expect(
                try await test.post("/units", as: "admin-A", version: 0, unit), tells: unit.keys.sorted())
            let post = ["title": "", "unit": "", "role": "", "start": Self.never]
            Self.expect(
                try await test.post("/people/officer-A/posts", as: "admin-A", version: 0, post),
                tells: post.keys.sorted())
        }
    }
}
