import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// After a restoration no book gives a number before the clerk has said which one was the last.
@Suite struct RestoredBookTests {
    /// Two documents are issued with the numbers 1 and 2; then the office is as a restored one.
    private static func restored(_ test: TestOffice) async throws -> Book {
        for _ in 1...2 { try await test.bring(try await test.draft(), to: .numbered) }
        let now = test.office.now()
        try await test.office.database.write { try RestoredBook.wait(since: now, in: $0) }
        return try await Self.book(test)
    }

    private static func book(_ test: TestOffice) async throws -> Book {
        let id = "out-\(test.office.today.year)"
        return try #require(try await test.office.database.read { try Book.find(id, in: $0) })
    }

    private static func confirm(
        _ last: String, used: String = "", _ test: TestOffice, as person: String = "clerk-A",
        once: String = RandomText.secret()
    ) async throws -> HTTPResponse.Status {
        try await test.post(
            "/registers/out/confirm", as: person, version: 0, once: once,
            ["book": "out-\(test.office.today.year)", "last": last, "used": used]
        ).status
    }

    private static func number(_ id: String, _ test: TestOffice) async throws -> HTTPResponse.Status {
        let version = try await test.outgoingState(id).version
        return try await test.post("/outgoing/\(id)/number", as: "clerk-A", version: version).status
    }

    @Test func `a restored book gives no number, keeps none, and says why`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.restored(test)
            #expect(book.restoredAt != nil && book.nextNumber == 3)
            let draft = try await test.draft()
            try await test.bring(draft, to: .approved)
            #expect(try await Self.number(draft, test) == .unprocessableContent)
            #expect(try await test.outgoingState(draft).state == .approved)
            let kept = try await test.post(
                "/registers/out/reserve", as: "clerk-A", version: 0,
                ["book": book.id, "count": "1", "reason": "Chờ ký"])
            #expect(kept.status != .seeOther)
            let check = try await test.text("/registers/out/check?book=\(book.id)", as: "clerk-A")
            #expect(check.contains("Chờ xác nhận số cuối") && check.contains("Xác nhận số cuối…"))
            #expect(!check.contains("Giữ số chờ…"))
            #expect(try await test.text("/books", as: "admin-A").contains("Chờ xác nhận số cuối"))
            #expect(try await Self.book(test).nextNumber == 3)
        }
    }

    @Test func `what was given out after the backup is kept, and the book goes on behind it`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.restored(test)
            #expect(
                try await test.text("/registers/out/confirm?book=\(book.id)", as: "clerk-A").contains(
                    "Số cuối cùng đã cấp"))
            for wrong in ["", "x", "1", "-3", String(3 + RestoredBook.maximumLost)] {
                #expect(try await Self.confirm(wrong, test) == .unprocessableContent, "\(wrong)")
            }
            for person in ["leader-A", "admin-A", "officer-A"] {
                #expect(try await Self.confirm("5", test, as: person) == .forbidden, "\(person)")
            }
            let once = RandomText.secret()
            #expect(try await Self.confirm("5", test, once: once) == .seeOther)
            #expect(try await Self.confirm("5", test, once: once) == .seeOther, "the same form acts once")
            #expect(try await Self.confirm("6", test) == .forbidden)
            let after = try await Self.book(test)
            #expect(after.restoredAt == nil && after.nextNumber == 6)
            let text = try await test.text("/registers/out/check?book=\(book.id)", as: "clerk-A")
            #expect(text.contains(RestoredBook.reason) && text.contains("Sổ liên tục"))
            let draft = try await test.draft()
            try await test.bring(draft, to: .numbered)
            let number = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT number FROM outgoing WHERE id = $1", draft)?["number"] ?? 0
            }
            #expect(number == 6)
        }
    }

    @Test func `a backup that knows the last number is confirmed with it, and nothing is kept`() async throws {
        try await TestOffice.with { test in
            _ = try await Self.restored(test)
            #expect(try await Self.confirm("2", test) == .seeOther)
            let reserved = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM register_entry WHERE state = 'reserved'")?["total"]
                    ?? 9
            }
            #expect(try await Self.book(test).nextNumber == 3 && reserved == 0)
        }
    }

    /// The states of the numbers of the book, `2 entered`, in their order.
    private static func numbers(_ book: Book, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT number, suffix, state FROM register_entry WHERE register_id = $1 ORDER BY number, suffix",
                book.id
            ).map { row in
                let (number, suffix, state): (Int, String, String) = (
                    try row["number"], try row["suffix"], try row["state"]
                )
                return "\(number)\(suffix) \(state)"
            }
        }
    }

    @Test func `kept numbers and numbers in between wait too, and those that were used since are given up`()
        async throws
    {
        try await TestOffice.with { test in
            try await test.office.openBooks()
            let id = try await Self.book(test).id
            let kept = try await test.post(
                "/registers/out/reserve", as: "clerk-A", version: 0,
                ["book": id, "count": "2", "reason": "Chờ ký ở tỉnh"])
            #expect(kept.status == .seeOther)
            // 1 and 2 are kept, 3 and 4 entered.
            let book = try await Self.restored(test)
            let draft = try await test.draft()
            try await test.bring(draft, to: .approved)
            func number(_ fields: [String: String]) async throws -> HTTPResponse.Status {
                let version = try await test.outgoingState(draft).version
                return try await test.post(
                    "/outgoing/\(draft)/number", as: "clerk-A", version: version, fields
                ).status
            }
            let (one, beside) = (
                ["number-choice": "reserved \(id) 1"], ["number-choice": "next \(id)", "beside": "3"]
            )
            for choice in [one, beside] { #expect(try await number(choice) == .unprocessableContent) }

            let form = try await test.text("/registers/out/confirm?book=\(id)", as: "clerk-A")
            #expect(form.contains("Sổ đang có số chờ: 1, 2."))
            for wrong in ["x", "3", "9", "7a", "0"] {
                #expect(try await Self.confirm("5", used: wrong, test) == .unprocessableContent, "\(wrong)")
            }
            #expect(try await Self.numbers(book, test) == ["1 reserved", "2 reserved", "3 entered", "4 entered"])
            #expect(try await Self.confirm("5", used: "1, 3A", test) == .seeOther)
            #expect(
                try await Self.numbers(book, test) == [
                    "1 cancelled", "2 reserved", "3 entered", "3a cancelled", "4 entered", "5 reserved",
                ])
            #expect(try await number(one) == .conflict)
            #expect(try await number(beside) == .seeOther)
            #expect(try await Self.numbers(book, test).contains("3b entered"))
            let check = try await test.text("/registers/out/check?book=\(id)", as: "clerk-A")
            #expect(check.contains(RestoredBook.usedReason))
        }
    }

    @Test
    func `a book that is made in the year of the restoration waits, one of an office that was not restored does not`()
        async throws
    {
        try await TestOffice.with { test in
            func make(_ name: String) async throws -> Bool {
                let answer = try await test.post(
                    "/books", as: "admin-A", version: 0,
                    ["direction": "out", "year": String(test.office.today.year), "name": name])
                #expect(answer.status == .seeOther)
                return try await test.office.database.read { connection in
                    let id: String = try #require(
                        try connection.row("SELECT id FROM register WHERE name = $1", name)?["id"])
                    return try #require(try Book.find(id, in: connection)).restoredAt != nil
                }
            }
            #expect(try await !make("Sổ quyết định"))
            _ = try await Self.restored(test)
            #expect(try await make("Sổ giấy mời"))
            let year = test.office.today.year
            let (this, next) = try await test.office.database.read { connection in
                (
                    try RestoredBook.lastRestoration(in: year, connection),
                    try RestoredBook.lastRestoration(in: year + 1, connection)
                )
            }
            #expect(this != nil && next == nil)
        }
    }

    @Test func `who does not wait is not confirmed`() async throws {
        try await TestOffice.with { test in
            try await test.bring(try await test.draft(), to: .numbered)
            #expect(try await Self.confirm("9", test) == .forbidden)
            #expect(try await Self.book(test).nextNumber == 2)
        }
    }

    @Test func `a secret book is shown to the clerk who keeps it, to the others as one that waits`() async throws {
        try await TestOffice.with { test in
            let secret = try await SecretSteps.book(.outgoing, test)
            let book = try await Self.restored(test)
            let link = "/registers/out/confirm?book="
            for (person, isKeeper) in [("clerk-A", true), ("clerk-B", false)] {
                let page = try await test.text("/restored", as: person)
                #expect(page.contains(link + book.id), "\(person)")
                #expect(
                    page.contains(link + secret) == isKeeper && page.contains("Sổ mật out") == isKeeper, "\(person)")
                #expect(page.contains("1 sổ mật chờ văn thư giữ sổ xác nhận.") != isKeeper, "\(person)")
                // Whatever the page shows opens.
                #expect(
                    try await test.get(link + secret, as: person).status == (isKeeper ? .ok : .forbidden), "\(person)")
            }
            for direction in ["in", "out"] {
                let answer = try await test.post(
                    "/registers/\(direction)/confirm", as: "clerk-A", version: 0,
                    [
                        "book": "\(direction)-\(test.office.today.year)", "last": direction == "in" ? "0" : "2",
                        "used": "",
                    ])
                #expect(answer.status == .seeOther, "\(direction)")
            }
            let left = try await test.text("/restored", as: "clerk-B")
            #expect(!left.contains(link) && left.contains("1 sổ mật chờ văn thư giữ sổ xác nhận."))
        }
    }

    // MARK: Numbers beside the books

    private static func restore(_ test: TestOffice) async throws {
        let now = test.office.now()
        try await test.office.database.write { try RestoredBook.wait(since: now, in: $0) }
    }

    private static func confirm(
        series: [NumberSeries: String], _ test: TestOffice, as person: String = "clerk-A",
        once: String = RandomText.secret()
    ) async throws -> TestResponse {
        let fields = series.map { ($0.key.field, $0.value) }
        return try await test.send("/restored", as: person, version: 0, once: once, fields)
    }

    private static func next(_ series: NumberSeries, _ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try series.next(in: $0) }
    }

    @Test func `a restored office opens no case file before the last number of its heading is confirmed`() async throws
    {
        try await TestOffice.with { test in
            let files = NumberSeries(kind: .files, part: "A", year: test.office.today.year)
            #expect(try await test.text("/restored", as: "clerk-A").contains("Không có số nào chờ xác nhận"))
            #expect(try await !test.text("/registers/in", as: "clerk-A").contains("href=\"/restored\""))
            #expect(try await test.file(try await test.openFile()).sign.number == 1)
            try await Self.restore(test)
            func begin() async throws -> TestResponse {
                try await test.post(
                    "/case-files", as: "officer-A", version: 0,
                    TestOffice.caseFields.merging(["started": test.office.today.shown]) { $1 })
            }
            let refused = try await begin()
            #expect(refused.status == .unprocessableContent)
            #expect(String(buffer: refused.body).contains("Số sau phục hồi"))
            let page = try await test.text("/restored", as: "clerk-A")
            #expect(page.contains(files.field) && page.contains("Hệ thống có đến số 1."))
            #expect(page.contains("/registers/out/confirm?book=out-\(test.office.today.year)"))
            #expect(try await test.text("/registers/in", as: "clerk-A").contains("href=\"/restored\""))
            for person in ["officer-A", "leader-A", "admin-A"] {
                #expect(try await test.get("/restored", as: person).status == .forbidden, "\(person)")
                let answer = try await Self.confirm(series: [files: "4"], test, as: person)
                #expect(answer.status == .forbidden, "\(person)")
            }
            for wrong in ["", "x", "0", "-1", String(2 + RestoredBook.maximumLost)] {
                let answer = try await Self.confirm(series: [files: wrong], test)
                #expect(answer.status == .unprocessableContent, "\(wrong)")
            }
            #expect(try await begin().status == .unprocessableContent)
            let once = RandomText.secret()
            for _ in 1...2 {
                #expect(try await Self.confirm(series: [files: "4"], test, once: once).status == .seeOther)
            }
            #expect(try await !test.text("/restored", as: "clerk-A").contains(files.field))
            #expect(try await test.file(try await test.openFile()).sign.number == 5)
            #expect(try await test.file(try await test.openFile()).sign.number == 6)
            // Another restoration, another confirmation: what was said before the backup is no number that was given.
            try await Self.restore(test)
            #expect(try await begin().status == .unprocessableContent)
            #expect(try await Self.confirm(series: [files: "5"], test).status == .unprocessableContent)
            #expect(try await Self.confirm(series: [files: "6"], test).status == .seeOther)
            #expect(try await test.file(try await test.openFile()).sign.number == 7)
        }
    }

    @Test func `so do the numbers of copies and of records of case files that leave their place`() async throws {
        try await TestOffice.with { test in
            let year = test.office.today.year
            let copies = NumberSeries(kind: .copies, year: year)
            let records = NumberSeries(kind: .transfers, part: "archive", year: year)
            let file = try await test.openFile()
            try await test.addFile(to: try await test.filedDocument(number: "1", into: file))
            #expect(try await test.act("close", on: file, ["ended": test.office.today.shown]).status == .seeOther)
            let document = try await test.arrival(number: "2")
            try await test.handle(document, until: .registered)
            try await Self.restore(test)
            func copy() async throws -> HTTPResponse.Status {
                try await test.post(
                    "/incoming/\(document)/make-copy", as: "clerk-A", version: 0,
                    [
                        "kind": "SY", "signer": "leader-A", "receivers": "Phòng A", "copies": "1", "part": "",
                        "number": "",
                    ]
                ).status
            }
            func hand() async throws -> HTTPResponse.Status {
                try await test.send(
                    "/transfers/new", as: "officer-A", version: 0,
                    [("purpose", "archive"), ("note", ""), ("files", file)]
                ).status
            }
            #expect(try await copy() == .unprocessableContent)
            #expect(try await hand() == .unprocessableContent)
            let form = try await test.get("/incoming/\(document)/make-copy", as: "clerk-A")
            #expect(form.status == .unprocessableContent)
            // One that is left empty goes on waiting.
            #expect(try await Self.confirm(series: [copies: "7", records: ""], test).status == .seeOther)
            #expect(try await copy() == .seeOther)
            #expect(try await Self.next(copies, test) == 9)
            #expect(try await hand() == .unprocessableContent)
            #expect(try await Self.confirm(series: [records: "3"], test).status == .seeOther)
            #expect(try await hand() == .seeOther)
            #expect(try await Self.next(records, test) == 5)
        }
    }

    @Test func `a series of the year after waits for nothing, but the list of files that is made before it does`()
        async throws
    {
        try await TestOffice.with { test in
            let year = test.office.today.year
            try await Self.restore(test)
            #expect(try await Self.next(NumberSeries(kind: .copies, year: year + 1), test) == 1)
            for ahead in 0...1 {
                await #expect(throws: Fault.self, "\(ahead)") {
                    try await Self.next(NumberSeries(kind: .files, part: "A", year: year + ahead), test)
                }
            }
            #expect(try await Self.next(NumberSeries(kind: .files, part: "A", year: year + 2), test) == 1)
        }
    }
}
