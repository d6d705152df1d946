import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Programs
import Spreadsheet
import Storage
import Testing
import Trust

@testable import Gateway
@testable import Office

/// What stands in files is found, by those who may read them.
@Suite struct FileContentTests {
    private static func readings(_ test: TestOffice, tools: PDFTools = PDFTools()) -> FileReadings {
        FileReadings(office: test.office, tools: tools, logger: Logger(label: "test"))
    }

    private static func arrival(_ bytes: Data, name: String, type: String, _ test: TestOffice) async throws -> String {
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        return try await test.arrival(
            files: [ReceivedFile(name: name, contentType: type, sizeBytes: bytes.count, hash: hash)])
    }

    /// Programs that say what we want, in a folder of their own.
    private static func tools(_ scripts: [String: String]) throws -> PDFTools {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, script) in scripts {
            let file = folder.appending(path: name)
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        return PDFTools(folder: folder.path)
    }

    private static func outcomes(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT outcome, tool FROM file_text ORDER BY id LIMIT 10").map { row in
                let (outcome, tool): (String, String?) = (try row["outcome"], try row["tool"])
                return outcome + (tool.map { " \($0)" } ?? "")
            }
        }
    }

    @Test func `words in a PDF are found, after those in the fields, and shown where they stand`() async throws {
        try await TestOffice.with { test in
            let bytes = try Data(contentsOf: Samples.url("documents/cong-van-tra-loi.pdf"))
            let id = try await Self.arrival(bytes, name: "van-ban.pdf", type: "application/pdf", test)
            #expect(try await test.found(text: "cộng hòa xã hội").isEmpty)
            #expect(try await Self.readings(test).readNext())
            #expect(try await !Self.readings(test).readNext())
            let other = try await test.enter(DocumentCode(number: "1", notation: "A"), "Cộng hòa xã hội")
            for text in ["cộng hòa xã hội", "CONG HOA xa hoi", "\"hòa xã hội\""] {
                #expect(try await test.found(text: text) == [other, id], "\(text)")
            }
            // In files no word goes on.
            #expect(try await test.found(text: "chủ ngh").isEmpty)
            let page = try await test.text("/search?q=chu+nghia", as: "clerk-A")
            #expect(page.lowercased().contains("<mark> chủ nghĩa</mark>") && page.contains("van-ban.pdf"))
            // Not by those who may not see the document.
            #expect(try await test.found(text: "chủ nghĩa", as: "officer-B").isEmpty)
            try await test.handle(id, until: .assigned)
            // The files follow in the background.
            let upkeep = SearchUpkeep(office: test.office, logger: Logger(label: "test"))
            #expect(try await upkeep.settleNext())
            #expect(try await !upkeep.settleNext())
            // So does the note about an entry that is gone.
            _ = try await test.office.database.write {
                try $0.execute("INSERT INTO file_scope_stale (entry_id) VALUES (999)")
            }
            #expect(try await upkeep.settleNext())
            #expect(try await !upkeep.settleNext())
            #expect(try await test.found(text: "chủ nghĩa", as: "officer-A") == [id])
            #expect(try await test.found(text: "chủ nghĩa", as: "officer-B").isEmpty)
            // Nor when its files are closed.
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", id)
                try SearchIndex.settle(limit: 10, in: connection)
            }
            #expect(try await test.found(text: "chủ nghĩa").isEmpty)
        }
    }

    @Test(.aboutSQLite) func `who is named on files is looked for at each act without their texts`() async throws {
        try await TestOffice.with { test in
            try await test.office.database.write { connection in
                let plan = try connection.rows("EXPLAIN QUERY PLAN \(FileContent.noting)", 1, 1024, 2048, "A").map {
                    row -> String in try row["detail"]
                }
                #expect(plan.contains { $0.contains("file_text USING COVERING INDEX file_text_named") }, "\(plan)")
            }
        }
    }

    @Test func `a scan is recognized where the programs are, and waits for them where they are not`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.arrival(Data("%PDF-1.7 scan".utf8), name: "scan.pdf", type: "application/pdf", test)
            let drawing = "for last; do :; done\ncase \"$*\" in *'-f 1 '*) echo x > \"$last.png\";; esac"
            let blind = try Self.tools(["pdftotext": "exit 1", "pdftoppm": drawing])
            #expect(try await Self.readings(test, tools: blind).readNext())
            #expect(try await Self.outcomes(test) == ["tool-missing tesseract"])
            let tools = try Self.tools([
                "pdftotext": "exit 1", "pdftoppm": drawing, "tesseract": "echo 'Quyết định về <đường> sắt'",
            ])
            #expect(try await !Self.readings(test, tools: tools).readNext())
            try await test.office.database.write { try FileContent.enqueueAgain(having: "tesseract", in: $0) }
            #expect(try await Self.readings(test, tools: tools).readNext())
            #expect(try await Self.outcomes(test) == ["read"])
            #expect(try await test.found(text: "đường sắt") == [id])
            #expect(try await test.text("/search?q=duong+sat", as: "clerk-A").contains("&lt;đường&gt; sắt</mark>"))
        }
    }

    @Test func `what stood in a file that was detached is not kept`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            let file: TestOffice.TestFile = ("phu-luc.txt", Array("Phụ lục đính kèm nhầm".utf8))
            let version = try await test.outgoingState(id).version
            let attached = try await test.send("/outgoing/\(id)/attach", as: "clerk-A", version: version, [:], [file])
            #expect(attached.status == .seeOther)
            while try await Self.readings(test).readNext() {}
            #expect(try await test.found(text: "dinh kem nham") == [id])
            let attachment = try await test.office.database.read {
                try #require(try Attachment.issued(of: id, in: $0).first).id
            }
            let detached = try await test.post(
                "/outgoing/\(id)/detach", as: "clerk-A", version: version + 1, ["attachment": attachment])
            #expect(detached.status == .seeOther)
            let kept: Int = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM file_text WHERE attachment_id = $1", attachment)?["total"]
                    ?? -1
            }
            #expect(kept == 0)
            #expect(try await test.found(text: "dinh kem nham").isEmpty)
        }
    }

    @Test func `a file that fails again and again is left alone, what goes is forgotten`() async throws {
        try await TestOffice.with { test in
            let text = Data("Nội dung tệp văn bản thường".utf8)
            let id = try await Self.arrival(text, name: "a.txt", type: "text/plain", test)
            _ = try await test.office.database.write { try $0.execute("UPDATE file_unread SET attempts = 3") }
            #expect(try await Self.readings(test).readNext())
            #expect(try await Self.outcomes(test) == ["failed"])
            _ = try await test.office.database.write { connection in
                try connection.execute("INSERT INTO file_unread (attachment_id) SELECT id FROM attachment")
            }
            #expect(try await Self.readings(test).readNext())
            #expect(try await test.found(text: "van ban thuong") == [id])
            _ = try await test.office.database.write { connection in
                try connection.execute("DELETE FROM attachment WHERE document_id = $1", id)
                try SearchIndex.settle(limit: 10, in: connection)
            }
            #expect(try await test.found(text: "van ban thuong").isEmpty)
            #expect(try await Self.outcomes(test).isEmpty)
            try await test.office.database.write { connection in
                guard connection.engine == .sqlite else { return }
                try connection.execute("INSERT INTO search_content (search_content) VALUES ('integrity-check')")
            }
        }
    }

    @Test func `tables and OpenDocument texts are found, without what was deleted in them`() async throws {
        try await TestOffice.with { test in
            let folder = try test.office.store.stagingFolder()
            let sheet = try SheetWriter(
                SheetLayout(name: "Bảng", lines: ["DỰ TOÁN"], columns: [.init("Khoản mục", width: 20)]),
                into: folder.appending(path: "bang.xlsx"))
            try sheet.append([.text("Kinh phí tuyên truyền")])
            try sheet.finish()
            let text = """
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
                xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>\
                <text:tracked-changes><text:p>Câu đã xóa</text:p></text:tracked-changes>\
                <text:p>Ghi nhớ <text:span>hợp tác</text:span><text:s/>biên giới</text:p></office:text></office:body></office:document-content>
                """
            try Data(text.utf8).write(to: folder.appending(path: "content.xml"))
            let zip = Program("python3", ["-m", "zipfile", "-c", "ghi-nho.odt", "content.xml"], in: folder)
            #expect(try await zip.run().status == 0)
            var ids: [String] = []
            for (name, type) in [
                ("bang.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("ghi-nho.odt", "application/vnd.oasis.opendocument.text"),
            ] {
                let bytes = try Data(contentsOf: folder.appending(path: name))
                ids.append(try await Self.arrival(bytes, name: name, type: type, test))
                #expect(try await Self.readings(test).readNext())
            }
            #expect(try await test.found(text: "kinh phi tuyen truyen") == [ids[0]])
            #expect(try await test.found(text: "\"hợp tác biên giới\"") == [ids[1]])
            #expect(try await test.found(text: "câu đã xóa").isEmpty)
        }
    }

    @Test func `words in a further sheet of a workbook are found`() async throws {
        try await TestOffice.with { test in
            let folder = try test.office.store.stagingFolder()
            let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
            func sheet(_ text: String) -> String {
                "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>\(text)</t></is></c></row></sheetData></worksheet>"
            }
            let parts = [
                "_rels/.rels":
                    "<Relationships><Relationship Id=\"a\" Type=\"\(relations)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
                "xl/workbook.xml": """
                <workbook xmlns:r="\(relations)"><sheets><sheet name="Một" sheetId="1" r:id="a"/>\
                <sheet name="Hai" sheetId="2" r:id="b"/></sheets></workbook>
                """,
                "xl/_rels/workbook.xml.rels": """
                <Relationships><Relationship Id="a" Type="\(relations)/worksheet" Target="a.xml"/>\
                <Relationship Id="b" Type="\(relations)/worksheet" Target="b.xml"/></Relationships>
                """,
                "xl/a.xml": sheet("Tổng hợp chung"), "xl/b.xml": sheet("Phụ lục cầu treo"),
            ]
            for (name, content) in parts {
                let file = folder.appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(content.utf8).write(to: file)
            }
            let zip = Program("python3", ["-m", "zipfile", "-c", "hai-trang.xlsx", "_rels", "xl"], in: folder)
            #expect(try await zip.run().status == 0)
            let bytes = try Data(contentsOf: folder.appending(path: "hai-trang.xlsx"))
            let id = try await Self.arrival(
                bytes, name: "hai-trang.xlsx",
                type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", test)
            #expect(try await Self.readings(test).readNext())
            #expect(try await test.found(text: "tổng hợp chung") == [id])
            #expect(try await test.found(text: "phu luc cau treo") == [id])
        }
    }

    @Test func `the text without marks lies letter for letter under the other`() {
        for text in ["Đường, phố!", "Ấ ß ﬁ İ ½ 漢 e\u{301}", "a\u{0}\n b\t", String(repeating: "ư ", count: 300_000)] {
            let tidied = FileContent.tidied(text)
            #expect(FileContent.plain(tidied).unicodeScalars.count == tidied.unicodeScalars.count)
            #expect(tidied.unicodeScalars.count <= FileContent.maximumCharacters)
        }
        #expect(FileContent.plain("Đường, phố!") == "duong  pho ")
    }
}
