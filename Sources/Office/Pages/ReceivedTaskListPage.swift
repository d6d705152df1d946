import Exchange
import Pages

/// The tasks that were given to us: counts by part, a list, each row leads to the task on its document's page.
struct ReceivedTaskListPage: Sendable {
    let shell: Shell
    let list: ReceivedTaskList
    /// Nil: what is open.
    let part: ReceivedTaskPart?
    let role: Role
    let pageNumber: Int
    let today: CalendarDate
    let calendar: WorkingCalendar

    private var total: Int { self.list.total(self.part) }

    private var title: String {
        self.part.map { "\(ReceivedTaskWords.title): \(ReceivedTaskWords.part($0))" } ?? ReceivedTaskWords.title
    }

    private var seesAll: Bool { self.role == .clerk || self.role == .leader }

    private static func address(_ part: ReceivedTaskPart?, page: Int = 1) -> String {
        BoardQuestion.address("/received-tasks", part.map { [(name: "part", value: $0.rawValue)] } ?? [], page)
    }

    var html: HTML {
        let head = pageHead(
            self.title, count: self.total,
            lead: self.seesAll
                ? "Nhiệm vụ mà văn bản chỉ đạo của cơ quan khác giao cơ quan ta; hạn gần nhất xếp trước."
                : "Nhiệm vụ mà đơn vị của bạn đang giữ, theo hạn của đơn vị; hạn gần nhất xếp trước.")
        let pager = pager(page: self.pageNumber, size: ReceivedTaskRoutes.size, total: self.total) {
            Self.address(self.part, page: $0)
        }
        return self.shell.page(
            "\(self.title) (\(self.total))", regions: ["#dau", "#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một nhiệm vụ"), ("o", "mở văn bản")],
            """
            <div id="dau">\(head)\(self.tally)</div>
            <div id="danh-sach">\(self.body)\(pager)</div>
            """)
    }

    private var tally: HTML {
        let parts = (ReceivedTaskPart.open + [.finished]).map { part in
            TallyItem(
                ReceivedTaskWords.part(part), self.list.counts[part, default: 0], href: Self.address(part),
                bad: part == .late)
        }
        let out = self.list.counts[.out, default: 0]
        let outLink: HTML = "<a href=\"\(url: Self.address(.out))\">\(out) nhiệm vụ đã trả lại hoặc nơi giao đã rút</a>"
        let allLink: HTML = "<a href=\"/received-tasks\">Mọi nhiệm vụ chưa xong</a>"
        let links = [out > 0 ? outLink : "", self.part == nil ? "" : allLink].filter { !$0.isEmpty }
        let line: HTML = links.isEmpty ? "" : "<p class=\"small\">\(HTML.joined(links.map { "\($0) " }))</p>"
        return "\(Pages.tally(parts))\(line)"
    }

    private var body: HTML {
        guard !self.list.lines.isEmpty else {
            let words = ReceivedTaskWords.emptiness(self.part)
            return empty(words.title, words.text)
        }
        var table = ListTable(
            caption: self.title,
            columns: [
                .init("Số, ký hiệu", .number), .init("Nhiệm vụ", .subject), .init("Trạng thái"),
                .init("Thời hạn", .when), .init("Báo cáo gần nhất"),
            ], rows: self.list.lines.map(self.row))
        table.announcement = "\(self.total) nhiệm vụ"
        return table.html
    }

    private func row(_ line: ReceivedTaskList.Line) -> ListTable.Row {
        let task = line.task
        let subject = ListTable.subject(task.text, href: task.path, under: ["\(line.organName): \(line.subject)"])
        return ListTable.Row(
            [
                ListTable.number(line.code.shown, Shown.date(line.promulgationDate)),
                "\(subject)\(ReceivedTaskPanel.under(task))", ReceivedTaskPanel.state(task),
                ReceivedTaskPanel.due(task, line.due, today: self.today, calendar: self.calendar),
                ReceivedTaskPanel.report(task),
            ], attributes: " data-received-part=\"\(line.part.rawValue)\"")
    }
}
