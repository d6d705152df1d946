import Exchange
import Pages
import Web

/// Language, pages, copies and note of a document in a form, folded away: most documents need none of them.
struct MetadataFields: FormPage {
    /// What stands there as long as nothing was typed.
    let present: DocumentMetadata
    let fields: FormFields?
    let fault: FormFault?

    private static let names = ["language", "pages", "copies", "remark"]

    var html: HTML {
        let isOpen = self.fault == nil ? self.present != DocumentMetadata() : self.fault.concerns(Self.names)
        let language = Field(
            "language", "Ngôn ngữ", .text(value: self.value("language"), maximum: DocumentMetadata.maximumLanguage),
            error: self.error("language"))
        let pages = Field(
            "pages", "Số trang", .number(value: self.value("pages"), maximum: 3), optional: true,
            error: self.error("pages"))
        let copies = Field(
            "copies", "Số lượng bản", .number(value: self.value("copies"), maximum: 3), optional: true,
            error: self.error("copies"))
        let remark = Field(
            "remark", "Ghi chú", .area(value: self.value("remark"), rows: 2, maximum: DocumentMetadata.maximumRemark),
            optional: true, error: self.error("remark"))
        return """
            <details\(" open", if: isOpen)><summary>Ngôn ngữ, số trang, số bản, ghi chú</summary>\
            <div class="fields">\(language.html)\(pages.html)\(copies.html)</div>\(remark.html)</details>
            """
    }

    private func value(_ name: String) -> String {
        if let fields { return fields.text(name) }
        switch name {
        case "language": return self.present.language
        case "pages": return self.present.pages.map(String.init) ?? ""
        case "copies": return self.present.copies.map(String.init) ?? ""
        default: return self.present.remark
        }
    }
}

/// The same on the page of a document, with what names it in the exchange (QĐ 28/2018/QĐ-TTg, Điều 10.2.a, b): mã cơ quan of who sent it to us, mã
/// định danh văn bản. Nothing where there is nothing to say.
enum MetadataPanel {
    static func html(_ data: DocumentMetadata, id: DocumentID?, from sender: OrganCode? = nil) -> HTML {
        guard data != DocumentMetadata() || id != nil else { return "" }
        return panel(
            "Siêu dữ liệu", id: "sieu-du-lieu",
            """
            <dl class="given sheet--pad">\(sender.html { "<dt>Mã cơ quan gửi</dt><dd>\($0.text)</dd>" })\
            \(id.html { "<dt>Mã định danh văn bản</dt><dd>\($0.text)</dd>" })<dt>Ngôn ngữ</dt><dd>\(data.language)</dd>\
            \(data.pages.html { "<dt>Số trang</dt><dd>\($0)</dd>" })\
            \(data.copies.html { "<dt>Số lượng bản</dt><dd>\($0)</dd>" })\
            \("<dt>Ghi chú</dt><dd>\(data.remark)</dd>", if: !data.remark.isEmpty)</dl>
            """)
    }
}
