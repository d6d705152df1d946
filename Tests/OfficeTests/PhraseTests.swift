import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Stock phrases are chosen instead of typed.
@Suite struct PhraseTests {
    private static func add(_ text: String, as person: String, _ test: TestOffice) async throws
        -> HTTPResponse.Status
    {
        try await test.post("/phrases", as: person, version: 0, ["text": text]).status
    }

    private static func told(_ id: String, as person: String, _ test: TestOffice) async throws -> String {
        try await test.text("/incoming/\(id)", as: person)
    }

    @Test func `what is chosen stands before what is typed, in directions, assignments and opinions`() async throws {
        try await TestOffice.with { test in
            let (own, agency) = ("Giao Phòng A chủ trì.", "Thực hiện đúng hạn.")
            #expect(try await Self.add(own, as: "leader-A", test) == .seeOther)
            #expect(try await Self.add(agency, as: "admin-A", test) == .seeOther)
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let form = try await test.text("/incoming/\(id)/direct", as: "leader-A")
            for text in [own, agency] { #expect(form.contains("<option value=\"\(text)\">"), "\(text)") }
            // Alone it is enough.
            let direction = ["phrase": own, "text": "", "lead": "A"]
            var version = try await test.state(id).version
            let directed = try await test.post("/incoming/\(id)/direct", as: "leader-A", version: version, direction)
            #expect(directed.status == .seeOther)
            version = try await test.state(id).version
            let assignment = ["phrase": agency, "text": "Chú ý biểu mẫu.", "officer": "officer-A"]
            let assigned = try await test.post("/incoming/\(id)/assign", as: "head-A", version: version, assignment)
            #expect(assigned.status == .seeOther)
            _ = try await test.post(
                "/incoming/\(id)/ask-opinion", as: "officer-A", version: 0,
                ["question": "Có vướng không?", "people": "leader-A"])
            let asked = try await test.office.database.read {
                try #require(try OpinionRequest.all(of: id, in: $0).first).id
            }
            let answer = ["answer": "other", "phrase": own, "text": "Lưu ý thời hạn."]
            let answered = try await test.post("/opinions/\(asked)/answer", as: "leader-A", version: 0, answer)
            #expect(answered.status == .seeOther)
            let quotes = try await test.office.database.read {
                try Timeline.events(of: id, in: $0).compactMap(\.quote)
            }
            for text in [own, "\(agency)\nChú ý biểu mẫu.", "\(own)\nLưu ý thời hạn."] {
                #expect(quotes.contains(text), "\(text)")
            }
        }
    }

    @Test func `one's own are nobody else's, the agency's are the administrator's, and thirty are enough`()
        async throws
    {
        try await TestOffice.with { test in
            #expect(try await Self.add("Câu của lãnh đạo A.", as: "leader-A", test) == .seeOther)
            #expect(try await Self.add("Câu của cơ quan.", as: "admin-A", test) == .seeOther)
            #expect(try await Self.add("Câu của lãnh đạo A.", as: "leader-A", test) == .unprocessableContent)
            for text in ["", String(repeating: "a", count: 301)] {
                #expect(try await Self.add(text, as: "leader-A", test) == .unprocessableContent)
            }
            let page = try await test.text("/phrases", as: "officer-A")
            #expect(page.contains("Câu của cơ quan.") && !page.contains("Câu của lãnh đạo A."))
            #expect(!page.contains("/remove"), "the agency's are not an officer's to remove")
            let ids = try await test.office.database.read { connection in
                try connection.rows("SELECT id FROM phrase LIMIT 10").map { row -> String in try row["id"] }
            }
            #expect(ids.count == 2)
            for id in ids {
                let answer = try await test.post("/phrases/\(id)/remove", as: "officer-A", version: 0)
                #expect(answer.status == .notFound)
            }
            let log = try await test.text("/people/log", as: "admin-A")
            #expect(log.contains("Sửa ý kiến mẫu của cơ quan"))
            for number in 1..<30 { #expect(try await Self.add("Câu \(number).", as: "leader-A", test) == .seeOther) }
            #expect(try await Self.add("Câu 30.", as: "leader-A", test) == .unprocessableContent)
        }
    }
}
