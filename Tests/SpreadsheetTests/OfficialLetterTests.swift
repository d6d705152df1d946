import Exchange
import Foundation
import Testing

@testable import Spreadsheet

/// Official letters as .docx.
@Suite struct OfficialLetterTests {
    private static let letter = OfficialLetter(
        superior: "Ủy ban nhân dân tỉnh", issuer: "Sở Ví dụ & Đo đạc", notation: "SVD-VP", place: "Huế",
        subject: "V/v đôn đốc <b>", receivers: ["Sở Một", "Sở Hai"], paragraphs: ["Đề nghị báo cáo.\u{1}"],
        columns: [.init("TT", width: 1), .init("Trích yếu", width: 3)], rows: [["1", "Việc một"], ["2", ""]],
        closing: ["Trân trọng./."], copies: ["Lưu: VT, VP"], authority: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
        signer: "Nguyễn Thị Mẫu")

    /// The parts of the file by their names; each is XML that can be read.
    private static func parts(_ letter: OfficialLetter) throws -> [String: String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "letter-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "thu.docx")
        try letter.write(into: file)
        var parts: [String: String] = [:]
        for name in ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/header1.xml"] {
            let archive = try WorkbookArchive(file, limits: SheetLimits())
            try archive.parse(name, XMLPart(start: { _, _ throws(Fault) in }))
            var bytes: [UInt8] = []
            try archive.read(name) { piece throws(Fault) in bytes.append(contentsOf: piece) }
            parts[name] = String(decoding: bytes, as: UTF8.self)
        }
        #expect(throws: Fault.self, "another one is never written over") { try letter.write(into: file) }
        return parts
    }

    @Test func `the form of an official letter stands in its order, number and date are blank`() throws {
        let parts = try Self.parts(Self.letter)
        let document = try #require(parts["word/document.xml"])
        var rest = document[...]
        for text in [
            "ỦY BAN NHÂN DÂN TỈNH", "SỞ VÍ DỤ &amp; ĐO ĐẠC", "Số:        /SVD-VP", "V/v đôn đốc &lt;b&gt;",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Huế, ngày      tháng      năm  ",
            "Kính gửi:",
            "- Sở Một;", "- Sở Hai.", "Đề nghị báo cáo.<", "Trích yếu", "Việc một", "Trân trọng./.", "Nơi nhận:",
            "- Như trên;",
            "- Lưu: VT, VP.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Mẫu",
        ] {
            let range = try #require(rest.range(of: text), "\(text)")
            rest = rest[range.upperBound...]
        }
        // A4 upright; the table begins anew on each page with its titles.
        #expect(document.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>") && document.contains("<w:titlePg/>"))
        #expect(document.matches(of: /<w:tblHeader\/>/).count == 1 && document.matches(of: /<w:tbl>/).count == 3)
        #expect(try #require(parts["word/header1.xml"]).contains("w:instr=\"PAGE\""))
        #expect(try #require(parts["word/styles.xml"]).contains("Times New Roman"))
    }

    @Test func `one receiver stands on the line itself, and without rows there is no table`() throws {
        var letter = Self.letter
        (letter.receivers, letter.rows, letter.superior) = (["Bộ Thử nghiệm"], [], "")
        #expect(letter != Self.letter)
        let document = try #require(try Self.parts(letter)["word/document.xml"])
        #expect(document.contains(">Kính gửi: Bộ Thử nghiệm<") && !document.contains("- Bộ Thử nghiệm"))
        #expect(document.matches(of: /<w:tbl>/).count == 2)
        #expect(!document.contains("ỦY BAN NHÂN DÂN TỈNH"))
    }
}
