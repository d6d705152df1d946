import CLibZip
package import Exchange
package import Foundation

/// Writes a table as a document (.docx, ECMA-376): A4 landscape, lines above it, titles on every page, a line at the foot of every page.
package enum TableDocument {
    private static let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packages = "http://schemas.openxmlformats.org/package/2006"
    private static let types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    private static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

    /// A4 across, and its margins, in twentieths of a point.
    private static let (width, height, margin) = (16_838, 11_906, 720)
    /// As wide as the paper without its margins.
    private static let room = width - 2 * margin

    /// - Parameters:
    ///   - rows: a text for each column.
    ///   - foot: at the foot of every page, before the page's number.
    ///   - file: must not exist.
    ///
    /// Throws `cannot-write`.
    package static func write(_ layout: SheetLayout, rows: [[String]], foot: String, into file: URL) throws(Fault) {
        var number: CInt = 0
        guard let zip = lt_zip_create(file.path, &number) else { throw Self.cannotWrite }
        for (name, content) in self.parts(layout, rows, foot) {
            let bytes = Array(content.utf8)
            lt_zip_add_bytes(zip, name, bytes, bytes.count)
        }
        guard lt_zip_finish(zip) == 0 else { throw Self.cannotWrite }
    }

    private static func parts(_ layout: SheetLayout, _ rows: [[String]], _ foot: String) -> [(String, String)] {
        [
            ("[Content_Types].xml", self.contentTypes),
            (
                "_rels/.rels",
                self.relations([("officeDocument", "word/document.xml")])
            ),
            ("word/document.xml", self.document(layout, rows)),
            ("word/_rels/document.xml.rels", self.relations([("styles", "styles.xml"), ("footer", "footer1.xml")])),
            ("word/styles.xml", self.styles), ("word/footer1.xml", self.footer(foot)),
        ]
    }

    private static let contentTypes = """
        \(prolog)<Types xmlns="\(packages)/content-types">\
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
        <Override PartName="/word/document.xml" ContentType="\(types).document.main+xml"/>\
        <Override PartName="/word/styles.xml" ContentType="\(types).styles+xml"/>\
        <Override PartName="/word/footer1.xml" ContentType="\(types).footer+xml"/></Types>
        """

    private static func relations(_ targets: [(kind: String, target: String)]) -> String {
        let items = targets.enumerated().map { index, entry in
            "<Relationship Id=\"rId\(index + 1)\" Type=\"\(self.office)/\(entry.kind)\" Target=\"\(entry.target)\"/>"
        }.joined()
        return "\(self.prolog)<Relationships xmlns=\"\(self.packages)/relationships\">\(items)</Relationships>"
    }

    private static let styles = """
        \(prolog)<w:styles xmlns:w="\(main)"><w:docDefaults><w:rPrDefault><w:rPr>\
        <w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="20"/>\
        <w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>
        """

    private static func document(_ layout: SheetLayout, _ rows: [[String]]) -> String {
        let lines = layout.lines.map { self.paragraph($0, isBold: true) }.joined()
        let widths = self.widths(layout.columns)
        let grid = widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined()
        let head = self.row(layout.columns.map(\.title), widths, isHead: true)
        let body = rows.map { self.row($0, widths, isHead: false) }.joined()
        let borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map {
            "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
        }.joined()
        return """
            \(self.prolog)<w:document xmlns:w="\(self.main)" xmlns:r="\(self.office)"><w:body>\(lines)\
            <w:tbl><w:tblPr><w:tblW w:w="\(self.room)" w:type="dxa"/><w:tblBorders>\(borders)</w:tblBorders>\
            <w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>\(grid)</w:tblGrid>\(head)\(body)</w:tbl>\
            \(self.paragraph(""))<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>\
            <w:pgSz w:w="\(self.width)" w:h="\(self.height)" w:orient="landscape"/><w:pgMar w:top="\(self.margin)" \
            w:right="\(self.margin)" w:bottom="\(self.margin)" w:left="\(self.margin)" w:header="360" w:footer="360" \
            w:gutter="0"/></w:sectPr></w:body></w:document>
            """
    }

    private static func widths(_ columns: [SheetLayout.Column]) -> [Int] {
        let sum = max(1, columns.reduce(0) { $0 + $1.width })
        return columns.map { $0.width * self.room / sum }
    }

    private static func row(_ texts: [String], _ widths: [Int], isHead: Bool) -> String {
        let cells = zip(texts, widths).map { text, width in
            "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/></w:tcPr>\(self.paragraph(text, isBold: isHead))</w:tc>"
        }.joined()
        return "<w:tr><w:trPr><w:cantSplit/>\(isHead ? "<w:tblHeader/>" : "")</w:trPr>\(cells)</w:tr>"
    }

    private static func paragraph(_ text: String, isBold: Bool = false) -> String {
        "<w:p>\(text.isEmpty ? "" : self.run(text, isBold: isBold))</w:p>"
    }

    /// Line ends and tabs become blanks: a cell is one paragraph.
    private static func run(_ text: String, isBold: Bool = false) -> String {
        let flat = Markup.content(text.map { $0.isNewline || $0 == "\t" ? " " : String($0) }.joined())
        return "<w:r>\(isBold ? "<w:rPr><w:b/></w:rPr>" : "")<w:t xml:space=\"preserve\">\(flat)</w:t></w:r>"
    }

    private static func footer(_ foot: String) -> String {
        func field(_ name: String) -> String {
            "<w:fldSimple w:instr=\"\(name)\"><w:r><w:t>1</w:t></w:r></w:fldSimple>"
        }
        return """
            \(self.prolog)<w:ftr xmlns:w="\(self.main)"><w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="\(self.room)"/>\
            </w:tabs></w:pPr>\(self.run(foot))<w:r><w:tab/></w:r>\(field("PAGE"))\(self.run("/"))\(field("NUMPAGES"))\
            </w:p></w:ftr>
            """
    }

    private static let cannotWrite = Fault(
        .cannotWrite, vi: "Không ghi được tệp .docx. Thử lại; nếu vẫn lỗi, báo quản trị.",
        en: "The document cannot be written.")
}
