import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// Documents that came on paper, by post or otherwise.
@Suite struct IncomingEntryTests {
    private static func fields(_ test: TestOffice, _ others: [String: String] = [:]) -> [String: String] {
        let today = test.office.today.shown
        return [
            "channel": "post", "arrived": today, "issuer": "Công ty Cổ phần Ví Dụ", "number": "15",
            "notation": "CV-VD", "date": today, "type": "Công văn", "subject": "V/v xin gia hạn giấy phép",
            "signer": "",
            "urgency": "0", "due": "",
        ].merging(others) { $1 }
    }

    private static func document(_ test: TestOffice, number: Int) async throws -> Incoming {
        let row = try await test.office.database.read { connection in
            try connection.row("\(Incoming.query) WHERE register_entry.number = $1", number).map(Incoming.init)
        }
        return try #require(row)
    }

    @Test func `everything that must be corrected is told at once, and beside its field`() async throws {
        try await TestOffice.with { test in
            let wrong = [
                "arrived": "31/02/2027", "issuer": "x", "due": "mai", "subject": "", "pages": "nhiều",
                "remark": "Giữ lại.",
            ]
            let answer = try await test.upload("/incoming", as: "clerk-A", Self.fields(test, wrong), files: [])
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            for field in ["arrived", "issuer", "due", "subject", "pages"] {
                #expect(page.contains("href=\"#\(field)\"") && page.contains("id=\"\(field)-loi\""), "\(field)")
            }
            // What is right is not spoken of, and nothing that was typed is lost.
            #expect(!page.contains(##"href="#date""##) && !page.contains(##"href="#type""##))
            #expect(page.contains("31/02/2027") && page.contains("nhiều") && page.contains("Giữ lại."))
        }
    }

    @Test func `it is in the register at once, with its files, and goes the same way as any other`() async throws {
        try await TestOffice.with { test in
            let answer = try await test.upload(
                "/incoming", as: "clerk-A", Self.fields(test, ["then": "again", "signer": "Nguyễn Văn Ví Dụ"]),
                files: ["Bản quét.pdf", "Phụ lục.pdf"])
            #expect(answer.status == .seeOther)
            let next = try #require(answer.headers[.location])
            let incoming = try await Self.document(test, number: 1)
            #expect(next == "/incoming/new?entered=\(incoming.id)")
            let form = String(buffer: try await test.get(next, as: "clerk-A").body)
            #expect(form.contains("Đã vào sổ") && form.contains("15/CV-VD") && form.contains("Số đến tiếp theo là 2"))
            #expect(incoming.channel == .post && incoming.organ == nil && incoming.state == .registered)
            #expect(incoming.fileCount == 2)
            let page = String(buffer: try await test.get("/incoming/\(incoming.id)", as: "clerk-A").body)
            for text in ["Bưu điện", "Nhập và vào sổ, số đến 1, bưu điện", "Bản quét.pdf", "Nguyễn Văn Ví Dụ"] {
                #expect(page.contains(text), "\(text)")
            }
            let register = String(buffer: try await test.get("/registers/in", as: "clerk-A").body)
            #expect(register.contains("Công ty Cổ phần Ví Dụ") && register.contains("15/CV-VD"))
            let found = String(buffer: try await test.get("/search?q=gia%20han%20giay", as: "clerk-A").body)
            #expect(found.contains(incoming.id))
            for (act, person, fields) in [
                ("submit", "clerk-A", ["leader": "leader-A"]), ("direct", "leader-A", ["text": "Giao", "lead": "A"]),
                ("begin", "officer-A", [:]), ("finish", "officer-A", ["result": "Đã trả lời công dân"]),
            ] {
                let version = try await test.state(incoming.id).version
                let answer = try await test.post(
                    "/incoming/\(incoming.id)/\(act)", as: person, version: version, fields)
                #expect(answer.status == .seeOther, "\(act)")
            }
            // Nobody outside is told.
            #expect(try await test.queued().isEmpty)
        }
    }

    @Test func `a sender of the directory is known by name or code, and a reply goes to it`() async throws {
        try await TestOffice.with { test in
            for (number, issuer) in [(1, "van phong chinh phu"), (2, "G22"), (3, "Văn phòng Chính phủ")] {
                let fields = Self.fields(test, ["issuer": issuer, "number": "\(number)"])
                #expect(try await test.upload("/incoming", as: "clerk-A", fields).status == .seeOther)
                let incoming = try await Self.document(test, number: number)
                #expect(incoming.organ?.text == "G22" && incoming.organName == "Văn phòng Chính phủ", "\(issuer)")
            }
        }
    }

    @Test func `what may be here already is entered only when the clerk says so`() async throws {
        try await TestOffice.with { test in
            // The package has come; its paper comes too.
            _ = try await test.arrival(number: "123")
            let paper = Self.fields(
                test, ["issuer": "Văn phòng Chính phủ", "number": "123", "notation": "VPCP-KSTT", "channel": "paper"])
            let warned = try await test.upload("/incoming", as: "clerk-A", paper)
            #expect(warned.status == .unprocessableContent)
            let page = String(buffer: warned.body)
            #expect(page.contains("đã đến qua trục") && page.contains("despite-duplicate"))
            #expect(page.contains("VPCP-KSTT"))
            let confirmed = paper.merging([
                "despite-duplicate": "yes", "duplicate-reason": "Bản giấy có bút phê tay của nơi gửi.",
            ]) { $1 }
            #expect(try await test.upload("/incoming", as: "clerk-A", confirmed).status == .seeOther)
            // Letters without a number are compared with nothing.
            let letter = Self.fields(test, ["number": "", "notation": "", "type": "Đơn, thư"])
            for number in [2, 3] {
                #expect(try await test.upload("/incoming", as: "clerk-A", letter).status == .seeOther)
                let document = try await Self.document(test, number: number)
                #expect(document.name == "Không số")
                #expect(try await !test.text("/incoming/\(document.id)", as: "clerk-A").contains("Có thể trùng"))
            }
            #expect(try await test.text("/registers/in", as: "clerk-A").contains("Không số"))
        }
    }

    @Test func `nobody must reply through the hub to who is not in the directory`() async throws {
        try await TestOffice.with { test in
            #expect(try await test.upload("/incoming", as: "clerk-A", Self.fields(test)).status == .seeOther)
            let id = try await Self.document(test, number: 1).id
            let version = try await test.state(id).version
            _ = try await test.post("/incoming/\(id)/submit", as: "clerk-A", version: version, ["leader": "leader-A"])
            #expect(try await !test.text("/incoming/\(id)/direct", as: "leader-A").contains("reply-required"))
            let direction = ["text": "Giao", "lead": "A", "reply-required": "yes"]
            let refused = try await test.post(
                "/incoming/\(id)/direct", as: "leader-A", version: version + 1, direction)
            #expect(refused.status == .unprocessableContent)
        }
    }

    @Test(arguments: [
        ("channel", "hub"), ("channel", "pigeon"), ("issuer", ""), ("number", ""), ("date", "31/02/2026"), ("date", ""),
        ("date", "31/12/2999"), ("arrived", "01/01/2020"), ("arrived", "31/12/2999"), ("type", "Mật thư"),
        ("subject", " "),
        ("urgency", "9"), ("due", "01/01/2020"),
    ])
    func `a field that is wrong is named and nothing is entered`(field: String, value: String) async throws {
        try await TestOffice.with { test in
            let answer = try await test.upload("/incoming", as: "clerk-A", Self.fields(test, [field: value]))
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains("href=\"#\(field)\"") && page.contains("Lỗi: Nhập văn bản đến"))
            #expect(page.contains("Công ty Cổ phần Ví Dụ") || field == "issuer")
            let count = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS count FROM incoming")?["count"] ?? 0
            }
            #expect(count == 0)
        }
    }

    @Test func `only the clerk enters, a form enters once, and a file that must not travel is refused`() async throws {
        try await TestOffice.with { test in
            for role in TestOffice.roles where role != .clerk {
                #expect(try await test.get("/incoming/new", as: "\(role.rawValue)-A").status == .forbidden, "\(role)")
                let answer = try await test.upload("/incoming", as: "\(role.rawValue)-A", Self.fields(test))
                #expect(answer.status == .forbidden, "\(role)")
            }
            let once = RandomText.secret()
            for _ in 1...2 {
                let answer = try await test.upload("/incoming", as: "clerk-A", once: once, Self.fields(test))
                #expect(answer.status == .seeOther)
            }
            let bad = try await test.upload(
                "/incoming", as: "clerk-A", Self.fields(test, ["number": "16"]), files: ["virus.exe"])
            Self.expectRefused(bad)
            let numbers = try await test.office.database.read { connection in
                try connection.rows("SELECT number FROM register_entry ORDER BY number LIMIT 10").map {
                    row -> Int in try row["number"]
                }
            }
            #expect(numbers == [1])
        }
    }

    private static func expectRefused(_ answer: TestResponse) {
        #expect(answer.status == .unprocessableContent)
        let page = String(buffer: answer.body)
        #expect(page.contains(##"href="#file""##) && page.contains(#"id="file-loi""#))
        #expect(page.contains("Công ty Cổ phần Ví Dụ"), "what was typed stays")
    }

    @Test func `a file must be a PDF, a picture or a document, as its name says, and is told with the rest`()
        async throws
    {
        try await TestOffice.with { test in
            func enter(_ name: String, _ bytes: [UInt8], _ others: [String: String] = [:]) async throws
                -> TestResponse
            {
                try await test.send(
                    "/incoming", as: "clerk-A", version: 0, Self.fields(test, others), [(name, bytes)])
            }
            let (program, archive) = (Array("MZ\u{90}\0 %PDF-1.7".utf8), Array("PK\u{3}\u{4} x".utf8))
            let text = Array("không phải PDF".utf8)
            let wrong: [(String, [UInt8])] = [
                ("quet.pdf", program), ("quet.docx", program), ("quet.pdf", text), ("quet.png", archive),
                ("quet.docx", text), ("quet.zip", archive), ("quet.txt", text), ("quet.xml", text),
            ]
            for (name, bytes) in wrong { Self.expectRefused(try await enter(name, bytes)) }
            let several = try await enter("quet.pdf", program, ["subject": ""])
            Self.expectRefused(several)
            #expect(String(buffer: several.body).contains(##"href="#subject""##))
            let none = try await test.office.database.read { try $0.row("SELECT 1 FROM incoming LIMIT 1") == nil }
            #expect(none)
            let right: [(String, [UInt8])] = [
                ("quet.pdf", Array("\r\n%PDF-1.4".utf8)), ("anh.JPG", [0xFF, 0xD8, 0xFF, 0xE0]),
                ("anh.png", [0x89] + Array("PNG".utf8)), ("thu.docx", archive), ("bang.ods", archive),
            ]
            for (index, (name, bytes)) in right.enumerated() {
                let answer = try await enter(name, bytes, ["number": "\(index + 20)"])
                #expect(answer.status == .seeOther, "\(name)")
            }
        }
    }

    @Test func `what comes on paper and what comes by the exchange share one series, in the order of entering`()
        async throws
    {
        try await TestOffice.with { test in
            let (first, second) = (try await test.arrival(number: "123"), try await test.arrival(number: "124"))
            try await test.handle(first, until: .registered)
            #expect(try await test.upload("/incoming", as: "clerk-B", Self.fields(test)).status == .seeOther)
            try await test.handle(second, until: .registered)
            #expect(try await Self.document(test, number: 1).id == first)
            #expect(try await Self.document(test, number: 2).channel == .post)
            #expect(try await Self.document(test, number: 3).id == second)
            let register = try await test.text("/registers/in", as: "clerk-A")
            let codes = register.matches(of: /123\/VPCP-KSTT|15\/CV-VD|124\/VPCP-KSTT/).map { String($0.output) }
            #expect(codes == ["123/VPCP-KSTT", "15/CV-VD", "124/VPCP-KSTT"])
        }
    }

    @Test func `fifty clerks at once take fifty numbers, each once`() async throws {
        try await TestOffice.with { test in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...50 {
                    group.addTask {
                        let fields = Self.fields(test, ["number": "\(number)"])
                        let clerk = number.isMultiple(of: 2) ? "clerk-A" : "clerk-B"
                        let answer = try await test.upload("/incoming", as: clerk, fields)
                        #expect(answer.status == .seeOther)
                    }
                }
                try await group.waitForAll()
            }
            let numbers = try await test.office.database.read { connection in
                try connection.rows("SELECT number FROM register_entry ORDER BY number LIMIT 100").map {
                    row -> Int in try row["number"]
                }
            }
            #expect(numbers == Array(1...50))
        }
    }

    @Test func `what an older office holds is there as it was`() async throws {
        let database = try Database.inMemory()
        let older = Schema.migrations.prefix { $0.name != Channel.migration.name }
        try database.migrate(Outbox.migrations + older)
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO incoming (id, delivery_id, package_hash, organ_code, organ_name, document_id, number, notation,
                    promulgation_date, type_name, subject, urgency, steering, state, arrived_at, warnings, search, asking)
                VALUES ('a', 'd', $1, 'G22', 'VPCP', 'G22,2026/01/02,1/X', '1', 'X', '2026-01-02', 'Công văn', 'Việc', 0, 1,
                    'received', '2026-01-02T00:00:00.000Z', '', 'viec', 'requested')
                """, String(repeating: "0", count: 64))
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        let row = try await database.read { connection in
            try connection.row("\(Incoming.query) WHERE incoming.id = 'a'").map(Incoming.init)
        }
        let incoming = try #require(row)
        #expect(incoming.channel == .hub && incoming.asking == .requested && incoming.organ?.text == "G22")
    }
}

extension TestOffice {
    /// Sends a form with files.
    func upload(
        _ path: String, as person: String, once: String = RandomText.secret(), _ fields: [String: String],
        files: [String] = []
    ) async throws -> TestResponse {
        let session = try await self.session(person)
        var body = ByteBuffer()
        let all = fields.merging(["csrf": session.csrf, "once": once, "version": "0"]) { $1 }
        // The token of the form stands first in the page too.
        for (name, value) in all.sorted(by: { ($0.key == "csrf" ? 0 : 1, $0.key) < ($1.key == "csrf" ? 0 : 1, $1.key) })
        {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        for name in files {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
            body.writeString("\(name.hasSuffix(".pdf") ? "%PDF-1.7" : "PK\u{3}\u{4}") \(name)\r\n")
        }
        body.writeString("--ranh--\r\n")
        return try await self.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "multipart/form-data; boundary=ranh"], body: body)
    }
}
