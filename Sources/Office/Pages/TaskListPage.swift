import Exchange
import Pages
import Web

/// The tasks of all issued directives: counts by part, a list, each row leads to the task on its document's page.
struct TaskListPage: Sendable {
    let shell: Shell
    let list: TaskList
    /// As they stood in the address.
    let fields: FormFields
    let question: BoardQuestion
    let fault: FormFault?
    let pageNumber: Int
    let today: CalendarDate
    let calendar: WorkingCalendar

    private var total: Int { self.list.total(self.question) }

    private var title: String {
        self.question.part.map { "\(TaskWords.title): \(BoardWords.part($0))" } ?? TaskWords.title
    }

    var html: HTML {
        let head = pageHead(
            self.title, count: self.total,
            lead:
                "Trạng thái theo báo cáo của cơ quan chủ trì, hoặc theo xác nhận của người chỉ đạo; chưa xong, hạn gần nhất xếp trước."
        )
        let pager = pager(page: self.pageNumber, size: TaskRoutes.size, total: self.total) {
            self.question.tasks(page: $0)
        }
        let errors = errorSummary(
            self.fault.errors, title: "Chưa lọc được")
        return self.shell.page(
            "\(self.fault == nil ? "" : "Lỗi: ")\(self.title) (\(self.total))",
            regions: ["#dau", "#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một nhiệm vụ"), ("o", "mở văn bản")],
            """
            <div id="dau">\(head)\(self.tally)\(self.waiting)</div>\(errors)\(self.form)
            <div id="danh-sach">\(self.body)\(pager)</div>
            """)
    }

    private var tally: HTML {
        let parts = BoardPart.counted.map { part in
            TallyItem(
                BoardWords.part(part), self.list.counts[part, default: 0], href: self.question.tasks(part: part),
                bad: part == .late)
        }
        let out = self.list.counts[.out, default: 0]
        let others: HTML =
            out == 0
            ? ""
            : "<p class=\"small\"><a href=\"\(url: self.question.tasks(part: .out))\">\(out) nhiệm vụ không tính: đã rút, nơi nhận trả lại, thu hồi, thay thế</a></p>"
        return "\(Pages.tally(parts))\(others)"
    }

    /// What asks for an answer, whatever the filter.
    private var waiting: HTML {
        guard !self.list.waiting.isEmpty else { return "" }
        let items = self.list.waiting.map { task -> HTML in
            let what =
                task.state.isReturned
                ? Mark(.late, TaskWords.state(task.state))
                : Mark(.near, "Xin gia hạn đến \(task.state.askedDue?.shown ?? "")")
            return """
                <li><a href="\(url: task.path)">\(task.code?.text ?? ""), nhiệm vụ \(task.ordinal)</a> \(what.html) \(task.lead.name)</li>
                """
        }
        let more: HTML =
            self.list.waiting.count < TaskList.maximumWaiting
            ? "" : "<p class=\"small quiet\">Kể \(TaskList.maximumWaiting) nhiệm vụ chờ lâu nhất.</p>"
        return panel("Chờ trả lời", id: "cho-tra-loi", "<ul class=\"links\">\(items)</ul>\(more)")
    }

    private var form: HTML {
        let part = filterSelect(
            "part", "Tình trạng",
            options: [("", "Tất cả")] + BoardPart.allCases.map { ($0.rawValue, BoardWords.part($0)) },
            selected: self.fields.text("part"))
        return filter(
            action: "/tasks",
            [
                part, filterText("agency", "Cơ quan chủ trì", value: self.fields.text("agency"), size: 20),
                filterText("from", "Ban hành từ ngày", value: self.fields.text("from"), numeric: true),
                filterText("to", "Đến ngày", value: self.fields.text("to"), numeric: true),
            ], act: "Lọc",
            chips: self.question.pairs.map { name, value in
                Chip(self.words(name, value), remove: self.question.tasks(without: name))
            }, isOpen: self.fault != nil)
    }

    private func words(_ name: String, _ value: String) -> String {
        switch name {
        case "from": "Ban hành từ \(value)"
        case "to": "Ban hành đến \(value)"
        case "agency": "Cơ quan chủ trì: \(value)"
        case "part": self.question.part.map(BoardWords.part) ?? value
        default: value
        }
    }

    private var body: HTML {
        guard !self.list.tasks.isEmpty else {
            return self.question.pairs.isEmpty
                ? empty("Chưa có nhiệm vụ nào", TaskWords.emptiness)
                : empty("Không có nhiệm vụ nào như vậy", "Bỏ bớt điều kiện rồi lọc lại.")
        }
        var table = ListTable(
            caption: self.title,
            columns: [
                .init("Số, ký hiệu", .number), .init("Nhiệm vụ, cơ quan", .subject), .init("Trạng thái"),
                .init("Thời hạn", .when), .init("Tin mới nhất", .when),
            ], rows: self.list.tasks.map(self.row))
        table.announcement = "\(self.total) nhiệm vụ"
        return table.html
    }

    private func row(_ task: DirectiveTask) -> ListTable.Row {
        ListTable.Row(
            [
                ListTable.number(task.code?.text ?? "", task.promulgationDate.map(Shown.date) ?? ""),
                "\(ListTable.subject(task.text, href: task.path, under: ["\(task.subject)"]))\(TaskPanel.under(task))",
                TaskPanel.state(task), TaskPanel.due(task, today: self.today, calendar: self.calendar),
                TaskPanel.news(task, today: self.today),
            ], attributes: " data-organ=\"\(task.lead.organ.text)\" data-task-part=\"\(task.state.part.rawValue)\"")
    }
}
