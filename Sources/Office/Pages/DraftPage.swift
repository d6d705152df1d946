import Exchange
import Foundation
import Pages
import Web

/// The form of a draft: new, a reply, or changed.
struct DraftPage: Sendable, FormPage {
    let shell: Shell
    let issue: Issue?
    let answered: Incoming?
    /// The issued document that this one is to replace.
    let replaced: Issue?
    /// Who may sign and initial.
    let list: PeopleList
    let signers: [SigningAuthority.Signer]
    let organs: [Directory.Entry]
    /// What notations usually are, as examples.
    let notations: String
    let maximumUploadBytes: Int
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let action = self.issue.map { "/outgoing/\($0.outgoing.id)/edit" } ?? "/outgoing"
        let back =
            self.issue.map { "/outgoing/\($0.outgoing.id)" } ?? (self.replaced?.outgoing).map { "/outgoing/\($0.id)" }
            ?? self.answered.map { "/incoming/\($0.id)" }
            ?? "/outgoing?view=drafts"
        let title =
            self.issue != nil
            ? "Sửa dự thảo"
            : self.replaced != nil ? "Dự thảo thay thế" : self.answered != nil ? "Dự thảo trả lời" : "Soạn văn bản"
        var form = self.shell.form(action, once: self.once, version: self.issue?.outgoing.version ?? 0)
        form.isUpload = true
        let answers: HTML = self.answered.html {
            """
            <input type="hidden" name="answers" value="\($0.id)"><p class="notice">\(Icon.inbox.html)<span>Trả lời <b>\($0.name)</b>, \
            \($0.organName): \($0.subject)</span></p>
            """
        }
        let replaces: HTML = (self.replaced?.outgoing).html {
            """
            <input type="hidden" name="replaces" value="\($0.id)"><p class="notice">\(Icon.swap.html)<span>Thay thế <b>\($0.code?.text ?? "")</b>: \($0.subject). \
            Nơi nhận vào sổ văn bản mới thì văn bản cũ ở đó hết dùng.</span></p>
            """
        }
        let voids: HTML =
            self.issue?.initials.contains { $0.at != nil } == true
            ? notice(
                .near,
                "Lưu thay đổi thì chữ ký nháy đã có hết hiệu lực và dự thảo quay lại người ký nháy đầu tiên.")
            : ""
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)",
            keys: [("Ctrl + Enter", "lưu dự thảo")],
            """
            \(trail(self.issue == nil ? "Quay lại" : "Dự thảo", href: back))
            \(pageHead(title, lead: "Số và ngày văn bản do văn thư cấp sau khi lãnh đạo ký duyệt. Không soạn văn bản mật ở đây."))
            \(errorSummary(errors))\(voids)
            \(form.html(
                "<div class=\"sheet--pad\">\(answers)\(replaces)\(self.controls)</div>\(formFoot("\(submitButton("Lưu dự thảo"))<a class=\"button button--plain\" href=\"\(url: back)\">Quay lại, chưa lưu</a>"))"
            ))
            """
        )
    }

    private var controls: HTML {
        """
        \(Field("type", "Loại văn bản", .select(options: DocumentTypes.all.map { ($0.name, $0.name) }, selected: self.value("type")), error: self.error("type")).html)
        \(Field("subject", "Trích yếu", .area(value: self.value("subject"), rows: 2, maximum: 500), error: self.error("subject")).html)
        <div class="fields">\(Field(
            "notation", "Ký hiệu", .text(value: self.value("notation"), maximum: Notation.maximum),
            hint: "Để trống thì ghi theo loại văn bản: \(self.notations)", optional: true, error: self.error("notation")
        ).html)\
        \(Field("urgency", "Độ khẩn", .select(options: Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) }, selected: self.value("urgency")), error: self.error("urgency")).html)\
        \(Field(
            "circulation", "Phạm vi lưu hành", .select(options: [("", "Không hạn chế")] + Circulation.allCases.map { ($0.rawValue, $0.words) }, selected: self.value("circulation")),
            error: self.error("circulation")
        ).html)</div>
        <div class="fields">\(Field(
            "steering", "Tính chất",
            .select(options: [Steering.none, .directive, .report].map { (String($0.rawValue), OutgoingWords.steering($0)) }, selected: self.value("steering")),
            error: self.error("steering")
        ).html)\
        \(Field("due", "Hạn trả lời", .date(value: self.value("due")), hint: "Ngày/tháng/năm", optional: true, error: self.error("due")).html)</div>
        \(Field(
            "approver", "Người ký", .select(options: [("", "Chưa chọn")] + self.signers.map { ($0.personID, $0.label) }, selected: self.value("approver")),
            error: self.error("approver")
        ).html)
        \(self.initials)
        \(MetadataFields(present: (self.issue ?? self.replaced)?.outgoing.metadata ?? DocumentMetadata(), fields: self.fields, fault: self.fault).html)
        \(self.way)\(self.recipients)\(self.paperRecipients)<hr>
        \(self.files)
        """
    }

    /// Ký nháy: a list for each place in the order.
    private var initials: HTML {
        let options =
            [("", "Không")]
            + self.list.people.map {
                ($0.id, "\($0.fullName), \($0.title), \($0.unit.shortName)")
            }
        let controls = (1...Initialling.maximum).map { place in
            Field(
                "initial-\(place)", "Ký nháy \(place)",
                .select(options: options, selected: self.value("initial-\(place)")), optional: true,
                error: self.error("initial-\(place)")
            ).html
        }
        return
            "\(PeopleList.html(self.list.sought, count: self.list.people.count))<div class=\"fields fields--names\">\(controls)</div>"
    }

    private var present: [Attachment] { self.issue?.versions.first?.files ?? [] }

    private var files: HTML {
        let size = "Cộng lại không quá \(self.maximumUploadBytes >> 20) MB."
        let hint =
            self.fields == nil
            ? "Tệp đầu tiên là văn bản, các tệp sau là phụ lục. \(size) Tệp dự thảo không ra khỏi cơ quan."
            : "Biểu mẫu chưa lưu nên phải chọn lại tệp. \(size)"
        let mode: HTML =
            self.present.isEmpty
            ? ""
            : Field(
                "files", "Tệp mới",
                .radio(
                    options: [
                        ("replace", "Thay các tệp hiện có: \(self.present.map(\.name).joined(separator: "; "))"),
                        ("add", "Thêm vào các tệp hiện có; tệp trùng tên thay tệp cũ"),
                    ], selected: self.fields?.text("files") ?? "replace"),
                hint: "Không chọn tệp mới thì giữ nguyên tệp. Phiên bản cũ luôn xem lại được."
            ).html
        return """
            \(Field("file", "Tệp dự thảo", .file(multiple: true), hint: hint, optional: true, error: self.error("file")).html)
            \(mode)
            \(Field(
                "note", self.issue == nil ? "Phiếu trình" : "Nội dung sửa đổi", .area(value: self.value("note"), rows: 2, maximum: 1000),
                hint: "Người ký đọc câu này cạnh phiên bản. Tối đa 1.000 ký tự.", optional: true, error: self.error("note")
            ).html)
            """
    }

    private var recipients: HTML {
        let chosen = Set(
            self.fields?.all("recipients") ?? (self.issue ?? self.replaced)?.progress.map(\.recipient.organ.text)
                ?? self.answered.map {
                    $0.organ.map { [$0.text] } ?? []
                } ?? [])
        return Field(
            "recipients", "Nơi nhận qua trục liên thông",
            .several(options: self.organs.map { ($0.code.text, "\($0.name) (\($0.code.text))") }, selected: chosen),
            hint: "Chọn một hay nhiều nơi; chỉ phát hành bản giấy thì không chọn nơi nào",
            error: self.error("recipients")
        ).html
    }

    /// Cách phát hành: in front of the receivers, because it decides which there are.
    private var way: HTML {
        let isOnPaper = (self.issue ?? self.replaced)?.outgoing.isPaperOnly ?? false
        return Field(
            IssueWay.field, "Cách phát hành",
            .radio(
                options: IssueWay.allCases.map { ($0.rawValue, OutgoingWords.way($0)) },
                selected: self.fields?.optional(IssueWay.field) ?? (isOnPaper ? IssueWay.paper : .exchange).rawValue),
            error: self.error(IssueWay.field)
        ).html
    }

    private var paperRecipients: HTML {
        let present = (self.issue ?? self.replaced)?.paper.map(\.name).joined(separator: "\n") ?? ""
        return Field(
            "paper-recipients", "Nơi nhận bản giấy, ngoài hệ thống",
            .area(value: self.fields?.longText("paper-recipients") ?? present, rows: 3, maximum: 20_000),
            hint: "Mỗi dòng một nơi, ví dụ: Công ty Ví Dụ, 1 phố Thử. Văn thư gửi giấy qua bưu điện hoặc trao tay.",
            optional: true, error: self.error("paper-recipients")
        ).html
    }

    private func value(_ name: String) -> String {
        if let fields { return fields.text(name) }
        // What replaces a document begins as the document.
        if let outgoing = (self.issue ?? self.replaced)?.outgoing {
            switch name {
            case "type": return outgoing.typeName
            case "subject": return outgoing.subject
            case "notation": return outgoing.notation
            case "urgency": return String(outgoing.urgency.rawValue)
            case "circulation": return outgoing.circulation?.rawValue ?? ""
            case "steering": return String(outgoing.steering.rawValue)
            case "due": return self.issue == nil ? "" : outgoing.due?.shown ?? ""
            case "approver": return outgoing.approverID
            case _ where name.hasPrefix("initial-"):
                let initials = (self.issue ?? self.replaced)?.initials ?? []
                let place = (Int(name.dropFirst("initial-".count)) ?? 1) - 1
                return place < initials.count ? initials[place].personID : ""
            default: return ""
            }
        }
        switch name {
        case "steering": return self.answered?.steering == .directive ? "3" : "1"
        default: return ""
        }
    }
}

/// The page before publishing, and the form to send a draft back.
struct OutgoingActPage: Sendable, FormPage {
    let shell: Shell
    let act: OutgoingState.Act
    let issue: Issue
    /// The incoming document that issuing this one finishes.
    let finished: Incoming?
    /// Which of its tasks are past their deadline, as a sentence.
    let passed: String?
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    private var outgoing: Outgoing { self.issue.outgoing }

    var html: HTML {
        let path = "/outgoing/\(self.outgoing.id)"
        var form = self.shell.form("\(path)/\(self.act.rawValue)", once: self.once, version: self.outgoing.version)
        form.kind = "act"
        let errors = self.fault.errors
        guard self.act == .publish else {
            form.kind = "sheet"
            let reason = Field(
                "reason", "Lý do trả lại", .area(value: self.fields?.text("reason") ?? "", rows: 3, maximum: 1000),
                hint: "Từ 10 đến 1.000 ký tự", error: self.fault?.sentence
            )
            return self.shell.page(
                "\(errors.isEmpty ? "" : "Lỗi: ")Trả lại dự thảo",
                """
                \(trail("Văn bản đi", href: path))\(pageHead("Trả lại \(self.outgoing.drafterName)", lead: "\(self.outgoing.code?.text ?? "Dự thảo"): \(self.outgoing.subject)"))\(errorSummary(errors))
                \(form.html("<div class=\"sheet--pad\">\(reason.html)</div>\(formFoot("\(submitButton("Trả lại người soạn"))<a class=\"button button--plain\" href=\"\(url: path)\">Quay lại, chưa trả</a>"))"))
                """
            )
        }
        let code = self.outgoing.code?.text ?? ""
        if self.outgoing.isPaperOnly { return self.onPaper(code, errors, form) }
        let files = self.issue.files.filter { $0.part != .draft }
        var effects: [HTML] = [
            "Gói tin gồm \(files.count) tệp được gửi qua trục đến \(self.issue.progress.count) nơi nhận: \(self.issue.progress.map(\.recipient.name).joined(separator: "; ")).",
            "Số <b>\(code)</b> và nội dung không sửa được nữa.",
            "Trạng thái của từng nơi nhận tự về trang của văn bản này.",
        ]
        let doubt = self.issue.doubt
        let controls = self.paper + self.override(doubt)
        if !controls.isEmpty { form.kind = "sheet sheet--pad section" }
        if doubt == nil {
            effects.insert("Chữ ký số hợp lệ: người có thẩm quyền ký trước, cơ quan ký sau cùng.", at: 0)
        }
        if !self.issue.paper.isEmpty {
            effects.append(
                "Gửi giấy cho \(self.issue.paper.count) nơi ngoài hệ thống, ghi ở sổ gửi bưu điện: \(self.issue.paper.map(\.name).joined(separator: "; "))."
            )
        }
        if let finished = self.finished {
            effects.append("Văn bản đến \(finished.name) phải có văn bản trả lời: được ghi hoàn thành ngay.")
        }
        if self.outgoing.steering == .directive { effects.append("Lãnh đạo theo dõi được ở trang Theo dõi chỉ đạo.") }
        return self.shell.page(
            "\(self.fault == nil ? "" : "Lỗi: ")Ban hành \(code)",
            """
            \(trail("\(code)", href: path))\(errorSummary(errors))
            \(confirm("Ban hành và gửi \(code)?", effects: effects, form: form.html(
                "\(controls)<div class=\"acts\">\(submitButton("Ban hành và gửi"))<a class=\"button button--plain\" href=\"\(url: path)\">Quay lại, chưa gửi</a></div>"
            )))
            """
        )
    }

    /// Phát hành bản giấy: what the clerk confirms.
    private func onPaper(_ code: String, _ errors: [FieldError], _ base: Form) -> HTML {
        let path = "/outgoing/\(self.outgoing.id)"
        var form = base
        form.kind = "sheet sheet--pad section"
        let scans =
            self.issue.files.isEmpty
            ? "Không có bản quét nào đính kèm." : "\(self.issue.files.count) tệp quét được lưu."
        var effects: [HTML] = [
            "\(OutgoingWords.onPaper): không có gói tin nào được gửi qua trục, không cần chữ ký số.",
            "Nơi nhận bản giấy: \(self.issue.paper.map(\.name).joined(separator: "; ")). Ngày và cách gửi ghi ở sổ gửi bưu điện.",
            "\(scans)",
            "Số <b>\(code)</b> và nội dung không sửa được nữa.",
        ]
        if let finished = self.finished {
            effects.append("Văn bản đến \(finished.name) phải có văn bản trả lời: được ghi hoàn thành ngay.")
        }
        let tick = choice(
            "on-paper", "Bản giấy đã được \(self.outgoing.approverName) ký, đã đóng dấu và phát hành",
            checked: self.fields?.isTicked("on-paper") ?? false, error: self.error("on-paper"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Phát hành bản giấy \(code)",
            """
            \(trail("\(code)", href: path))\(errorSummary(errors))
            \(confirm("Phát hành bản giấy \(code)?", effects: effects, form: form.html(
                "\(tick)<div class=\"acts\">\(submitButton("Phát hành bản giấy"))<a class=\"button button--plain\" href=\"\(url: path)\">Quay lại, chưa phát hành</a></div>"
            )))
            """
        )
    }

    /// Bản giấy gửi sau: not asked where the type always goes without; the first of the list is none.
    private var paper: HTML {
        guard PaperCase.isOffered(for: self.outgoing.typeName) else { return "" }
        return Field(
            PaperCase.field, "Bản giấy gửi sau",
            .select(
                options: [("", "Không gửi bản giấy")]
                    + PaperCase.allCases.map { ($0.rawValue, OutgoingWords.paper($0)) },
                selected: self.fields?.text(PaperCase.field) ?? ""),
            hint:
                "Nơi nhận đã được gửi văn bản điện tử thì không gửi bản giấy, trừ trường hợp ở Điều 7 khoản 2 Quyết định 28/2018/QĐ-TTg.",
            error: self.error(PaperCase.field)
        ).html
    }

    /// Vẫn ban hành: what is wrong with the signatures and the deadlines, a tick and a reason that stays; empty when nothing is.
    private func override(_ doubt: String?) -> HTML {
        guard doubt != nil || self.passed != nil else { return "" }
        let signatures: HTML = doubt.html { doubt in
            let told: HTML = """
                <b>Chữ ký số chưa đạt.</b> \(doubt) Người có thẩm quyền ký số trước, cơ quan ký sau cùng; thiếu chữ ký hợp lệ thì nơi nhận chỉ \
                dùng văn bản để biết, tham khảo.
                """
            return notice(.bad, told)
        }
        let deadlines: HTML = self.passed.html { passed in
            notice(.bad, "<b>\(PassedDeadlines.title).</b> \(passed) Ban hành xong thì đổi hạn ở từng nhiệm vụ.")
        }
        let reason = Field(
            "reason", "Lý do vẫn ban hành", .area(value: self.fields?.text("reason") ?? "", rows: 2, maximum: 1000),
            hint: "Từ 10 đến 1.000 ký tự; lý do được lưu trong diễn biến.", error: self.error("reason"))
        let tick = choice(
            "anyway", "Vẫn ban hành", checked: self.fields?.isTicked("anyway") ?? false, error: self.error("anyway"))
        return signatures + deadlines + tick + reason.html
    }
}
