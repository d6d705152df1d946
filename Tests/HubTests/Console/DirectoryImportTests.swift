import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import Testing

@testable import Hub

@Suite struct DirectoryImportTests {
    private static let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email\n"

    @Test func `what is confirmed is what was previewed, once, and stands in the log`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            let csv = Self.header + "H88,,Tỉnh <b>mới</b>,,province,,,,,\nH53,,Tên khác,,province,,,2024-06-30,H29,\n"
            let preview = try await visitor.preview(csv, as: cookie)
            let page = String(buffer: try await visitor.get(preview, as: cookie).body)
            #expect(page.contains("Tỉnh &lt;b&gt;mới&lt;/b&gt;") && page.contains("Nhập 2 thay đổi"))
            let renamed = String(buffer: try await visitor.get("\(preview)?show=renamed", as: cookie).body)
            #expect(renamed.contains("Tên khác"))
            let organs = OrganStore(database: visitor.hub.parts.database)
            let code = try #require(OrganCode("H88"))
            #expect(try await organs.entry(code) == nil)

            let form = try await visitor.form(preview, on: preview, as: cookie)
            let done = try await visitor.post(preview, form, as: cookie)
            #expect(done.headers[.location] == "/organs?added=1&changed=1")
            #expect(try await organs.entry(code)?.name == "Tỉnh <b>mới</b>")
            #expect(try await visitor.post(preview, form, as: cookie).headers[.location] == "/organs")
            let lines = try await AuditLog(database: visitor.hub.parts.database).list(
                AuditLog.Filter(actor: "tuong"), before: nil, limit: 10)
            let act = try #require(lines.first { $0.act == "directory-imported" })
            #expect(act.details["sha256"] == .text(ContentHash(of: Array(csv.utf8)).hex))
            #expect(lines.count(where: { $0.act == "directory-imported" }) == 1)
            #expect(try await HubCheck(tested: visitor.hub.folder).run().findings == [])
            // The same file again has nothing new.
            let again = String(buffer: try await visitor.get(preview, as: cookie).body)
            #expect(again.contains("Tệp không có gì mới") && !again.contains("name=\"state\""))
        }
    }

    @Test func `a directory that changed meanwhile is previewed again`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            let preview = try await visitor.preview(Self.header + "H88,,Tỉnh,,province,,,,,\n", as: cookie)
            let form = try await visitor.form(preview, on: preview, as: cookie)
            try await visitor.hub.parts.administration.importDirectory(Self.header + "H89,,Khác,,province,,,,,\n")
            let answer = try await visitor.post(preview, form, as: cookie)
            #expect(answer.headers[.location] == "\(preview)?changed=1")
            let organs = OrganStore(database: visitor.hub.parts.database)
            #expect(try await organs.entry(try #require(OrganCode("H88"))) == nil)
            let page = String(buffer: try await visitor.get("\(preview)?changed=1", as: cookie).body)
            #expect(page.contains("Danh bạ vừa thay đổi"))
            let fresh = try await visitor.form(preview, on: preview, as: cookie)
            #expect(
                try await visitor.post(preview, fresh, as: cookie).headers[.location] == "/organs?added=1&changed=0")
        }
    }

    @Test func `every wrong line is told with its number, and nothing can be confirmed`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            let csv =
                Self.header + "H88,,,,province,,,,,\nH89,,Được,,province,,,,,\nH90,,Tên,,province,,2024-02-30,,,\n"
            let preview = try await visitor.preview(csv, as: cookie)
            let page = String(buffer: try await visitor.get(preview, as: cookie).body)
            #expect(page.contains("Sai 2 dòng") && page.contains("Dòng 2") && page.contains("Dòng 4"))
            #expect(!page.contains("name=\"state\""))
        }
    }

    @Test func `a file that is none is refused with what to do`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            for (bytes, sentence) in [
                ([], "Chưa chọn tệp."), ([0xFF, 0xFE, 0x41], "CSV UTF-8"),
            ] as [([UInt8], String)] {
                let answer = try await visitor.upload(bytes, as: cookie)
                #expect(answer.status == .unprocessableContent && String(buffer: answer.body).contains(sentence))
            }
            let preview = try await visitor.preview("code,name\nH29,Tên\n", as: cookie)
            let page = try await visitor.get(preview, as: cookie)
            #expect(page.status == .unprocessableContent && String(buffer: page.body).contains("Dòng đầu của tệp"))
            let nobody = "/organs/import/\(String(repeating: "0", count: 64))"
            #expect(try await visitor.get(nobody, as: cookie).status == .notFound)
            #expect(try await visitor.get("/organs/import/..%2F..%2Fhub.sqlite", as: cookie).status == .notFound)
            #expect(try await visitor.upload(Array("x".utf8), as: cookie, csrf: "forged").status == .forbidden)
            #expect(try await visitor.upload(Array("x".utf8), as: nil).status == .unauthorized)
        }
    }

    @Test func `only the newest uploads are kept`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "uploads-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let uploads = DirectoryUploads(dataFolder: folder)
        var last = try await uploads.keep(Array("0".utf8))
        for number in 1...12 { last = try await uploads.keep(Array("\(number)".utf8)) }
        #expect(try await uploads.text(last) == "12")
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "staging/directory").path)
        #expect(files.count == 8)
    }
}

extension ConsoleVisitor {
    /// Sends a directory file; `csrf` of the page unless another is given.
    func upload(_ bytes: [UInt8], as cookie: String?, csrf: String? = nil) async throws -> TestResponse {
        var secret = csrf ?? ""
        if csrf == nil, let cookie {
            secret = try await self.form("/organs/import", on: "/organs/import", as: cookie)["csrf"] ?? ""
        }
        var body = ByteBuffer(
            string:
                "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(secret)\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"organs.csv\"\r\n\r\n")
        body.writeBytes(bytes)
        body.writeString("\r\n--b--\r\n")
        var headers: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]
        headers[.cookie] = cookie
        return try await self.client.executeRequest(uri: "/organs/import", method: .post, headers: headers, body: body)
    }

    /// Uploads a directory file; answers the address of its preview.
    func preview(_ csv: String, as cookie: String) async throws -> String {
        try #require(try await self.upload(Array(csv.utf8), as: cookie).headers[.location])
    }
}
