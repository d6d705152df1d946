import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Who may see a line of a secret book, and who the number alone.
@Suite struct SecrecyAccessTests {
    private static func person(_ id: String, _ test: TestOffice) async throws -> Person {
        try #require(try await test.office.database.read { try PersonStore.person(id, in: $0) })
    }

    @Test func `a line is seen by the keeper of its book and by who has the paper, by nobody else`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            let id = try await SecretSteps.registered(.incoming, with: ["holder": "leader-A", "passed": today], test)
            for unit in ["A", "B"] {
                for role in TestOffice.roles {
                    let person = "\(role.rawValue)-\(unit)"
                    let isTheirs = ["clerk-A", "leader-A"].contains(person)
                    #expect(
                        try await test.get("/secrets/\(id)", as: person).status == (isTheirs ? .ok : .notFound),
                        "\(person)")
                    let list = try await test.get("/secrets", as: person)
                    #expect(list.status == (role == .admin ? .forbidden : .ok))
                    #expect(String(buffer: list.body).contains(SecretSteps.subject) == isTheirs, "\(person)")
                    let edit = try await test.get("/secrets/\(id)/edit", as: person).status
                    #expect(edit == (person == "clerk-A" ? .ok : isTheirs ? .forbidden : .notFound), "\(person)")
                }
            }
            // Whoever acts in the leader's place does not see what only the leader may.
            var deputy = try await Self.person("leader-A", test)
            deputy.deputy = Deputy(
                id: "officer-B", fullName: "Người officer-B", delegationID: "x", scope: .all, endsOn: nil)
            let acting = deputy
            #expect(try await test.office.database.read { try SecretDocument.find(id, for: acting, in: $0) } == nil)
            // Nor does a holder who administers the system now.
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE person SET role = 'admin' WHERE id = 'leader-A'")
            }
            #expect(try await test.get("/secrets/\(id)", as: "leader-A").status == .notFound)
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE person SET role = 'leader' WHERE id = 'leader-A'")
            }
            // The side list names it to those alone.
            #expect(try await test.text("/incoming?view=all", as: "leader-A").contains("href=\"/secrets\""))
            #expect(try await !test.text("/incoming?view=all", as: "leader-B").contains("href=\"/secrets\""))
        }
    }

    @Test func `others find the number alone in the register, on the page and in the API`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            let book = try await test.office.database.read { connection -> String in
                try connection.row("SELECT register_id FROM register_entry WHERE document_id = $1", id)?["register_id"]
                    ?? ""
            }
            for person in ["clerk-B", "leader-A"] {
                for path in ["/registers/in?book=\(book)", "/registers/in/print?book=\(book)"] {
                    let page = try await test.text(path, as: person)
                    #expect(page.contains("Văn bản mật") && !page.contains(SecretSteps.issuer) && !page.contains(id))
                    #expect(!page.contains(SecretSteps.subject) && !page.contains("CA-AN"))
                }
            }
            for person in ["clerk-A", "clerk-B", "leader-A"] {
                #expect(
                    try await test.get("/registers/in/xlsx?book=\(book)", as: person).status == .unprocessableContent)
                let answer = try await test.call(
                    .get, "registers/in/\(book)", token: try await test.token(of: person))
                let text = String(buffer: answer.body)
                #expect(
                    answer.status == .ok && !text.contains(SecretSteps.issuer) && !text.contains(SecretSteps.subject),
                    "\(text)")
            }
            for act in ["reserve", "cancel"] {
                #expect(try await test.get("/registers/in/\(act)?book=\(book)", as: "clerk-B").status == .forbidden)
            }
            // Why a number is kept may say as much as a subject.
            let kept = try await test.post(
                "/registers/in/reserve", as: "clerk-A", version: 0,
                ["book": book, "count": "1", "reason": "Chờ phương án kỳ họp"])
            #expect(kept.status == .seeOther)
            for (person, isTold) in [("clerk-A", true), ("clerk-B", false), ("leader-A", false)] {
                for path in ["/registers/in?book=\(book)", "/registers/in/check?book=\(book)"] {
                    let page = try await test.text(path, as: person)
                    #expect(page.contains("Chờ phương án kỳ họp") == isTold, "\(person) \(path)")
                }
                let check = try await test.call(
                    .get, "registers/in/\(book)/check", token: try await test.token(of: person))
                #expect(check.status == .ok && !String(buffer: check.body).contains("Chờ phương án"), "\(person)")
            }
            #expect(try await SecretSteps.enter(.incoming, in: book, as: "clerk-B", test).status == .forbidden)
            #expect(try await test.get("/secrets/new?direction=in", as: "clerk-B").status == .forbidden)
            #expect(try await test.get("/secrets/new?direction=out", as: "clerk-A").status == .forbidden)
            #expect(try await test.get("/secrets/new?direction=x", as: "clerk-A").status == .notFound)
        }
    }

    @Test func `with the book its lines go to the next keeper, who is told`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            let book = try await test.office.database.read { connection in
                try connection.row("SELECT id, version FROM register WHERE is_secret = 1").map { row in
                    (id: try row["id"] as String, version: try row["version"] as Int)
                }
            }
            let (bookID, version) = try #require(book)
            let fields = ["name": "Sổ mật in", "secret": "yes"]
            for keeper in ["officer-A", "khong-co", ""] {
                let answer = try await test.post(
                    "/books/\(bookID)", as: "admin-A", version: version, fields.merging(["keeper": keeper]) { $1 })
                #expect(answer.status == .unprocessableContent)
            }
            let given = try await test.post(
                "/books/\(bookID)", as: "admin-A", version: version, fields.merging(["keeper": "clerk-B"]) { $1 })
            #expect(given.status == .seeOther)
            #expect(try await test.get("/secrets/\(id)", as: "clerk-A").status == .notFound)
            #expect(try await test.get("/secrets/\(id)", as: "clerk-B").status == .ok)
            #expect(try await test.text("/people/log", as: "admin-A").contains("”: Người clerk-B"))
            let told = try await SecretSteps.total(
                "SELECT COUNT(*) AS total FROM administration WHERE act = 'secret-keeper-set' AND concerns = 'clerk-B'",
                test)
            #expect(told == 1)
            // A program that changes the book says nothing of its keeper.
            let renamed = try await test.call(
                .post, "books/\(bookID)", token: try await test.token(of: "admin-A"),
                .object(["version": .number(version + 1), "name": .text("Sổ mật in"), "secret": .bool(true)]))
            #expect(renamed.status == .ok)
            #expect(try await test.get("/secrets/\(id)", as: "clerk-B").status == .ok)
            // The book of next year is kept by the same clerk.
            let next = test.office.today.year + 1
            let books = try await test.office.database.write { connection in
                try Book.open(.incoming, year: next, in: connection)
                return try Book.all(.incoming, year: next, in: connection)
            }
            #expect(books.first { $0.isSecret }?.keeperID == "clerk-B")
        }
    }
}
