import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
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
            let answer = try await test.get("/search/export?q=hyperlink", as: "clerk-A")
            #expect(answer.status == .ok && answer.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment; ") == true)
            let bytes = Array(answer.body.readableBytesView)
            #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            let lines = String(buffer: answer.body).split(separator: "\r\n")
            #expect(lines.count == 2)
            #expect(lines[1].contains("\"'=HYPERLINK(\"\"http://example.org\"\")\""))
            #expect(lines[1].contains("\"'+84 Công ty \"\"Ví Dụ\"\"\""))
            let others = try await test.get("/search/export?q=hyperlink", as: "officer-A")
            #expect(String(buffer: others.body).split(separator: "\r\n").count == 1)
            #expect(try await test.get("/search/export?from=x", as: "clerk-A").status == .unprocessableContent)
        }
    }

    @Test(arguments: [
        ("=1", "\"'=1\""), ("-1", "\"'-1\""), ("@a", "\"'@a\""), ("\t=1", "\"'\t=1\""), ("a\"b", "\"a\"\"b\""),
    ])
    func `what a spreadsheet would run stays text`(text: String, cell: String) {
        #expect(SearchExport.cell(text) == cell)
    }
}
