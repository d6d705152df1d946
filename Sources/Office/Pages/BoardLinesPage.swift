import Exchange
import Pages

/// The lines behind a figure of the leaders' board.
struct BoardLinesPage: Sendable {
    let shell: Shell
    let lines: [BoardLine]
    let total: Int
    let urging: UrgingCells
    let form: BoardForm
    let views: BoardViews
    let pageNumber: Int
    let pageSize: Int
    let today: CalendarDate
    let calendar: WorkingCalendar

    private var question: BoardQuestion { self.form.question }

    private var title: String {
        let part = self.question.part.map(BoardWords.part) ?? "Việc chỉ đạo"
        return self.question.organ.map { "\(part): \(self.form.organName ?? $0.text)" } ?? part
    }

    var html: HTML {
        let head = pageHead(
            self.title, count: self.total,
            lead: "\(BoardWords.lines) Việc chưa xong có hạn gần nhất xếp trước.",
            acts: self.urging.all(self.question))
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.total) {
            self.question.list(page: $0)
        }
        let body: HTML =
            self.lines.isEmpty
            ? empty("Không có việc nào như vậy", "Bỏ bớt điều kiện hoặc trở lại bảng theo cơ quan.") : self.table
        return self.shell.page(
            "\(self.form.fault == nil && self.views.saving.fault == nil ? "" : "Lỗi: ")\(self.title) (\(self.total))",
            regions: ["#dau", "#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một việc"), ("o", "mở văn bản")],
            """
            \(trail(BoardWords.title, href: self.question.matrix()))
            <div id="dau">\(head)\(self.views.links)</div>
            \(self.form.errors)\(self.views.errors)\(self.form.html(isList: true))
            <div id="danh-sach">\(body)\(pager)</div>
            \(self.views.form(self.shell, fault: self.form.fault))
            """)
    }

    private var table: HTML {
        var table = ListTable(
            caption: self.title,
            columns: [
                .init("Số, ký hiệu", .number), .init("Việc, nơi nhận", .subject), .init("Trạng thái"),
                .init("Hạn", .when), .init("Tin mới nhất", .when),
            ],
            rows: self.lines.map(self.row))
        table.announcement = "\(self.total) việc"
        return table.html
    }

    private func row(_ line: BoardLine) -> ListTable.Row {
        let recipient = line.recipient
        let handling =
            recipient.status == nil && recipient.closure == nil
            ? Shown.transport(recipient) : Shown.handling(recipient)
        let news = line.lastNews
        let age = BoardWords.age(self.today.dayNumber - VietnamTime.date(news).dayNumber)
        return ListTable.Row(
            [
                ListTable.number(line.code?.text ?? "", line.promulgationDate.map(Shown.date) ?? ""),
                ListTable.subject(
                    line.task?.text ?? line.subject, href: line.path,
                    under: [Shown.urgency(line.urgency)] + (line.task == nil ? [] : ["\(line.subject)"])
                        + ["\(recipient.name)", "\(line.director)"] + self.urging.parts(recipient.id)),
                line.task.map(TaskPanel.state) ?? handling.html,
                line.task.map { TaskPanel.due($0, today: self.today, calendar: self.calendar) }
                    ?? Shown.due(
                        line.due, finished: line.finishedAt, isOver: line.isOut, today: self.today,
                        calendar: self.calendar),
                "\(Shown.moment(news)) <small class=\"quiet\">\(age)</small>",
            ],
            attributes: """
                 data-path="\(line.path)" data-organ="\(recipient.organ.text)"
                """)
    }
}
