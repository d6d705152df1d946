import Exchange
import Pages
import Web

/// The form in which the clerk corrects an issued document; it says to whom the update goes.
struct UpdateFormPage: Sendable, FormPage {
    let shell: Shell
    let outgoing: Outgoing
    let recipients: [Recipient]
    /// Those that are no receivers yet.
    let organs: [Directory.Entry]
    /// As they are issued now.
    let files: [Attachment]
    let maximumUploadBytes: Int
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let code = self.outgoing.code?.text ?? ""
        let (title, back) = ("Gửi cập nhật \(code)", "/outgoing/\(self.outgoing.id)")
        let concerned = self.recipients.filter(RecallRule.holds)
        guard !concerned.isEmpty else {
            return self.shell.page(
                title,
                "\(trail("\(code)", href: back))\(pageHead(title))\(empty("Không còn nơi nào để cập nhật", "Mọi nơi nhận đã trả lại, chưa nhận được hoặc đang được yêu cầu thu hồi."))"
            )
        }
        let errors = self.fault.errors
        var form = self.shell.form("\(back)/update", once: self.once, version: self.outgoing.version)
        form.isUpload = true
        form.kind = "sheet"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)",
            """
            \(trail("\(code)", href: back))
            \(pageHead(title, lead: self.outgoing.subject))
            \(errorSummary(errors))
            \(notice(.near, "Số \(code) giữ nguyên. Văn bản ở cơ quan ta đổi ngay; nơi nhận xem điểm thay đổi rồi nhận hoặc từ chối, câu trả lời tự về trang văn bản. Gửi rồi không rút lại được."))
            \(form.html("<div class=\"sheet--pad\">\(self.receivers(concerned))<hr>\(self.values)\(self.fileFields)\(self.changed(concerned))\(self.reason)</div>\(formFoot("\(submitButton("Gửi cập nhật", main: false, grave: true))<a class=\"button button--plain\" href=\"\(url: back)\">Quay lại, chưa gửi</a>"))"))
            """
        )
    }

    private func receivers(_ concerned: [Recipient]) -> HTML {
        let names = concerned.map { "\($0.name) (\($0.organ.text))" }.joined(separator: "; ")
        let others = self.recipients.filter { !RecallRule.holds($0) }
        let left: HTML =
            others.isEmpty
            ? ""
            : "<dt>Không gửi đến</dt><dd>\(others.map(\.name).joined(separator: "; ")): không giữ văn bản hoặc đang được yêu cầu thu hồi</dd>"
        return "<dl class=\"given\"><dt>Gửi đến \(concerned.count) nơi</dt><dd>\(names)</dd>\(left)</dl>"
    }

    private var values: HTML {
        HTML.joined([
            Field(
                "subject", "Trích yếu", .text(value: self.value("subject", self.outgoing.subject), maximum: 500),
                error: self.error("subject")
            ).html,
            Field(
                "date", "Ngày văn bản",
                .date(value: self.value("date", self.outgoing.promulgationDate?.shown ?? "")),
                hint: "Trong cùng năm với số đã cấp.", error: self.error("date")
            ).html,
            Field(
                "signer", "Người ký", .text(value: self.value("signer", self.outgoing.approverName), maximum: 100),
                error: self.error("signer")
            ).html,
            Field(
                "title", "Chức vụ người ký", .text(value: self.value("title", self.outgoing.signerTitle), maximum: 100),
                error: self.error("title")
            ).html,
        ])
    }

    private var fileFields: HTML {
        HTML.joined([
            Field(
                "drop", "Tệp không còn dùng",
                .several(
                    options: self.files.map { ($0.id, "\($0.name) (\($0.part == .main ? "văn bản" : "phụ lục"))") },
                    selected: Set(self.fields?.all("drop") ?? [])),
                hint: "Nơi nhận cập nhật xong không còn thấy tệp này; ở cơ quan ta tệp cũ vẫn được lưu.",
                optional: true
            ).html,
            Field(
                "file", "Tệp mới", .file(multiple: true),
                hint:
                    "Tệp trùng tên đứng thay tệp cũ, tệp khác tên là phụ lục thêm. Cộng lại không quá \(self.maximumUploadBytes >> 20) MB.",
                optional: true, error: self.error("file")
            ).html,
            choice(
                "anyway", "Vẫn ban hành bản chính mới khi chưa kiểm tra chữ ký số",
                checked: self.fields?.isTicked("anyway") ?? false, error: self.error("anyway")),
            Field(
                "anyway-reason", "Lý do vẫn ban hành",
                .area(value: self.fields?.text("anyway-reason") ?? "", rows: 2, maximum: 1000),
                hint: "Chỉ khi thay bản chính. Từ 10 đến 1.000 ký tự; lý do được lưu trong diễn biến.", optional: true,
                error: self.error("anyway-reason")
            ).html,
        ])
    }

    private func changed(_ concerned: [Recipient]) -> HTML {
        HTML.joined([
            Field(
                "recipients", "Thêm nơi nhận",
                .several(
                    options: self.organs.map { ($0.code.text, "\($0.name) (\($0.code.text))") },
                    selected: Set(self.fields?.all("recipients") ?? [])),
                hint: "Nơi mới nhận văn bản như bản đã sửa; nơi đã nhận được báo danh sách thay đổi.", optional: true,
                error: self.error("recipients")
            ).html,
            Field(
                "remove", "Bỏ nơi nhận",
                .several(
                    options: concerned.map { ($0.organ.text, "\($0.name) (\($0.organ.text))") },
                    selected: Set(self.fields?.all("remove") ?? [])),
                hint: "Nơi bị bỏ đồng ý cập nhật là trả lại văn bản.", optional: true, error: self.error("remove")
            ).html,
        ])
    }

    private var reason: HTML {
        Field(
            "reason", "Lý do cập nhật", .area(value: self.fields?.text("reason") ?? "", rows: 3, maximum: 500),
            hint: "Nơi nhận sẽ đọc đúng câu này. Từ 10 đến 500 ký tự.", error: self.error("reason")
        ).html
    }

    private func value(_ name: String, _ present: String) -> String { self.fields?.text(name) ?? present }
}

/// The form in which the clerk answers an update: what changes stands beside what it is now.
struct UpdateAnswerPage: Sendable {
    let shell: Shell
    let dossier: Dossier
    let update: DocumentUpdate
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let incoming = self.dossier.incoming
        let title = "Trả lời bản cập nhật"
        let errors = self.fault.errors
        var form = self.shell.form("/incoming/\(incoming.id)/update", once: self.once, version: incoming.version)
        form.kind = "sheet"
        let reason = SenderAnswer.reason(self.fields, self.fault)
        let asked = self.update.reason.isEmpty ? "không ghi" : self.update.reason
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(incoming.name)",
            """
            \(trail("\(incoming.name)", href: "/incoming/\(incoming.id)"))
            \(pageHead(title, lead: "\(incoming.name) của \(incoming.organName): \(incoming.subject)"))
            \(errorSummary(errors))
            <div class="section">\(UpdatePanel.table(self.update))</div>
            <div class="split section"><div>\(Shown.files(self.update.files.isEmpty ? self.dossier.files : self.update.files, tall: true))</div>
            \(form.html(
                """
                <div class="sheet--pad">\(self.removal)<dl class="given"><dt>Nơi gửi cập nhật</dt><dd>\(incoming.organName)</dd>\
                <dt>Lúc</dt><dd>\(Shown.moment(self.update.at))</dd><dt>Lý do</dt><dd>\(asked)</dd>\
                <dt>Văn bản đang ở</dt><dd>\(Shown.state(incoming))</dd></dl><hr>\(reason)</div>\
                \(formFoot("\(submitButton("Nhận cập nhật", main: true, name: "answer", value: SenderAnswer.agree))\(submitButton("Từ chối", main: false, name: "answer", value: SenderAnswer.decline))<a class=\"button button--plain\" href=\"/incoming/\(incoming.id)\">Quay lại, chưa trả lời</a>"))
                """))</div>
            """
        )
    }
}

extension UpdateAnswerPage {
    /// What a yes means when the update removes us.
    fileprivate var removal: HTML {
        guard self.update.removesUs else { return "" }
        return notice(
            .near,
            "<b>Cơ quan ta không còn là nơi nhận.</b> Nhận cập nhật là trả lại văn bản: không xử lý tiếp, nội dung được niêm phong."
        )
    }
}

/// What a document's own page says of its updates.
enum UpdatePanel {
    /// Each with what changed and the files that stood before; what was taken away the clerk alone opens.
    static func html(_ updates: [DocumentUpdate], for person: Person, sealed: Bool = false) -> HTML {
        guard !updates.isEmpty, !sealed else { return "<div id=\"cap-nhat\"></div>" }
        let items = updates.map { update -> HTML in
            let reason: HTML = update.reason.isEmpty ? "" : " Lý do: “\(update.reason)”."
            let answer: HTML = update.answer.html { " Trả lời: “\($0)”." }
            let state: HTML = update.state.html { ", \(UpdateWords.state($0).lowercased())" }
            return """
                <div class="sheet--pad"><p>\(Shown.moment(update.at))\(state).\(reason)\(answer)</p>\
                \(update.changes.isEmpty ? "" : self.table(update))\(self.former(update, person))</div>
                """
        }
        return panel("Các lần cập nhật", id: "cap-nhat", "\(items)")
    }

    static func table(_ update: DocumentUpdate) -> HTML {
        var table = ListTable(
            caption: "Điểm thay đổi",
            columns: [.init("Mục", .subject), .init("Đang là"), .init("Đổi thành")],
            rows: update.changes.map { change in
                ListTable.Row(
                    ["\(change.name)", "\(change.was)", "<b>\(change.becomes)</b>"],
                    attributes: " data-change=\"\(change.name)\"")
            })
        table.isFlush = false
        return table.html
    }

    private static func former(_ update: DocumentUpdate, _ person: Person) -> HTML {
        guard !update.formerFiles.isEmpty else { return "" }
        let files = update.formerFiles.map { file -> HTML in
            person.role == .clerk
                ? "<li><a href=\"\(url: Shown.fileAddress(file))\">\(file.name)</a></li>" : "<li>\(file.name)</li>"
        }
        return "<p class=\"small quiet\">Tệp trước khi cập nhật</p><ul class=\"links\">\(files)</ul>"
    }

    /// For the receiver.
    static func notice(_ update: DocumentUpdate?) -> HTML {
        guard let update else { return "" }
        let reason: HTML = update.reason.isEmpty ? "" : " Lý do: “\(update.reason)”"
        return Pages.notice(
            .near,
            "<b>Nơi gửi cập nhật văn bản</b> lúc \(Shown.moment(update.at)): \(UpdateWords.names(update.changes)).\(reason)"
        )
    }

    /// For the sender: how the last update stands at one recipient; nothing when none was sent.
    static func html(_ recipient: Recipient) -> HTML {
        guard recipient.closure == nil, recipient.status != .refused else { return "" }
        let at: HTML = recipient.updatingAt.html { " lúc \(Shown.moment($0))" }
        let answer: HTML = recipient.updatingAnswer.html { ": “\($0)”" }
        switch recipient.updating {
        case .requested:
            let words = recipient.isLeaving ? "Đã báo bỏ khỏi nơi nhận, chờ trả lời" : "Đã gửi cập nhật, chờ trả lời"
            return rowNote("\(Mark(.near, words, wrap: true).html)\(at)")
        case .agreed: return rowNote("\(Mark(.done, "Đã nhận cập nhật", wrap: true).html)\(at)\(answer)")
        case .declined: return rowNote("\(Mark(.late, "Từ chối cập nhật", wrap: true).html)\(at)\(answer)")
        case nil:
            guard let cause = recipient.updatingAnswer else { return "" }
            return rowNote("\(Mark(.late, "Bản cập nhật không đến được", wrap: true).html)\(at): \(cause)")
        }
    }
}
