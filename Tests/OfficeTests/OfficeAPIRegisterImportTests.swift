import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Storage
import Testing

@testable import Office
import Web

/// Registers of former years through the API: sent, looked at, taken, by the rules of the pages.
@Suite struct OfficeAPIRegisterImportTests {
    private static let head =
        "Số đến;Ngày đến;Tác giả;Số, ký hiệu văn bản;Ngày tháng văn bản;Tên loại và trích yếu nội dung văn bản;Ghi chú\n"
    private static let good = "1;02/01/2024;Sở Ví Dụ;15/SVD-VP;29/12/2023;Công văn: V/v nghỉ Tết;Bản giấy\n"
    private static let second = "2;03/01/2024;UBND xã Bịa;03/UBND;02/01/2024;Tờ trình: Xin kinh phí sửa đường;\n"

    private static func book(_ test: TestOffice) async throws -> String {
        let admin = try await test.token(of: "admin-A")
        let made = try await test.call(
            .post, "books", token: admin,
            .object(["direction": .text("in"), "year": .number(2024), "name": .text("Sổ cũ")]))
        try #require(made.status == .created)
        let books = try TestOffice.json(try await test.call(.get, "books", token: admin))
        let book = books["items"]?.elements.first { $0["book"]?["year"] == .number(2024) }
        return try #require(book?["book"]?["id"]?.string)
    }

    private static func send(
        _ text: String, to book: String, _ token: String, key: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        var body = "--ranh\r\nContent-Disposition: form-data; name=\"book\"\r\n\r\n\(book)\r\n"
        if !text.isEmpty {
            body += "--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"so-cu.csv\"\r\n\r\n\(text)\r\n"
        }
        return try await test.client.execute(
            uri: "/api/v1/registers/import", method: .post,
            headers: [
                .authorization: "Bearer \(token)", .contentType: "multipart/form-data; boundary=ranh",
                try #require(.init("Idempotency-Key")): key,
            ], body: ByteBuffer(string: body + "--ranh--\r\n"))
    }

    /// The path of a preview, below the root of the API.
    private static func place(_ answer: TestResponse) throws -> String {
        #expect(answer.status == .created, "\(String(buffer: answer.body))")
        return String(try #require(answer.headers[.location]).dropFirst("/api/v1/".count))
    }

    /// Id of a table of clerk-A that waits; another one was taken.
    static func waiting(_ test: TestOffice) async throws -> String {
        let (book, clerk) = (try await self.book(test), try await test.token(of: "clerk-A"))
        let taken = try self.place(try await self.send(self.head + self.second, to: book, clerk, test))
        #expect(try await test.call(.post, taken, token: clerk, .object([:])).status == .ok)
        let text = self.head + self.good + self.second
        let waiting = try self.place(try await self.send(text, to: book, clerk, test))
        return String(try #require(waiting.split(separator: "/").last))
    }

    private static func entries(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read { connection in
            try connection.row("SELECT COUNT(*) AS total FROM register_entry")?["total"] ?? -1
        }
    }

    @Test func `a register is sent, looked at part by part, taken once, and found again`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(test)
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let text = Self.head + Self.good + "x;03/01/2024;A;;;B;\n" + Self.second
            let place = try Self.place(try await Self.send(text, to: book, clerk, key: "so-1", test))
            #expect(try Self.place(try await Self.send(text, to: book, clerk, key: "so-1", test)) == place)
            let preview = try await TestOffice.read("\(place)?limit=1", clerk, test)
            #expect(preview["lines"] == .number(2) && preview["refused"] == .number(1))
            #expect(preview["file"] == .text("so-cu.csv") && preview["book"]?["id"] == .text(book))
            #expect(preview["items"]?.elements.map { $0["number"] } == [.text("1")])
            #expect(preview["problems"]?.elements.map { $0["row"] } == [.number(3)])
            #expect(preview["next"] == .text("2"))
            let rest = try await TestOffice.read("\(place)?limit=1&page=2", clerk, test)
            #expect(rest["items"]?.elements.map { $0["subject"] } == [.text("Xin kinh phí sửa đường")])
            #expect(rest["problems"] == .list([]) && rest["next"] == nil)
            #expect(try await Self.entries(test) == 0)
            for _ in 1...2 {
                let taken = try await test.call(.post, place, token: clerk, key: "nhap-1", .object([:]))
                #expect(taken.status == .ok, "\(String(buffer: taken.body))")
            }
            #expect(try await Self.entries(test) == 2)
            #expect(
                try TestOffice.told(try await test.call(.post, place, token: clerk, .object([:]))) == [
                    "not-found", nil,
                ])
            #expect(try await test.call(.get, place, token: clerk).status == .notFound)
            let found = try await TestOffice.read("registers/search?q=sua+duong", leader, test)
            #expect(found["items"]?.elements.map { $0["number"] } == [.text("2")])
            #expect(try await TestOffice.read("registers/search?q=", leader, test)["items"] == .list([]))
            let officer = try await test.token(of: "officer-A")
            #expect(try await test.call(.get, "registers/search?q=x", token: officer).status == .forbidden)
        }
    }

    @Test func `who may not import, a book of this year and what is no register are refused, and nothing waits`()
        async throws
    {
        try await TestOffice.with { test in
            let book = try await Self.book(test)
            let clerk = try await test.token(of: "clerk-A")
            let text = Self.head + Self.good
            for person in ["leader-A", "officer-A", "admin-A"] {
                let refused = try await Self.send(text, to: book, try await test.token(of: person), test)
                #expect(try TestOffice.told(refused) == ["not-allowed", nil], "\(person)")
            }
            _ = try await test.call(.get, "registers/in", token: clerk)
            let cases: [(String, String, [String?])] = [
                (text, "x", ["not-found", nil]), (text, "in-\(test.office.today.year)", ["register-closed", nil]),
                ("", book, ["invalid-form", "file"]), ("một;hai\nba;bốn\n", book, ["invalid-form", "file"]),
            ]
            for (text, book, expected) in cases {
                #expect(try TestOffice.told(try await Self.send(text, to: book, clerk, test)) == expected)
            }
            let bare = try await test.call(.post, "registers/import", token: clerk, .object(["book": .text(book)]))
            #expect(try TestOffice.told(bare) == ["invalid-form", "file"])
            let waiting = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM register_import")?["total"] ?? -1
            }
            #expect(waiting == 0)
            // A preview is that of its clerk; a table without a line to take is not taken.
            let place = try Self.place(try await Self.send(Self.head + "x;03/01/2024;A;;;B;\n", to: book, clerk, test))
            let other = try await test.token(of: "clerk-B")
            #expect(try await test.call(.get, place, token: other).status == .notFound)
            #expect(try await test.call(.post, place, token: other, .object([:])).status == .notFound)
            let empty = try await test.call(.post, place, token: clerk, .object([:]))
            #expect(try TestOffice.told(empty) == ["invalid-form", "file"])
            #expect(try await Self.entries(test) == 0)
        }
    }
}
