import CLibZip
import Exchange
import Foundation

/// What every document (.docx, ECMA-376) that is written here has: its parts and their names, runs of text.
enum WordParts {
    static let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packages = "http://schemas.openxmlformats.org/package/2006"
    private static let types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

    /// Writes the document with one part beside it; `file` must not exist. Throws `cannot-write`.
    ///
    /// - Parameters:
    ///   - beside: `footer` or `header`; the document names it `rId2`.
    ///   - size: of ordinary text, in half points.
    static func write(
        document: String, beside: (kind: String, content: String), size: Int, into file: URL
    ) throws(Fault) {
        let name = "\(beside.kind)1.xml"
        let parts = [
            ("[Content_Types].xml", self.contentTypes(beside.kind)),
            ("_rels/.rels", self.relations([("officeDocument", "word/document.xml")])),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", self.relations([("styles", "styles.xml"), (beside.kind, name)])),
            ("word/styles.xml", self.styles(size)), ("word/\(name)", beside.content),
        ]
        var number: CInt = 0
        guard let zip = lt_zip_create(file.path, &number) else { throw Self.cannotWrite }
        for (name, content) in parts {
            let bytes = Array(content.utf8)
            lt_zip_add_bytes(zip, name, bytes, bytes.count)
        }
        guard lt_zip_finish(zip) == 0 else { throw Self.cannotWrite }
    }

    private static func contentTypes(_ beside: String) -> String {
        """
        \(prolog)<Types xmlns="\(packages)/content-types">\
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
        <Override PartName="/word/document.xml" ContentType="\(types).document.main+xml"/>\
        <Override PartName="/word/styles.xml" ContentType="\(types).styles+xml"/>\
        <Override PartName="/word/\(beside)1.xml" ContentType="\(types).\(beside)+xml"/></Types>
        """
    }

    private static func relations(_ targets: [(kind: String, target: String)]) -> String {
        let items = targets.enumerated().map { index, entry in
            "<Relationship Id=\"rId\(index + 1)\" Type=\"\(self.office)/\(entry.kind)\" Target=\"\(entry.target)\"/>"
        }.joined()
        return "\(self.prolog)<Relationships xmlns=\"\(self.packages)/relationships\">\(items)</Relationships>"
    }

    private static func styles(_ size: Int) -> String {
        """
        \(prolog)<w:styles xmlns:w="\(main)"><w:docDefaults><w:rPrDefault><w:rPr>\
        <w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="\(size)"/>\
        <w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>
        """
    }

    static let borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map {
        "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
    }.joined()

    /// Line ends and tabs become blanks. `properties`: the content of `w:rPr`, in the order of the schema.
    static func run(_ text: String, _ properties: String = "") -> String {
        let flat = Markup.content(text.map { $0.isNewline || $0 == "\t" ? " " : String($0) }.joined())
        let format = properties.isEmpty ? "" : "<w:rPr>\(properties)</w:rPr>"
        return "<w:r>\(format)<w:t xml:space=\"preserve\">\(flat)</w:t></w:r>"
    }

    /// A number that the program fills in, such as `PAGE`.
    static func field(_ name: String) -> String {
        "<w:fldSimple w:instr=\"\(name)\"><w:r><w:t>1</w:t></w:r></w:fldSimple>"
    }

    private static let cannotWrite = Fault(
        .cannotWrite, vi: "Không ghi được tệp .docx. Thử lại; nếu vẫn lỗi, báo quản trị.",
        en: "The document cannot be written.")
}
