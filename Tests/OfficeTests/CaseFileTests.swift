import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Case files: opening, keeping, what is in them, who may see and do what.
@Suite struct CaseFileTests {
    private static let people = TestOffice.roles.flatMap { ["\($0.rawValue)-A", "\($0.rawValue)-B"] }
    private static let reason = "Văn bản thuộc công việc khác."

    /// The whole rule as it is meant: state, act, who may. The file is kept by officer-A.
    private static let meant: [CaseFile.State: [CaseFile.Act: Set<String>]] = [
        .planned: [
            .edit: ["clerk-A", "clerk-B"], .drop: ["clerk-A", "clerk-B"], .open: ["officer-A", "head-A"],
        ],
        .open: [
            .edit: ["officer-A", "head-A"], .put: ["officer-A", "head-A"], .takeOut: ["officer-A", "head-A"],
            .close: ["officer-A", "head-A"],
        ],
        .closed: [.reopen: ["head-A", "leader-A", "leader-B"]],
        .archived: [:],
    ]

    @Test(arguments: CaseFile.State.allCases)
    func `each act is for those who are responsible, in its state, and nobody else`(state: CaseFile.State)
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "1", into: id)
            let other = try await test.arrival(number: "2")
            try await test.handle(other, until: .assigned)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE case_file SET state = $1 WHERE id = $2", state, id)
            }
            let before = try await test.file(id)
            for act in CaseFile.Act.allCases {
                let may = Self.meant[state]?[act] ?? []
                for person in Self.people {
                    let someone = try await test.office.database.read { try PersonStore.person(person, in: $0) }
                    let refusal = CaseFileRule.refusal(act, on: before, by: try #require(someone))
                    #expect((refusal == nil) == may.contains(person), "\(person) \(act) \(state)")
                    if may.contains(person) { continue }
                    let path = act == .takeOut ? "documents/\(document)/take-out" : act.rawValue
                    let fields = TestOffice.caseFields.merging(["documents": other, "reason": Self.reason]) { $1 }
                    let answer = try await test.act(path, on: id, as: person, fields)
                    #expect([403, 404].contains(answer.status.code), "\(person) \(act): \(answer.status)")
                }
            }
            let after = try await test.file(id)
            #expect(after.version == before.version && after.documents == 1 && after.state == state)
        }
    }

    @Test func `a file is seen by its keeper, the head of the unit, clerks and leaders, and by nobody else`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let seen = ["officer-A", "head-A", "clerk-A", "clerk-B", "leader-A", "leader-B"]
            for person in Self.people {
                let status = try await test.get("/case-files/\(id)", as: person).status
                #expect(status == (seen.contains(person) ? .ok : .notFound), "\(person)")
            }
            for (person, views) in [
                ("officer-A", ["mine"]), ("head-A", ["mine", "unit"]), ("clerk-A", ["mine", "all"]), ("admin-A", []),
            ] {
                for view in ["mine", "unit", "all"] {
                    let status = try await test.get("/case-files?view=\(view)", as: person).status
                    #expect(status == (views.contains(view) ? .ok : .forbidden), "\(person) \(view)")
                }
            }
        }
    }

    @Test func `a new file gets the next sign of its heading and its code; a mistake keeps what was typed`()
        async throws
    {
        try await TestOffice.with { test in
            let (first, second) = (try await test.openFile(), try await test.openFile())
            let year = test.office.today.year
            #expect(try await test.file(first).sign == .init(year: year, number: 1, heading: "A"))
            #expect(try await test.file(second).sign.text == "02.A")
            let page = try await test.text("/case-files/\(second)", as: "officer-A")
            #expect(page.contains("H29.\(year).02.A"))
            let tomorrow = try #require(CalendarDate(dayNumber: test.office.today.dayNumber + 1)).shown
            for (field, value) in [
                ("title", ""), ("title", String(repeating: "x", count: 501)), ("retention", "7"), ("heading", "KHONG"),
                ("started", "31/02/2026"), ("started", tomorrow), ("access", "x"), ("matter", ""), ("language", ""),
                ("note", String(repeating: "x", count: 501)), ("keeper", "officer-B"),
            ] {
                let fields = TestOffice.caseFields.merging(["started": test.office.today.shown]) { $1 }
                    .merging([field: value]) { $1 }
                let answer = try await test.post("/case-files", as: "officer-A", version: 0, fields)
                #expect(answer.status == .unprocessableContent, "\(field)")
                let body = String(buffer: answer.body)
                #expect(body.contains("id=\"\(field)-loi\"") || field == "keeper", "\(field)")
            }
        }
    }

    @Test func `the form that is sent twice opens one file, and fifty at once get fifty numbers`() async throws {
        try await TestOffice.with { test in
            let once = RandomText.secret()
            let fields = TestOffice.caseFields.merging(["started": test.office.today.shown]) { $1 }
            let answers = try await [
                test.post("/case-files", as: "officer-A", version: 0, once: once, fields),
                test.post("/case-files", as: "officer-A", version: 0, once: once, fields),
            ]
            #expect(answers[0].headers[.location] == answers[1].headers[.location])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<49 { group.addTask { _ = try await test.openFile() } }
                try await group.waitForAll()
            }
            let numbers = try await test.office.database.read { connection in
                try connection.rows("SELECT number FROM case_file ORDER BY number LIMIT 100").map { row -> Int in
                    try row["number"]
                }
            }
            #expect(numbers == Array(1...50))
        }
    }

    @Test func `one document lies in several files without a copy, and its page and theirs say so`() async throws {
        try await TestOffice.with { test in
            let (mine, heads) = (
                try await test.openFile(), try await test.openFile(as: "head-A", ["title": "Hồ sơ thứ hai"])
            )
            let document = try await test.filedDocument(number: "77", into: mine)
            let put = try await test.act("put", on: heads, as: "head-A", ["documents": document])
            #expect(put.status == .seeOther)
            let again = try await test.act("put", on: heads, as: "head-A", ["documents": document])
            #expect(again.status == .seeOther)
            #expect(try await test.file(heads).documents == 1)
            let page = try await test.text("/incoming/\(document)", as: "head-A")
            #expect(page.contains("Hồ sơ thứ hai") && page.contains("Hồ sơ về việc thử nghiệm liên thông"))
            // The officer does not see the head's file, nor its title.
            let other = try await test.text("/incoming/\(document)", as: "officer-A")
            #expect(!other.contains("Hồ sơ thứ hai") && other.contains("Đưa vào hồ sơ 02.A"))
            let contents = try await test.text("/case-files/\(mine)", as: "officer-A")
            #expect(contents.contains("77/VPCP-KSTT") && contents.contains("href=\"/incoming/\(document)\""))
        }
    }

    @Test func `documents stand in the order of their dates, whatever the order in which they were added`() async throws
    {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let new = try await test.filedDocument(number: "900", into: id)
            let old = try await test.arrival(number: "100")
            try await test.handle(old, until: .assigned)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET promulgation_date = '2024-02-29' WHERE id = $1", old)
            }
            #expect(try await test.act("put", on: id, ["documents": old]).status == .seeOther)
            let person = try await test.office.database.read { try PersonStore.person("officer-A", in: $0) }
            let officer = try #require(person)
            let lines = try await test.office.database.read { connection in
                try CaseDocument.all(of: id, for: officer, office: test.office, in: connection)
            }
            #expect(lines.map(\.id) == [old, new] && lines.map(\.ordinal) == [1, 2])
        }
    }

    @Test func `an issued document is found and put in from the file's page; one without a number is not`() async throws
    {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let outgoing = try await test.draft()
            #expect(try await !test.text("/case-files/\(id)/put?q=thu+nghiem", as: "officer-A").contains(outgoing))
            #expect(try await test.act("put", on: id, ["documents": outgoing]).status == .forbidden)
            try await test.bring(outgoing, to: .published)
            #expect(try await test.text("/case-files/\(id)/put?q=thu+nghiem", as: "officer-A").contains(outgoing))
            #expect(try await test.act("put", on: id, ["documents": outgoing]).status == .seeOther)
            #expect(try await test.text("/outgoing/\(outgoing)", as: "officer-A").contains("/case-files/\(id)"))
            #expect(try await test.text("/case-files/\(id)", as: "clerk-A").contains("UBND TP. Hồ Chí Minh"))
            // Nothing chosen, something that is not there, somebody else's.
            #expect(try await test.act("put", on: id).status == .unprocessableContent)
            #expect(try await test.act("put", on: id, ["documents": "khong-co"]).status == .notFound)
            let foreign = try await test.arrival(number: "5")
            try await test.handle(foreign, until: .registered)
            #expect(try await test.act("put", on: id, ["documents": foreign]).status == .notFound)
            #expect(try await test.file(id).documents == 1)
        }
    }

    @Test func `who sees a file but not a document reads its title line and has no way to it`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "8", into: id)
            _ = try await test.office.database.write { connection in
                try connection.execute("DELETE FROM receipt WHERE incoming_id = $1", document)
            }
            let page = try await test.text("/case-files/\(id)", as: "officer-A")
            #expect(page.contains("V/v thử nghiệm liên thông") && page.contains("Bạn không được giao xem nội dung"))
            #expect(!page.contains("href=\"/incoming/\(document)\""))
            #expect(try await test.text("/case-files/\(id)", as: "clerk-A").contains("href=\"/incoming/\(document)\""))
        }
    }

    @Test func `a document is taken out with a reason that both timelines keep`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "9", into: id)
            let path = "documents/\(document)/take-out"
            #expect(try await test.act(path, on: id, ["reason": "ngắn"]).status == .unprocessableContent)
            let stale = try await test.post(
                "/case-files/\(id)/\(path)", as: "officer-A", version: 1, ["reason": Self.reason])
            #expect(stale.status == .conflict)
            #expect(try await test.act(path, on: id, ["reason": Self.reason]).status == .seeOther)
            #expect(try await test.file(id).documents == 0)
            #expect(try await test.act(path, on: id, ["reason": Self.reason]).status == .notFound)
            for page in ["/case-files/\(id)", "/incoming/\(document)"] {
                #expect(try await test.text(page, as: "officer-A").contains(Self.reason), "\(page)")
            }
        }
    }

    @Test func `a document whose number is cancelled leaves its files, but not a closed one`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            let file = try await test.openFile()
            let put = try await test.post("/outgoing/\(id)/case-files", as: "officer-A", version: 0, ["file": file])
            #expect(put.status == .seeOther)
            let book = try await test.office.database.read { connection -> (id: String, number: Int) in
                let row = try #require(
                    try connection.row("SELECT register_id, number FROM register_entry WHERE document_id = $1", id))
                return (try row["register_id"], try row["number"])
            }
            func cancel() async throws -> HTTPResponse.Status {
                try await test.post(
                    "/registers/out/cancel", as: "clerk-A", version: 0,
                    ["book": book.id, "number": String(book.number), "reason": "Cấp nhầm số cho văn bản này."]
                ).status
            }
            func held() async throws -> Int {
                try await test.office.database.read {
                    try $0.row("SELECT COUNT(*) AS total FROM case_document WHERE document_id = $1", id)?["total"] ?? -1
                }
            }
            func setState(_ state: String) async throws {
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE case_file SET state = $1 WHERE id = $2", state, file)
                }
            }
            try await setState("closed")
            #expect(try await cancel() == .unprocessableContent)
            #expect(try await held() == 1)
            try await setState("open")
            #expect(try await cancel() == .seeOther)
            #expect(try await held() == 0)
            #expect(
                try await test.text("/case-files/\(file)", as: "officer-A").contains("Cấp nhầm số cho văn bản này."))
            #expect(try await test.text("/outgoing/\(id)", as: "officer-A").contains("Đưa ra khỏi hồ sơ"))
        }
    }

    @Test func `a withdrawn document cannot be put into files; where it lies its line says so`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "10", into: id)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", document)
            }
            #expect(try await test.text("/case-files/\(id)", as: "officer-A").contains("Đã thu hồi"))
            let other = try await test.openFile()
            #expect(try await test.act("put", on: other, ["documents": document]).status == .forbidden)
        }
    }

    @Test func `a head gives a file to another keeper of the unit; an officer cannot`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let fields = TestOffice.caseFields.merging(["started": test.office.today.shown, "keeper": "head-A"]) { $1 }
            #expect(try await test.act("edit", on: id, fields).status == .unprocessableContent)
            #expect(try await test.act("edit", on: id, as: "head-A", fields).status == .seeOther)
            #expect(try await test.file(id).keeperID == "head-A")
            #expect(try await test.get("/case-files/\(id)", as: "officer-A").status == .notFound)
        }
    }

    @Test func `files are found by sign and title, with or without marks`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            for (sought, isFound) in [
                ("01.a", true), ("lien%20thong", true), ("Th%E1%BB%AD", true), ("khac", false), ("%25", true),
            ] {
                let list = try await test.text("/case-files?view=mine&q=\(sought)", as: "officer-A")
                #expect(list.contains("/case-files/\(id)") == isFound, "\(sought)")
            }
        }
    }

    // MARK: The list of the year

    @Test func `the clerk keeps the list of the year, its keeper opens the file, and next year's begins from it`()
        async throws
    {
        try await TestOffice.with { test in
            let year = test.office.today.year
            let heading = ["year": String(year), "name": "Tổ chức cán bộ", "abbreviation": "TCCB"]
            #expect(
                try await test.post("/case-plan/heading", as: "officer-A", version: 0, heading).status == .forbidden)
            #expect(try await test.post("/case-plan/heading", as: "clerk-A", version: 0, heading).status == .seeOther)
            let twice = try await test.post("/case-plan/heading", as: "clerk-A", version: 0, heading)
            #expect(twice.status == .unprocessableContent)
            for bad in ["tccb", "A B", "", "QUÁDÀIQUÁDÀIQUÁ"] {
                let fields = heading.merging(["abbreviation": bad]) { $1 }
                let answer = try await test.post("/case-plan/heading", as: "clerk-A", version: 0, fields)
                #expect(answer.status == .unprocessableContent, "\(bad)")
            }
            let line = TestOffice.caseFields.merging(
                [
                    "year": String(year), "heading": "TCCB", "title": "Hồ sơ thi đua", "keeper": "officer-B",
                    "retention": "vinh-vien",
                ]
            ) { $1 }
            #expect(try await test.post("/case-plan/file", as: "head-A", version: 0, line).status == .forbidden)
            #expect(try await test.post("/case-plan/file", as: "clerk-A", version: 0, line).status == .seeOther)
            let plan = try await test.text("/case-plan", as: "officer-A")
            for text in ["I. TỔ CHỨC CÁN BỘ", "01.TCCB", "Hồ sơ thi đua", "Vĩnh viễn", "Người officer-B"] {
                #expect(plan.contains(text), "\(text)")
            }
            #expect(!plan.contains("/case-files/0"), "only those who may see a file have a way to it")
            let id = try await test.office.database.read { connection -> String in
                try connection.row("SELECT id FROM case_file")?["id"] ?? ""
            }
            #expect(try await test.act("open", on: id, as: "officer-B").status == .seeOther)
            let file = try await test.file(id)
            #expect(file.state == .open && file.startedOn == test.office.today && file.isListed)
            // One outside the list has the next number and is not in next year's.
            let outside = try await test.openFile(as: "officer-B", ["heading": "TCCB"])
            #expect(try await test.file(outside).sign.text == "02.TCCB")

            let next = ["year": String(year + 1)]
            #expect(try await test.post("/case-plan/copy", as: "leader-A", version: 0, next).status == .forbidden)
            #expect(try await test.post("/case-plan/copy", as: "clerk-A", version: 0, next).status == .seeOther)
            #expect(try await test.post("/case-plan/copy", as: "clerk-A", version: 0, next).status == .conflict)
            let far = try await test.post("/case-plan/copy", as: "clerk-A", version: 0, ["year": String(year + 2)])
            #expect(far.status == .forbidden)
            let copied = try await test.office.database.read { connection in
                try connection.rows("\(CaseFile.query) WHERE case_file.year = $1 LIMIT 10", year + 1).map(CaseFile.init)
            }
            #expect(copied.map(\.sign.text) == ["01.TCCB"] && copied.map(\.state) == [.planned])
            #expect(copied.first?.keeperID == "officer-B" && copied.first?.startedOn == nil)
            // What nobody has opened is taken out again; its number is not given twice.
            let planned = try #require(copied.first?.id)
            #expect(try await test.act("drop", on: planned, as: "clerk-A").status == .seeOther)
            let again = line.merging(next) { $1 }
            #expect(try await test.post("/case-plan/file", as: "clerk-A", version: 0, again).status == .seeOther)
            #expect(try await test.text("/case-plan?year=\(year + 1)", as: "clerk-A").contains("02.TCCB"))
        }
    }
}
