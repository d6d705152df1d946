import Exchange
import Pages
import Web

/// The lists of urging: reports that are owed, receivers that need a leader, the letters.
struct UrgingListPage: Sendable {
    let shell: Shell
    let question: UrgingQuestion
    let counts: UrgingCounts
    let lines: [UrgingLine]
    let letters: [Outgoing]
    /// As they stood in the address.
    let fields: FormFields
    let fault: FormFault?
    let pageNumber: Int
    let person: Person
    let today: CalendarDate
    let calendar: WorkingCalendar

    private var view: UrgingView { self.question.view }
    private var total: Int { self.counts.count(self.view) }

    var html: HTML {
        let title = UrgingWords.view(self.view)
        let urge: HTML =
            self.view == .letters || self.counts.late == 0 || !UrgingRule.isOffered(to: self.person)
            ? "" : button(UrgingWords.all(self.counts.late), href: self.question.urgingPath, main: true)
        let head = pageHead(
            "\(UrgingWords.title): \(title)", count: self.total, lead: UrgingWords.duty(self.question), acts: urge)
        let links = UrgingView.allCases.map { view in
            Tab(
                UrgingWords.view(view), href: self.question.path(view), count: self.counts.count(view),
                isCurrent: view == self.view)
        }
        let pager = pager(page: self.pageNumber, size: UrgingRoutes.size, total: self.total) {
            self.question.path(page: $0)
        }
        let errors = errorSummary(
            self.fault.errors, title: "Chưa lọc được")
        return self.shell.page(
            "\(self.fault == nil ? "" : "Lỗi: ")\(title) (\(self.total))",
            regions: ["#dau", "#danh-sach", "#danh-muc"],
            keys: [("j k", "xuống, lên một dòng"), ("o", "mở văn bản")],
            """
            <div id="dau">\(head)\(tabs(links))</div>\(errors)\(self.form)
            <div id="danh-sach">\(self.body)\(pager)</div>
            """)
    }

    private var form: HTML {
        guard self.view != .letters else { return "" }
        var controls = [filterText("agency", "Tên cơ quan", value: self.fields.text("agency"), size: 20)]
        if self.view == .intervene {
            controls += [
                filterText(
                    "days", "Quá hạn hơn (ngày làm việc)", value: self.typed("days", self.question.days), size: 4,
                    numeric: true),
                filterText(
                    "times", "Đã đôn đốc mà chưa có tin, từ (lần)", value: self.typed("times", self.question.times),
                    size: 4,
                    numeric: true),
            ]
        }
        let chips =
            self.question.agency.isEmpty
            ? []
            : [Chip("Tên cơ quan: \(self.question.agency)", remove: self.withoutAgency)]
        return filter(
            action: "/urging", keep: [("view", self.view.rawValue)], controls, act: "Lọc", chips: chips,
            isOpen: self.fault != nil)
    }

    private func typed(_ name: String, _ value: Int) -> String { self.fields.optional(name) ?? String(value) }

    private var withoutAgency: String {
        var question = self.question
        question.agency = ""
        return question.path()
    }

    private var body: HTML {
        guard self.view != .letters else {
            return self.letters.isEmpty ? self.nothing : self.letterTable
        }
        guard !self.lines.isEmpty else { return self.nothing }
        var table = ListTable(
            caption: UrgingWords.view(self.view),
            columns: [
                .init("Số, ký hiệu", .number), .init("Trích yếu, nơi nhận", .subject), .init("Trạng thái"),
                .init("Hạn", .when), .init("Tin mới nhất", .when),
            ],
            rows: self.lines.map(self.row))
        table.announcement = "\(self.total) dòng"
        return table.html
    }

    private var nothing: HTML {
        let (title, text) = UrgingWords.emptiness(self.view)
        return empty(title, text)
    }

    private func row(_ line: UrgingLine) -> ListTable.Row {
        let cells = UrgingCells([line], for: self.person, today: self.today)
        let state: HTML =
            self.view == .owed
            ? Mark(line.isLate ? .late : .near, UrgingWords.view(.owed)).html
            : line.inVain == 0 ? "" : Mark(.late, UrgingWords.inVain(line.inVain), wrap: true).html
        let handling =
            line.recipient.status == nil ? Shown.transport(line.recipient) : Shown.handling(line.recipient)
        let news: HTML = line.lastNews.html { news in
            let age = BoardWords.age(self.today.dayNumber - VietnamTime.date(news).dayNumber)
            return "\(Shown.moment(news)) <small class=\"quiet\">\(age)</small>"
        }
        return ListTable.Row(
            [
                ListTable.number(line.code?.text ?? "", line.promulgationDate.map(Shown.date) ?? ""),
                ListTable.subject(
                    line.subject, href: line.path,
                    under: [Shown.urgency(line.urgency), "\(line.recipient.name)", "\(line.signerName)"]
                        + cells.parts(line.recipient.id)),
                "\(state) \(handling.html)", Shown.due(line.due, today: self.today, calendar: self.calendar), news,
            ],
            attributes: " data-path=\"\(line.path)\" data-organ=\"\(line.recipient.organ.text)\"")
    }

    private var letterTable: HTML {
        var table = ListTable(
            caption: UrgingWords.view(.letters),
            columns: [
                .init("Số, ký hiệu", .number), .init("Trích yếu", .subject), .init("Trạng thái"),
                .init("Nơi nhận", .count),
            ],
            rows: self.letters.map { outgoing in
                ListTable.Row(
                    [
                        ListTable.number(
                            outgoing.code?.text ?? "…/\(outgoing.notation)",
                            outgoing.promulgationDate.map(Shown.date) ?? ""),
                        ListTable.subject(
                            outgoing.subject, href: "/outgoing/\(outgoing.id)",
                            under: ["soạn: \(outgoing.drafterName)", "ký: \(outgoing.approverName)"]),
                        Shown.state(outgoing), "\(outgoing.reach.recipients)",
                    ],
                    attributes: " data-path=\"/outgoing/\(outgoing.id)\"")
            })
        table.announcement = "\(self.total) công văn"
        return table.html
    }
}
