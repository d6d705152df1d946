import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Office

/// Handing case files over to the archives, keeping them back, and destroying them by decision.
@Suite struct TransferTests {
    /// A closed file of officer-A with a document in it; `years` nil: kept forever.
    private static func closed(_ test: TestOffice, number: String, years: String = "10") async throws -> String {
        let id = try await test.openFile(as: "officer-A", ["retention": years])
        let document = try await test.filedDocument(number: number, into: id)
        try await test.addFile(to: document)
        let answer = try await test.act("close", on: id, ["ended": test.office.today.shown])
        #expect(answer.status == .seeOther, "\(answer.status)")
        return id
    }

    private static func make(
        _ purpose: String, _ files: [String], as person: String, _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.send(
            "/transfers/new", as: person, version: 0,
            [("purpose", purpose), ("note", "Khối hồ sơ thử")] + files.map { ("files", $0) })
    }

    private static func made(_ purpose: String, _ files: [String], as person: String, _ test: TestOffice) async throws
        -> String
    {
        let answer = try await Self.make(purpose, files, as: person, test)
        #expect(answer.status == .seeOther, "\(purpose): \(answer.status)")
        return try #require(answer.headers[.location])
    }

    private static func version(_ path: String, _ test: TestOffice) async throws -> Int {
        let id = String(try #require(path.split(separator: "/").last))
        return try await test.office.database.read { connection in
            try connection.row("SELECT version FROM case_transfer WHERE id = $1", id)?["version"] ?? 0
        }
    }

    private static func set(_ column: String, to date: CalendarDate?, of id: String, _ test: TestOffice) async throws {
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE case_file SET \(column) = $1 WHERE id = $2", date, id)
        }
    }

    private static func day(_ offset: Int, _ test: TestOffice) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + offset))
    }

    @Test func `thirty days before a file is due its keeper, the head and the clerk are told`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1")
            let list = "/case-files?view=due"
            for (due, isTold) in [(31, false), (30, true), (0, true), (-1, true)] {
                try await Self.set("due_on", to: try Self.day(due, test), of: id, test)
                for person in ["officer-A", "head-A", "clerk-B"] {
                    let text = try await test.text(list, as: person)
                    #expect(text.contains("/case-files/\(id)") == isTold, "\(person) \(due)")
                }
                #expect(try await !test.text(list, as: "head-B").contains("/case-files/\(id)"))
            }
            // What is offered, or kept back by consent, is not due.
            try await Self.set("held_until", to: try Self.day(40, test), of: id, test)
            #expect(try await !test.text(list, as: "clerk-A").contains("/case-files/\(id)"))
            try await Self.set("held_until", to: nil, of: id, test)
            _ = try await Self.made("archive", [id], as: "officer-A", test)
            #expect(try await !test.text(list, as: "clerk-A").contains("/case-files/\(id)"))
        }
    }

    @Test func `the clerk takes files over after every byte was compared, and then nobody changes them`() async throws {
        try await TestOffice.with { test in
            let (first, second) = (
                try await Self.closed(test, number: "1"), try await Self.closed(test, number: "2", years: "vinh-vien")
            )
            let transfer = try await Self.made("archive", [first, second], as: "officer-A", test)
            // It waits: nobody opens it again, offers it twice, or ends it but the clerk.
            let reason = ["reason": "Còn thiếu văn bản trả lời."]
            #expect(try await test.act("reopen", on: first, as: "head-A", reason).status == .forbidden)
            #expect(try await Self.make("archive", [first], as: "officer-A", test).status == .unprocessableContent)
            for person in ["officer-A", "head-A", "leader-A"] {
                let status = try await test.post("\(transfer)/end", as: person, version: 1).status
                #expect(status == .forbidden, "\(person): \(status)")
            }
            #expect(try await test.get(transfer, as: "officer-B").status == .notFound)
            #expect(try await test.text(transfer, as: "clerk-A").contains("Nhận vào lưu trữ…"))

            // A computer file that is not what it was stops it, nothing half done.
            let file = try await test.office.database.read { connection -> ContentHash in
                try #require(
                    try connection.row(
                        "SELECT hash FROM attachment WHERE document_id = (SELECT document_id FROM case_document WHERE case_file_id = $1)",
                        second)?["hash"])
            }
            let url = test.office.store.folder.url(of: file)
            let bytes = try Data(contentsOf: url)
            try FileManager.default.removeItem(at: url)
            #expect(try await test.post("\(transfer)/end", as: "clerk-A", version: 1).status.code >= 400)
            #expect(try await test.file(first).state == .closed)
            try bytes.write(to: url)

            let answer = try await test.post("\(transfer)/end", as: "clerk-A", version: 1, ["paper": "Đủ, đọc được"])
            #expect(answer.status == .seeOther)
            for id in [first, second] {
                #expect(try await test.file(id).state == .archived)
                #expect(try await test.act("reopen", on: id, as: "head-A", reason).status == .forbidden)
            }
            #expect(try await test.text("/case-files/\(first)", as: "officer-A").contains("Nộp vào lưu trữ cơ quan"))
            #expect(try await test.post("\(transfer)/end", as: "clerk-A", version: 2).status == .forbidden)
        }
    }

    @Test func `one file is given back with its reason, the others go on`() async throws {
        try await TestOffice.with { test in
            let (first, second) = (
                try await Self.closed(test, number: "1"), try await Self.closed(test, number: "2")
            )
            let transfer = try await Self.made("archive", [first, second], as: "head-A", test)
            let path = "\(transfer)/files/\(first)/return"
            #expect(
                try await test.post(path, as: "clerk-A", version: 1, ["reason": "x"]).status == .unprocessableContent)
            let reason = ["reason": "Thiếu mục lục tài liệu giấy."]
            #expect(try await test.post(path, as: "head-A", version: 1, reason).status == .forbidden)
            #expect(try await test.post(path, as: "clerk-A", version: 1, reason).status == .seeOther)
            #expect(
                try await test.text("/case-files/\(first)", as: "officer-A").contains("Thiếu mục lục tài liệu giấy."))
            let version = try await Self.version(transfer, test)
            #expect(try await test.post("\(transfer)/end", as: "clerk-A", version: version).status == .seeOther)
            #expect(try await test.file(first).state == .closed)
            #expect(try await test.file(second).state == .archived)
            // It can be offered again.
            _ = try await Self.made("archive", [first], as: "head-A", test)
        }
    }

    @Test func `only files of five years or more, of those who are responsible for them`() async throws {
        try await TestOffice.with { test in
            let short = try await Self.closed(test, number: "1", years: "3")
            let long = try await Self.closed(test, number: "2", years: "5")
            #expect(try await Self.make("archive", [short], as: "officer-A", test).status == .unprocessableContent)
            for person in ["officer-B", "head-B", "clerk-A", "leader-A"] {
                #expect(try await Self.make("archive", [long], as: person, test).status == .unprocessableContent)
            }
            #expect(try await Self.make("archive", [long], as: "admin-A", test).status == .forbidden)
            #expect(try await Self.make("archive", [long], as: "head-A", test).status == .seeOther)
        }
    }

    @Test func `a due file is kept for two years at most, when somebody consented in writing`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1")
            let due = try #require(try await test.file(id).dueOn)
            let last = try #require(HandOverDue.later(due, months: 24))
            let beyond = try #require(CalendarDate(dayNumber: last.dayNumber + 1))
            let consent = "Chủ tịch đồng ý, công văn 12/UBND ngày 20/11/2026"
            for (until, text) in [(due.shown, consent), (beyond.shown, consent), ("", consent), (last.shown, "Ừ")] {
                let answer = try await test.act("hold", on: id, ["until": until, "consent": text])
                #expect(answer.status == .unprocessableContent, "\(until) \(text)")
            }
            let fields = ["until": last.shown, "consent": consent]
            #expect(try await test.act("hold", on: id, as: "leader-A", fields).status == .forbidden)
            #expect(try await test.act("hold", on: id, fields).status == .seeOther)
            #expect(try await test.file(id).heldUntil == last)
            #expect(try await test.text("/case-files/\(id)", as: "head-A").contains(consent))
            #expect(try await test.act("hold", on: id, fields).status == .forbidden, "once")
        }
    }

    @Test func `the list has its seven columns, the record its figures, on paper and as a spreadsheet`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1", years: "vinh-vien")
            let transfer = try await Self.made("archive", [id], as: "officer-A", test)
            let list = try await test.text("\(transfer)/list", as: "clerk-A")
            for text in [
                "Số TT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian tài liệu", "Thời hạn bảo quản",
                "Số tờ/số trang", "Ghi chú", "(7)", "01.A", "Vĩnh viễn", test.office.today.shown,
            ] { #expect(list.contains(text), "\(text)") }
            let record = try await test.text("\(transfer)/record", as: "head-A")
            for text in [
                "Biên bản giao nhận hồ sơ, tài liệu", "Tổng số hồ sơ: <b>1</b>", "Tổng số văn bản: <b>1</b>",
                "Tổng số tệp tin trong hồ sơ: <b>1</b>", "Người officer-A", "Khối hồ sơ thử",
            ] { #expect(record.contains(text), "\(text)") }
            let sheet = try await test.get("\(transfer)/xlsx", as: "officer-A")
            #expect(sheet.status == .ok && sheet.headers[.contentDisposition]?.contains("muc-luc-ho-so") == true)
            #expect([UInt8](buffer: sheet.body).starts(with: Array("PK".utf8)))
        }
    }

    @Test func `the package holds every file, and sha256sum finds all of it right`() async throws {
        try await TestOffice.with { test in
            let (first, second) = (
                try await Self.closed(test, number: "1"), try await Self.closed(test, number: "2")
            )
            let transfer = try await Self.made("archive", [first, second], as: "officer-A", test)
            #expect(try await test.get("\(transfer)/package", as: "officer-A").status == .forbidden)
            let answer = try await test.get("\(transfer)/package", as: "clerk-A")
            #expect(answer.status == .ok)
            let folder = try test.office.store.stagingFolder()
            try Data([UInt8](buffer: answer.body)).write(to: folder.appending(path: "x.zip"))
            let steps = [
                "python3 -m zipfile -e x.zip .", "sha256sum --strict --quiet -c manifest-sha256.txt",
                "test $(wc -l < manifest-sha256.txt) = 4",
            ].joined(separator: " && ")
            #expect(try await Program("/bin/sh", ["-c", steps], in: folder).run().status == 0)
        }
    }

    @Test func `what is kept forever goes on to the historical archive, with who took it there`() async throws {
        try await TestOffice.with { test in
            let (forever, ten) = (
                try await Self.closed(test, number: "1", years: "vinh-vien"), try await Self.closed(test, number: "2")
            )
            let taken = try await Self.made("archive", [forever, ten], as: "officer-A", test)
            #expect(try await test.post("\(taken)/end", as: "clerk-A", version: 1).status == .seeOther)
            #expect(try await Self.make("historical", [forever], as: "head-A", test).status == .forbidden)
            #expect(try await Self.make("historical", [ten], as: "clerk-A", test).status == .unprocessableContent)
            let transfer = try await Self.made("historical", [forever], as: "clerk-A", test)
            let end = "\(transfer)/end"
            #expect(try await test.post(end, as: "clerk-A", version: 1).status == .unprocessableContent)
            let paper = ["paper": "Trung tâm Lưu trữ lịch sử Ví Dụ, bà Ngô Thị Thử"]
            #expect(try await test.post(end, as: "clerk-A", version: 1, paper).status == .seeOther)
            #expect(try await test.file(forever).state == .historical)
            #expect(try await test.get("/case-files/\(forever)/export/zip", as: "officer-A").status == .ok)
        }
    }

    @Test func `nothing is destroyed but by a leader's decision, and never before its time is over`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1", years: "1")
            let expires = try #require(try await test.file(id).expiresOn)
            #expect(expires == CalendarDate(year: test.office.today.year + 1, month: 12, day: 31))
            #expect(try await Self.make("destruction", [id], as: "clerk-A", test).status == .unprocessableContent)
            try await Self.set("expires_on", to: test.office.today, of: id, test)
            #expect(try await Self.make("destruction", [id], as: "clerk-A", test).status == .unprocessableContent)
            try await Self.set("expires_on", to: try Self.day(-1, test), of: id, test)
            #expect(try await Self.make("destruction", [id], as: "leader-A", test).status == .forbidden)
            let transfer = try await Self.made("destruction", [id], as: "clerk-A", test)
            let end = "\(transfer)/end"
            let decision = ["paper": "12/QĐ-UBND ngày 20/11/2026"]
            #expect(try await test.post(end, as: "clerk-A", version: 1, decision).status == .forbidden)
            #expect(try await test.post(end, as: "leader-A", version: 1).status == .unprocessableContent)
            #expect(try await test.file(id).state == .closed)
            #expect(try await test.post(end, as: "leader-A", version: 1, decision).status == .seeOther)
            #expect(try await test.file(id).state == .condemned)
            #expect(try await test.text("\(transfer)/record", as: "clerk-A").contains("12/QĐ-UBND ngày 20/11/2026"))
            #expect(try await test.get("/case-files/\(id)/export/zip", as: "clerk-A").status == .forbidden)
        }
    }
}
