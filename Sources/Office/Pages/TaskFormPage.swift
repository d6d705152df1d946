import Exchange
import Pages
import Web

/// The form of a task: a new one, or one of a draft that is edited.
struct TaskFormPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    let recipients: [Recipient]
    /// Nil: a new one.
    let task: DirectiveTask?
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = self.task.map { "Sửa nhiệm vụ \($0.ordinal)" } ?? "Thêm nhiệm vụ"
        let back = "/outgoing/\(self.outgoing.id)"
        let action = self.task.map { "\(back)/tasks/\($0.id)/edit" } ?? "\(back)/tasks"
        var form = self.shell.form(action, once: self.once, version: self.outgoing.version)
        form.kind = "sheet"
        let name = self.outgoing.code?.text ?? "Dự thảo"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu nhiệm vụ")],
            """
            \(trail(name, href: back))\(pageHead(title, lead: "\(name): \(self.outgoing.subject)"))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton("Lưu nhiệm vụ"))\(button("Quay lại, chưa lưu", href: back, plain: true))"))"))
            """)
    }

    private var controls: HTML {
        let values = self.fields.map { TaskFields($0) } ?? self.task.map { TaskFields($0) } ?? TaskFields()
        return values.html(recipients: self.recipients, fault: self.fault)
    }
}

/// The form of one act on a task of an issued document, and the question before one of a draft is removed.
struct TaskActPage: Sendable, FormPage {
    let shell: Shell
    let act: TaskAct
    let outgoing: Outgoing
    let task: DirectiveTask
    /// The latest wish for more time; for its answers.
    let wish: TaskNews?
    let today: CalendarDate
    let calendar: WorkingCalendar
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = "\(self.name): nhiệm vụ \(self.task.ordinal)"
        let back = "/outgoing/\(self.outgoing.id)"
        var form = self.shell.form(
            "\(back)/tasks/\(self.task.id)/\(self.act.rawValue)", once: self.once, version: self.outgoing.version)
        form.kind = "sheet"
        let isGrave = self.act == .withdraw || self.act == .remove
        let document = self.outgoing.code?.text ?? "Dự thảo"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: isGrave ? [] : [("Ctrl + Enter", "thực hiện")],
            """
            \(trail(document, href: back))\(pageHead(title, lead: "\(document): \(self.outgoing.subject)"))\(errorSummary(errors))
            <blockquote class="said">\(self.task.text)</blockquote>
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton(self.name, main: !isGrave, grave: isGrave))\(button(TaskWords.back(self.act, on: self.task.state), href: back, plain: true))"))"))
            """)
    }

    private var name: String { TaskWords.act(self.act, on: self.task.state) }

    private var controls: HTML {
        switch self.act {
        case .grant:
            """
            \(self.asked)\(Field("note", "Ghi chú", .area(value: self.fields?.longText("note") ?? "", rows: 3, maximum: 1_000), optional: true, error: self.error("note")).html)\
            \(Self.byUpdate)
            """
        case .refuse:
            """
            \(self.asked)\(self.reason("Lý do không gia hạn"))\(Self.byUpdate)
            """
        case .finish:
            """
            \(Field("day", "Ngày hoàn thành", .date(value: self.fields?.text("day") ?? self.today.shown), hint: "Ngày/tháng/năm", error: self.error("day")).html)\
            \(Field("result", "Kết quả", .area(value: self.fields?.longText("result") ?? "", rows: 3, maximum: DirectiveTask.maximumCharacters), hint: "Ví dụ: đã có báo cáo số 12/BC-UBND.", error: self.error("result")).html)
            """
        case .changeDeadline:
            """
            <p>Thời hạn hiện nay: <b>\(TaskWords.due(self.task.due))</b></p>\
            \((self.fields.map { TaskFields($0) } ?? TaskFields(self.task)).due(fault: self.fault))\(self.reason("Lý do đổi hạn"))\(Self.byUpdate)
            """
        case .stopClock:
            """
            <p>Thời hạn hiện nay: <b>\(TaskWords.due(self.task.due))</b>. Từ hôm nay nhiệm vụ không bị tính sắp đến hạn, quá hạn.</p>\
            \(Field("kind", "Loại lý do", .select(options: [("", "Chưa chọn")] + TaskStop.Kind.allCases.map { ($0.rawValue, TaskWords.stop($0)) }, selected: self.fields?.text("kind") ?? ""), error: self.error("kind")).html)\
            \(self.reason("Lý do dừng"))\(Self.byUpdate)
            """
        case .resumeClock: "\(self.resumed)\(Self.byUpdate)"
        case .reopen where self.task.state.isReturned:
            "\(self.reason("Lý do giao lại"))\(Self.byUpdate)"
        case .reopen: "\(self.reason("Lý do mở lại"))\(Self.byUpdate)"
        case .withdraw: "\(self.reason("Lý do rút"))\(Self.byUpdate)"
        case .edit, .remove: "<p>Nhiệm vụ chưa ban hành bị xóa khỏi dự thảo; các nhiệm vụ sau được đánh số lại.</p>"
        }
    }

    private static let byUpdate: HTML = "<p class=\"quiet\">\(TaskWords.tellByUpdate)</p>"

    private var resumed: HTML {
        self.task.stop.html { stop in
            let (days, due) = stop.resumed(on: self.today, calendar: self.calendar)
            return """
                <p>\(TaskWords.told(stop)).</p>\
                <p>Đã dừng \(days) ngày làm việc: thời hạn thành <b>\(due.shown)</b>.</p>
                """
        }
    }

    /// What was asked for; the answer is to this day and no other.
    private var asked: HTML {
        let due = self.task.state.askedDue
        return """
            <input type="hidden" name="asked" value="\(due?.iso ?? "")">\
            <p>Thời hạn hiện nay: <b>\(TaskWords.dueNow(self.task))</b>. Cơ quan chủ trì xin đến: <b>\(due?.shown ?? "")</b></p>\
            \(self.wish.html { "<blockquote class=\"said\">\($0.text)</blockquote>" })
            """
    }

    private func reason(_ label: String) -> HTML {
        Field(
            "reason", label, .area(value: self.fields?.longText("reason") ?? "", rows: 3, maximum: Reason.maximum),
            hint: "Lưu trong diễn biến của văn bản. Từ \(Reason.minimum) đến \(Reason.maximum.shown) ký tự.",
            error: self.error("reason")
        ).html
    }
}
