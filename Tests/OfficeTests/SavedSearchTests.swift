import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office

/// Saved searches and the table of what was found.
@Suite struct SavedSearchTests {
    private static func save(
        _ name: String, of query: String = "q=bao+cao", as person: String = "clerk-A", _ test: TestOffice
    ) async throws -> HTTPResponse.Status {
        try await test.post("/search/saved", as: person, version: 0, ["name": name, "query": query]).status
    }

    private static func all(_ person: String, _ test: TestOffice) async throws -> [SavedSearch] {
        try await test.office.database.read { connection in
            try SavedSearch.all(of: try #require(try PersonStore.person(person, in: connection)), in: connection)
        }
    }

    @Test func `a search is saved under a name, counted where one searches, renamed and deleted by its owner alone`()
        async throws
    {
        try await TestOffice.with { test in
            for number in 1...3 {
                try await test.enter(DocumentCode(number: "\(number)", notation: "A"), "Báo cáo \(number)")
            }
            #expect(try await Self.save("Báo cáo của tôi", test) == .seeOther)
            let saved = try #require(try await Self.all("clerk-A", test).first)
            #expect(saved.query == "q=bao%20cao")
            let page = try await test.text("/search?\(saved.query)", as: "clerk-A")
            #expect(page.contains("Báo cáo của tôi<b>3<") && page.contains("/search/saved/\(saved.id)"))
            #expect(try await test.text("/incoming?view=all", as: "clerk-A").contains("/search?q=bao%20cao"))
            #expect(try await !test.text("/search", as: "clerk-B").contains("Báo cáo của tôi"))
            let place = "/search/saved/\(saved.id)"
            #expect(try await test.get(place, as: "clerk-B").status == .notFound)
            for act in ["rename", "delete"] {
                let answer = try await test.post("\(place)/\(act)", as: "clerk-B", version: 0, ["name": "Khác"])
                #expect(answer.status == .notFound, "\(act)")
            }
            #expect(try await test.get(place, as: "clerk-A").status == .ok)
            #expect(
                try await test.post("\(place)/rename", as: "clerk-A", version: 0, ["name": ""]).status
                    == .unprocessableContent)
            #expect(
                try await test.post("\(place)/rename", as: "clerk-A", version: 0, ["name": "Tên mới"]).status
                    == .seeOther)
            #expect(try await Self.all("clerk-A", test).map(\.name) == ["Tên mới"])
            #expect(try await test.post("\(place)/delete", as: "clerk-A", version: 0).status == .seeOther)
            #expect(try await Self.all("clerk-A", test).isEmpty)
        }
    }

    @Test func `at most ten, each name once, nothing empty, a form sent twice saves once`() async throws {
        try await TestOffice.with { test in
            for (name, query) in [
                ("", "q=a"), (String(repeating: "x", count: 61), "q=a"), ("Rỗng", ""), ("Rỗng", "sort=due"),
            ] {
                #expect(try await Self.save(name, of: query, test) == .unprocessableContent, "\(name) \(query)")
            }
            let once = String(repeating: "a", count: 64)
            for _ in 1...2 {
                let answer = try await test.post(
                    "/search/saved", as: "clerk-A", version: 0, once: once, ["name": "Một", "query": "q=mot"])
                #expect(answer.status == .seeOther)
            }
            #expect(try await Self.save("MỘT", test) == .unprocessableContent)
            for number in 2...10 { #expect(try await Self.save("Số \(number)", test) == .seeOther) }
            #expect(try await Self.save("Số 11", test) == .unprocessableContent)
            #expect(try await Self.all("clerk-A", test).count == 10)
            #expect(try await Self.save("Một", as: "officer-A", test) == .seeOther)
            #expect(try await test.get("/search?q=mot", as: "clerk-A").status == .ok)
        }
    }

    @Test func `the table holds what the person may see, and no formula`() async throws {
        try await TestOffice.with { test in
            let code = DocumentCode(number: "1", notation: "A")
            try await test.enter(code, "=HYPERLINK(\"http://example.org\")", from: "+84 Công ty \"Ví Dụ\"")
            let answer = try await test.get("/search/export/csv?q=hyperlink", as: "clerk-A")
            #expect(answer.status == .ok && answer.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment; ") == true)
            let bytes = Array(answer.body.readableBytesView)
            #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            let lines = String(buffer: answer.body).split(separator: "\r\n")
            #expect(lines.count == 2)
            #expect(lines[1].contains("\"'=HYPERLINK(\"\"http://example.org\"\")\""))
            #expect(lines[1].contains("\"'+84 Công ty \"\"Ví Dụ\"\"\""))
            let others = try await test.get("/search/export/csv?q=hyperlink", as: "officer-A")
            #expect(String(buffer: others.body).split(separator: "\r\n").count == 1)
            #expect(try await test.get("/search/export/csv?from=x", as: "clerk-A").status == .unprocessableContent)
        }
    }

    @Test func `columns are chosen in the address, shown, exported and saved with the question`() async throws {
        try await TestOffice.with { test in
            try await test.enter(DocumentCode(number: "1", notation: "A"), "Báo cáo quý", from: "Sở Ví Dụ")
            let query = "q=bao%20cao&column=type&column=urgency"
            func titles(_ query: String) async throws -> Substring? {
                let table = try await test.get("/search/export/csv?\(query)", as: "clerk-A")
                return String(buffer: table.body).split(separator: "\r\n").first
            }
            #expect(
                try await titles("\(query)&column=code&column=nothing")
                    == "\u{FEFF}\"Số, ký hiệu\",\"Loại\",\"Trích yếu\",\"Độ khẩn\"")
            #expect(try await titles("q=bao%20cao&column=nothing")?.split(separator: ",\"").count == 11)
            let page = try await test.text("/search?\(query)", as: "clerk-A")
            #expect(page.contains(#"scope="col">Loại</th>"#) && !page.contains(#"scope="col">Trạng thái</th>"#))
            #expect(page.contains(#"value="type" checked>"#) && !page.contains(#"value="due" checked>"#))
            #expect(page.contains("/search/export/pdf?q=bao%20cao&amp;column=type&amp;column=urgency"))
            #expect(try await test.text("/search?q=bao%20cao", as: "clerk-A").contains(#"scope="col">Trạng thái</th>"#))
            #expect(try await Self.save("Theo loại", of: query, test) == .seeOther)
            #expect(try await Self.all("clerk-A", test).map(\.query) == [query])
            // Columns alone ask for nothing.
            #expect(try await Self.save("Rỗng", of: "column=type", test) == .unprocessableContent)
        }
    }

    @Test(arguments: SearchExport.Format.allCases)
    func `what is found is taken along in each form, marked with who took it, and stands in the access log`(
        format: SearchExport.Format
    ) async throws {
        try await TestOffice.with { test in
            try await test.enter(DocumentCode(number: "1", notation: "A"), "Báo cáo quý về đường sắt")
            let answer = try await test.get("/search/export/\(format.rawValue)?q=bao%20cao", as: "clerk-A")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentDisposition]?.hasSuffix(".\(format.rawValue)\"") == true)
            let bytes = Array(answer.body.readableBytesView)
            switch format {
            case .csv: #expect(String(decoding: bytes, as: UTF8.self).contains("đường sắt"))
            case .xlsx, .docx: #expect(bytes.starts(with: "PK".utf8))
            case .pdf:
                let text = try await Self.text(ofPDF: bytes)
                #expect(text.contains("đường sắt") && text.contains("Bản kết xuất của Người clerk-A"), "\(text)")
            }
            let stranger = try await test.client.execute(uri: "/search/export/\(format.rawValue)?q=a", method: .get)
            #expect(stranger.status == .seeOther)
        }
    }

    @Test func `a form that is not there is told as such, a condition that cannot be read too`() async throws {
        try await TestOffice.with { test in
            let unknown = try await test.get("/search/export/doc?q=a", as: "clerk-A")
            #expect(unknown.status == .notFound)
            #expect(try await test.get("/search/export/pdf?from=x", as: "clerk-A").status == .unprocessableContent)
        }
    }

    @Test func `a table of many rows goes over pages, each with its titles, its mark and its number`() async throws {
        let layout = SheetLayout(
            name: "Thử", lines: ["KẾT QUẢ"], columns: [.init("Số", width: 10), .init("Trích yếu", width: 50)])
        var rows = (1...120).map {
            ["\($0)/QĐ", "Về việc thử dòng thứ \($0), nội dung dài để phải xuống dòng trong ô"]
        }
        // Longer than a page: it is cut there, and nothing else is lost.
        rows.insert(["dài", Array(repeating: "chữ", count: 20_000).joined(separator: " ")], at: 60)
        let bytes = try #require(TablePDF()).bytes(layout, rows: rows, foot: "Bản của Nguyễn Thị Mẫu")
        let pages = try await Self.text(ofPDF: bytes).split(separator: "\u{0C}").map(String.init).filter {
            $0.contains("Bản của")
        }
        #expect(pages.count > 3)
        for (index, page) in pages.enumerated() {
            #expect(page.contains("Trích yếu") && page.contains("Nguyễn Thị Mẫu"))
            #expect(page.contains("\(index + 1)/\(pages.count)"))
        }
        let all = pages.joined()
        for number in 1...120 { #expect(all.contains("\(number)/QĐ")) }
        #expect(all.contains("…"))
    }

    private static func text(ofPDF bytes: [UInt8]) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "table-\(UUID().uuidString).pdf")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        return String(decoding: try await SigningSamples.run("pdftotext", ["-layout", file.path, "-"]), as: UTF8.self)
    }

    @Test(arguments: [
        ("=1", "\"'=1\""), ("-1", "\"'-1\""), ("@a", "\"'@a\""), ("\t=1", "\"'\t=1\""), ("a\"b", "\"a\"\"b\""),
    ])
    func `what a spreadsheet would run stays text`(text: String, cell: String) {
        #expect(SearchExport.cell(text) == cell)
    }
}
