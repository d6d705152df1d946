import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// What lists and pages show of a document: its urgency, and what QĐ 28/2018/QĐ-TTg, Điều 10.2 asks for.
@Suite struct ShownDocumentTests {
    /// The words of all stamps on a page.
    private static func stamps(_ path: String, as person: String, _ test: TestOffice) async throws -> [String] {
        try await test.text(path, as: person)
            .matches(of: /<span class="stamp"><svg[^>]*><use[^>]*><\/svg>([^<]+)<\/span>/).map { String($0.1) }
    }

    @Test(
        arguments: [
            (.ordinary, []), (.urgent, ["Khẩn"]), (.veryUrgent, ["Thượng khẩn"]), (.flash, ["Hỏa tốc"]),
            (.timedFlash, ["Hỏa tốc hẹn giờ"]),
        ] as [(Urgency, [String])])
    func `list and page of an arrival show how urgent it is`(urgency: Urgency, words: [String]) async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival(urgency: urgency)
            for path in ["/incoming?view=to-register", "/incoming/\(id)"] {
                #expect(try await Self.stamps(path, as: "clerk-A", test) == words, "\(path)")
            }
        }
    }

    @Test(
        arguments: [
            (.ordinary, []), (.urgent, ["Khẩn"]), (.veryUrgent, ["Thượng khẩn"]), (.flash, ["Hỏa tốc"]),
        ] as [(Urgency, [String])])
    func `list and page of a draft and of an issue show how urgent it is`(urgency: Urgency, words: [String])
        async throws
    {
        try await TestOffice.with { test in
            let fields = TestOffice.draftFields.merging(["urgency": "\(urgency.rawValue)"]) { $1 }
            let answer = try await test.send(
                "/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            for path in ["/outgoing?view=drafts", "/outgoing/\(id)"] {
                #expect(try await Self.stamps(path, as: "officer-A", test) == words, "\(path)")
            }
            try await test.bring(id, to: .published)
            for path in ["/outgoing?view=all", "/outgoing/\(id)"] {
                #expect(try await Self.stamps(path, as: "clerk-A", test) == words, "\(path)")
            }
        }
    }

    @Test func `the page of an arrival shows what names it, and what its package says`() async throws {
        try await TestOffice.with { test in
            let (organ, code) = (try #require(OrganCode("G22")), DocumentCode(number: "45", notation: "VPCP-TH"))
            let day = try #require(CalendarDate("2024-03-05"))
            let due = try #require(CalendarDate(year: test.office.today.year + 1, month: 11, day: 30))
            let id = try #require(DocumentID(organ: organ, date: day, code: code))
            var header = DocumentHeader(
                id: id, code: code, promulgationDate: day, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
                subject: "V/v rà soát quy chế",
                signer: Signer(competence: "KT.", position: "Bộ trưởng", fullName: "Lê Minh Họa"),
                dueDate: due, urgency: .urgent)
            header.pageAmount = 17
            try await test.receive(
                Packet(
                    kind: .new, from: Organ(code: organ, name: "Văn phòng Chính phủ"),
                    to: [test.office.identity.organBlock], document: header))
            let held = try await test.office.database.read { connection -> String? in
                try connection.row("SELECT id FROM incoming WHERE document_id = $1", id)?["id"]
            }
            let page = try await test.text("/incoming/\(try #require(held))", as: "clerk-A")
            for text in [
                "<dd>G22</dd>", "<dd>G22,2024/03/05,45/VPCP-TH</dd>", "Công văn <b>45/VPCP-TH</b>",
                ">05/03/2024</time>",
                "V/v rà soát quy chế", "Văn phòng Chính phủ", "Lê Minh Họa, KT. Bộ trưởng ký", ">\(due.shown)</time>",
                "Khẩn</span>", "<dt>Số trang</dt><dd>17</dd>",
            ] {
                #expect(page.contains(text), "\(text)")
            }
        }
    }

    @Test func `the page of an issue shows what names it, its signer and its receivers`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            #expect(try await !test.text("/outgoing/\(id)", as: "officer-A").contains("Mã định danh văn bản"))
            try await test.bring(id, to: .published)
            let today = test.office.today
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            for text in [
                "<dt>Mã định danh văn bản</dt><dd>H29,\(today.slashed),01/UBND-A</dd>", "Công văn <b>01/UBND-A</b>",
                ">\(today.shown)</time>", "V/v trả lời thử nghiệm", "<b>\(RoleWords.name(.leader).uppercased())</b>",
                "Người leader-A", "Văn phòng Chính phủ", "G22", "Hạn trả lời",
            ] {
                #expect(page.contains(text), "\(text)")
            }
        }
    }
}
