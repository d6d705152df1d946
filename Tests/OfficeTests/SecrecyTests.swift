import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// What the clerk who keeps a secret book writes into it.
@Suite struct SecrecyTests {
    @Test func `what came is entered into the secret book, and its keeper reads level and columns`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, test)
            let form = try await test.text("/secrets/new?direction=in", as: "clerk-A")
            #expect(form.contains("không đính kèm tệp") && !form.contains("type=\"file\""))
            let answer = try await SecretSteps.enter(.incoming, in: book, test)
            let path = try #require(answer.headers[.location])
            let page = try await test.text(path, as: "clerk-A")
            for text in [
                "<span class=\"stamp\">Mật</span>", SecretSteps.issuer, "12/CA-AN", SecretSteps.subject,
                "Chỉ ở trên giấy",
            ] {
                #expect(page.lowercased().contains(text.lowercased()), "\(text)")
            }
            let register = try await test.text("/registers/in?book=\(book)", as: "clerk-A")
            for text in [
                "Sổ đăng ký văn bản mật đến", "Độ mật", SecretSteps.issuer, SecretSteps.subject, "Ghi văn bản mật…",
            ] {
                #expect(register.contains(text), "\(text)")
            }
            #expect(!register.contains("Tải .xlsx"))
            let print = try await test.text("/registers/in/print?book=\(book)", as: "clerk-A")
            #expect(print.contains(SecretSteps.issuer) && print.contains("Độ mật"))
            let list = try await test.text("/secrets", as: "clerk-A")
            #expect(list.contains(SecretSteps.subject) && list.contains("<span class=\"stamp\">Mật</span>"))
        }
    }

    @Test func `an outgoing one gets the next number of its own series, or one that was kept`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.outgoing, test)
            let kept = try await test.post(
                "/registers/out/reserve", as: "clerk-A", version: 0, ["book": book, "count": "1", "reason": "Chờ ký"])
            #expect(kept.status == .seeOther)
            for choice in ["next \(book)", "reserved \(book) 1"] {
                #expect(
                    try await SecretSteps.enter(.outgoing, in: book, with: ["number-choice": choice], test).status
                        == .seeOther
                )
            }
            let page = try await test.text("/registers/out?book=\(book)", as: "clerk-A")
            #expect(page.contains("01/UBND-NC") && page.contains("02/UBND-NC"))
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM outgoing", test) == 0)
            // The series of the open books has not moved.
            let next = try await test.office.database.read {
                try Register.nextNumber(.outgoing, year: test.office.today.year, in: $0)
            }
            #expect(next == 1)
            let gone = try await test.post(
                "/registers/out/cancel", as: "clerk-A", version: 0,
                ["book": book, "number": "1", "reason": "Cấp nhầm cho văn bản khác."])
            #expect(gone.status == .unprocessableContent)
        }
    }

    @Test func `what the law does not let stand in the book is refused at its field`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, test)
            let open = try await test.office.database.read {
                try Book.usual(.incoming, year: test.office.today.year, type: nil, in: $0)?.id
            }
            let later = test.day(1)
            let wrong: [(field: String, fields: [String: String])] = [
                ("level", ["level": "ordinary"]), ("level", ["level": ""]), ("parties", ["parties": " "]),
                ("subject", ["level": "utmost-secret"]),
                ("subject", ["subject": String(repeating: "x", count: SecretEntry.maximumSubject + 1)]),
                ("number", ["number": ""]), ("arrived", ["arrived": later]), ("date", ["date": later]),
                ("type", ["type": "Mật thư"]), ("copies", ["copies": "0"]), ("urgency", ["urgency": "7"]),
                ("holder", ["passed": test.office.today.shown]), ("holder", ["holder": "admin-A"]),
                ("passed", ["holder": "officer-A"]), ("passed", ["holder": "officer-A", "passed": later]),
                ("number-choice", ["number-choice": ""]), ("number-choice", ["number-choice": "next khong-co"]),
            ]
            for (field, fields) in wrong {
                let answer = try await SecretSteps.enter(.incoming, in: book, with: fields, test)
                #expect(answer.status == .unprocessableContent, "\(fields)")
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            let elsewhere = try await SecretSteps.enter(.incoming, in: try #require(open), test)
            #expect(elsewhere.status == .forbidden)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_document", test) == 0)
            let utmost = ["level": "utmost-secret", "subject": ""]
            #expect(try await SecretSteps.enter(.incoming, in: book, with: utmost, test).status == .seeOther)
            #expect(try await test.text("/secrets", as: "clerk-A").contains("Văn bản mật số 1"))
        }
    }

    @Test func `a form with a file is not read`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, test)
            let answer = try await test.send(
                "/secrets", as: "clerk-A", version: 0, SecretSteps.fields(.incoming, in: book, test),
                [TestOffice.draftFile])
            #expect(answer.status == .unprocessableContent)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_document", test) == 0)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM attachment", test) == 0)
        }
    }

    @Test func `a line is corrected and the paper handed over; who read an older line is refused`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.outgoing, test)
            // Level and holder change by acts of their own.
            let fields = SecretSteps.fields(.outgoing, in: "", test).merging(
                [
                    "level": "top-secret", "holder": "leader-A", "passed": test.office.today.shown,
                    "notation": "UBND-KT", "note": "Bản số 2",
                ]) { $1 }
            #expect(try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 1, fields).status == .seeOther)
            #expect(try await SecretSteps.handOver(id, to: "officer-A", version: 2, test).status == .seeOther)
            let page = try await test.text("/secrets/\(id)", as: "officer-A")
            #expect(page.contains("01/UBND-KT") && page.contains("Người officer-A") && page.contains("Bản số 2"))
            #expect(!page.contains("Tối mật"))
            #expect(try await test.get("/secrets/\(id)", as: "leader-A").status == .notFound)
            let late = try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 1, fields)
            #expect(late.status == .conflict)
            let wrong = fields.merging(["copies": "0"]) { $1 }
            let refused = try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 3, wrong)
            #expect(refused.status == .unprocessableContent)
            #expect(
                try await test.post("/secrets/\(id)/edit", as: "officer-A", version: 3, fields).status == .forbidden)
            #expect(try await test.post("/secrets/\(id)/edit", as: "clerk-B", version: 3, fields).status == .notFound)
            // Who has the paper has left the office: what else stands in the line is corrected all the same.
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE person SET enabled = 0 WHERE id = 'officer-A'")
            }
            let form = try await test.text("/secrets/\(id)/edit", as: "clerk-A")
            #expect(!form.contains("name=\"holder\"") && !form.contains("name=\"level\""))
            let corrected = fields.merging(["notation": "UBND-NV"]) { $1 }
            #expect(
                try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 3, corrected).status == .seeOther)
            #expect(try await test.text("/secrets/\(id)", as: "clerk-A").contains("Người officer-A, từ ngày"))
            let log = try await test.text("/access", as: "admin-A")
            #expect(
                log.contains("Sửa dòng sổ mật, số 1") && log.contains("Văn bản mật")
                    && !log.contains(SecretSteps.subject))
        }
    }
}
