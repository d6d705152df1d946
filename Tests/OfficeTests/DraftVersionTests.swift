import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Drafts with their files and versions.
@Suite struct DraftVersionTests {
    private static func fields(_ others: [String: String] = [:]) -> [String: String] {
        TestOffice.draftFields.merging(others) { $1 }
    }

    private static func edit(
        _ id: String, _ others: [String: String] = [:], _ files: [TestOffice.TestFile] = [],
        as person: String = "officer-A",
        _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.send(
            "/outgoing/\(id)/edit", as: person, version: try await test.outgoingState(id).version,
            self.fields(others), files)
    }

    private static func versions(_ id: String, _ test: TestOffice) async throws -> [DraftVersion] {
        try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
    }

    private static func text(_ name: String, _ text: String) -> TestOffice.TestFile { (name, Array(text.utf8)) }

    @Test func `each saving that changes something is a version, and the former ones stay`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let edits: [([String: String], [TestOffice.TestFile])] = [
                ([:], []), (["subject": "V/v đổi trích yếu", "note": "Theo ý kiến trưởng phòng"], []),
                (["subject": "V/v đổi trích yếu"], [Self.text("du-thao.txt", "Điều 2. Bản mới\n")]),
            ]
            for (fields, files) in edits {
                let answer = try await Self.edit(id, fields, files, test)
                #expect(answer.status == .seeOther)
            }
            let versions = try await Self.versions(id, test)
            #expect(versions.map(\.number) == [3, 2, 1])
            #expect(versions.map(\.note) == ["", "Theo ý kiến trưởng phòng", ""])
            #expect(versions.map { $0.files.count } == [1, 1, 1])
            #expect(versions[1].files.map(\.id) == versions[2].files.map(\.id))
            let page = try await test.text("/outgoing/\(id)", as: "officer-A")
            for text in ["3 phiên bản", "Theo ý kiến trưởng phòng", "Người officer-A", "Sửa dự thảo: phiên bản 3"] {
                #expect(page.contains(text), "\(text)")
            }
            for (version, content) in [(versions[0], "Điều 2. Bản mới\n"), (versions[2], "Điều 1. Phạm vi\n")] {
                let file = try #require(version.files.first)
                let address = Shown.fileAddress(file)
                #expect(try await test.text(address, as: "officer-A") == content)
            }
            await #expect(throws: (any Error).self) {
                try await test.office.database.write { connection in
                    _ = try connection.execute("UPDATE draft_version SET note = 'x'")
                }
            }
        }
    }

    @Test func `new files stand instead of the old ones, or beside them where that is wanted`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let steps: [(mode: String, files: [String], result: [String])] = [
                ("add", ["phu-luc.txt"], ["du-thao.txt", "phu-luc.txt"]),
                ("add", ["du-thao.txt"], ["du-thao.txt", "phu-luc.txt"]),
                ("replace", ["khac.txt"], ["khac.txt"]),
                ("", ["lan-cuoi.txt", "bieu.txt"], ["lan-cuoi.txt", "bieu.txt"]),
            ]
            for (index, step) in steps.enumerated() {
                let files = step.files.map { Self.text($0, "Lần \(index)") }
                _ = try await Self.edit(id, ["files": step.mode], files, test)
                let present = try #require(try await Self.versions(id, test).first)
                #expect(present.files.map(\.name) == step.result, "\(index)")
            }
        }
    }

    @Test func `what changed is told for the data and for the text`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let others = ["urgency": "2", "subject": "V/v trích yếu mới", "note": "Bản sửa"]
            _ = try await Self.edit(id, others, [Self.text("du-thao.txt", "Điều 1. Phạm vi áp dụng\n")], test)
            let page = try await test.text("/outgoing/\(id)/compare", as: "clerk-A")
            for text in [
                "<del>Thường</del>", "<ins>Thượng khẩn</ins>", "<ins>V/v trích yếu mới</ins>", "Bản sửa",
                "Điều 1. Phạm vi <ins><span class=\"unseen\">thêm: </span>áp dụng</ins>",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(!page.contains("Nơi nhận</th>"))
            for path in ["compare?from=1&to=9", "compare?from=0", "compare?from=9&to=1"] {
                #expect(try await test.get("/outgoing/\(id)/\(path)", as: "officer-A").status == .notFound, "\(path)")
            }
            #expect(try await test.get("/outgoing/\(id)/compare", as: "officer-B").status == .notFound)
        }
    }

    @Test func `files of a draft are seen by who sees the document, and never leave the office`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let address = Shown.fileAddress(try #require(try await Self.versions(id, test).first?.files.first))
            for (person, status) in [("officer-A", 200), ("clerk-B", 200), ("officer-B", 404), ("admin-A", 404)] {
                #expect(try await test.get(address, as: person).status.code == status, "\(person)")
            }
            // Before it is submitted it is nobody's above.
            try await test.bring(id, to: .submitted)
            #expect(try await test.get(address, as: "leader-A").status == .ok)
            let leader = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(leader.contains("du-thao.txt"))
            try await test.bring(id, to: .published)
            let packet = try await test.package(try #require(try await test.outbox(of: id).first))
            #expect(packet.attachments.map(\.name) == ["ban-ky-so.pdf"])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("ban-ky-so.pdf") && page.contains("Phiên bản 1"))
        }
    }

    @Test func `nothing is submitted without a file of the draft`() async throws {
        try await TestOffice.with { test in
            let answer = try await test.post("/outgoing", as: "officer-A", version: 0, TestOffice.draftFields)
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            let page = try await test.text("/outgoing/\(id)", as: "officer-A")
            #expect(page.contains("Trình ký được khi đã đính kèm tệp dự thảo") && !page.contains("/submit\""))
            let refused = try await test.post("/outgoing/\(id)/submit", as: "officer-A", version: 1)
            #expect(refused.status == .unprocessableContent)
            #expect(String(buffer: refused.body).contains("href=\"#phien-ban\""))
            #expect(try await test.outgoingState(id).state == .draft)
        }
    }

    @Test func `a file that cannot be taken leaves what was typed in the form, and nothing is kept`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let many = (0...Upload.maximumFiles - 1).map { Self.text("tep-\($0).txt", "x") }
            let cases: [([String: String], [TestOffice.TestFile], String)] = [
                (["subject": "V/v giữ lại"], [Self.text("virus.exe", "x")], "không thuộc loại được gửi"),
                (["subject": "V/v giữ lại", "files": "add"], many, "tối đa 20 tệp"),
                (["subject": "V/v giữ lại", "note": String(repeating: "x", count: 1001)], [], "tối đa 1.000 ký tự"),
            ]
            for (fields, files, sentence) in cases {
                let answer = try await Self.edit(id, fields, files, test)
                let page = String(buffer: answer.body)
                #expect(answer.status == .unprocessableContent && page.contains(sentence), "\(sentence)")
                #expect(page.contains("V/v giữ lại"))
            }
            #expect(try await Self.versions(id, test).count == 1)
            #expect(try await test.outgoingState(id).version == 1)
        }
    }

    @Test func `a stale form changes nothing, and a form sent twice makes one version`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let (fields, once) = (Self.fields(["subject": "V/v bản hai"]), RandomText.secret())
            for _ in 1...2 {
                let answer = try await test.send(
                    "/outgoing/\(id)/edit", as: "officer-A", version: 1, once: once, fields)
                #expect(answer.status == .seeOther)
            }
            let stale = try await test.send(
                "/outgoing/\(id)/edit", as: "officer-A", version: 1, Self.fields(["subject": "V/v bản cũ"]))
            #expect(stale.status == .conflict)
            #expect(try await Self.versions(id, test).count == 2)
        }
    }

    @Test func `the text of a Word document is read, and of what only calls itself one is not`() throws {
        let text = try #require(WordText.read(Samples.url("documents/du-thao-quy-che.docx")))
        let lines = text.split(separator: "\n")
        #expect(lines.first == "DỰ THẢO" && lines.contains("Điều 1. Phạm vi"))
        for name in ["bieu-tong-hop.xlsx", "ho-so-kem-theo.zip", "bao-cao-nam-2024.pdf", "khong-co.docx"] {
            #expect(WordText.read(Samples.url("documents/\(name)")) == nil, "\(name)")
        }
    }

    @Test func `paragraphs of a PDF are read without its lines`() async throws {
        try await TestOffice.with { test in
            let bytes = try Data(contentsOf: Samples.url("documents/cong-van-tra-loi.pdf"))
            let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            let file = try await test.office.database.write { connection in
                let id = try Attachment.add(
                    to: "d", part: .draft, name: "a.pdf", contentType: "application/pdf", sizeBytes: bytes.count,
                    hash: hash,
                    at: Date(), in: connection)
                return try Attachment.all(of: "d", in: connection).first { $0.id == id }
            }
            let found = try #require(file)
            let paragraphs = try #require(try await FileText.paragraphs(of: found, in: test.office.store))
            #expect(paragraphs.contains { $0.contains("Văn phòng Chính phủ về đôn đốc kết nối") })
        }
    }
}

/// What differs between two texts.
@Suite struct TextDifferenceTests {
    private static func blocks(_ old: String, _ new: String) throws -> [TextDifference.Block] {
        func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
        return try #require(TextDifference(lines(old), lines(new))).blocks
    }

    @Test func `paragraphs that came, went and stayed`() throws {
        #expect(try Self.blocks("a\nb\nc", "a\nb\nc") == [.same(3)])
        #expect(try Self.blocks("", "a") == [.added("a")])
        #expect(try Self.blocks("a", "") == [.removed("a")])
        #expect(try Self.blocks("a\nb\nc", "a\nc\nd") == [.same(1), .removed("b"), .same(1), .added("d")])
        #expect(try Self.blocks("một hai ba", "bốn năm sáu") == [.removed("một hai ba"), .added("bốn năm sáu")])
    }

    @Test func `in a changed paragraph the words`() throws {
        #expect(
            try Self.blocks("chậm nhất ngày 20 tháng 3", "chậm nhất ngày 25 tháng 3 năm nay") == [
                .changed([
                    .same("chậm nhất ngày"), .removed("20"), .added("25"), .same("tháng 3"), .added("năm nay"),
                ])
            ])
    }

    @Test func `texts that are too long and differ everywhere are not compared`() {
        let (old, new) = ((0..<3000).map { "a\($0)" }, (0..<3000).map { "b\($0)" })
        #expect(TextDifference(old, new) == nil)
        // Long texts with a small change are.
        #expect(TextDifference(old, old + ["cuối"])?.blocks == [.same(3000), .added("cuối")])
    }
}
