package import Exchange
package import Foundation

/// An official letter (công văn) as a document (.docx) in the form of NĐ 30/2020/NĐ-CP, Phụ lục I, phần I, II and Phụ lục III, mẫu 1.5: A4, Times New
/// Roman, the national name, the issuer, number and date left blank for the clerk, the recipients, the text with one table, the block of the signer.
package struct OfficialLetter: Sendable, Equatable {
    /// Cơ quan chủ quản; empty: none.
    package var superior: String
    package var issuer: String
    /// Without the number that stands before it: `UBND-VP`.
    package var notation: String
    /// Địa danh, before the date.
    package var place: String
    /// Trích yếu, with its `V/v`.
    package var subject: String
    /// Kính gửi, each once.
    package var receivers: [String]
    /// Before the table.
    package var paragraphs: [String]
    package var columns: [SheetLayout.Column]
    /// A text for each column.
    package var rows: [[String]]
    /// After it.
    package var closing: [String]
    /// Nơi nhận, the lines after "Như trên".
    package var copies: [String]
    /// Quyền hạn, chức vụ: one a line, the first in full, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
    package var authority: [String]
    package var signer: String

    package init(
        superior: String, issuer: String, notation: String, place: String, subject: String, receivers: [String],
        paragraphs: [String], columns: [SheetLayout.Column], rows: [[String]], closing: [String], copies: [String],
        authority: [String], signer: String
    ) {
        self.superior = superior
        self.issuer = issuer
        self.notation = notation
        self.place = place
        self.subject = subject
        self.receivers = receivers
        self.paragraphs = paragraphs
        self.columns = columns
        self.rows = rows
        self.closing = closing
        self.copies = copies
        self.authority = authority
        self.signer = signer
    }

    package static func == (left: OfficialLetter, right: OfficialLetter) -> Bool { left.document == right.document }

    /// `file` must not exist. Throws `cannot-write`.
    package func write(into file: URL) throws(Fault) {
        try WordParts.write(document: self.document, beside: ("header", Self.header), size: 28, into: file)
    }

    // MARK: The page, in twentieths of a point

    /// A4, 20 mm above and below, 30 mm left, 15 mm right.
    private static let (width, height, edge, left, right) = (11_906, 16_838, 1_134, 1_701, 850)
    private static let room = width - left - right
    /// The two columns of head and foot. The national name is the widest of their lines and stays on one.
    private static let (issuerWidth, stateWidth) = (3_700, room - 3_700)

    /// The number of each page but the first, in the middle above the text.
    private static let header = """
        \(WordParts.prolog)<w:hdr xmlns:w="\(WordParts.main)"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>\
        \(WordParts.field("PAGE"))</w:p></w:hdr>
        """

    private var document: String {
        let body = [
            self.head, Self.paragraph(""), self.address,
            self.paragraphs.map(Self.text).joined(), self.table, self.closing.map(Self.text).joined(),
            Self.paragraph(""), self.foot, Self.paragraph(""),
        ].joined()
        return """
            \(WordParts.prolog)<w:document xmlns:w="\(WordParts.main)" xmlns:r="\(WordParts.office)"><w:body>\(body)\
            <w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="\(Self.width)" w:h="\(Self.height)"/>\
            <w:pgMar w:top="\(Self.edge)" w:right="\(Self.right)" w:bottom="\(Self.edge)" w:left="\(Self.left)" w:header="567" \
            w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>
            """
    }

    /// Boxes 1 to 5b of the form.
    private var head: String {
        let superior = self.superior.isEmpty ? "" : Self.line(self.superior.uppercased(), size: 24)
        let issuer = [
            superior, Self.line(self.issuer.uppercased(), "<w:b/>", size: 24), Self.rule(1_250),
            Self.line("Số:        /\(self.notation)", size: 26), Self.line(self.subject, size: 24),
        ].joined()
        let state = [
            Self.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "<w:b/>", size: 24),
            Self.line("Độc lập - Tự do - Hạnh phúc", "<w:b/>", size: 26), Self.rule(1_150),
            Self.line(
                "\(self.place.isEmpty ? "…" : self.place), ngày      tháng      năm          ", "<w:i/>", size: 28),
        ].joined()
        return Self.columns(issuer, state)
    }

    /// Box 13: one receiver on the line itself, several below it.
    private var address: String {
        guard self.receivers.count != 1 else {
            return Self.line("Kính gửi: \(self.receivers[0])", size: 28) + Self.paragraph("")
        }
        let end = self.receivers.count - 1
        return Self.paragraph(WordParts.run("Kính gửi:"), "<w:ind w:left=\"1701\"/>")
            + self.receivers.enumerated().map { index, name in
                Self.paragraph(WordParts.run("- \(name)\(index == end ? "." : ";")"), "<w:ind w:left=\"2835\"/>")
            }.joined() + Self.paragraph("")
    }

    private var table: String {
        guard !self.rows.isEmpty else { return "" }
        let sum = max(1, self.columns.reduce(0) { $0 + $1.width })
        let widths = self.columns.map { $0.width * Self.room / sum }
        func row(_ texts: [String], isHead: Bool) -> String {
            let cells = zip(texts, widths).map { text, width in
                Self.cell(
                    Self.paragraph(
                        text.isEmpty ? "" : WordParts.run(text, "\(isHead ? "<w:b/>" : "")<w:sz w:val=\"24\"/>"),
                        isHead ? "<w:jc w:val=\"center\"/>" : ""), width)
            }.joined()
            return "<w:tr><w:trPr><w:cantSplit/>\(isHead ? "<w:tblHeader/>" : "")</w:trPr>\(cells)</w:tr>"
        }
        return Self.grid(
            widths, "<w:tblBorders>\(WordParts.borders)</w:tblBorders>",
            row(self.columns.map(\.title), isHead: true) + self.rows.map { row($0, isHead: false) }.joined())
            + Self.paragraph("")
    }

    /// Boxes 7 and 9.
    private var foot: String {
        let list = ["Như trên"] + self.copies
        let copies =
            Self.paragraph(WordParts.run("Nơi nhận:", "<w:b/><w:i/><w:sz w:val=\"24\"/>"))
            + list.enumerated().map { index, name in
                Self.paragraph(
                    WordParts.run("- \(name)\(index == list.count - 1 ? "." : ";")", "<w:sz w:val=\"22\"/>"))
            }.joined()
        let block =
            self.authority.map { Self.line($0, "<w:b/>", size: 28) }.joined()
            + String(repeating: Self.paragraph(""), count: 4) + Self.line(self.signer, "<w:b/>", size: 28)
        return Self.columns(copies, block)
    }

    // MARK: Parts of a page

    /// Two columns without lines between them, kept on one page.
    private static func columns(_ left: String, _ right: String) -> String {
        self.grid(
            [self.issuerWidth, self.stateWidth],
            "<w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar>",
            """
            <w:tr><w:trPr><w:cantSplit/></w:trPr>\(self.cell(left, self.issuerWidth))\(self.cell(right, self.stateWidth))</w:tr>
            """)
    }

    /// `look`: borders or margins of the cells; the layout stands between them (ECMA-376, CT_TblPr).
    private static func grid(_ widths: [Int], _ look: String, _ rows: String) -> String {
        let layout = "<w:tblLayout w:type=\"fixed\"/>"
        let isBordered = look.hasPrefix("<w:tblBorders>")
        return """
            <w:tbl><w:tblPr><w:tblW w:w="\(widths.reduce(0, +))" w:type="dxa"/>\(isBordered ? look + layout : layout + look)\
            </w:tblPr><w:tblGrid>\(widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined())</w:tblGrid>\(rows)</w:tbl>
            """
    }

    private static func cell(_ content: String, _ width: Int) -> String {
        "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/></w:tcPr>\(content)</w:tc>"
    }

    /// In the middle.
    private static func line(_ text: String, _ format: String = "", size: Int) -> String {
        self.paragraph(WordParts.run(text, "\(format)<w:sz w:val=\"\(size)\"/>"), "<w:jc w:val=\"center\"/>")
    }

    /// A line across, in from both sides: NĐ 30 wants it drawn and not underlined.
    private static func rule(_ indent: Int) -> String {
        self.paragraph(
            "",
            """
            <w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr><w:spacing w:line="120" w:lineRule="exact"/>\
            <w:ind w:left="\(indent)" w:right="\(indent)"/>
            """)
    }

    /// Of the body: both edges straight, the first line set in by 1 cm, 6 points after it.
    private static func text(_ text: String) -> String {
        self.paragraph(
            WordParts.run(text), "<w:spacing w:after=\"120\"/><w:ind w:firstLine=\"567\"/><w:jc w:val=\"both\"/>")
    }

    private static func paragraph(_ runs: String, _ properties: String = "") -> String {
        "<w:p>\(properties.isEmpty ? "" : "<w:pPr>\(properties)</w:pPr>")\(runs)</w:p>"
    }
}
