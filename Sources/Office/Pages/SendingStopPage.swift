import Exchange
import Gateway
import Pages
import Web

/// The form in which the clerk takes receivers from a package that could not be sent, or the package from the box (thôi gửi).
struct SendingStopPage: Sendable, FormPage {
    let shell: Shell
    let subject: SendingStop.Subject
    /// Of its receivers, by their codes here: those whose code is over.
    let closed: [OrganCode: Directory.Entry]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let entry = self.subject.entry
        let form = self.shell.form("/failures/\(entry.id)/stop", once: self.once, version: 0)
        let reason = Field(
            "reason", "Lý do, đã làm gì thay",
            .area(value: self.fields?.longText("reason") ?? "", rows: 3, maximum: Reason.maximum),
            hint: "Ví dụ: mã đã đóng, đã gửi bản giấy ngày 5/12. Lời này ở lại trên văn bản.",
            error: self.error("reason"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Thôi gửi \(entry.summary)", keys: [("Ctrl + Enter", "thôi gửi")],
            """
            \(trail("Gửi lỗi", href: "/failures"))
            \(pageHead("Thôi gửi", lead: "\(entry.summary): \(entry.faultSentence ?? "không gửi được.")"))
            \(errorSummary(errors))
            \(notice(.near, self.consequence))
            \(form.html("<div class=\"sheet--pad\">\(self.receivers)\(reason.html)</div>\(formFoot("\(submitButton("Thôi gửi"))\(button("Quay lại, chưa làm gì", href: "/failures", plain: true))"))"))
            """)
    }

    private var consequence: HTML {
        guard self.subject.recipients.count > 1 else {
            return "Gói tin rời mục Gửi lỗi và không đi nữa. Không lấy lại được; văn bản vẫn ghi nơi chưa nhận được."
        }
        return
            "Nơi bỏ chọn không nhận văn bản qua trục nữa, văn bản vẫn ghi nơi ấy chưa nhận được; gói tin đi ngay đến những nơi còn chọn. Cơ quan kế thừa chưa nhận thì được chọn sẵn ở bước sau, “Gửi bổ sung nơi nhận”."
    }

    /// Those whose code is over are not ticked.
    private var receivers: HTML {
        let recipients = self.subject.recipients
        guard recipients.count > 1 else { return "" }
        let open = recipients.map(\.organ).filter { self.closed[$0] == nil }
        let field = Field(
            "kept", "Vẫn gửi đến",
            .several(
                options: recipients.map { ($0.organ.text, self.label($0)) },
                selected: self.fields.map { Set($0.all("kept")) } ?? Set(open.map(\.text))),
            hint: "Bỏ chọn tất cả thì không gửi đến nơi nào.", optional: true, error: self.error("kept"))
        return field.html
    }

    private func label(_ recipient: Recipient) -> String {
        let name = "\(recipient.name) (\(recipient.organ.text))"
        guard let organ = self.closed[recipient.organ], let end = organ.validTo else { return name }
        let instead = organ.successor.map { ", cơ quan kế thừa có mã \($0)" } ?? ""
        return "\(name): mã đã đóng từ \(end.shown)\(instead)"
    }
}

/// The form in which the clerk says how a receiver got what its system did not take (đã xử lý ngoài hệ thống).
struct SettlingPage: Sendable {
    let shell: Shell
    let refusal: Refusal
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let recipient = self.refusal.recipient
        let form = self.shell.form("/failures/\(recipient.id)/settle", once: self.once, version: 0)
        let reason = Field(
            "reason", "Đã xử lý thế nào",
            .area(value: self.fields?.longText("reason") ?? "", rows: 3, maximum: Reason.maximum),
            hint: "Ví dụ: đã gửi bản giấy ngày 5/12, văn thư nơi nhận xác nhận. Lời này ở lại trên văn bản.",
            error: self.fault?.sentence)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Đã xử lý ngoài hệ thống", keys: [("Ctrl + Enter", "ghi lại")],
            """
            \(trail("Gửi lỗi", href: "/failures"))
            \(pageHead("Đã xử lý ngoài hệ thống", lead: "\(self.refusal.code), nơi nhận \(recipient.name) (\(recipient.organ.text)). \(TransportWords.cause(recipient) ?? "")"))
            \(errorSummary(errors))
            \(notice(.near, "Việc này rời mục Gửi lỗi; văn bản vẫn ghi hệ thống nơi nhận không nhận được. Trục gửi lại được sau này thì kết quả tự hiện."))
            \(form.html("<div class=\"sheet--pad\">\(reason.html)</div>\(formFoot("\(submitButton("Đã xử lý ngoài hệ thống"))\(button("Quay lại, chưa làm gì", href: "/failures", plain: true))"))"))
            """)
    }
}
