import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office

/// How far documents go round, from the draft to the stamp (NĐ 30/2020/NĐ-CP, PL I, ô 11).
@Suite(.serialized) struct CirculationTests {
    private static func draft(
        _ fields: [String: String], _ test: TestOffice, _ file: TestOffice.TestFile = TestOffice.draftFile
    ) async throws -> TestResponse {
        try await test.send(
            "/outgoing", as: "officer-A", version: 0, TestOffice.draftFields.merging(fields) { $1 }, [file])
    }

    private static func outgoing(_ id: String, _ test: TestOffice) async throws -> Outgoing {
        let row = try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        return try #require(row)
    }

    private static func id(_ answer: TestResponse) throws -> String {
        String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    @Test func `a draft says it, its versions and its package too`() async throws {
        try await TestOffice.with { test in
            let id = try Self.id(try await Self.draft(["circulation": "give-back"], test))
            #expect(try await Self.outgoing(id, test).circulation == .giveBack)
            let form = try await test.text("/outgoing/\(id)/edit", as: "officer-A")
            #expect(form.contains("<option value=\"give-back\" selected>"))
            #expect(try await test.text("/outgoing/\(id)", as: "officer-A").contains("data-circulation=\"give-back\""))
            let edited = try await test.send(
                "/outgoing/\(id)/edit", as: "officer-A", version: try await test.outgoingState(id).version,
                TestOffice.draftFields, [])
            #expect(edited.status == .seeOther)
            let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
            #expect(
                versions[1].data.changes(to: versions[0].data)
                    == [.init(name: "Phạm vi lưu hành", before: "Xem xong trả lại", after: "Không hạn chế")])

            let second = try Self.id(try await Self.draft(["circulation": "give-back"], test))
            try await test.bring(second, to: .published)
            let packet = try await test.package(try #require(try await test.outbox(of: second).first))
            #expect(packet.document?.sphere == "Xem xong trả lại")
        }
    }

    @Test(arguments: [["circulation": "internal"], ["circulation": "bi-mat"]])
    func `what stays inside is not sent through the exchange: refused at its field`(
        fields: [String: String]
    ) async throws {
        try await TestOffice.with { test in
            let answer = try await Self.draft(fields, test)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#circulation\""))
            // Nor by a later saving.
            let id = try Self.id(try await Self.draft([:], test))
            let edited = try await test.send(
                "/outgoing/\(id)/edit", as: "officer-A", version: try await test.outgoingState(id).version,
                TestOffice.draftFields.merging(fields) { $1 }, [])
            #expect(edited.status == .unprocessableContent)
            #expect(try await Self.outgoing(id, test).circulation == nil)
        }
    }

    @Test func `on paper it may stay inside`() async throws {
        try await TestOffice.with { test in
            var fields = TestOffice.draftFields.merging(
                ["circulation": "internal", "issue-way": "paper", "paper-recipients": "Phòng A"]) { $1 }
            fields["recipients"] = nil
            let answer = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            let id = try Self.id(answer)
            #expect(try await Self.outgoing(id, test).circulation == .internalOnly)
        }
    }

    @Test func `who signs puts the stamps onto the page, with the hour of what is timed, and all stays valid`()
        async throws
    {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            // Number and date alone stand in the head, the text below.
            let head = [
                "Số: ................ /UBND-A", "", "", "", "", "", "",
                "TP. HCM, ngày .......... tháng .......... năm 2026", "Kính gửi: Văn phòng Chính phủ", "", "", "",
                TestOffice.signerName,
            ]
            let file = try #require(TextPDF()).bytes(head.map { .init(text: $0) })
            let answer = try await Self.draft(
                ["circulation": "give-back", "urgency": "1"], test, ("van-ban.pdf", file))
            let id = try Self.id(answer)
            try await test.bring(id, to: .submitted)
            let form = try await test.text("/outgoing/\(id)/sign", as: "leader-A")
            #expect(form.contains("Dấu KHẨN được in") && form.contains("Dấu XEM XONG TRẢ LẠI được in"))
            let place = ["urgency": "4", "left": "80", "top": "150"]
            let without = try await test.sign(id, place)
            #expect(without.status == .unprocessableContent)
            #expect(String(buffer: without.body).contains("href=\"#hour\""))
            #expect(try await test.sign(id, place.merging(["hour": "17"]) { $1 }).status == .seeOther)
            try await test.bring(id, to: .numbered)
            #expect(try await test.seal(id).status == .seeOther)
            let main = try #require(try await test.issued(id).first)
            let printed = main.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for words in ["HỎA TỐC", "đến 17 giờ", "XEM XONG TRẢ LẠI"] {
                #expect(printed.contains(words), "\(words): \(printed)")
            }
            let verdict = try await test.office.database.read { try FileVerdict.all(of: id, in: $0) }[main.id]
            #expect(verdict?.status == .valid && verdict?.reason == nil)
        }
    }
}
