import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office
import Web

/// Secret documents stay on paper and in their registers: nothing carries them further.
@Suite struct SecrecyRefusalTests {
    /// Everything that can be done to a document by page and API.
    private static let acts = APIAct.all.filter { act in
        act.path.hasPrefix("incoming/{id}/") || act.path.hasPrefix("outgoing/{id}/")
    }

    @Test func `no act carries a secret document further, by whichever door`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
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
                    ("/incoming/\(id)/make-copy", copy), ("/outgoing/\(id)/sign-copy", copy),
                    ("/incoming/\(id)/sign-copy", copy),
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
            let id = try await SecretSteps.registered(.outgoing, test)
            // Ordinary documents, so that the tables have rows to be turned to the secret one.
            try await test.handle(try await test.arrival(), until: .assigned)
            try await test.bring(try await test.draft(), to: .published)
            var turned = 0
            for (table, column) in SecretDocument.closed {
                let inserted = await SecretSteps.refused("INSERT INTO \(table) (\(column)) VALUES ($1)", id, test)
                #expect(inserted?.contains("a secret document stays in its register") == true, "\(table).\(column)")
                if try await SecretSteps.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0 { continue }
                turned += 1
                let changed = await SecretSteps.refused("UPDATE \(table) SET \(column) = $1", id, test)
                #expect(changed?.contains("a secret document stays in its register") == true, "\(table).\(column)")
            }
            #expect(turned >= 6)
            let others: [(String, String)] = [
                ("DELETE FROM secret_document WHERE id = $1", "never removed"),
                ("UPDATE secret_document SET id = 'x' || id WHERE id = $1", "keeps its id"),
                ("UPDATE secret_document SET level = 'utmost-secret' WHERE id = $1", "check constraint"),
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
                let said = await SecretSteps.refused(sql, id, test)
                #expect(said?.lowercased().contains(reason) == true, "\(sql): \(said ?? "done")")
            }
            // A document of the exchange does not stand in a secret book.
            let book = try await SecretSteps.book(.incoming, test)
            let stray = await SecretSteps.refused(
                "UPDATE register_entry SET register_id = $1, number = 900 WHERE document_id IN (SELECT id FROM incoming)",
                book, test)
            #expect(stray?.contains("secret documents stand in secret books") == true)
        }
    }

    @Test func `it is in no list, search, statistic, notice or webhook`() async throws {
        try await TestOffice.with { test in
            let id = try await SecretSteps.registered(
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
                        !page.contains(SecretSteps.subject) && !page.contains(SecretSteps.issuer) && !page.contains(id),
                        "\(path)")
                }
            }
            let search = try await test.call(
                .get, "search?q=bao+ve+ky+hop", token: try await test.token(of: "clerk-A"))
            #expect(try TestOffice.json(search)["total"] == .number(0))
            for table in ["event", "notice", "notice_call", "search_entry", "incoming", "outgoing"] {
                #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0, "\(table)")
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
            let id = try await SecretSteps.registered(.incoming, test)
            let check = OfficeCheck(database: test.office.database, content: test.office.store)
            #expect(try await check.run().findings == [])
            try await test.office.database.write { connection in
                try connection.damage("DROP TRIGGER register_entry_remains ON register_entry")
                try connection.execute("DELETE FROM register_entry WHERE document_id = $1", id)
            }
            #expect(try await check.run().findings.contains { $0.area == "register" && $0.subject == id })
        }
    }
}
