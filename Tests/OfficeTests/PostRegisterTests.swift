import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office

/// The registers of post and of kept copies.
@Suite struct PostRegisterTests {
    private static func issued(_ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        return id
    }

    @Test func `what goes by post stands in the six columns of the law`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let today = test.office.today.shown
            let good = ["sent": today, "recipient": "Công ty Ví Dụ, 1 phố Thử", "envelopes": "2", "note": "Bảo đảm"]
            for (field, text) in [("recipient", ""), ("envelopes", "0"), ("envelopes", "1000"), ("sent", "01/01/2020")]
            {
                let answer = try await test.post(
                    "/outgoing/\(id)/post", as: "clerk-A", version: 0, good.merging([field: text]) { $1 })
                #expect(answer.status == .unprocessableContent, "\(field)")
            }
            for person in ["head-A", "leader-A", "officer-A"] {
                let status = try await test.post("/outgoing/\(id)/post", as: person, version: 0, good).status
                #expect(status == .forbidden, "\(person)")
            }
            #expect(try await test.post("/outgoing/\(id)/post", as: "clerk-A", version: 0, good).status == .seeOther)
            let page = try await test.text("/post-register", as: "leader-A")
            for text in [
                "Ngày chuyển", "Số, ký hiệu văn bản", "Nơi nhận văn bản", "Số lượng bì", "Ký nhận và dấu bưu điện",
                "Ghi chú", "(6)", "Công ty Ví Dụ, 1 phố Thử", "01/UBND-A",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains("(7)"))
            #expect(try await test.get("/post-register", as: "officer-A").status == .forbidden)
            let sheet = try await test.get("/post-register/xlsx", as: "clerk-A")
            #expect(sheet.status == .ok && [UInt8](buffer: sheet.body).starts(with: Array("PK".utf8)))
        }
    }

    @Test func `whoever uses a kept copy stands in nine columns until it is back`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.issued(test)
            let fields = [
                "used": test.office.today.shown, "user-name": "Bà Thử", "permitted": "Ông Mẫu, Chánh Văn phòng",
                "case-sign": "01.A", "note": "",
            ]
            let missing = fields.merging(["permitted": ""]) { $1 }
            let path = "/outgoing/\(id)/copy-use"
            #expect(try await test.post(path, as: "clerk-A", version: 0, missing).status == .unprocessableContent)
            #expect(try await test.post(path, as: "clerk-A", version: 0, fields).status == .seeOther)
            let page = try await test.text("/copy-register", as: "clerk-A")
            for text in [
                "Họ tên người sử dụng", "Tên loại và trích yếu", "Số và ký hiệu HS", "Ngày trả",
                "Người cho phép sử dụng", "(9)", "Bà Thử", "Ông Mẫu, Chánh Văn phòng", "01.A", "Chưa trả",
            ] { #expect(page.contains(text), "\(text)") }
            let line = try #require(page.firstMatch(of: /copy-register\/([0-9a-f-]+)\/return/)?.1)
            let back = "/copy-register/\(line)/return"
            #expect(try await test.post(back, as: "leader-A", version: 0).status == .forbidden)
            #expect(try await test.post(back, as: "clerk-A", version: 0).status == .seeOther)
            #expect(try await test.post(back, as: "clerk-A", version: 0).status == .conflict)
            #expect(try await !test.text("/copy-register", as: "clerk-A").contains("Chưa trả"))
        }
    }

    @Test func `a draft has no line in either`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            for path in ["post", "copy-use"] {
                #expect(try await test.get("/outgoing/\(id)/\(path)", as: "clerk-A").status == .forbidden)
            }
        }
    }
}
