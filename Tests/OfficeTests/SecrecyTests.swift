import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office
import Web

/// Secret documents stay on paper and in their registers: who may see a line, and that nothing carries it further.
@Suite struct SecrecyTests {
    private static let issuer = "Công an tỉnh Ví Dụ"
    private static let subject = "V/v bảo vệ kỳ họp"

    /// The administrator opens a secret book and gives it to a clerk.
    private static func book(
        _ direction: Register.Direction, keeper: String = "clerk-A", _ test: TestOffice
    ) async throws -> String {
        let name = "Sổ mật \(direction.rawValue)"
        let answer = try await test.post(
            "/books", as: "admin-A", version: 0,
            [
                "direction": direction.rawValue, "year": String(test.office.today.year), "name": name, "secret": "yes",
                "keeper": keeper,
            ])
        #expect(answer.status == .seeOther)
        return try await test.office.database.read { connection in
            try connection.row("SELECT id FROM register WHERE name = $1", name)?["id"] ?? ""
        }
    }

    private static func fields(_ direction: Register.Direction, in book: String, _ test: TestOffice) -> [String: String]
    {
        let today = test.office.today.shown
        let own =
            direction == .incoming
            ? ["number": "12", "notation": "CA-AN", "arrived": today] : ["notation": "UBND-NC"]
        return [
            "direction": direction.rawValue, "level": "secret", "urgency": "0", "parties": Self.issuer, "date": today,
            "type": "Công văn", "subject": Self.subject, "signer": "", "copies": "2", "holder": "", "passed": "",
            "number-choice": "next \(book)",
        ].merging(own) { $1 }
    }

    private static func enter(
        _ direction: Register.Direction, in book: String, as person: String = "clerk-A",
        with more: [String: String] = [:],
        _ test: TestOffice
    ) async throws -> TestResponse {
        let fields = Self.fields(direction, in: book, test).merging(more) { $1 }
        return try await test.post("/secrets", as: person, version: 0, fields)
    }

    /// One in the register; answers its id.
    private static func registered(
        _ direction: Register.Direction, with more: [String: String] = [:], _ test: TestOffice
    ) async throws -> String {
        let answer = try await Self.enter(direction, in: try await Self.book(direction, test), with: more, test)
        #expect(answer.status == .seeOther, "\(answer.status)")
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    private static func person(_ id: String, _ test: TestOffice) async throws -> Person {
        try #require(try await test.office.database.read { try PersonStore.person(id, in: $0) })
    }

    private static func total(_ sql: String, _ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try $0.row(sql)?["total"] ?? -1 }
    }

    @Test func `what came is entered into the secret book, and its keeper reads level and columns`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.incoming, test)
            let form = try await test.text("/secrets/new?direction=in", as: "clerk-A")
            #expect(form.contains("không đính kèm tệp") && !form.contains("type=\"file\""))
            let answer = try await Self.enter(.incoming, in: book, test)
            let path = try #require(answer.headers[.location])
            let page = try await test.text(path, as: "clerk-A")
            for text in ["<span class=\"stamp\">Mật</span>", Self.issuer, "12/CA-AN", Self.subject, "Chỉ ở trên giấy"] {
                #expect(page.lowercased().contains(text.lowercased()), "\(text)")
            }
            let register = try await test.text("/registers/in?book=\(book)", as: "clerk-A")
            for text in ["Sổ đăng ký văn bản mật đến", "Độ mật", Self.issuer, Self.subject, "Ghi văn bản mật…"] {
                #expect(register.contains(text), "\(text)")
            }
            #expect(!register.contains("Tải .xlsx"))
            let print = try await test.text("/registers/in/print?book=\(book)", as: "clerk-A")
            #expect(print.contains(Self.issuer) && print.contains("Độ mật"))
            let list = try await test.text("/secrets", as: "clerk-A")
            #expect(list.contains(Self.subject) && list.contains("<span class=\"stamp\">Mật</span>"))
        }
    }

    @Test func `an outgoing one gets the next number of its own series, or one that was kept`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.outgoing, test)
            let kept = try await test.post(
                "/registers/out/reserve", as: "clerk-A", version: 0, ["book": book, "count": "1", "reason": "Chờ ký"])
            #expect(kept.status == .seeOther)
            for choice in ["next \(book)", "reserved \(book) 1"] {
                #expect(
                    try await Self.enter(.outgoing, in: book, with: ["number-choice": choice], test).status == .seeOther
                )
            }
            let page = try await test.text("/registers/out?book=\(book)", as: "clerk-A")
            #expect(page.contains("01/UBND-NC") && page.contains("02/UBND-NC"))
            #expect(try await Self.total("SELECT COUNT(*) AS total FROM outgoing", test) == 0)
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
            let book = try await Self.book(.incoming, test)
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
                let answer = try await Self.enter(.incoming, in: book, with: fields, test)
                #expect(answer.status == .unprocessableContent, "\(fields)")
                #expect(String(buffer: answer.body).contains("href=\"#\(field)\""), "\(fields)")
            }
            let elsewhere = try await Self.enter(.incoming, in: try #require(open), test)
            #expect(elsewhere.status == .forbidden)
            #expect(try await Self.total("SELECT COUNT(*) AS total FROM secret_document", test) == 0)
            let utmost = ["level": "utmost-secret", "subject": ""]
            #expect(try await Self.enter(.incoming, in: book, with: utmost, test).status == .seeOther)
            #expect(try await test.text("/secrets", as: "clerk-A").contains("Văn bản mật số 1"))
        }
    }

    @Test func `a form with a file is not read`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(.incoming, test)
            let answer = try await test.send(
                "/secrets", as: "clerk-A", version: 0, Self.fields(.incoming, in: book, test), [TestOffice.draftFile])
            #expect(answer.status == .unprocessableContent)
            #expect(try await Self.total("SELECT COUNT(*) AS total FROM secret_document", test) == 0)
            #expect(try await Self.total("SELECT COUNT(*) AS total FROM attachment", test) == 0)
        }
    }

    @Test func `a line is seen by the keeper of its book and by who has the paper, by nobody else`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            let id = try await Self.registered(.incoming, with: ["holder": "leader-A", "passed": today], test)
            for unit in ["A", "B"] {
                for role in TestOffice.roles {
                    let person = "\(role.rawValue)-\(unit)"
                    let isTheirs = ["clerk-A", "leader-A"].contains(person)
                    #expect(
                        try await test.get("/secrets/\(id)", as: person).status == (isTheirs ? .ok : .notFound),
                        "\(person)")
                    let list = try await test.get("/secrets", as: person)
                    #expect(list.status == (role == .admin ? .forbidden : .ok))
                    #expect(String(buffer: list.body).contains(Self.subject) == isTheirs, "\(person)")
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
            let id = try await Self.registered(.incoming, test)
            let book = try await test.office.database.read { connection -> String in
                try connection.row("SELECT register_id FROM register_entry WHERE document_id = $1", id)?["register_id"]
                    ?? ""
            }
            for person in ["clerk-B", "leader-A"] {
                for path in ["/registers/in?book=\(book)", "/registers/in/print?book=\(book)"] {
                    let page = try await test.text(path, as: person)
                    #expect(page.contains("Văn bản mật") && !page.contains(Self.issuer) && !page.contains(id))
                    #expect(!page.contains(Self.subject) && !page.contains("CA-AN"))
                }
            }
            for person in ["clerk-A", "clerk-B", "leader-A"] {
                #expect(
                    try await test.get("/registers/in/xlsx?book=\(book)", as: person).status == .unprocessableContent)
                let answer = try await test.call(
                    .get, "registers/in/\(book)", token: try await test.token(of: person))
                let text = String(buffer: answer.body)
                #expect(answer.status == .ok && !text.contains(Self.issuer) && !text.contains(Self.subject), "\(text)")
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
            #expect(try await Self.enter(.incoming, in: book, as: "clerk-B", test).status == .forbidden)
            #expect(try await test.get("/secrets/new?direction=in", as: "clerk-B").status == .forbidden)
            #expect(try await test.get("/secrets/new?direction=out", as: "clerk-A").status == .forbidden)
            #expect(try await test.get("/secrets/new?direction=x", as: "clerk-A").status == .notFound)
        }
    }

    @Test func `with the book its lines go to the next keeper, who is told`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.registered(.incoming, test)
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
            let told = try await Self.total(
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

    @Test func `a line is corrected and the paper handed over; who read an older line is refused`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.registered(.outgoing, test)
            let today = test.office.today.shown
            let fields = Self.fields(.outgoing, in: "", test).merging(
                ["level": "top-secret", "holder": "officer-A", "passed": today, "notation": "UBND-KT"]) { $1 }
            #expect(try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 1, fields).status == .seeOther)
            let page = try await test.text("/secrets/\(id)", as: "officer-A")
            #expect(page.contains("Tối mật") && page.contains("01/UBND-KT") && page.contains("Người officer-A"))
            let late = try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 1, fields)
            #expect(late.status == .conflict)
            let wrong = fields.merging(["level": "utmost-secret"]) { $1 }
            let refused = try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 2, wrong)
            #expect(refused.status == .unprocessableContent)
            #expect(
                try await test.post("/secrets/\(id)/edit", as: "officer-A", version: 2, fields).status == .forbidden)
            #expect(try await test.post("/secrets/\(id)/edit", as: "clerk-B", version: 2, fields).status == .notFound)
            // Who has the paper has left the office: what else stands in the line is corrected all the same.
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE person SET enabled = 0 WHERE id = 'officer-A'")
            }
            let form = try await test.text("/secrets/\(id)/edit", as: "clerk-A")
            #expect(form.contains("value=\"officer-A\" selected"))
            let corrected = fields.merging(["notation": "UBND-NV"]) { $1 }
            #expect(
                try await test.post("/secrets/\(id)/edit", as: "clerk-A", version: 2, corrected).status == .seeOther)
            let again = try await test.post(
                "/secrets/\(id)/edit", as: "clerk-A", version: 3, corrected.merging(["passed": test.day(-1)]) { $1 })
            #expect(again.status == .unprocessableContent)
            let log = try await test.text("/access", as: "admin-A")
            #expect(log.contains("Sửa dòng sổ mật, số 1") && log.contains("Văn bản mật") && !log.contains(Self.subject))
        }
    }

    /// Everything that can be done to a document by page and API.
    private static let acts = APIAct.all.filter { act in
        act.path.hasPrefix("incoming/{id}/") || act.path.hasPrefix("outgoing/{id}/")
    }

    @Test func `no act carries a secret document further, by whichever door`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.registered(
                .outgoing, with: ["holder": "officer-A", "passed": test.office.today.shown], test)
            let file = try await test.openFile(as: "clerk-A")
            let before = try await test.office.database.read { try Self.rows(in: $0) }
            #expect(Self.acts.count > 30)
            for (person, codes) in [("clerk-A", ["secret"]), ("clerk-B", ["not-found", "not-allowed"])] {
                let token = try await test.token(of: person)
                for act in Self.acts {
                    var fields = try await test.fields(of: act, on: id, by: nil)
                    if act.path.hasSuffix("/case-files") { fields["file"] = .text(file) }
                    let path = act.path.replacing("{id}", with: id)
                    let answer = try await test.call(
                        .post, path, token: token, .object(fields.merging(["version": .number(1)]) { $1 }))
                    let code = try TestOffice.json(answer)["code"]?.string ?? "\(answer.status.code)"
                    #expect(codes.contains(code), "\(person) \(act.path): \(code)")
                }
                let post = ["sent": test.office.today.shown, "recipient": "Công ty Ví Dụ", "envelopes": "1"]
                let copy = ["kind": "SY", "signer": "leader-A", "receivers": "Lưu", "copies": "1"]
                let forms: [(String, [String: String])] = [
                    ("/outgoing/\(id)/post", post), ("/outgoing/\(id)/make-copy", copy),
                    ("/incoming/\(id)/make-copy", copy),
                    ("/outgoing/\(id)/case-files", ["file": file]), ("/incoming/\(id)/case-files", ["file": file]),
                    ("/outgoing/\(id)/publish", TestOffice.unsigned),
                    ("/outgoing/\(id)/recipients", ["recipients": "G22"]),
                ]
                for (path, fields) in forms {
                    Self.expect(codes, try await test.post(path, as: person, version: 1, fields), "\(person) \(path)")
                }
                for path in [
                    "/outgoing/\(id)", "/incoming/\(id)", "/outgoing/\(id)/package", "/incoming/\(id)/sheet",
                    "/outgoing/\(id)/tasks", "/outgoing/new?answers=\(id)", "/incoming/\(id)/recall",
                ] { Self.expect(codes, try await test.get(path, as: person), "\(person) \(path)") }
                for path in ["incoming/\(id)", "outgoing/\(id)"] {
                    let answer = try await test.call(.get, path, token: token)
                    #expect(codes.contains(try TestOffice.json(answer)["code"]?.string ?? ""), "\(person) \(path)")
                }
            }
            // What is made from a document that is named in a field: by who has the paper, and by another.
            for (person, codes) in [("officer-A", ["secret"]), ("officer-B", ["not-found"])] {
                for field in ["answers", "replaces"] {
                    let reply = TestOffice.draftFields.merging([field: id]) { $1 }
                    let answer = try await test.send("/outgoing", as: person, version: 0, reply, [TestOffice.draftFile])
                    Self.expect(codes, answer, "\(person) \(field)")
                }
            }
            let attached = try await test.send(
                "/outgoing/\(id)/attach", as: "clerk-A", version: 1, [:], [("mat.pdf", Array("%PDF-1.7\n".utf8))])
            Self.expect(["secret"], attached, "attach")
            #expect(try await test.office.database.read { try Self.rows(in: $0) } == before)
        }
    }

    private static func expect(_ codes: [String], _ answer: TestResponse, _ comment: Comment) {
        let page = String(buffer: answer.body)
        let code = page.firstMatch(of: /<span class="nowrap">\(([a-z-]+)\)<\/span>/).map { String($0.1) }
        #expect(codes.contains(code ?? "\(answer.status.code)"), comment)
    }

    /// How many rows each table has that a document of the exchange could leave something in.
    private static func rows(in connection: Connection) throws -> [Int] {
        try Set(SecretDocument.closed.map(\.table)).union(["recipient", "paper_recipient", "gateway_inbox"]).sorted()
            .map { table in try connection.row("SELECT COUNT(*) AS total FROM \(table)")?["total"] ?? -1 }
    }

    @Test func `the database itself refuses, whatever path somebody finds`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.registered(.outgoing, test)
            // Ordinary documents, so that the tables have rows to be turned to the secret one.
            try await test.handle(try await test.arrival(), until: .assigned)
            try await test.bring(try await test.draft(), to: .published)
            var turned = 0
            for (table, column) in SecretDocument.closed {
                let inserted = await Self.refused("INSERT INTO \(table) (\(column)) VALUES ($1)", id, test)
                #expect(inserted?.contains("a secret document stays in its register") == true, "\(table).\(column)")
                if try await Self.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0 { continue }
                turned += 1
                let changed = await Self.refused("UPDATE \(table) SET \(column) = $1", id, test)
                #expect(changed?.contains("a secret document stays in its register") == true, "\(table).\(column)")
            }
            #expect(turned >= 6)
            let others: [(String, String)] = [
                ("DELETE FROM secret_document WHERE id = $1", "never removed"),
                ("UPDATE secret_document SET id = 'x' || id WHERE id = $1", "keeps its id"),
                ("UPDATE secret_document SET level = 'utmost-secret' WHERE id = $1", "CHECK"),
                (
                    "UPDATE register SET is_secret = 1 - is_secret WHERE id IN (SELECT register_id FROM register_entry WHERE document_id = $1)",
                    "stays secret"
                ),
                (
                    """
                    UPDATE register_entry SET register_id = (SELECT id FROM register WHERE is_secret = 0 AND direction = 'out'),
                        number = 900 WHERE document_id = $1
                    """,
                    "secret documents stand in secret books"
                ),
                (
                    """
                    INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer,
                        urgency) SELECT id, 'secret', '', '', '', $1, '', '', '', 0 FROM outgoing
                    """,
                    "does not become a secret one"
                ),
            ]
            for (sql, reason) in others {
                let said = await Self.refused(sql, id, test)
                #expect(said?.contains(reason) == true, "\(sql): \(said ?? "done")")
            }
            // A document of the exchange does not stand in a secret book.
            let book = try await Self.book(.incoming, test)
            let stray = await Self.refused(
                "UPDATE register_entry SET register_id = $1, number = 900 WHERE document_id IN (SELECT id FROM incoming)",
                book, test)
            #expect(stray?.contains("secret documents stand in secret books") == true)
        }
    }

    /// What the database says; nil where it did it.
    private static func refused(_ sql: String, _ value: String, _ test: TestOffice) async -> String? {
        do {
            _ = try await test.office.database.write { try $0.execute(sql, value) }
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `it is in no list, search, statistic, notice or webhook`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.registered(
                .incoming, with: ["holder": "officer-A", "passed": test.office.today.shown], test)
            let paths = [
                "/incoming?view=all", "/outgoing?view=all", "/search?q=bao+ve+ky+hop", "/search?q=CA-AN", "/notices",
                "/registers/search?q=ky+hop", "/statistics", "/statistics/issues", "/post-register", "/copies",
                "/board",
            ]
            for person in ["clerk-A", "leader-A"] {
                for path in paths {
                    let page = String(buffer: try await test.get(path, as: person).body)
                    // A search repeats the words that were sought, without marks.
                    #expect(
                        !page.contains(Self.subject) && !page.contains(Self.issuer) && !page.contains(id), "\(path)")
                }
            }
            let search = try await test.call(
                .get, "search?q=bao+ve+ky+hop", token: try await test.token(of: "clerk-A"))
            #expect(try TestOffice.json(search)["total"] == .number(0))
            for table in ["event", "notice", "notice_call", "search_entry", "incoming", "outgoing"] {
                #expect(try await Self.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0, "\(table)")
            }
        }
    }

    @Test func `forms of ordinary documents refuse a subject that bears a mark`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            let paper = [
                "channel": "paper", "issuer": "Sở Ví Dụ", "number": "5", "notation": "SVD", "date": today,
                "type": "Công văn",
                "subject": "(TỐI MẬT) Phương án bảo vệ", "urgency": "0", "arrived": today,
            ]
            let entered = try await test.send("/incoming", as: "clerk-A", version: 0, paper)
            #expect(entered.status == .unprocessableContent)
            #expect(String(buffer: entered.body).contains("Trích yếu có dấu độ mật"))
            let draft = TestOffice.draftFields.merging(["subject": "MẬT: phương án bảo vệ"]) { $1 }
            let drafted = try await test.send("/outgoing", as: "officer-A", version: 0, draft, [TestOffice.draftFile])
            #expect(drafted.status == .unprocessableContent)
            let harmless = TestOffice.draftFields.merging(["subject": "V/v bảo mật mật khẩu"]) { $1 }
            let fine = try await test.send("/outgoing", as: "officer-A", version: 0, harmless, [TestOffice.draftFile])
            #expect(fine.status == .seeOther)
        }
    }

    @Test func `rows of a register kept elsewhere that say a level of secrecy are not taken`() throws {
        let book = Book(
            id: "x", direction: .outgoing, name: "Sổ cũ", year: 2024, nextNumber: 1, isDefault: false, isSecret: false,
            keeperID: nil, lockedAt: nil, restoredAt: nil, version: 1)
        let head = ["Số, ký hiệu", "Ngày văn bản", "Trích yếu", "Độ mật"]
        let rows = [
            head, ["1/UBND", "05/01/2024", "Công khai", "Thường"], ["2/UBND", "05/01/2024", "Không ghi", ""],
            ["3/UBND", "05/01/2024", "Có mức", "Mật"], ["4/UBND", "05/01/2024", "Có mức", "TUYỆT MẬT"],
            ["5/UBND", "05/01/2024", "(MẬT) Có dấu", ""],
        ]
        let read = try RegisterImport.read(rows.map { $0.map { .text($0) } }, for: book, taken: [])
        #expect(read.lines.map(\.number.number) == [1, 2])
        #expect(read.refused.map(\.row) == [4, 5, 6])
        #expect(read.refused.allSatisfy { $0.reason == "Văn bản mật không nhập vào sổ thường" })
    }

    @Test func `an office with secret documents is found sound, one whose line is lost is not`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.registered(.incoming, test)
            let check = OfficeCheck(database: test.office.database, content: test.office.store)
            #expect(try await check.run().findings == [])
            try await test.office.database.write { connection in
                try connection.execute("DROP TRIGGER register_entry_remains")
                try connection.execute("DELETE FROM register_entry WHERE document_id = $1", id)
            }
            #expect(try await check.run().findings.contains { $0.area == "register" && $0.subject == id })
        }
    }
}
