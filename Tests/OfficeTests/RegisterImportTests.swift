import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Spreadsheet
import Storage
import Testing

@testable import Office
import Web

/// Registers that were kept elsewhere.
@Suite struct RegisterImportTests {
    private static let year = 2024
    private static let head =
        "Số đến;Ngày đến;Tác giả;Số, ký hiệu văn bản;Ngày tháng văn bản;Tên loại và trích yếu nội dung văn bản;Ghi chú\n"
    private static let good = "1;02/01/2024;Sở Ví Dụ;15/SVD-VP;29/12/2023;Công văn: V/v nghỉ Tết;Bản giấy\n"

    /// A book of a former year, made by the administrator; answers its id.
    private static func book(_ test: TestOffice, _ direction: String = "in") async throws -> String {
        let fields = ["direction": direction, "year": String(Self.year), "name": "Sổ cũ"]
        #expect(try await test.post("/books", as: "admin-A", version: 0, fields).status == .seeOther)
        return try await test.office.database.read { connection in
            try connection.row("SELECT id FROM register WHERE name = 'Sổ cũ'")?["id"] ?? ""
        }
    }

    private static func send(
        _ bytes: [UInt8], to book: String, as person: String = "clerk-A", _ test: TestOffice
    ) async throws -> TestResponse {
        let session = try await test.session(person)
        var body = ByteBuffer()
        for (name, value) in ["csrf": session.csrf, "once": RandomText.secret(), "version": "0", "book": book] {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"so-cu.csv\"\r\n\r\n")
        body.writeBytes(bytes)
        body.writeString("\r\n--ranh--\r\n")
        return try await test.client.execute(
            uri: "/registers/import", method: .post,
            headers: [.cookie: session.cookie, .contentType: "multipart/form-data; boundary=ranh"], body: body)
    }

    /// The page of the preview.
    private static func preview(_ text: String, in book: String, _ test: TestOffice) async throws -> String {
        let answer = try await Self.send(Array(text.utf8), to: book, test)
        #expect(answer.status == .seeOther)
        return try #require(answer.headers[.location])
    }

    @Test func `what can be taken and what not is told before anything is taken`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(test)
            let wrong = [
                "x;03/01/2024;A;;;B", "2;31/02/2024;A;;;B", "3;03/01/2023;A;;;B", "4;;A;;;B", "5;03/01/2024;A;;;",
                "1;03/01/2024;A;;;Lần nữa", "0;03/01/2024;A;;;B", "6;03/01/2024;A;1/B;hôm nào;B",
            ]
            let text = Self.head + "(1);(2);(3);(4);(5);(6);(7)\n" + Self.good + "\n" + wrong.joined(separator: "\n")
            let place = try await Self.preview(text, in: book, test)
            let page = try await test.text(place, as: "clerk-A")
            #expect(page.contains("1 dòng sẽ vào Sổ cũ 2024, 8 dòng không nhập"))
            let reasons = [
                "Số đến “x” không phải là số", "Ngày đến “31/02/2024” cần viết", "Ngày 03/01/2023 không thuộc năm 2024",
                "Không có ngày đến", "Không có trích yếu", "Trùng số 1 với dòng 3", "Số đến “0” không phải là số",
                "Ngày văn bản “hôm nào” cần viết",
            ]
            for reason in reasons { #expect(page.contains(reason), "\(reason)") }
            let count = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM register_entry")?["total"] ?? -1
            }
            #expect(count == 0)
        }
    }

    @Test func `it is taken once, stands in the register and is found with or without marks`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(test)
            let more = "12a;05/01/2024;UBND xã Bịa;03/UBND;04/01/2024;Tờ trình: Xin kinh phí sửa đường;\n"
            let place = try await Self.preview(Self.head + Self.good + more, in: book, test)
            let once = RandomText.secret()
            for _ in 1...2 {
                #expect(try await test.post(place, as: "clerk-A", version: 0, once: once).status == .seeOther)
            }
            #expect(try await test.post(place, as: "clerk-A", version: 0).status == .notFound)
            let lines = try await test.office.database.read { connection in
                let found = try #require(try Book.find(book, in: connection))
                #expect(found.nextNumber == 13)
                return try RegisterLine.read(found, RegisterSpan(), limit: 10, offset: 0, in: connection)
            }
            #expect(lines.map(\.number.description) == ["1", "12a"])
            let first = try #require(lines.first)
            #expect(
                first.typeName == "Công văn" && first.subject == "V/v nghỉ Tết" && first.note == "Bản giấy")
            #expect(first.parties == "Sở Ví Dụ" && first.documentDate == CalendarDate("2023-12-29"))
            for words in ["sua+duong", "s%E1%BB%ADa+%C4%91%C6%B0%E1%BB%9Dng", "03+ubnd"] {
                let page = try await test.text("/registers/search?q=\(words)", as: "leader-A")
                #expect(page.contains("Xin kinh phí sửa đường") && !page.contains("V/v nghỉ Tết"), "\(words)")
            }
            #expect(try await test.get("/registers/search?q=x", as: "officer-A").status == .forbidden)
            let register = try await test.text("/registers/in?book=\(book)", as: "clerk-A")
            #expect(register.contains("15/SVD-VP") && register.contains("Tờ trình: Xin kinh phí sửa đường"))
            // The same table again: every number is there.
            let again = try await Self.preview(Self.head + Self.good + more, in: book, test)
            let page = try await test.text(again, as: "clerk-A")
            #expect(page.contains("Số 12a đã có trong sổ") && page.contains("Không có dòng nào nhập được"))
            #expect(try await test.post(again, as: "clerk-A", version: 0).status == .unprocessableContent)
        }
    }

    @Test func `a register that this office exported is read again`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(test, "out")
            let head =
                "\"Số, ký hiệu văn bản\",Ngày tháng văn bản,Tên loại và trích yếu nội dung văn bản,Người ký,Nơi nhận văn bản,Số lượng bản\n"
            let lines = "\"07/QĐ-UBND\",10/03/2024,\"Quyết định: Giao việc, giao hạn\",Lê Ví Dụ,\"Sở A; Sở B\",2\n"
            let place = try await Self.preview(head + lines, in: book, test)
            #expect(try await test.post(place, as: "clerk-A", version: 0).status == .seeOther)
            let export = try await test.get("/registers/out/xlsx?book=\(book)", as: "clerk-A")
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(export.body.readableBytesView).write(to: file)
            let rows = try SheetReader.read(file)
            let found = try await test.office.database.read { try Book.find(book, in: $0) }
            let table = try RegisterImport.read(rows, for: try #require(found), taken: [])
            #expect(table.refused.isEmpty && table.lines.count == 1)
            let line = try #require(table.lines.first)
            #expect(line.code == "07/QĐ-UBND" && line.subject == "Giao việc, giao hạn" && line.copies == 2)
            #expect(line.number.description == "7" && line.parties == "Sở A; Sở B" && line.signer == "Lê Ví Dụ")
        }
    }

    @Test func `what is no register, for no such book, or from nobody who may is refused`() async throws {
        try await TestOffice.with { test in
            let book = try await Self.book(test)
            let tables: [[UInt8]] = [
                [], Array("a;b\n1;2\n".utf8), [0xD0, 0xCF, 0x11, 0xE0, 0, 0], [0x50, 0x4B, 0x03, 0x04, 0],
                Array("Số đến;Trích yếu\n1;A\n".utf8),
            ]
            for bytes in tables {
                let answer = try await Self.send(bytes, to: book, test)
                #expect(answer.status == .unprocessableContent, "\(bytes.prefix(4))")
                #expect(String(buffer: answer.body).contains("Chưa đọc được sổ"))
            }
            let text = Array((Self.head + Self.good).utf8)
            for person in ["leader-A", "officer-A", "admin-A"] {
                #expect(try await Self.send(text, to: book, as: person, test).status == .forbidden)
            }
            #expect(try await Self.send(text, to: "khong-co", test).status == .notFound)
            // A book of this year takes documents, no tables.
            let current = "in-\(test.office.today.year)"
            #expect(try await Self.send(text, to: current, test).status == .unprocessableContent)
            // Somebody else's table is not theirs to take.
            let place = try await Self.preview(Self.head + Self.good, in: book, test)
            #expect(try await test.get(place, as: "clerk-B").status == .notFound)
            #expect(try await test.post(place, as: "clerk-B", version: 0).status == .notFound)
        }
    }
}
