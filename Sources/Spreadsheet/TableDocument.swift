package import Exchange
package import Foundation

/// Writes a table as a document (.docx, ECMA-376): A4 landscape, lines above it, titles on every page, a line at the foot of every page.
package enum TableDocument {
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
        try WordParts.write(
            document: self.document(layout, rows), beside: ("footer", self.footer(foot)), size: 20, into: file)
    }

    private static func document(_ layout: SheetLayout, _ rows: [[String]]) -> String {
        let lines = layout.lines.map { self.paragraph($0, isBold: true) }.joined()
        let widths = self.widths(layout.columns)
        let grid = widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined()
        let head = self.row(layout.columns.map(\.title), widths, isHead: true)
        let body = rows.map { self.row($0, widths, isHead: false) }.joined()
        return """
            \(WordParts.prolog)<w:document xmlns:w="\(WordParts.main)" xmlns:r="\(WordParts.office)"><w:body>\(lines)\
            <w:tbl><w:tblPr><w:tblW w:w="\(self.room)" w:type="dxa"/><w:tblBorders>\(WordParts.borders)</w:tblBorders>\
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

    /// A cell is one paragraph.
    private static func paragraph(_ text: String, isBold: Bool = false) -> String {
        "<w:p>\(text.isEmpty ? "" : WordParts.run(text, isBold ? "<w:b/>" : ""))</w:p>"
    }

    private static func footer(_ foot: String) -> String {
        """
        \(WordParts.prolog)<w:ftr xmlns:w="\(WordParts.main)"><w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="\(self.room)"/>\
        </w:tabs></w:pPr>\(WordParts.run(foot))<w:r><w:tab/></w:r>\(WordParts.field("PAGE"))\(WordParts.run("/"))\
        \(WordParts.field("NUMPAGES"))</w:p></w:ftr>
        """
    }
}
