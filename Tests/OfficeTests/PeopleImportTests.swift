import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Units and people from a file.
@Suite struct PeopleImportTests {
    private static let people = """
        userName,fullName,title,role,unit
        moi.mot,Hồ Thị Một,Chuyên viên,Chuyên viên,A
        officer-a,Tên khác,Trưởng nhóm,head,B
        """

    /// Uploads the file as a browser does; answers the preview.
    private static func upload(_ text: String, as person: String = "admin-A", _ test: TestOffice) async throws
        -> TestResponse
    {
        let session = try await test.session(person)
        let body = """
            --x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\(session.csrf)\r\n\
            --x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n\(text)\r\n--x--\r\n
            """
        return try await test.client.execute(
            uri: "/people/import", method: .post,
            headers: [.cookie: session.cookie, .contentType: "multipart/form-data; boundary=x"],
            body: ByteBuffer(string: body))
    }

    private static func mark(_ answer: TestResponse) throws -> String {
        String(try #require(String(buffer: answer.body).firstMatch(of: /name="mark" value="([0-9a-f]{64})"/)).1)
    }

    private static func count(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try $0.row("SELECT COUNT(*) AS total FROM person")?["total"] ?? 0 }
    }

    /// In the file user names are small; those of the test are not.
    private static func renameOfficer(_ test: TestOffice) async throws {
        _ = try await test.office.database.write {
            try $0.execute("UPDATE person SET user_name = 'officer-a' WHERE id = 'officer-A'")
        }
    }

    @Test func `a file is shown before it is taken over, then does exactly that`() async throws {
        try await TestOffice.with { test in
            try await Self.renameOfficer(test)
            let before = try await Self.count(test)
            let preview = try await Self.upload(Self.people, test)
            let page = String(buffer: preview.body)
            #expect(preview.status == .ok)
            #expect(page.contains("<dt>Thêm mới</dt><dd>1</dd>") && page.contains("<dt>Sửa</dt><dd>1</dd>"))
            #expect(try await Self.count(test) == before)
            let once = RandomText.secret()
            let fields = ["text": Self.people.replacing("\n", with: "\r\n"), "mark": try Self.mark(preview)]
            let done = try await test.post("/people/import/take", as: "admin-A", version: 0, once: once, fields)
            #expect(done.status == .ok)
            #expect(String(buffer: done.body).contains("moi.mot"))
            #expect(try await Self.count(test) == before + 1)
            let again = try await test.post("/people/import/take", as: "admin-A", version: 0, once: once, fields)
            #expect(again.status == .seeOther)
            #expect(try await Self.count(test) == before + 1)
            let log = try await test.office.database.read { try AdministrativeLog.entries(in: $0) }
            #expect(log.map(\.act.rawValue).sorted() == ["person-added", "person-changed"])
            #expect(try await test.text("/incoming", as: "officer-A").contains("Quyền của bạn vừa thay đổi"))
            #expect(String(buffer: try await Self.upload(Self.people, test).body).contains("Tệp không có gì mới"))
        }
    }

    @Test func `one line that is wrong stops them all and is told with its number`() async throws {
        try await TestOffice.with { test in
            let before = try await Self.count(test)
            let text = """
                userName,fullName,title,role,unit
                moi.mot,Hồ Thị Một,Chuyên viên,officer,A
                moi.hai,Hồ Thị Hai,Chuyên viên,vua,A
                moi.ba,,Chuyên viên,officer,A
                moi.bon,Hồ Thị Bốn,Chuyên viên,officer,khong
                moi.mot,Hồ Thị Một,Chuyên viên,officer,A
                Có dấu,Hồ Thị Năm,Chuyên viên,officer,A
                """
            let preview = try await Self.upload(text, test)
            let page = String(buffer: preview.body)
            #expect(preview.status == .unprocessableContent)
            for line in 3...7 { #expect(page.contains("Dòng \(line)</b>"), "\(line)") }
            #expect(!page.contains("Dòng 2</b>"))
            let taken = try await test.post(
                "/people/import/take", as: "admin-A", version: 0, ["text": text, "mark": "x"])
            #expect(taken.status == .unprocessableContent)
            #expect(try await Self.count(test) == before)
            let imports = PeopleImport(database: test.office.database, now: test.office.now)
            let done = try await imports.take(try PeopleFile(text))
            #expect(done.outcome.refused.compactMap(\.line) == [3, 4, 5, 6, 7])
            #expect(done.passwords.isEmpty)
            #expect(try await Self.count(test) == before)
        }
    }

    @Test func `a preview that is not true any more is shown anew`() async throws {
        try await TestOffice.with { test in
            try await Self.renameOfficer(test)
            let mark = try Self.mark(try await Self.upload(Self.people, test))
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET title = 'Khác', version = version + 1 WHERE id = 'officer-A'")
            }
            let answer = try await test.post(
                "/people/import/take", as: "admin-A", version: 0, ["text": Self.people, "mark": mark])
            #expect(String(buffer: answer.body).contains("vừa được người khác sửa"))
            let log = try await test.office.database.read { try AdministrativeLog.entries(in: $0) }
            #expect(log.isEmpty)
        }
    }

    @Test func `units come before those below them, and the last administrator stays`() async throws {
        try await TestOffice.with { test in
            let units = "id,name,shortName,parent,organCode\nS,Sở Ví Dụ,SVD,,H29.30\nS-1,Phòng Một,P1,S,\nA,Phòng A,A,,"
            let imports = PeopleImport(database: test.office.database, now: test.office.now)
            let done = try await imports.take(try PeopleFile(units))
            #expect(done.outcome.changes.map(\.name) == ["Sở Ví Dụ", "Phòng Một"])
            #expect(done.outcome.unchanged == 1)
            let wrong = try await imports.take(
                try PeopleFile("id,name,shortName,parent,organCode\nT-1,Phòng,P,T,\nT,Trên,T,,sai mã"))
            #expect(wrong.outcome.refused.compactMap(\.line) == [2, 3])
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET enabled = 0 WHERE id = 'admin-B'")
                try $0.execute("UPDATE person SET user_name = 'admin-a' WHERE id = 'admin-A'")
            }
            let last = try await imports.take(
                try PeopleFile("userName,fullName,title,role,unit\nadmin-a,Tên,Chức,clerk,A"))
            #expect(last.outcome.refused.first?.code == .notAllowed)
        }
    }

    @Test(arguments: [
        ("", "Chọn tệp CSV"), ("a,b\n1,2", "Dòng đầu của tệp"),
        ("userName,fullName,title,role,unit\n", "không có dòng nào"),
        ("userName,fullName,title,role,unit\na,b", "phải có 5 cột"), ("userName,fullName,title,role,unit\n\"a", "nháy"),
    ])
    func `a file that cannot be read is told why`(text: String, told: String) async throws {
        try await TestOffice.with { test in
            let answer = try await Self.upload(text, test)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains(told))
        }
    }

    @Test func `what is written in a file comes back as text`() async throws {
        try await TestOffice.with { test in
            let text = "userName,fullName,title,role,unit\nmoi.mot,<script>x</script>,\"a\"\"b\",officer,A"
            let page = String(buffer: try await Self.upload(text, test).body)
            #expect(page.contains("&lt;script&gt;") && !page.contains("<script>x"))
            let refused = try await Self.upload(text, as: "clerk-A", test)
            #expect(refused.status == .forbidden)
        }
    }
}
