import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Testing

@testable import Office

/// What people and programs are told when it is not their mistake, and what of their bodies is not read.
@Suite(.inTurn) struct ErrorPagesTests {
    @Test func `what failed inside is told without its details, on the page and in the API`() async throws {
        try await TestOffice.with { test in
            _ = try await test.office.database.write { try $0.execute("DELETE FROM notice_setting") }
            let page = try await test.get("/people/notices", as: "admin-A")
            #expect(page.status == .internalServerError)
            let text = String(buffer: page.body)
            #expect(text.contains("Hệ thống gặp lỗi, thao tác chưa được thực hiện") && text.contains("internal"))
            #expect(!text.contains("Thiếu thiết lập thông báo"))
        }
    }

    @Test func `a refusal leads back to what it was about, or to where somebody came from`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let refused = try await test.post("/incoming/\(id)/direct", as: "clerk-A", version: 1)
            #expect(refused.status == .forbidden)
            let text = String(buffer: refused.body)
            #expect(text.contains(#"href="/incoming/\#(id)">Xem lại văn bản"#), "\(text)")
            let session = try await test.session("officer-A")
            func lost(_ referer: String) async throws -> String {
                let answer = try await test.client.execute(
                    uri: "/board/nothing", method: .get, headers: [.cookie: session.cookie, .referer: referer])
                #expect(answer.status == .notFound)
                return String(buffer: answer.body)
            }
            #expect(
                try await lost("https://office.example/incoming?view=mine").contains(
                    #"href="/incoming?view=mine">Quay lại"#))
            // Nor elsewhere, nor to the page itself.
            for referer in ["https://office.example//evil.example/", "https://office.example/board/nothing", "x"] {
                #expect(try await lost(referer).contains(#"href="/">"#), "\(referer)")
            }
        }
    }

    @Test func `the texts of a form with files have a limit together`() async throws {
        try await TestOffice.with { test in
            let long = String(repeating: "a", count: 60_000)
            let fields = Dictionary(uniqueKeysWithValues: (0..<20).map { ("field\($0)", long) })
            let answer = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [])
            #expect(answer.status == .contentTooLarge)
            #expect(String(buffer: answer.body).contains("too-large"))
        }
    }

    @Test func `a program without a token that sends much is answered and its connection ended`() async throws {
        try await TestOffice.with { test in
            let answer = try await test.client.execute(
                uri: "/api/v1/outgoing", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(repeating: 0x41, count: 300_000))
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.connection] == "close")
        }
    }
}
