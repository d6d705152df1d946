import Exchange
import Pages
import Web

/// The form in which the clerk asks recipients to give a document back.
struct RecallRequestPage: Sendable, FormPage {
    let shell: Shell
    let outgoing: Outgoing
    /// Those that have it and can be asked.
    let recipients: [Recipient]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let title = "Thu hồi \(self.outgoing.code?.text ?? "")"
        let back = "/outgoing/\(self.outgoing.id)"
        let errors = self.fault.errors
        guard !self.recipients.isEmpty else {
            return self.shell.page(
                title,
                "\(trail("\(self.outgoing.code?.text ?? "")", href: back))\(pageHead(title))\(empty("Không còn nơi nào để thu hồi", "Mọi nơi nhận đã trả lại, chưa nhận được hoặc đang được yêu cầu."))"
            )
        }
        var form = self.shell.form("\(back)/recall", once: self.once, version: self.outgoing.version)
        form.kind = "sheet"
        let options = self.recipients.map { recipient -> (value: String, label: String) in
            let status = recipient.status.map { ", \(StatusWords.label($0).lowercased())" } ?? ""
            return (recipient.organ.text, "\(recipient.name) (\(recipient.organ.text))\(status)")
        }
        let chosen = Set(self.fields?.all("recipients") ?? options.map(\.value))
        let reason = Field(
            "reason", "Lý do thu hồi", .area(value: self.fields?.text("reason") ?? "", rows: 3, maximum: 500),
            hint: "Nơi nhận sẽ đọc đúng câu này. Từ 10 đến 500 ký tự.", error: self.error("reason"))
        let receivers = Field(
            "recipients", "Thu hồi tại", .several(options: options, selected: chosen), error: self.error("recipients"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)",
            """
            \(trail("\(self.outgoing.code?.text ?? "")", href: back))
            \(pageHead(title, lead: self.outgoing.subject))
            \(errorSummary(errors))
            \(notice(.near, "Yêu cầu đi qua trục và không rút lại được. Văn thư nơi nhận đồng ý thì văn bản ở đó hết dùng được; từ chối thì có lý do. Câu trả lời tự về trang văn bản."))
            \(form.html("<div class=\"sheet--pad\">\(receivers.html)\(reason.html)</div>\(formFoot("\(submitButton("Gửi yêu cầu thu hồi", main: false, grave: true))<a class=\"button button--plain\" href=\"\(url: back)\">Quay lại, chưa gửi</a>"))"))
            """
        )
    }
}

/// The form in which the clerk answers a sender who wants a document back; the document beside it.
struct RecallAnswerPage: Sendable {
    let shell: Shell
    let dossier: Dossier
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let incoming = self.dossier.incoming
        let title = "Trả lời yêu cầu thu hồi"
        let errors = self.fault.errors
        var form = self.shell.form("/incoming/\(incoming.id)/recall", once: self.once, version: incoming.version)
        form.kind = "sheet"
        let reason = SenderAnswer.reason(self.fields, self.fault)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(incoming.name)",
            """
            \(trail("\(incoming.name)", href: "/incoming/\(incoming.id)"))
            \(pageHead(title, lead: "\(incoming.name) của \(incoming.organName): \(incoming.subject)"))
            \(errorSummary(errors))
            <div class="split"><div>\(Shown.files(self.dossier.files, tall: true))</div>
            \(form.html(
                """
                <div class="sheet--pad">\(self.copyOf)<dl class="given"><dt>Nơi gửi yêu cầu</dt><dd>\(incoming.organName)</dd>\
                <dt>Lúc</dt><dd>\(incoming.askingAt.map(Shown.moment) ?? "")</dd>\
                <dt>Lý do</dt><dd>\(incoming.askingReason ?? "không ghi")</dd>\
                <dt>Văn bản đang ở</dt><dd>\(Shown.state(incoming))</dd></dl><hr>\(reason)</div>\
                \(formFoot("\(submitButton("Đồng ý trả lại", main: false, name: "answer", value: SenderAnswer.agree, grave: true))\(submitButton("Từ chối", main: false, name: "answer", value: SenderAnswer.decline))<a class=\"button button--plain\" href=\"/incoming/\(incoming.id)\">Quay lại, chưa trả lời</a>"))
                """))</div>
            """
        )
    }
}

extension RecallAnswerPage {
    /// Of a linked copy: what a yes means, and what it does not.
    fileprivate var copyOf: HTML {
        guard let registered = self.dossier.copyOf else { return "" }
        return notice(
            .near,
            """
            Bản này gắn thêm vào <a href="/incoming/\(registered.id)">\(IncomingWords.registered(registered))</a>. \
            Đồng ý chỉ trả lại bản này; văn bản đã vào sổ vẫn được xử lý tiếp.
            """)
    }
}

/// What a document's own page says of a recall.
enum RecallNotice {
    /// For the receiver.
    static func html(_ incoming: Incoming) -> HTML {
        let reason: HTML = incoming.askingReason.html { " Lý do: “\($0)”" }
        let at: HTML = incoming.askingAt.html { " lúc \(Shown.moment($0))" }
        switch incoming.asking {
        case .requested:
            return notice(.near, "<b>Nơi gửi yêu cầu thu hồi</b>\(at).\(reason)")
        case .agreed:
            return notice(
                .bad, "<b>Văn bản đã được thu hồi</b>\(at). Không xử lý tiếp; nội dung đã niêm phong.\(reason)")
        case .declined: return notice(.plain, "Cơ quan ta đã từ chối yêu cầu thu hồi\(at).\(reason)")
        case nil: return ""
        }
    }

    /// For the sender: how the request stands at one recipient; nothing when none was made.
    static func html(_ recipient: Recipient) -> HTML {
        let at: HTML = recipient.askingAt.html { " lúc \(Shown.moment($0))" }
        let answer: HTML = recipient.askingAnswer.html { ": “\($0)”" }
        switch recipient.asking {
        case .requested: return rowNote("\(Mark(.near, "Đã yêu cầu thu hồi, chờ trả lời", wrap: true).html)\(at)")
        case .agreed: return rowNote("\(Mark(.done, "Đã thu hồi", wrap: true).html)\(at)\(answer)")
        case .declined: return rowNote("\(Mark(.late, "Không thu hồi được", wrap: true).html)\(at)\(answer)")
        case nil:
            // It did not get there.
            guard let cause = recipient.askingAnswer else { return "" }
            return rowNote("\(Mark(.late, "Yêu cầu thu hồi không đến được", wrap: true).html)\(at): \(cause)")
        }
    }
}
