import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing
import Trust

@testable import Office

/// Closing a file, its index, and writing the whole file out.
@Suite struct CaseClosingTests {
    private static func body(_ path: String, as person: String = "officer-A", _ test: TestOffice) async throws
        -> [UInt8]
    {
        let answer = try await test.get(path, as: person)
        #expect(answer.status == .ok, "\(path): \(answer.status)")
        return [UInt8](buffer: answer.body)
    }

    /// A real PDF as a file of a document.
    private static func add(_ sample: String, to document: String, _ test: TestOffice) async throws {
        let bytes = [UInt8](try Data(contentsOf: Samples.url("documents/\(sample)")))
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        let now = test.office.now()
        try await test.office.database.write { connection in
            _ = try Attachment.add(
                to: document, part: .main, name: sample, contentType: "application/pdf", sizeBytes: bytes.count,
                hash: hash, at: now, in: connection)
        }
    }

    private static let sample = "cong-van-don-doc-lien-thong.pdf"

    @Test func `a closed file takes nothing more, has its dates, and only the head or a leader opens it again`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let today = test.office.today
            // Nothing in it; before its beginning; in the future.
            #expect(try await test.act("close", on: id, ["ended": today.shown]).status == .unprocessableContent)
            let document = try await test.filedDocument(number: "1", into: id)
            for wrong in ["", "01/01/2020", "31/12/2999", "hôm nay"] {
                #expect(
                    try await test.act("close", on: id, ["ended": wrong]).status == .unprocessableContent, "\(wrong)")
            }
            let form = try await test.text("/case-files/\(id)/close", as: "officer-A")
            #expect(form.contains("1 văn bản đến trong hồ sơ chưa hoàn thành"))
            let stale = try await test.post(
                "/case-files/\(id)/close", as: "officer-A", version: 1, ["ended": today.shown])
            #expect(stale.status == .conflict)
            #expect(try await test.act("close", on: id, ["ended": today.shown]).status == .seeOther)
            let file = try await test.file(id)
            #expect(
                file.state == .closed && file.endedOn == today && file.dueOn == HandOverDue.later(today, months: 12))
            let other = try await test.arrival(number: "2")
            try await test.handle(other, until: .assigned)
            #expect(try await test.act("put", on: id, ["documents": other]).status == .forbidden)
            let out = try await test.act("documents/\(document)/take-out", on: id, ["reason": "Đưa nhầm vào hồ sơ."])
            #expect(out.status == .forbidden)

            let reason = ["reason": "Còn thiếu văn bản trả lời."]
            #expect(try await test.act("reopen", on: id, reason).status == .forbidden)
            #expect(try await test.act("reopen", on: id, as: "head-A", ["reason": "x"]).status == .unprocessableContent)
            #expect(try await test.act("reopen", on: id, as: "head-A", reason).status == .seeOther)
            let again = try await test.file(id)
            #expect(again.state == .open && again.endedOn == nil && again.dueOn == nil)
            #expect(try await test.text("/case-files/\(id)", as: "officer-A").contains("Còn thiếu văn bản trả lời."))
        }
    }

    @Test
    func
        `a file is due a year after the work, for construction three months, and not when it is kept for less than five years`()
    {
        func due(_ matter: CaseFile.Matter, _ years: Int?, _ end: (Int, Int, Int)) -> String? {
            guard let date = CalendarDate(year: end.0, month: end.1, day: end.2) else { return "-" }
            return HandOverDue.date(matter, Retention(years: years), endedOn: date)?.iso
        }
        #expect(due(.ordinary, 10, (2026, 3, 15)) == "2027-03-15")
        #expect(due(.ordinary, nil, (2024, 2, 29)) == "2025-02-28")
        #expect(due(.construction, 5, (2026, 11, 30)) == "2027-02-28")
        #expect(due(.construction, 70, (2026, 12, 31)) == "2027-03-31")
        #expect(due(.ordinary, 3, (2026, 3, 15)) == nil && due(.construction, 1, (2026, 3, 15)) == nil)
    }

    @Test func `the index has its seven columns, and the pages that were counted`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "31", into: id)
            try await Self.add(Self.sample, to: document, test)
            let counts = PageCounts(office: test.office, logger: Logger(label: "test"))
            while try await counts.countNext() {}
            let pages = try await test.office.database.read { connection in
                try connection.row("SELECT SUM(pages) AS pages FROM file_pages")?["pages"] ?? 0
            }
            #expect(pages > 0)
            let index = try await test.text("/case-files/\(id)/index", as: "head-A")
            for text in [
                "Số TT", "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản",
                "Tác giả văn bản", "Tờ số/trang số", "Ghi chú", "31/VPCP-KSTT", "Công văn: V/v thử nghiệm liên thông",
                "<td class=\"c\">\(pages)</td>", "Người officer-A",
            ] {
                #expect(index.contains(text), "\(text)")
            }
            #expect(try await test.get("/case-files/\(id)/index", as: "officer-B").status == .notFound)
        }
    }

    @Test func `a file waits to be counted as soon as it lies in a case file, and once`() async throws {
        try await TestOffice.with { test in
            func waiting() async throws -> Int {
                try await test.office.database.read {
                    try $0.row("SELECT COUNT(*) AS total FROM file_uncounted")?["total"] ?? -1
                }
            }
            let (one, other) = (try await test.openFile(), try await test.openFile())
            let document = try await test.draft()
            try await test.bring(document, to: .published)
            try await Self.add(Self.sample, to: document, test)
            #expect(try await waiting() == 0)
            #expect(try await test.act("put", on: one, ["documents": document]).status == .seeOther)
            let filed = try await waiting()
            #expect(filed > 0)
            #expect(try await test.act("put", on: other, ["documents": document]).status == .seeOther)
            #expect(try await waiting() == filed)
            let counts = PageCounts(office: test.office, logger: Logger(label: "test"))
            while try await counts.countNext() {}
            #expect(try await waiting() == 0)
            // What could not be counted is tried again.
            try await test.office.database.write { connection in
                try connection.execute("UPDATE file_pages SET pages = NULL")
                try FilePages.tryAgain(in: connection)
            }
            #expect(try await waiting() == filed)
        }
    }

    @Test func `the XML holds the metadata of the file and of every document under the names of the law`() async throws
    {
        try await TestOffice.with { test in
            let title = "Hồ sơ <b>“&”</b>\u{1}"
            let id = try await test.openFile(as: "officer-A", ["title": title])
            let document = try await test.filedDocument(number: "41", into: id)
            let outgoing = try await test.draft()
            try await test.bring(outgoing, to: .published)
            #expect(try await test.act("put", on: id, ["documents": outgoing]).status == .seeOther)
            let bytes = try await Self.body("/case-files/\(id)/export/xml", test)
            let text = String(decoding: bytes, as: UTF8.self)
            let year = test.office.today.year
            for part in [
                "<OrganId>H29</OrganId>", "<FileCatalog>\(year)</FileCatalog>", "<FileNotation>01.A</FileNotation>",
                "<Title>Hồ sơ &lt;b&gt;“&amp;”&lt;/b&gt;</Title>", "<Maintenance>10 năm</Maintenance>",
                "<Rights>Không hạn chế</Rights>", "<Creator>Người officer-A</Creator>", "<DocTotal>2</DocTotal>",
                "<StartDate>\(test.office.today.iso)</StartDate>", "<DocOrdinal>2</DocOrdinal>",
                "<CodeNumber>41</CodeNumber>", "<CodeNotation>VPCP-KSTT</CodeNotation>",
                "<ArrivalNumber>1</ArrivalNumber>",
                "<FullName>Người leader-A</FullName>", "<OrganId>G22</OrganId>", "<SHA256>",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            // Well-formed, by a reader that is not ours.
            let check = Program("python3", ["-c", "import sys, xml.dom.minidom as m; m.parse(sys.stdin.buffer)"])
            #expect(try await check.run(input: Array(bytes)).status == 0)
            // Who may not open a document gets its title line alone.
            _ = try await test.office.database.write { connection in
                try connection.execute("DELETE FROM receipt WHERE incoming_id = $1", document)
            }
            let less = String(decoding: try await Self.body("/case-files/\(id)/export/xml", test), as: UTF8.self)
            #expect(less.contains("<CodeNumber>41</CodeNumber>") && !less.contains("ArrivalNumber"))
        }
    }

    @Test func `the ZIP holds every file byte for byte`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "51", into: id)
            try await Self.add(Self.sample, to: document, test)
            let bytes = try await Self.body("/case-files/\(id)/export/zip", test)
            let folder = try test.office.store.stagingFolder()
            let file = folder.appending(path: "x.zip")
            try Data(bytes).write(to: file)
            let unzip = Program("python3", ["-m", "zipfile", "-e", file.path, folder.path])
            #expect(try await unzip.run().status == 0)
            let original = try Data(contentsOf: Samples.url("documents/\(Self.sample)"))
            let copy = try Data(contentsOf: folder.appending(path: "van-ban/001-1-\(Self.sample)"))
            #expect(copy == original)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "ho-so.xml").path))
        }
    }

    @Test func `the PDF has the index before the documents, which stay as they are`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "61", into: id)
            try await Self.add(Self.sample, to: document, test)
            let bytes = try await Self.body("/case-files/\(id)/export/pdf", test)
            let folder = try test.office.store.stagingFolder()
            let file = folder.appending(path: "x.pdf")
            try Data(bytes).write(to: file)
            let tools = PDFTools()
            let own = try await tools.pages(of: Samples.url("documents/\(Self.sample)"), scratch: folder)
            let all = try await tools.pages(of: file, scratch: folder)
            #expect(try #require(all) == 1 + (try #require(own)))
            let text = try #require(try await tools.text(of: file, scratch: folder))
            #expect(text.contains("MỤC LỤC VĂN BẢN") && text.contains("1. 61/VPCP-KSTT"))
            #expect(try await test.get("/case-files/\(id)/export/pdf", as: "officer-B").status == .notFound)
            #expect(try await test.get("/case-files/\(id)/export/doc", as: "officer-A").status == .notFound)
        }
    }

    @Test func `where no PDF can be made the sentence says why and what to take instead`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile()
            let document = try await test.filedDocument(number: "71", into: id)
            try await test.addFile(to: document)
            let answer = try await test.get("/case-files/\(id)/export/pdf", as: "officer-A")
            #expect(answer.status == .serviceUnavailable)
            let page = String(buffer: answer.body)
            #expect(page.contains("Không ghép được các tệp PDF") && page.contains("Tải cả hồ sơ (zip)"))
            let office = test.office
            let person = try #require(
                try await office.database.read { try PersonStore.person("officer-A", in: $0) })
            let record = try await office.database.read {
                try CaseRecord.read(id, for: person, office: office, in: $0)
            }
            let export = CaseExport(record: record, store: office.store, tools: PDFTools(folder: "/khong-co"))
            let missing = await #expect(throws: Fault.self) { _ = try await export.pdf() }
            #expect(missing?.code == .toolMissing && missing?.vietnamese.contains("pdfunite") == true)
        }
    }
}
