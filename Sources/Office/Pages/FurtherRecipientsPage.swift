import Exchange
import Pages
import Web

/// The form in which the clerk sends an issued document to more agencies.
struct FurtherRecipientsPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    /// Those that are no receivers yet.
    let organs: [Directory.Entry]
    /// Codes of those that are chosen at first.
    let chosen: Set<String>
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let code = self.outgoing.code?.text ?? ""
        let back = "/outgoing/\(self.outgoing.id)"
        let errors = self.fault.errors
        let form = self.shell.form("\(back)/recipients", once: self.once, version: self.outgoing.version)
        let receivers = Field(
            "recipients", "Nơi nhận bổ sung",
            .several(
                options: self.organs.map { ($0.code.text, "\($0.name) (\($0.code.text))") },
                selected: self.fields.map { Set($0.all("recipients")) } ?? self.chosen),
            hint: "Chọn một hay nhiều nơi; nơi đã nhận không có trong danh sách."
                + (self.chosen.isEmpty ? "" : " Cơ quan kế thừa nơi đã thôi gửi được chọn sẵn."),
            error: self.fault?.sentence)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Gửi bổ sung \(code)",
            """
            \(trail("\(code)", href: back))
            \(pageHead("Gửi bổ sung nơi nhận", lead: "\(code): \(self.outgoing.subject)"))
            \(errorSummary(errors))
            \(notice(.near, "Văn bản đi ngay qua trục, cùng số, ngày và tệp, đến những nơi được chọn; nơi đã nhận không nhận lại. Không rút lại được, chỉ thu hồi được."))
            \(form.html("<div class=\"sheet--pad\">\(receivers.html)</div>\(formFoot("\(submitButton("Gửi bổ sung"))<a class=\"button button--plain\" href=\"\(url: back)\">Quay lại, chưa gửi</a>"))"))
            """
        )
    }
}
