import CLibZip
import Exchange
import Foundation
import Testing

@testable import Spreadsheet

@Suite struct SheetTests {
    /// Runs `body` with a name for a file; nothing stays.
    private static func withFile(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sheet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "so.xlsx"))
    }

    private static func part(_ name: String, of file: URL) throws -> String {
        var bytes: [UInt8] = []
        try WorkbookArchive(file, limits: SheetLimits()).read(name) { piece throws(Fault) in
            bytes.append(contentsOf: piece)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A workbook of somebody else's making: what differs from the least one.
    private static func workbook(
        at file: URL, sheet: String, further: [String] = [], strings: String? = nil, workbookProperties: String = "",
        formats: String = ""
    ) throws {
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        var parts = [
            "_rels/.rels":
                "<Relationships><Relationship Id=\"a\" Type=\"\(relations)/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>",
            "xl/workbook.xml": """
            <workbook xmlns:r="\(relations)">\(workbookProperties)<sheets><sheet name="1" sheetId="4" r:id="s"/>\
            <sheet name="2" sheetId="5" r:id="other"/>\
            \(further.indices.map { "<sheet name=\"\($0 + 3)\" sheetId=\"\($0 + 6)\" r:id=\"s\($0)\"/>" }.joined())\
            </sheets></workbook>
            """,
            "xl/_rels/workbook.xml.rels": """
            <Relationships><Relationship Id="s" Type="\(relations)/worksheet" Target="../xl/sheets/a.xml"/>\
            \(further.indices.map { "<Relationship Id=\"s\($0)\" Type=\"\(relations)/worksheet\" Target=\"sheets/s\($0).xml\"/>" }.joined())\
            <Relationship Id="t" Type="\(relations)/sharedStrings" Target="strings.xml"/>\
            <Relationship Id="f" Type="\(relations)/styles" Target="styles.xml"/></Relationships>
            """,
            "xl/sheets/a.xml": sheet,
            "xl/styles.xml": "<styleSheet>\(formats)</styleSheet>",
        ]
        for (index, content) in further.enumerated() { parts["xl/sheets/s\(index).xml"] = content }
        if let strings { parts["xl/strings.xml"] = "<sst>\(strings)</sst>" }
        var number: CInt = 0
        let zip = try #require(lt_zip_create(file.path, &number))
        for (name, content) in parts {
            let bytes = Array(content.utf8)
            lt_zip_add_bytes(zip, name, bytes, bytes.count)
        }
        #expect(lt_zip_finish(zip) == 0)
    }

    private static func code(_ body: () throws -> Void) -> Fault.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Fault)?.code
        }
    }

    private static let layout = SheetLayout(
        name: "Sổ văn bản đến: 2026", lines: ["UBND", "Năm 2026"],
        columns: [.init("Số đến", width: 8), .init("Trích yếu", width: 40), .init("Ngày đến", width: 12)])

    @Test func `what is written is read back, and text stays text`() throws {
        let day = try #require(CalendarDate("2026-11-26"))
        let texts = [
            "=HYPERLINK(\"http://x\")", "+1", "@a", "  hai\nđầu  ", "<b>&\"'", "x\"\u{301}", "_x0041_", "Tiếng Việt: Ể",
        ]
        try Self.withFile { file in
            let writer = try SheetWriter(Self.layout, into: file)
            for text in texts { try writer.append([.number(12), .text(text), .date(day)]) }
            try writer.append([.empty, .text("bỏ\u{0}\u{8}đi"), .empty])
            try writer.finish()
            let rows = try SheetReader.read(file)
            #expect(rows[0] == [.text("UBND")] && rows[2] == Self.layout.columns.map { .text($0.title) })
            #expect(rows[3..<11].map { $0 } == texts.map { [.number(12), .text($0), .date(day)] })
            #expect(rows[11] == [.empty, .text("bỏđi")])
            #expect(try !Self.part("xl/worksheets/sheet1.xml", of: file).contains("<f>"))
        }
    }

    /// A sheet with a text in its first column, one a row.
    private static func sheet(_ texts: [String]) -> String {
        let rows = texts.map { "<row><c t=\"inlineStr\"><is><t>\($0)</t></is></c></row>" }
        return "<worksheet><sheetData>\(rows.joined())</sheetData></worksheet>"
    }

    @Test func `all sheets are read in their order, within the limits of all together`() throws {
        func texts(_ file: URL, _ limits: SheetLimits = SheetLimits()) throws -> [[String]] {
            try SheetReader.readAll(file, limits: limits).map { $0.map { $0.map(\.shown).joined(separator: "|") } }
        }
        try Self.withFile { file in
            try Self.workbook(
                at: file, sheet: Self.sheet(["a", "b"]),
                further: [Self.sheet([]), Self.sheet(["c"]), Self.sheet(["d", "e"])])
            #expect(try texts(file) == [["a", "b"], ["c"], ["d", "e"]])
            #expect(try SheetReader.read(file).count == 2)
            var limits = SheetLimits()
            limits.rows = 4
            #expect(try texts(file, limits) == [["a", "b"], ["c"]])
            limits.rows = 1
            #expect(Self.code { _ = try SheetReader.readAll(file, limits: limits) } == .tooMany)
            limits = SheetLimits()
            limits.textBytes = 2
            #expect(try texts(file, limits) == [["a", "b"]])
        }
        try Self.withFile { file in
            // Each is small enough, all together are not.
            let long = (0..<40).map { "\($0 * 7_919)" }
            try Self.workbook(at: file, sheet: Self.sheet(long), further: [Self.sheet(long), Self.sheet(long)])
            var limits = SheetLimits()
            limits.workbookBytes = 2 * Self.sheet(long).utf8.count + 2_000
            #expect(try texts(file, limits).count == 2)
        }
        try Self.withFile { file in
            try Self.workbook(at: file, sheet: Self.sheet(["a"]), further: ["<worksheet><row>", Self.sheet(["b"])])
            #expect(try texts(file) == [["a"]])
            try Data("x,y\n".utf8).write(to: file)
            #expect(try texts(file) == [["x|y"]])
        }
    }

    @Test func `titles are bold, stay in sight, and the sheet is A4 on its side`() throws {
        try Self.withFile { file in
            let writer = try SheetWriter(Self.layout, into: file)
            try writer.finish()
            let sheet = try Self.part("xl/worksheets/sheet1.xml", of: file)
            #expect(sheet.contains("ySplit=\"3\"") && sheet.contains("state=\"frozen\""))
            #expect(sheet.contains("paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"1\""))
            #expect(sheet.contains("<c r=\"A3\" s=\"1\"") && sheet.contains("width=\"40\""))
            let workbook = try Self.part("xl/workbook.xml", of: file)
            #expect(workbook.contains("name=\"Sổ văn bản đến  2026\"") && workbook.contains("!$3:$3"))
            // Nothing else stays beside it.
            let folder = file.deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["so.xlsx"])
        }
    }

    @Test func `a text that no program takes is refused, and nothing is left when it is not finished`() throws {
        try Self.withFile { file in
            var writer: SheetWriter? = try SheetWriter(Self.layout, into: file)
            #expect(Self.code { try writer?.append([.text(String(repeating: "a", count: 32_768))]) } == .tooLong)
            writer = nil
            let folder = file.deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func `dates are counted as spreadsheets do`() throws {
        let days = [("1900-01-01", 1), ("1900-02-28", 59), ("1900-03-01", 61), ("2026-11-26", 46_352)]
        for (text, number) in days {
            let day = try #require(CalendarDate(text))
            #expect(SerialDate.number(day) == number && SerialDate.date(number, from1904: false) == day)
        }
        #expect(SerialDate.date(0, from1904: true) == CalendarDate("1904-01-01"))
        #expect(WorkbookReader.showsDate("dd/mm/yyyy") && WorkbookReader.showsDate("[$-42A]d mmm"))
        #expect(!WorkbookReader.showsDate("0.00") && !WorkbookReader.showsDate("[Red]#,##0\" ngày\""))
    }

    @Test func `workbooks of others: shared and rich texts, gaps, formulas, dates by format`() throws {
        try Self.withFile { file in
            try Self.workbook(
                at: file,
                sheet: """
                    <worksheet><sheetData><row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2" s="1"><v>46352.5</v></c>\
                    <c r="E2"><f>1+1</f><v>2</v></c></row><row r="4"><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>\
                    <c><v>1.5</v></c><c t="b"><v>1</v></c><c t="s"><v>99</v></c><c r="AA4"><v>7</v></c></row></sheetData></worksheet>
                    """,
                strings: "<si><t>không</t></si><si><r><t>Số, </t></r><r><t>ký&amp;hiệu</t></r><rPh><t>x</t></rPh></si>",
                formats: """
                    <numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
                    <cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>
                    """)
            let rows = try SheetReader.read(file)
            let day = try #require(CalendarDate("2026-11-26"))
            #expect(rows.count == 4 && rows[0].isEmpty && rows[2].isEmpty)
            #expect(rows[1] == [.empty, .text("Số, ký&hiệu"), .empty, .date(day), .number(2)])
            #expect(rows[3].prefix(4) == [.text("ab"), .text("1.5"), .text("1"), .empty] && rows[3][26] == .number(7))
        }
    }

    @Test(arguments: [
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>", Fault.Code.doctype), ("<worksheet><row>", .notWellFormed),
        ("<worksheet>\(String(repeating: "<a>", count: 70))", .tooDeep),
        ("<worksheet><row r=\"60000\"/></worksheet>", .tooMany),
        ("<worksheet><row r=\"\(Int.min)\"/></worksheet>", .empty),
        ("<worksheet><row><c r=\"ZZ1\"><v>1</v></c></row></worksheet>", .tooMany), ("<worksheet/>", .empty),
        ("<worksheet>\(String(repeating: " ", count: 4 << 20))</worksheet>", .zipBomb),
    ])
    func `a hostile sheet is refused`(_ sheet: String, _ code: Fault.Code) throws {
        try Self.withFile { file in
            try Self.workbook(at: file, sheet: sheet)
            #expect(Self.code { _ = try SheetReader.read(file) } == code)
        }
    }

    @Test(
        arguments: [
            ([], Fault.Code.empty), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], .unsupported),
            ([0x50, 0x4B, 0x03, 0x04, 1], .badZip),
            ([0x61, 0xC3], .encoding), ([0x61, 0x00], .encoding), (Array("\"a".utf8), .structure),
            (Array("\n\n".utf8), .empty),
        ] as [([UInt8], Fault.Code)])
    func `a file that is no table is refused`(_ bytes: [UInt8], _ code: Fault.Code) throws {
        try Self.withFile { file in
            try Data(bytes).write(to: file)
            #expect(Self.code { _ = try SheetReader.read(file) } == code)
        }
    }

    @Test func `more than the limits is refused`() throws {
        try Self.withFile { file in
            try Data("a,b\nc,d\ne,f\n".utf8).write(to: file)
            var limits = SheetLimits()
            limits.rows = 2
            #expect(Self.code { _ = try SheetReader.read(file, limits: limits) } == .tooMany)
            limits = SheetLimits()
            limits.columns = 1
            #expect(Self.code { _ = try SheetReader.read(file, limits: limits) } == .tooMany)
            limits = SheetLimits()
            limits.fileBytes = 5
            #expect(Self.code { _ = try SheetReader.read(file, limits: limits) } == .tooLarge)
        }
    }

    @Test(arguments: [",", ";", "\t"])
    func `separated values: quotes, line ends, both Unicode forms`(_ separator: String) throws {
        let text =
            "Số\(separator)Trích yếu\r\n1\(separator)\"có \"\"nháy\"\"\(separator)\nhai dòng\"\r\n\r\n2\(separator)\(separator)\n"
        let wide = [UInt8](text.data(using: .utf16LittleEndian) ?? Data())
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + wide] {
            try Self.withFile { file in
                try Data(bytes).write(to: file)
                let rows = try SheetReader.read(file)
                #expect(
                    rows == [
                        [.text("Số"), .text("Trích yếu")], [.text("1"), .text("có \"nháy\"\(separator)\nhai dòng")], [],
                        [.text("2")],
                    ])
            }
        }
    }
}
