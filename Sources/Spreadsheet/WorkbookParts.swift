/// The files inside a workbook, but for the rows.
enum WorkbookParts {
    /// The formats of `styles`, in their order.
    enum Style: Int {
        case plain, head, body, date, title
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packages = "http://schemas.openxmlformats.org/package/2006"
    private static let types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    private static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

    static func parts(_ layout: SheetLayout) -> [(name: String, content: String)] {
        [
            ("[Content_Types].xml", self.contentTypes), ("_rels/.rels", self.rootRelations),
            ("xl/workbook.xml", self.workbook(layout)), ("xl/_rels/workbook.xml.rels", self.workbookRelations),
            ("xl/styles.xml", self.styles),
        ]
    }

    static func sheetHead(_ layout: SheetLayout) -> String {
        let columns = layout.columns.enumerated().map { index, column in
            "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(column.width)\" customWidth=\"1\"/>"
        }.joined()
        let first = layout.headRow
        return """
            \(self.prolog)<worksheet xmlns="\(self.main)"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>\
            <sheetViews><sheetView workbookViewId="0"><pane ySplit="\(first)" topLeftCell="A\(first + 1)" \
            activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>\
            <cols>\(columns)</cols><sheetData>
            """
    }

    /// A4 is paper 9.
    static let sheetEnd = """
        </sheetData><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.55" header="0.3" footer="0.3"/>\
        <pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>\
        <headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>
        """

    private static let contentTypes = """
        \(prolog)<Types xmlns="\(packages)/content-types">\
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
        <Override PartName="/xl/workbook.xml" ContentType="\(types).sheet.main+xml"/>\
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(types).worksheet+xml"/>\
        <Override PartName="/xl/styles.xml" ContentType="\(types).styles+xml"/></Types>
        """

    private static let rootRelations = """
        \(prolog)<Relationships xmlns="\(packages)/relationships">\
        <Relationship Id="rId1" Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
        """

    private static let workbookRelations = """
        \(prolog)<Relationships xmlns="\(packages)/relationships">\
        <Relationship Id="rId1" Type="\(office)/worksheet" Target="worksheets/sheet1.xml"/>\
        <Relationship Id="rId2" Type="\(office)/styles" Target="styles.xml"/></Relationships>
        """

    private static func workbook(_ layout: SheetLayout) -> String {
        let name = Markup.escaped(layout.name)
        return """
            \(self.prolog)<workbook xmlns="\(self.main)" xmlns:r="\(self.office)">\
            <sheets><sheet name="\(name)" sheetId="1" r:id="rId1"/></sheets>\
            <definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">\
            '\(name)'!$\(layout.headRow):$\(layout.headRow)</definedName></definedNames></workbook>
            """
    }

    private static let styles = """
        \(prolog)<styleSheet xmlns="\(main)">\
        <numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>\
        <fonts count="2"><font><sz val="11"/><name val="Times New Roman"/></font>\
        <font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts>\
        <fills count="2"><fill><patternFill patternType="none"/></fill>\
        <fill><patternFill patternType="gray125"/></fill></fills>\
        <borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>\
        <border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border>\
        </borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
        <cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
        <xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1">\
        <alignment horizontal="center" vertical="center" wrapText="1"/></xf>\
        <xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1">\
        <alignment vertical="top" wrapText="1"/></xf>\
        <xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" \
        applyAlignment="1"><alignment horizontal="center" vertical="top"/></xf>\
        <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>
        """
}
