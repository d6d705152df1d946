import Pages
import Web

/// The phrases that a person may use, and the form that adds one.
struct PhrasePage: Sendable {
    let shell: Shell
    let phrases: [Phrase]
    let isAdmin: Bool
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("/phrases", once: RandomText.secret(), version: 0)
        let field = Field(
            "text", "Câu mẫu", .text(value: self.fields?.text("text") ?? "", maximum: Phrase.maximumLength),
            hint: "Ví dụ “Giao Phòng A chủ trì, tham mưu trả lời đúng hạn.”", error: self.fault?.sentence)
        let lead =
            self.isAdmin
            ? "Câu mẫu của cơ quan: mọi người chọn được khi bút phê, phân công, cho ý kiến."
            : "Câu bạn hay viết khi bút phê, phân công, cho ý kiến: chọn thay vì viết lại. Câu của cơ quan do quản trị giữ."
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Ý kiến mẫu", keys: [("Ctrl + Enter", "thêm")],
            """
            \(pageHead("Ý kiến mẫu", count: self.phrases.count, lead: lead))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(field.html)</div>\(formFoot(submitButton("Thêm câu mẫu")))"))
            \(self.phrases.isEmpty
                ? empty("Chưa có câu mẫu nào", "Thêm câu đầu tiên ở trên.")
                : "<h2 class=\"section\">Đã có</h2>\(self.table)")
            """)
    }

    private var table: HTML {
        ListTable(
            caption: "Ý kiến mẫu", columns: [.init("Câu mẫu", .subject), .init("Của"), .init("Việc", label: "")],
            rows: self.phrases.map { phrase in
                let remove: HTML =
                    phrase.isKept(by: self.shell.visit.person)
                    ? self.shell.form("/phrases/\(phrase.id)/remove", once: RandomText.secret(), version: 0)
                        .button("Xóa", small: true) : ""
                return ListTable.Row(["\(phrase.text)", phrase.isOfAgency ? "Cơ quan" : "Tôi", remove])
            }
        ).html
    }
}
