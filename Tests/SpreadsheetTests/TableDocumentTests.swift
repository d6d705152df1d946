import Exchange
import Foundation
import Testing

@testable import Spreadsheet

/// Tables as .docx.
@Suite struct TableDocumentTests {
    @Test func `a document holds lines, titles on every page, rows and the foot, with nothing that is markup`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "table-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bang.docx")
        let layout = SheetLayout(
            name: "Thử", lines: ["KẾT QUẢ & CỘNG"], columns: [.init("Số", width: 1), .init("Trích yếu", width: 3)])
        try TableDocument.write(
            layout, rows: [["1/QĐ", "<b>đậm</b>\n_x0041_\u{1}"], ["2/QĐ", ""]], foot: "Bản của Nguyễn Thị Mẫu",
            into: file)
        func part(_ name: String) throws -> String {
            var bytes: [UInt8] = []
            try WorkbookArchive(file, limits: SheetLimits()).read(name) { piece throws(Fault) in
                bytes.append(contentsOf: piece)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        let document = try part("word/document.xml")
        #expect(document.contains("KẾT QUẢ &amp; CỘNG") && document.contains("&lt;b&gt;đậm&lt;/b&gt; _x0041_</w:t>"))
        #expect(document.matches(of: /<w:tr>/).count == 3 && document.matches(of: /<w:tc>/).count == 6)
        #expect(document.matches(of: /<w:tblHeader\/>/).count == 1 && document.contains("w:orient=\"landscape\""))
        let widths = document.matches(of: /<w:gridCol w:w="([0-9]+)"/).compactMap { Int($0.1) }
        #expect(widths == [3849, 11548])
        #expect(try part("word/footer1.xml").contains("Bản của Nguyễn Thị Mẫu"))
        for name in ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/footer1.xml"] {
            try WorkbookArchive(file, limits: SheetLimits()).parse(name, XMLPart(start: { _, _ throws(Fault) in }))
        }
        // Another one is never written over.
        #expect(throws: Fault.self) { try TableDocument.write(layout, rows: [], foot: "", into: file) }
    }
}
