import Exchange
import Pages
import Web

/// Finding documents to put into a file.
struct CaseFilePutPage: Sendable {
    let shell: Shell
    let file: CaseFile
    let sought: String
    let found: [Fileable]
    let once: String
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let path = "/case-files/\(self.file.id)"
        let title = "Đưa văn bản vào hồ sơ \(self.file.sign.text)"
        let search = filter(
            action: "\(path)/put", [filterText("q", "Số, ký hiệu hoặc trích yếu", value: self.sought, size: 24)],
            act: "Tìm")
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "đưa vào hồ sơ")],
            """
            \(trail("Hồ sơ \(self.file.sign.text)", href: path))
            \(pageHead(title, lead: self.file.title))\(errorSummary(errors))\(search)\(self.results)
            """)
    }

    private var results: HTML {
        guard !self.sought.isEmpty else { return "" }
        guard !self.found.isEmpty else {
            return empty(
                "Không tìm thấy văn bản nào để đưa vào",
                "Chỉ văn bản đã vào sổ hoặc đã cấp số mà bạn được xem, chưa có trong hồ sơ này. Thử số, ký hiệu hoặc vài chữ trong trích yếu."
            )
        }
        let options = self.found.map { document -> (value: String, label: String) in
            let direction = document.isIncoming ? "đến" : "đi"
            return (
                document.id,
                "\(document.name) ngày \(document.datedOn.shown), văn bản \(direction): \(document.subject)"
            )
        }
        let form = self.shell.form("/case-files/\(self.file.id)/put", once: self.once, version: self.file.version)
        return form.html(
            """
            <input type="hidden" name="q" value="\(self.sought)"><div class="sheet--pad">\
            \(Field("documents", "Văn bản", .several(options: options, selected: []), error: self.fault?.sentence).html)</div>\
            \(formFoot("\(submitButton("Đưa vào hồ sơ"))\(button("Quay lại, chưa đưa", href: "/case-files/\(self.file.id)", plain: true))"))
            """)
    }
}

/// An act on a file, a document or a transfer of files that needs nothing but a reason.
struct CaseFileReasonPage: Sendable {
    let shell: Shell
    /// Where one comes from, with its version.
    let backTitle: String
    let back: String
    let version: Int
    /// The act, behind `back`.
    let path: String
    let title: String
    let lead: String
    let hint: String
    let button: String
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("\(self.back)/\(self.path)", once: self.once, version: self.version)
        let reason = Field(
            "reason", "Lý do", .area(value: self.fields?.text("reason") ?? "", rows: 3, maximum: 1000),
            hint: self.hint, error: self.fault?.sentence)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(self.title)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail(self.backTitle, href: self.back))\(pageHead(self.title, lead: self.lead))\
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(reason.html)</div>\(formFoot("\(submitButton(self.button))\(Pages.button("Quay lại, chưa làm gì", href: self.back, plain: true))"))"))
            """)
    }
}

extension CaseFileReasonPage {
    /// Of a case file.
    init(
        shell: Shell, file: CaseFile, path: String, title: String, lead: String, hint: String, button: String,
        once: String, fields: FormFields?, fault: FormFault?
    ) {
        self.init(
            shell: shell, backTitle: "Hồ sơ \(file.sign.text)", back: "/case-files/\(file.id)", version: file.version,
            path: path, title: title, lead: lead, hint: hint, button: button, once: once, fields: fields, fault: fault)
    }
}
