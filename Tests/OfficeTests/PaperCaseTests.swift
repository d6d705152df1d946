import EdXML
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Paper that follows what went through the exchange: the cases in which it may, what packages say, what the receiver reads.
@Suite struct PaperCaseTests {
    /// A document with its file, which waits for the clerk to issue it.
    private static func numbered(_ type: String, _ test: TestOffice) async throws -> String {
        let answer = try await test.send(
            "/outgoing", as: "officer-A", version: 0,
            TestOffice.draftFields.merging(["type": type, "notation": ""]) { $1 }, [TestOffice.draftFile])
        let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
        try await test.bring(id, to: .numbered)
        #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
        return id
    }

    private static func publish(_ id: String, _ others: [String: String], _ test: TestOffice) async throws
        -> TestResponse
    {
        try await test.post(
            "/outgoing/\(id)/publish", as: "clerk-A", version: try await test.outgoingState(id).version,
            TestOffice.unsigned.merging(others) { $1 })
    }

    @Test func `seven types may have paper, the other twenty-two never do`() {
        let offered = DocumentTypes.all.map(\.name).filter(PaperCase.isOffered)
        #expect(
            Set(offered) == [
                "Biên bản", "Hợp đồng", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy giới thiệu", "Giấy nghỉ phép",
                "Thư công",
            ])
        #expect(PaperCase.typesWithoutPaper.isSubset(of: DocumentTypes.all.map(\.name)))
    }

    @Test(arguments: PaperCase.allCases)
    func `the clerk says that paper follows and why, and every package with the document says that it does`(
        paper: PaperCase
    ) async throws {
        try await TestOffice.with { test in
            try await test.know([("H98", "Sở Ví Dụ")])
            let id = try await Self.numbered("Hợp đồng", test)
            let form = try await test.text("/outgoing/\(id)/publish", as: "clerk-A")
            #expect(form.contains("name=\"paper\"") && form.contains(OutgoingWords.paper(paper)))
            #expect(try await Self.publish(id, ["paper": paper.rawValue], test).status == .seeOther)
            let page = try await test.text("/outgoing/\(id)", as: "officer-A")
            #expect(page.contains("Có bản giấy gửi sau"))
            #expect(page.contains("Báo nơi nhận có bản giấy gửi sau: \(OutgoingWords.paper(paper))"))
            let further = try await test.post(
                "/outgoing/\(id)/recipients", as: "clerk-A", version: try await test.outgoingState(id).version,
                ["recipients": "H98"])
            #expect(further.status == .seeOther)
            let entries = try await test.outbox(of: id)
            #expect(entries.count == 2)
            for entry in entries { #expect(try await test.package(entry).business?.paper == true) }
        }
    }

    @Test func `without a case no paper follows, and packages say so`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered("Hợp đồng", test)
            #expect(try await Self.publish(id, ["paper": ""], test).status == .seeOther)
            let entry = try #require(try await test.outbox(of: id).first)
            #expect(try await test.package(entry).business?.paper == false)
            #expect(try await !test.text("/outgoing/\(id)", as: "officer-A").contains("bản giấy gửi sau"))
        }
    }

    @Test(arguments: [("Công văn", "listed", "không gửi bản giấy"), ("Hợp đồng", "habit", "Chọn trường hợp")])
    func `a type that goes without paper and a case of nobody's are refused, and nothing is issued`(
        type: String, paper: String, sentence: String
    ) async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(type, test)
            let form = try await test.text("/outgoing/\(id)/publish", as: "clerk-A")
            #expect(form.contains("name=\"paper\"") == (type == "Hợp đồng"))
            let answer = try await Self.publish(id, ["paper": paper], test)
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains("href=\"#paper\"") && page.contains(sentence))
            #expect(try await test.outgoingState(id).state == .numbered)
            #expect(try await test.outbox(of: id).isEmpty)
        }
    }

    @Test func `programs say it with the same field, and read it again`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered("Bản thỏa thuận", test)
            let clerk = try await test.token(of: "clerk-A")
            func publish(_ paper: String) async throws -> TestResponse {
                try await test.call(
                    .post, "outgoing/\(id)/publish", token: clerk,
                    .object([
                        "version": .number(try await test.outgoingState(id).version), "anyway": .bool(true),
                        "reason": .text("Tệp thử nghiệm chưa ký số."), "paper": .text(paper),
                    ]))
            }
            #expect(try TestOffice.told(try await publish("habit")) == ["invalid-form", "paper"])
            #expect(try await publish("government").status == .ok)
            let read = try await TestOffice.read("outgoing/\(id)", clerk, test)
            #expect(read["document"]?["paper"] == .text("government"))
        }
    }

    @Test(arguments: [true, false, nil])
    func `the receiver reads that paper follows, and registers at once`(paper: Bool?) async throws {
        try await TestOffice.with { test in
            let organ = try #require(OrganCode("G22"))
            let code = DocumentCode(number: "77", notation: "HĐ-VPCP")
            let header = DocumentHeader(
                id: try #require(DocumentID(organ: organ, date: test.office.today, code: code)), code: code,
                promulgationDate: test.office.today, type: DocumentType(group: 2, ordinal: 17, name: "Hợp đồng"),
                subject: "V/v thử nghiệm bản giấy gửi kèm")
            try await test.receive(
                Packet(
                    kind: .new, from: Organ(code: organ, name: "Văn phòng Chính phủ"),
                    to: [test.office.identity.organBlock], document: header,
                    business: Business(kind: .new, reason: "Văn bản mới", paper: paper)))
            let found = try await test.office.database.read { connection -> String? in
                try connection.row("SELECT id FROM incoming LIMIT 1")?["id"]
            }
            let id = try #require(found)
            let follows = paper == true
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("Có bản giấy gửi sau") == follows)
            let clerk = try await test.token(of: "clerk-A")
            let read = try await TestOffice.read("incoming/\(id)", clerk, test)
            #expect(read["document"]?["paperFollows"] == .bool(follows))
            let answer = try await test.post(
                "/incoming/\(id)/register", as: "clerk-A", version: try await test.state(id).version,
                ["checked": "yes"])
            #expect(answer.status == .seeOther)
            #expect(try await test.queued() == ["01", "03"])
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("Có bản giấy gửi sau") == follows)
        }
    }
}
