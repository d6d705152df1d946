import Exchange
import Pages
import Web

/// The form of one act on a task that was given to us, or the question before it.
struct ReceivedTaskPage: Sendable, FormPage {
    let shell: Shell
    let act: ReceivedTaskAct
    let incoming: Incoming
    let task: ReceivedTask
    /// The units that have the document, and all others that may be named.
    let holding: [Unit]
    let others: [Unit]
    /// Whether more than one unit may be named.
    let names: Bool
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = "\(ReceivedTaskWords.act(self.act)): nhiệm vụ \(self.task.ordinal)"
        let back = "/incoming/\(self.incoming.id)"
        var form = self.shell.form(
            "\(back)/received-tasks/\(self.task.id)/\(self.act.rawValue)", once: self.once,
            version: self.incoming.version)
        form.kind = "sheet"
        let isGrave = self.act == .return
        let foot: HTML = """
            \(submitButton(ReceivedTaskWords.act(self.act), main: !isGrave, grave: isGrave))\
            \(button(ReceivedTaskWords.back(self.act), href: back, plain: true))
            """
        let lead = "\(self.incoming.name) của \(self.incoming.organName): \(self.incoming.subject)"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: isGrave ? [] : [("Ctrl + Enter", "thực hiện")],
            """
            \(trail(self.incoming.name, href: back))\(pageHead(title, lead: lead))\(errorSummary(errors))
            <blockquote class="said">\(self.task.text)</blockquote>
            \(form.html("<div class=\"sheet--pad\">\(self.given)\(self.controls)</div>\(formFoot(foot))"))
            """)
    }

    private var given: HTML {
        """
        <dl class="given"><dt>Thời hạn</dt>\
        <dd>\(self.task.due.map(Shown.date) ?? "\(self.task.isStopped ? TaskWords.stopped : TaskWords.standing)")</dd>\
        <dt>Gửi về</dt><dd>\(TaskWords.comesBack(self.task.comesBack))</dd></dl>
        """
    }

    private var controls: HTML {
        let told = ReceivedTaskWords.told(self.act)
        switch self.act {
        case .accept: return "<p>\(told)</p>"
        case .give:
            let unit = Field(
                "unit", "Đơn vị",
                .select(options: self.units, selected: self.fields?.text("unit") ?? self.task.unit?.id ?? ""),
                hint: told, error: self.error("unit"))
            let due = Field(
                "due", "Hạn của đơn vị",
                .date(value: self.fields?.text("due") ?? self.task.unitDue?.shown ?? ""),
                hint: "Ngày/tháng/năm; để trống: theo thời hạn của nhiệm vụ.", optional: true,
                error: self.error("due"))
            return "\(unit.html)\(self.supporting)\(due.html)"
        case .progress: return self.area("text", "Tiến độ", told)
        case .finish:
            let open = ReceivedTaskWords.unfinished(self.task.supporting).html { notice(.near, "\($0)") }
            return "\(open)\(self.area("text", "Kết quả", "Ví dụ: đã gửi báo cáo số 12/BC-UBND. \(told)"))"
        case .reportPart:
            let done = choice(
                "done", "Phần việc của đơn vị đã xong", checked: self.fields?.isTicked("done") ?? false)
            return "\(self.area("text", "Đơn vị đã làm gì", told))\(done)"
        case .askExtension:
            let due = Field(
                "due", "Xin gia hạn đến", .date(value: self.fields?.text("due") ?? ""), hint: "Ngày/tháng/năm",
                error: self.error("due"))
            return "\(due.html)\(self.area("reason", "Lý do xin gia hạn", told))"
        case .return: return self.area("reason", "Lý do trả lại", told)
        }
    }

    /// Units beside the one that leads; a head names the own unit alone.
    private var supporting: HTML {
        guard self.names else { return "" }
        return Field(
            "support", "Phối hợp",
            .several(
                options: self.units.filter { !$0.value.isEmpty },
                selected: Set(self.fields?.all("support") ?? self.task.supporting.map(\.unit.id))),
            hint: "Đơn vị phối hợp báo phần việc của mình; nhiệm vụ xong khi đơn vị chủ trì báo hoàn thành.",
            optional: true, error: self.error("support")
        ).html
    }

    /// Those that have the document first.
    private var units: [(value: String, label: String)] {
        let others = self.others.filter { !self.holding.contains($0) }
        return [("", "Chưa chọn")] + self.holding.map { ($0.id, $0.name) }
            + others.map { ($0.id, "\($0.name) (được giao thêm văn bản, phối hợp)") }
    }

    private func area(_ name: String, _ label: String, _ hint: String) -> HTML {
        Field(
            name, label,
            .area(value: self.fields?.longText(name) ?? "", rows: 4, maximum: TaskReport.maximumCharacters), hint: hint,
            error: self.error(name)
        ).html
    }
}
