import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The level of a secret paper changes and is lifted by decision; the line and its number stay.
@Suite struct SecrecyChangeTests {
    @Test func `a level is raised by a decision, and the register says so beside the same number`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            #expect(try await test.text("/secrets/\(id)", as: "clerk-A").contains("/secrets/\(id)/secrecy"))
            #expect(try await test.text("/secrets/\(id)/secrecy", as: "clerk-A").contains("hiện là Mật"))
            let once = RandomText.secret()
            for _ in 1...2 {
                let raised = try await SecretSteps.change(id, version: 1, once: once, ["level": "top-secret"], test)
                #expect(raised.status == .seeOther, "the same form acts once")
            }
            let page = try await test.text("/secrets/\(id)", as: "clerk-A")
            let today = test.office.today.shown
            for text in [
                "<span class=\"stamp\">Tối mật</span>", "Mật thành Tối mật theo 15/QĐ-UBND ngày \(today)",
                "Lê Thị Ví Dụ, Chủ tịch", "Theo danh mục bí mật nhà nước mới.", "Người clerk-A", SecretSteps.subject,
            ] { #expect(page.contains(text), "\(text)") }
            let total = try await SecretSteps.total("SELECT COUNT(*) AS total FROM secrecy_change", test)
            #expect(total == 1)
            let number = try await SecretSteps.total(
                "SELECT number AS total FROM register_entry WHERE document_id IS NOT NULL", test)
            #expect(number == 1)
            let register = try await Self.register(of: id, as: "clerk-A", test)
            #expect(register.contains("Tối mật") && register.contains("Mật thành Tối mật theo 15/QĐ-UBND"))
            #expect(!register.contains("bí mật nhà nước mới"), "the reason stays on the page of the line")
            // Of Tuyệt mật no subject is kept.
            let utmost = try await SecretSteps.change(id, version: 2, ["level": "utmost-secret"], test)
            #expect(utmost.status == .seeOther)
            #expect(try await !test.text("/secrets/\(id)", as: "clerk-A").contains(SecretSteps.subject))
        }
    }

    @Test func `lifting the secrecy keeps number and line, and still nothing leaves the book`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.outgoing, test)
            let lifted = try await SecretSteps.change(id, version: 1, ["kind": "lifted"], test)
            #expect(lifted.status == .seeOther)
            let page = try await test.text("/secrets/\(id)", as: "clerk-A")
            #expect(page.contains("<span class=\"stamp\">Đã giải mật</span>") && page.contains("01/UBND-NC"))
            let register = try await Self.register(of: id, as: "clerk-A", test)
            #expect(register.contains("Giải mật theo 15/QĐ-UBND ngày \(test.office.today.shown), trước là Mật"))
            #expect(try await test.text("/secrets", as: "clerk-A").contains("Đã giải mật"))
            // Others see what they saw before: the number.
            for person in ["clerk-B", "leader-A"] {
                #expect(try await test.get("/secrets/\(id)", as: person).status == .notFound)
                let bare = try await Self.register(of: id, as: person, test)
                #expect(!bare.contains("Giải mật") && !bare.contains(SecretSteps.subject) && !bare.contains("UBND-NC"))
            }
            for table in ["event", "notice", "search_entry", "outgoing"] {
                #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0, "\(table)")
            }
            let copy = ["kind": "SY", "signer": "leader-A", "receivers": "Lưu", "copies": "1"]
            let refused = try await test.post("/outgoing/\(id)/make-copy", as: "clerk-A", version: 2, copy)
            #expect(String(buffer: refused.body).contains("(secret)"))
            let log = try await test.text("/access", as: "admin-A")
            #expect(
                log.contains("Giải mật, số 1") && !log.contains("15/QĐ-UBND") && !log.contains("bí mật nhà nước mới"))
            // A second lifting there is none; a mistake of the register is put right, and both stay.
            for fields in [["kind": "lifted"], ["kind": "expired"], ["level": "secret"]] {
                #expect(
                    try await SecretSteps.change(id, version: 2, fields, test).status == .unprocessableContent,
                    "\(fields)")
            }
            let wrong = ["kind": "corrected", "level": "secret", "number": "", "signer": ""]
            #expect(try await SecretSteps.change(id, version: 2, wrong, test).status == .seeOther)
            let again = try await test.text("/secrets/\(id)", as: "clerk-A")
            #expect(again.contains("<span class=\"stamp\">Mật</span>") && again.contains("Giải mật theo 15/QĐ-UBND"))
            #expect(again.contains("Sửa độ mật ghi nhầm Đã giải mật thành Mật"))
            // What ends by itself needs no decision.
            let expired = try await SecretSteps.change(
                id, version: 3, ["kind": "expired", "number": "", "signer": ""], test)
            #expect(expired.status == .seeOther)
            #expect(try await test.text("/secrets/\(id)", as: "clerk-A").contains("Đương nhiên giải mật ngày"))
        }
    }

    @Test func `what a change lacks is refused at its field, and nothing is written`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            let wrong: [(field: String, fields: [String: String])] = [
                ("kind", ["kind": ""]), ("kind", ["kind": "x"]), ("level", [:]), ("level", ["level": "secret"]),
                ("level", ["level": "ordinary"]), ("level", ["kind": "lifted", "level": "top-secret"]),
                ("number", ["level": "top-secret", "number": ""]), ("number", ["kind": "lifted", "number": " "]),
                ("signer", ["level": "top-secret", "signer": ""]), ("day", ["level": "top-secret", "day": ""]),
                ("day", ["level": "top-secret", "day": test.day(1)]),
                ("day", ["level": "top-secret", "day": test.day(-1)]),
                ("day", ["level": "top-secret", "day": "31/02/2026"]),
                ("reason", ["level": "top-secret", "reason": "Ngắn"]),
            ]
            for (field, fields) in wrong {
                let answer = try await SecretSteps.change(id, version: 1, fields, test)
                #expect(answer.status == .unprocessableContent, "\(fields)")
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secrecy_change", test) == 0)
            #expect(try await SecretSteps.total("SELECT version AS total FROM secret_document", test) == 1)
        }
    }

    @Test func `the clerk who keeps the book alone writes it, and not over what changed meanwhile`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
                .incoming, with: ["holder": "officer-A", "passed": test.office.today.shown], test)
            let fields = ["level": "top-secret"]
            for (person, status) in [
                ("officer-A", HTTPResponse.Status.forbidden), ("clerk-B", .notFound), ("leader-A", .notFound),
                ("admin-A", .notFound),
            ] {
                #expect(try await test.get("/secrets/\(id)/secrecy", as: person).status == status, "\(person)")
                let answer = try await SecretSteps.change(id, version: 1, as: person, fields, test)
                #expect(answer.status == status, "\(person)")
            }
            #expect(try await SecretSteps.change(id, version: 1, fields, test).status == .seeOther)
            let late = try await SecretSteps.change(id, version: 1, ["kind": "lifted"], test)
            #expect(late.status == .conflict)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secrecy_change", test) == 1)
            // Who has the paper reads what its level is and since when.
            let page = try await test.text("/secrets/\(id)", as: "officer-A")
            #expect(page.contains("Mật thành Tối mật") && !page.contains("/secrets/\(id)/secrecy"))
        }
    }

    @Test func `the database changes no level without its line, and no line at all`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            #expect(try await SecretSteps.change(id, version: 1, ["level": "top-secret"], test).status == .seeOther)
            let statements = [
                ("UPDATE secret_document SET level = 'secret' WHERE id = $1", "with the line that says why"),
                ("UPDATE secret_document SET lifted_on = '2026-01-01' WHERE id = $1", "with the line that says why"),
                ("UPDATE secrecy_change SET reason = '' WHERE document_id = $1", "never altered"),
                ("DELETE FROM secrecy_change WHERE document_id = $1", "never removed"),
            ]
            for (sql, reason) in statements {
                let said = await SecretSteps.refused(sql, id, test)
                #expect(said?.contains(reason) == true, "\(sql): \(said ?? "done")")
            }
        }
    }

    /// The page of the book in which the document stands.
    private static func register(of id: String, as person: String, _ test: TestOffice) async throws -> String {
        let place = try await test.office.database.read { connection in
            try connection.row(
                """
                SELECT register.direction, register.id FROM register_entry
                JOIN register ON register.id = register_entry.register_id WHERE register_entry.document_id = $1
                """, id
            ).map { row in (direction: try row["direction"] as String, book: try row["id"] as String) }
        }
        let (direction, book) = try #require(place)
        return try await test.text("/registers/\(direction)?book=\(book)", as: person)
    }
}
