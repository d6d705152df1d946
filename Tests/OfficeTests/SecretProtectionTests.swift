import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// How long secret papers are protected: by law or as they say, extended by decision, told before it ends.
@Suite struct SecretProtectionTests {
    private static let decision = "20/QĐ-UBND"

    /// The keeper's change of the day of a line.
    private static func protect(
        _ id: String, version: Int, as person: String = "clerk-A", once: String = RandomText.secret(),
        _ fields: [String: String], _ test: TestOffice
    ) async throws -> TestResponse {
        let usual = [
            "kind": "extended", "until": Self.day(400, test), "number": Self.decision, "day": test.office.today.shown,
            "signer": "Lê Thị Ví Dụ, Chủ tịch", "reason": "Còn gây nguy hại nếu giải mật.",
        ]
        return try await test.post(
            "/secrets/\(id)/protection", as: person, version: version, once: once, usual.merging(fields) { $1 })
    }

    private static func page(_ id: String, as person: String = "clerk-A", _ test: TestOffice) async throws -> String {
        try await test.text("/secrets/\(id)", as: person)
    }

    private static let ending = "/secrets?view=ending"

    private static func register(_ test: TestOffice) async throws -> String {
        let book: String = try await test.office.database.read {
            try $0.row("SELECT id FROM register WHERE is_secret = 1 AND direction = 'in'")?["id"] ?? ""
        }
        return try await test.text("/registers/in?book=\(book)", as: "clerk-A")
    }

    /// `13/03/2024`, so many days from today.
    private static func day(_ days: Int, _ test: TestOffice) -> String {
        CalendarDate(dayNumber: test.office.today.dayNumber + days)?.shown ?? ""
    }

    @Test(arguments: [
        (SecrecyLevel.secret, "2024-02-29", "2034-02-28"), (.topSecret, "2024-02-29", "2044-02-29"),
        (.utmost, "2024-02-29", "2054-02-28"), (.secret, "2026-11-27", "2036-11-27"),
    ]) func `the law protects ten, twenty or thirty years from the day of the level`(
        level: SecrecyLevel, from: String, until: String
    ) throws {
        #expect(level.protection(from: try #require(CalendarDate(from))) == CalendarDate(until))
    }

    @Test func `the time of the law stands where the form names none, a shorter one as the paper says, no longer one`()
        async throws
    {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, test)
            let today = test.office.today
            let legal = SecrecyLevel.topSecret.protection(from: today)
            let later = try #require(CalendarDate(dayNumber: legal.dayNumber + 1)).shown
            for wrong in [today.shown, later, "31/02/2030", "mai"] {
                let answer = try await SecretSteps.enter(
                    .incoming, in: book, with: ["level": "top-secret", "until": wrong], test)
                #expect(answer.status == .unprocessableContent, "\(wrong)")
                #expect(String(buffer: answer.body).contains("href=\"#until\""), "\(wrong)")
            }
            for (until, shown) in [("", legal.shown), (Self.day(100, test), Self.day(100, test))] {
                let entered = try await SecretSteps.enter(
                    .incoming, in: book, with: ["level": "top-secret", "until": until], test)
                let path = try #require(entered.headers[.location])
                let page = try await test.text(path, as: "clerk-A")
                #expect(page.contains("<dt>Bảo vệ đến</dt>") && page.contains(shown), "\(until)")
                #expect(!page.contains("Quyết định gia hạn phải có"))
                #expect(try await test.text("/secrets", as: "clerk-A").contains(shown))
            }
            let register = try await Self.register(test)
            #expect(register.contains("Thời hạn bảo vệ") && register.contains(legal.shown))
            #expect(register.contains(Self.day(100, test)))
        }
    }

    @Test func `who keeps the book is reminded before the end, and an extension stays with its decision and reason`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, with: ["until": Self.day(60, test)], test)
            let book = try await SecretSteps.book(.outgoing, test)
            #expect(
                try await SecretSteps.enter(.outgoing, in: book, with: ["until": Self.day(61, test)], test).status
                    == .seeOther)
            #expect(try await Self.page(id, test).contains("còn 60 ngày"))
            let list = try await test.text("/secrets", as: "clerk-A")
            #expect(list.contains("<b>1 văn bản</b>") && list.contains("href=\"\(Self.ending)\""))
            let ending = try await test.text(Self.ending, as: "clerk-A")
            #expect(ending.contains("/secrets/\(id)\"") && ending.contains("Còn 60 ngày"))
            #expect(!ending.contains("01/UBND-NC") && !ending.contains(Self.day(61, test)))
            #expect(try await test.text("/notices", as: "clerk-A").contains(SecrecyWords.ending), "in the side list")
            for person in ["clerk-B", "leader-A", "officer-A"] {
                #expect(try await !test.text("/notices", as: person).contains(SecrecyWords.ending), "\(person)")
                #expect(try await !test.text(Self.ending, as: person).contains(id), "\(person)")
            }

            let once = RandomText.secret()
            for _ in 1...2 {
                let extended = try await Self.protect(id, version: 1, once: once, [:], test)
                #expect(extended.status == .seeOther, "the same form acts once")
            }
            let page = try await Self.page(id, test)
            let sentence =
                "Gia hạn bảo vệ đến \(Self.day(400, test)) theo \(Self.decision) ngày \(test.office.today.shown), trước là \(Self.day(60, test))"
            for text in [
                sentence, "Lê Thị Ví Dụ, Chủ tịch", "Còn gây nguy hại nếu giải mật.", "Người clerk-A",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains("còn 60 ngày"))
            let register = try await Self.register(test)
            #expect(
                register.contains(sentence) && !register.contains("Còn gây nguy hại"), "the reason stays on the page")
            #expect(try await !test.text(Self.ending, as: "clerk-A").contains(id))
            #expect(try await !test.text("/notices", as: "clerk-A").contains(SecrecyWords.ending))
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_protection", test) == 1)
            let log = try await test.text("/access", as: "admin-A")
            #expect(log.contains("Gia hạn bảo vệ văn bản mật, số 1") && !log.contains(Self.decision))
            for table in ["event", "notice", "search_entry"] {
                #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0, "\(table)")
            }
        }
    }

    @Test func `when it is over the page says what to do, and only a decision from before extends it`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
                .incoming, with: ["date": Self.day(-400, test), "until": Self.day(-1, test)], test)
            let over = try await Self.page(id, test)
            #expect(
                over.contains("Hết thời hạn bảo vệ ngày \(Self.day(-1, test))") && over.contains("đương nhiên giải mật")
            )
            #expect(try await test.text(Self.ending, as: "clerk-A").contains("Hết thời hạn"))
            let late = try await Self.protect(id, version: 1, [:], test)
            #expect(late.status == .unprocessableContent && String(buffer: late.body).contains("href=\"#day\""))
            let before = try await Self.protect(
                id, version: 1, ["day": Self.day(-70, test), "until": Self.day(90, test)], test)
            #expect(before.status == .seeOther)
            #expect(try await !Self.page(id, test).contains("Hết thời hạn bảo vệ ngày"))
            // Lifted, there is nothing to protect.
            let lifted = try await SecretSteps.change(
                id, version: 2, ["kind": "expired", "number": "", "signer": ""], test)
            #expect(lifted.status == .seeOther)
            let page = try await Self.page(id, test)
            #expect(!page.contains("/secrets/\(id)/protection") && page.contains("Gia hạn bảo vệ đến"))
            #expect(try await Self.protect(id, version: 3, [:], test).status == .unprocessableContent)
        }
    }

    @Test func `what a change of the day lacks is refused at its field, and nothing is written`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, with: ["until": Self.day(30, test)], test)
            let present = try #require(CalendarDate(typed: Self.day(30, test)))
            let latest = SecrecyLevel.secret.protection(from: present)
            let beyond = try #require(CalendarDate(dayNumber: latest.dayNumber + 1)).shown
            let wrong: [(field: String, fields: [String: String])] = [
                ("kind", ["kind": ""]), ("kind", ["kind": "changed"]), ("until", ["until": ""]),
                ("until", ["until": present.shown]), ("until", ["until": Self.day(29, test)]),
                ("until", ["until": beyond]),
                ("number", ["number": ""]), ("signer", ["signer": " "]), ("day", ["day": ""]),
                ("day", ["day": Self.day(1, test)]), ("day", ["day": Self.day(-1, test)]),
                ("reason", ["reason": "Ngắn"]),
                ("until", ["kind": "corrected", "until": test.office.today.shown]),
                ("until", ["kind": "corrected", "until": latest.shown]),
            ]
            for (field, fields) in wrong {
                let answer = try await Self.protect(id, version: 1, fields, test)
                #expect(answer.status == .unprocessableContent, "\(fields)")
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_protection", test) == 0)
            // The whole time of a level for each extension; a mistake needs no decision.
            #expect(try await Self.protect(id, version: 1, ["until": latest.shown], test).status == .seeOther)
            let corrected = ["kind": "corrected", "number": "", "signer": "", "until": Self.day(20, test)]
            #expect(try await Self.protect(id, version: 2, corrected, test).status == .seeOther)
            #expect(
                try await Self.page(id, test).contains(
                    "Sửa thời hạn bảo vệ \(latest.shown) thành \(Self.day(20, test))"))
        }
    }

    @Test func `the clerk who keeps the book alone writes it, and not over what changed meanwhile`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
                .incoming,
                with: ["holder": "officer-A", "passed": test.office.today.shown, "until": Self.day(30, test)], test
            )
            for (person, status) in [
                ("officer-A", HTTPResponse.Status.forbidden), ("clerk-B", .notFound), ("leader-A", .notFound),
                ("admin-A", .notFound),
            ] {
                #expect(try await test.get("/secrets/\(id)/protection", as: person).status == status, "\(person)")
                #expect(try await Self.protect(id, version: 1, as: person, [:], test).status == status, "\(person)")
            }
            #expect(try await Self.protect(id, version: 1, [:], test).status == .seeOther)
            #expect(try await Self.protect(id, version: 1, ["until": Self.day(500, test)], test).status == .conflict)
            // Who has the paper reads until when.
            let page = try await Self.page(id, as: "officer-A", test)
            #expect(page.contains(Self.day(400, test)) && !page.contains("/secrets/\(id)/protection"))
        }
    }

    @Test func `a new level may bring a new day, a lifting brings none`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, with: ["until": Self.day(30, test)], test)
            let legal = SecrecyLevel.topSecret.protection(from: test.office.today)
            let beyond = try #require(CalendarDate(dayNumber: legal.dayNumber + 1)).shown
            for fields in [
                ["level": "top-secret", "until": beyond], ["level": "top-secret", "until": test.office.today.shown],
                ["kind": "lifted", "until": Self.day(90, test)],
            ] {
                let answer = try await SecretSteps.change(id, version: 1, fields, test)
                #expect(answer.status == .unprocessableContent, "\(fields)")
                #expect(String(buffer: answer.body).contains("href=\"#until\""), "\(fields)")
            }
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secrecy_change", test) == 0)
            let raised = try await SecretSteps.change(
                id, version: 1, ["level": "top-secret", "until": legal.shown], test)
            #expect(raised.status == .seeOther)
            let page = try await Self.page(id, test)
            #expect(page.contains("Bảo vệ đến \(legal.shown) theo độ mật mới, trước là \(Self.day(30, test))"))
            // Without one the day stays.
            #expect(try await SecretSteps.change(id, version: 2, ["level": "secret"], test).status == .seeOther)
            #expect(try await Self.page(id, test).contains(legal.shown))
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_protection", test) == 1)
        }
    }

    @Test func `the day of the law follows the date of the document, another day does not`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, test)
            for (until, follows) in [("", true), (Self.day(100, test), false)] {
                let entered = try await SecretSteps.enter(.incoming, in: book, with: ["until": until], test)
                let path = try #require(entered.headers[.location])
                let fields = SecretSteps.fields(.incoming, in: book, test).merging(["date": Self.day(-3, test)]) { $1 }
                #expect(try await test.post("\(path)/edit", as: "clerk-A", version: 1, fields).status == .seeOther)
                let page = try await test.text(path, as: "clerk-A")
                let legal = SecrecyLevel.secret.protection(from: try #require(CalendarDate(typed: Self.day(-3, test))))
                #expect(page.contains(legal.shown) == follows)
                #expect(page.contains("Ngày văn bản sửa từ \(test.office.today.shown)") == follows)
            }
        }
    }

    @Test func `a register of a former year brings its days, or gets those of the law`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, year: 2024, test)
            let text = """
                Số đến;Ngày đến;Tác giả;Số, ký hiệu văn bản;Ngày tháng văn bản;Trích yếu;Độ mật;Thời hạn bảo vệ
                1;02/01/2024;Công an tỉnh Ví Dụ;15/CA-AN;29/12/2023;;Mật;31/12/2028
                2;05/01/2024;UBND xã Bịa;;04/01/2024;;Tối mật;
                3;05/01/2024;UBND xã Bịa;;04/01/2024;;Mật;05/01/2034
                4;05/01/2024;UBND xã Bịa;;04/01/2024;;Mật;10 năm

                """
            let sent = try await test.send(
                "/secrets/import", as: "clerk-A", version: 0, ["book": book], [("so-mat.csv", Array(text.utf8))])
            let place = try #require(sent.headers[.location])
            let preview = try await test.text(place, as: "clerk-A")
            #expect(preview.contains("2 dòng sẽ vào Sổ mật in 2024, 2 dòng không nhập"))
            for words in ["31/12/2028", "04/01/2044", "không quá 04/01/2034", "“10 năm” cần viết theo mẫu"] {
                #expect(preview.contains(words), "\(words)")
            }
            #expect(try await test.post(place, as: "clerk-A", version: 0).status == .seeOther)
            let register = try await test.text("/registers/in?book=\(book)", as: "clerk-A")
            #expect(register.contains("31/12/2028") && register.contains("04/01/2044"))
        }
    }

    @Test func `the database changes no day without its line, and no line at all`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(.incoming, test)
            #expect(
                try await Self.protect(
                    id, version: 1, ["kind": "corrected", "until": Self.day(40, test), "number": "", "signer": ""], test
                ).status == .seeOther)
            let statements = [
                (
                    "UPDATE secret_document SET protected_until = '2090-01-01' WHERE id = $1",
                    "with the line that says why"
                ),
                ("UPDATE secret_document SET protected_until = NULL WHERE id = $1", "with the line that says why"),
                ("UPDATE secret_protection SET reason = '' WHERE document_id = $1", "never altered"),
                ("DELETE FROM secret_protection WHERE document_id = $1", "never removed"),
            ]
            for (sql, reason) in statements {
                let said = await SecretSteps.refused(sql, id, test)
                #expect(said?.contains(reason) == true, "\(sql): \(said ?? "done")")
            }
        }
    }

    @Test func `a paper from before has the time of the law`() async throws {
        let database = try Database.inMemory()
        let older = Schema.migrations.prefix { $0.name != SecretProtection.migration.name }
        try database.migrate(Outbox.migrations + older)
        let papers: [(id: String, level: SecrecyLevel, date: String)] = [
            ("a", .secret, "2024-02-29"), ("b", .topSecret, "2024-02-29"), ("c", .utmost, "2024-02-29"),
            ("d", .secret, "2025-06-30"),
        ]
        try await database.write { connection in
            for paper in papers {
                try connection.execute(
                    """
                    INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer, urgency)
                    VALUES ($1, $2, 'x', '1', 'X', $3, 'x', '', '', 0)
                    """, paper.id, paper.level, paper.date)
            }
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        try await database.read { connection in
            for paper in papers {
                let until: CalendarDate? = try connection.row(
                    "SELECT protected_until FROM secret_document WHERE id = $1", paper.id)?["protected_until"]
                #expect(until == CalendarDate(paper.date).map(paper.level.protection), "\(paper.id)")
            }
        }
    }
}
