import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office
import Web

/// Secret registers that were kept elsewhere: taken into a secret book by who keeps it, and found nowhere else.
@Suite struct SecretImportTests {
    private static let year = 2024
    private static let head =
        "Số đến;Ngày đến;Tác giả;Số, ký hiệu văn bản;Ngày tháng văn bản;Tên loại và trích yếu nội dung văn bản;Độ mật;"
        + "Đơn vị hoặc người nhận;Ngày chuyển;Ghi chú\n"
    private static let good =
        "1;02/01/2024;Công an tỉnh Ví Dụ;15/CA-AN;29/12/2023;Công văn: V/v bảo vệ Tết;Mật;Nguyễn Thị Mẫu;03/01/2024;Bản số 2\n"
    private static let bare = "12a;05/01/2024;UBND xã Bịa;;04/01/2024;;TỐI MẬT;;06/01/2024;\n"

    private static func send(
        _ text: String, to book: String, as person: String = "clerk-A", _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.send(
            "/secrets/import", as: person, version: 0, ["book": book], [("so-mat.csv", Array(text.utf8))])
    }

    /// The page of the preview.
    private static func sent(_ text: String, to book: String, _ test: TestOffice) async throws -> String {
        let answer = try await Self.send(text, to: book, test)
        #expect(answer.status == .seeOther, "\(answer.status)")
        return try #require(answer.headers[.location])
    }

    @Test func `what can be taken and what not is told before anything is taken, and the file is not kept`()
        async throws
    {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, year: Self.year, test)
            let wrong = [
                "2;03/01/2024;CA;;02/01/2024;Công văn;;;;", "3;03/01/2024;CA;;02/01/2024;Công văn;Thường;;;",
                "4;03/01/2024;CA;;02/01/2024;Công văn: Có trích yếu;Tuyệt mật;;;",
                "5;03/01/2024;CA;;;Công văn;Mật;;;", "6;03/01/2024;;;02/01/2024;Công văn;Mật;;;",
                "7;03/01/2023;CA;;02/01/2023;Công văn;Mật;;;", "1;03/01/2024;CA;;02/01/2024;Công văn;Mật;;;",
                "8;03/01/2024;CA;;02/01/2024;Mật thư: X;Mật;;;",
            ]
            let check = try await test.text("/registers/in/check?book=\(book)", as: "clerk-A")
            #expect(check.contains("/secrets/import?book=\(book)"))
            #expect(try await test.text("/secrets/import?book=\(book)", as: "clerk-A").contains("không giữ tệp"))
            let first = try await Self.sent(Self.head + Self.good, to: book, test)
            let place = try await Self.sent(Self.head + Self.good + wrong.joined(separator: "\n"), to: book, test)
            #expect(try await test.get(first, as: "clerk-A").status == .notFound, "the next file replaces it")
            let page = try await test.text(place, as: "clerk-A")
            // A subject that begins with no type of document is a subject.
            #expect(page.contains("2 dòng sẽ vào Sổ mật in 2024, 7 dòng không nhập"))
            for text in [
                "<span class=\"stamp\">Mật</span>", "15/CA-AN", "Nguyễn Thị Mẫu", "V/v bảo vệ Tết", "Mật thư: X",
                "Độ mật phải là Mật, Tối mật hoặc Tuyệt mật", "Văn bản Tuyệt mật không ghi trích yếu",
                "Không có ngày văn bản", "Không có nơi gửi", "Ngày 03/01/2023 không thuộc năm 2024",
                "Trùng số 1 với dòng 2",
            ] { #expect(page.contains(text), "\(text)") }
            for table in ["secret_document", "register_entry", "register_import"] {
                #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0, "\(table)")
            }
            try await test.office.store.folder.hashes { hashes in #expect(hashes.isEmpty) }
        }
    }

    @Test func `it is taken once, its lines are lines of the book like any other, and nothing else finds them`()
        async throws
    {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, year: Self.year, test)
            let place = try await Self.sent(Self.head + Self.good + Self.bare, to: book, test)
            let once = RandomText.secret()
            for _ in 1...2 {
                #expect(try await test.post(place, as: "clerk-A", version: 0, once: once).status == .seeOther)
            }
            #expect(try await test.post(place, as: "clerk-A", version: 0).status == .notFound)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_import", test) == 0)
            #expect(
                try await SecretSteps.total("SELECT next_number AS total FROM register WHERE is_secret = 1", test) == 13
            )
            let register = try await test.text("/registers/in?book=\(book)", as: "clerk-A")
            for text in [
                "15/CA-AN", "V/v bảo vệ Tết", "Nguyễn Thị Mẫu", "Bản số 2", "12a", "Tối mật", "Ngày chuyển 06/01/2024",
            ] { #expect(register.contains(text), "\(text)") }
            try await Self.expectHidden(book, test)
            // The same table again: every number is there.
            let again = try await Self.sent(Self.head + Self.good, to: book, test)
            #expect(try await test.text(again, as: "clerk-A").contains("Số 1 đã có trong sổ"))
            #expect(try await test.post(again, as: "clerk-A", version: 0).status == .unprocessableContent)

            let ids = try await test.office.database.read { connection in
                try connection.rows("SELECT document_id FROM register_entry ORDER BY number LIMIT 9").map {
                    row -> String in try row["document_id"]
                }
            }
            let page = try await test.text("/secrets/\(ids[0])", as: "clerk-A")
            #expect(page.contains("Không rõ giao Nguyễn Thị Mẫu") && page.contains("Theo sổ cũ"))
            #expect(try await SecretSteps.handOver(ids[0], to: "clerk-A", version: 1, test).status == .seeOther)
            let expired = ["kind": "expired", "number": "", "signer": "", "day": "01/03/2024"]
            #expect(try await SecretSteps.change(ids[0], version: 2, expired, test).status == .seeOther)
            let form = try await test.text("/secrets/\(ids[1])/edit", as: "clerk-A")
            #expect(form.contains("Chưa chọn") && form.contains("UBND xã Bịa"))
        }
    }

    /// Neither the lines nor their words stand anywhere but with the keeper.
    private static func expectHidden(_ book: String, _ test: TestOffice) async throws {
        for person in ["clerk-B", "leader-A"] {
            let bare = try await test.text("/registers/in?book=\(book)", as: person)
            #expect(bare.contains("Văn bản mật") && !bare.contains("15/CA-AN") && !bare.contains("Nguyễn Thị Mẫu"))
        }
        for path in ["/registers/search?q=bao+ve+tet", "/search?q=bao+ve+tet", "/notices", "/incoming?view=all"] {
            #expect(try await !test.text(path, as: "clerk-A").contains("V/v bảo vệ Tết"), "\(path)")
        }
        let log = try await test.text("/access", as: "admin-A")
        #expect(log.contains("Nhập sổ mật cũ, 2 dòng") && !log.contains("bảo vệ Tết") && !log.contains("CA-AN"))
        for table in ["event", "notice", "notice_call", "search_entry", "register_text", "incoming"] {
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM \(table)", test) == 0, "\(table)")
        }
    }

    @Test func `what is no register, for no such book, or from nobody who may is refused`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, year: Self.year, test)
            let text = Self.head + Self.good
            for person in ["clerk-B", "leader-A", "officer-A", "admin-A"] {
                #expect(try await test.get("/secrets/import?book=\(book)", as: person).status == .forbidden)
                #expect(try await Self.send(text, to: book, as: person, test).status == .forbidden, "\(person)")
            }
            for table in ["", "a;b\n1;2\n", "Số đến;Ngày đến;Trích yếu\n1;02/01/2024;A\n"] {
                let answer = try await Self.send(table, to: book, test)
                #expect(answer.status == .unprocessableContent, "\(table)")
                #expect(String(buffer: answer.body).contains("Chưa đọc được sổ"), "\(table)")
            }
            #expect(try await Self.send(text, to: "khong-co", test).status == .notFound)
            // A book of this year takes documents, an open one no secret lines; the other door takes no secret book.
            let current = try await SecretSteps.book(.outgoing, test)
            #expect(try await Self.send(text, to: current, test).status == .unprocessableContent)
            let open = "in-\(test.office.today.year)"
            #expect(try await Self.send(text, to: open, test).status == .forbidden)
            let other = try await test.send(
                "/registers/import", as: "clerk-A", version: 0, ["book": book], [("so.csv", Array(text.utf8))])
            #expect(other.status == .unprocessableContent)

            // What somebody sent is theirs, and only while they keep the book.
            let place = try await Self.sent(text, to: book, test)
            #expect(try await test.get(place, as: "clerk-B").status == .notFound)
            #expect(try await test.post(place, as: "clerk-B", version: 0).status == .notFound)
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE register SET keeper_id = 'clerk-B' WHERE id = $1", book)
            }
            #expect(try await test.get(place, as: "clerk-A").status == .forbidden)
            #expect(try await test.post(place, as: "clerk-A", version: 0).status == .forbidden)
            #expect(try await SecretSteps.total("SELECT COUNT(*) AS total FROM secret_document", test) == 0)
        }
    }

    @Test func `an outgoing register has its numbers in the codes`() throws {
        let book = Book(
            id: "x", direction: .outgoing, name: "Sổ mật cũ", year: Self.year, nextNumber: 1, isDefault: false,
            isSecret: true, keeperID: "k", lockedAt: nil, restoredAt: nil, version: 1)
        let rows = [
            ["Số, ký hiệu", "Ngày văn bản", "Nơi nhận", "Độ mật", "Loại văn bản", "Trích yếu", "Người ký", "Số bản"],
            ["07/UBND-NC", "10/03/2024", "Công an tỉnh", "Tuyệt mật", "Báo cáo", "", "Lê Thị Ví Dụ", "3"],
            ["8", "10/03/2024", "Công an tỉnh", "Mật", "Báo cáo", "", "", ""],
            ["9/UBND-NC", "10/03/2024", "Công an tỉnh", "Mật", "Mật thư", "", "", ""],
            ["10/UBND-NC", "10/03/2024", "Công an tỉnh", "Mật", "Báo cáo", "", "", "0"],
        ]
        let read = try SecretImport.read(rows.map { $0.map { .text($0) } }, for: book, taken: [])
        let line = try #require(read.lines.first)
        #expect(read.lines.count == 1 && line.number == EntryNumber(7) && line.level == .utmost && line.copies == 3)
        #expect(line.code.notation == "UBND-NC" && line.code.number.isEmpty && line.shownCode == "07/UBND-NC")
        #expect(line.typeName == "Báo cáo" && line.signer == "Lê Thị Ví Dụ")
        #expect(read.refused.map(\.row) == [3, 4, 5])
        #expect(
            try SecretImport.read(rows.map { $0.map { .text($0) } }, for: book, taken: [EntryNumber(7)]).lines.isEmpty)
    }

    @Test func `rows that are never taken go after a day`() async throws {
        try await TestOffice.with { test in
            let book = try await SecretSteps.book(.incoming, year: Self.year, test)
            let place = try await Self.sent(Self.head + Self.good, to: book, test)
            let folder = test.office.store.folder.url(of: ContentHash(of: Data())).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            _ = try await Cleaning(office: test.office, folder: folder).run()
            #expect(try await test.get(place, as: "clerk-A").status == .ok)
            try await test.office.database.write { connection in
                _ = try connection.execute("UPDATE secret_import SET made_at = '2024-01-01T00:00:00.000Z'")
            }
            let done = try await Cleaning(office: test.office, folder: folder).run()
            #expect(done.answers == 1)
            #expect(try await test.get(place, as: "clerk-A").status == .notFound)
        }
    }
}
