import Exchange
import Pages
import Web

/// The form that says of which field a directive is: one of those in use, or another.
struct DirectiveFieldPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    let known: [String]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let (title, back) = ("Lĩnh vực của văn bản", "/outgoing/\(self.outgoing.id)")
        var form = self.shell.form("\(back)/field", once: self.once, version: self.outgoing.version)
        form.kind = "sheet"
        let document = self.outgoing.code?.text ?? "Dự thảo"
        let hint =
            self.known.isEmpty
            ? "Ví dụ: Cải cách hành chính. Để trống khi không thuộc lĩnh vực nào."
            : "Đã dùng: \(self.known.joined(separator: "; ")). Để trống khi không thuộc lĩnh vực nào."
        let control = Field(
            "field", "Lĩnh vực",
            .text(value: self.fields?.text("field") ?? self.outgoing.field, maximum: DirectiveField.maximumCharacters),
            hint: hint, optional: true, error: self.fault.sentence(of: "field"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail(document, href: back))\(pageHead(title, lead: "\(document): \(self.outgoing.subject)"))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(control.html)<p class=\"quiet\">Chỉ để lọc ở trang Theo dõi chỉ đạo, không gửi đi.</p></div>\(formFoot("\(submitButton("Lưu lĩnh vực"))\(button("Quay lại, chưa lưu", href: back, plain: true))"))"))
            """)
    }
}
