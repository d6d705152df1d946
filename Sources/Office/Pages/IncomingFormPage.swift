import Exchange
import Foundation
import Pages
import Web

/// The form of one act on an incoming document, the file beside it.
struct IncomingFormPage: Sendable, FormPage {
    let shell: Shell
    let act: InternalState.Act
    let dossier: Dossier
    let choices: FormChoices
    let once: String
    let today: CalendarDate
    let calendar: WorkingCalendar
    let fields: FormFields?
    let fault: FormFault?

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        let errors = self.fault.errors
        var form = self.shell.form(
            "/incoming/\(self.incoming.id)/\(self.act.path)", once: self.once, version: self.incoming.version)
        form.kind = "sheet"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(self.title) \(self.incoming.name)",
            keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("\(self.incoming.name)", href: "/incoming/\(self.incoming.id)"))
            \(pageHead(self.title, lead: "\(self.incoming.name) của \(self.incoming.organName): \(self.incoming.subject)"))
            \(errorSummary(errors))
            <div class="split"><div>\(Shown.files(self.dossier.files, tall: true))</div>
            \(form.html("<div class=\"sheet--pad\">\(self.body)</div>\(self.foot)"))</div>
            """
        )
    }

    private var title: String {
        switch self.act {
        case .register: "Vào sổ văn bản đến"
        case .return: "Trả lại nơi gửi"
        case .submit: "Trình lãnh đạo"
        case .direct: "Bút phê"
        case .giveBack: "Trả lại văn thư"
        case .begin, .finish: "Hoàn thành"
        }
    }

    private var body: HTML {
        switch self.act {
        case .register: "\(self.given)\(self.signatures)<hr>\(self.register)"
        case .return:
            """
            \(self.given)<hr>\(self.area("reason", "Lý do trả lại", hint: "Nơi gửi sẽ đọc đúng câu này. Từ 10 đến 1.000 ký tự.", maximum: 1000))
            """
        case .submit:
            Field(
                "leader", "Trình lãnh đạo nào",
                .select(options: self.people(self.choices.leaders), selected: self.value("leader")),
                error: self.error("leader")
            ).html
        case .direct:
            DirectionFields(
                choices: self.choices, limit: self.incoming.agencyDue, mayRequireReply: self.incoming.organ != nil,
                fields: self.fields, fault: self.fault
            ).html
        case .giveBack: self.area("reason", "Lý do trả lại", hint: "Từ 10 đến 1.000 ký tự.", maximum: 1000)
        case .begin, .finish:
            """
            \(self.openTasks)\(self.area("result", "Kết quả xử lý", hint: self.isTold ? "Nơi gửi sẽ được báo 06 “Hoàn thành” ngay khi lưu." : nil, maximum: 2000))
            """
        }
    }

    /// They stay open here, and at the sender those that we reported on (`TaskState`).
    private var openTasks: HTML {
        let open = self.dossier.tasks.filter(\.isOpen)
        return open.isEmpty ? "" : notice(.near, "\(ReceivedTaskWords.stayOpen(open.map(\.ordinal)))")
    }

    private var signatures: HTML {
        SignaturePanel(
            files: self.dossier.files, verdicts: self.dossier.verdicts, channel: self.incoming.channel
        ).list
    }

    /// Whether the sender learns what becomes of it.
    private var isTold: Bool { self.incoming.channel == .hub }

    private var foot: HTML {
        let undone =
            switch self.act {
            case .register, .begin, .finish: "chưa lưu"
            case .return, .giveBack: "chưa trả"
            case .submit: "chưa trình"
            case .direct: "chưa chuyển"
            }
        let back = button("Quay lại, \(undone)", href: "/incoming/\(self.incoming.id)", plain: true)
        switch self.act {
        case .register:
            return formFoot(
                "\(submitButton("Vào sổ và trình", name: "next"))\(submitButton("Chỉ vào sổ", main: false))\(back)")
        case .return: return formFoot("\(submitButton("Trả lại nơi gửi"))\(back)")
        case .submit: return formFoot("\(submitButton("Trình"))\(back)")
        case .direct: return formFoot("\(submitButton("Ký bút phê và chuyển"))\(back)")
        case .giveBack: return formFoot("\(submitButton("Trả lại văn thư"))\(back)")
        case .begin, .finish:
            return formFoot("\(submitButton(self.isTold ? "Hoàn thành và báo nơi gửi" : "Hoàn thành"))\(back)")
        }
    }

    /// What the package says; the clerk cannot change it (office.md §4.2).
    private var given: HTML {
        let signer = self.incoming.signer.html { "<dt>Người ký</dt><dd>\($0)</dd>" }
        let due = self.incoming.senderDue.html { "<dt>Hạn nơi gửi đặt</dt><dd>\(Shown.date($0))</dd>" }
        return """
            <section aria-labelledby="tu-goi"><h2 id="tu-goi">Từ gói tin, không sửa được</h2>
            <dl class="given"><dt>Số, ký hiệu</dt><dd><b>\(self.incoming.name)</b>, \(Shown.date(self.incoming.promulgationDate))</dd>\
            <dt>Nơi gửi</dt><dd>\(self.incoming.organName)\(self.incoming.organ.html { " <span class=\"quiet\">(\($0.text))</span>" })</dd>\
            <dt>Loại văn bản</dt><dd>\(self.incoming.typeName)</dd><dt>Trích yếu</dt><dd>\(self.incoming.subject)</dd>\(signer)\
            <dt>Độ khẩn</dt><dd>\(OutgoingWords.urgency(self.incoming.urgency))</dd>\(due)</dl></section>
            """
    }

    private var register: HTML {
        let twins = self.dossier.duplicates
        let link = button("Gắn vào bản đã có…", href: "/incoming/\(self.incoming.id)/link")
        let duplicates: HTML =
            twins.isEmpty
            ? ""
            : """
            \(notice(.near, "<b>Có thể đã vào sổ.</b> Mở ra so rồi chọn: gắn vào bản đã có, hoặc vào sổ mới."))
            <ul class="links">\(twins.map(DuplicateList.item))</ul><p>\(link)</p>
            \(DuplicateList.anew(self.fields, self.fault))
            """
        return """
            <h2>Vào sổ</h2>\(duplicates)
            <dl class="given"><dt>Sổ văn bản đến</dt><dd>Năm \(self.today.year)</dd>\
            <dt>Số đến</dt><dd><b class="num">\(self.choices.nextNumber)</b> <span class="quiet">số tiếp theo, cấp khi lưu</span></dd>\
            <dt>Ngày đến</dt><dd>\(Shown.date(self.today))</dd></dl>
            \(choice("checked", "Đã xem chữ ký số và nơi nhận: văn bản gửi đúng cơ quan ta", checked: self.isTicked("checked"), error: self.error("checked")))
            \(self.due.html)
            \(MetadataFields(present: self.incoming.metadata, fields: self.fields, fault: self.fault).html)
            \(NumberFields(options: self.choices.numbers, fields: self.fields, fault: self.fault).html)
            """
    }

    /// What the sender asks is filled in; the deadline of the type is only proposed, and never over it.
    private var due: Field {
        let asked = self.incoming.senderDue.map { max($0, self.today).shown }
        let proposal = self.choices.typeDeadline.flatMap {
            DueProposal($0, from: self.today, today: self.today, self.calendar)
        }
        let typed = self.fields.map { $0.text("due") } ?? asked ?? ""
        let isTaken = self.fields.map(DueProposal.isTaken) ?? false
        let value = isTaken && typed.isEmpty ? proposal?.day.shown ?? "" : typed
        var field = Field(
            "due", "Hạn xử lý", .date(value: value), hint: "Ngày/tháng/năm", optional: true, error: self.error("due"))
        if let proposal, value.isEmpty {
            field.suggestion = .open(
                origin: proposal.words, name: DueProposal.take, value: "yes", spoken: proposal.day.shown)
        } else if let proposal, value == proposal.day.shown, asked == nil {
            field.suggestion = .confirmed(origin: proposal.words)
        } else if asked != nil {
            field.origin = ["Gợi ý theo hạn nơi gửi đặt", proposal?.words].compactMap { $0 }.joined(separator: ". ")
        }
        return field
    }

    private func area(_ name: String, _ label: String, hint: String?, maximum: Int) -> HTML {
        Field(
            name, label, .area(value: self.value(name), rows: 4, maximum: maximum), hint: hint, error: self.error(name)
        ).html
    }

    private func people(_ people: [Person]) -> [(value: String, label: String)] {
        [("", "Chưa chọn")] + people.map { ($0.id, "\($0.fullName), \($0.title)") }
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
    private func isTicked(_ name: String) -> Bool { self.fields?.isTicked(name) ?? false }
}
