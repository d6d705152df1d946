import Exchange
import Pages

/// The leaders' board: agencies by part, each figure a link to its list, the sums in words above.
struct BoardPage: Sendable {
    let shell: Shell
    let matrix: BoardMatrix
    let changes: BoardChanges
    let form: BoardForm
    let views: BoardViews
    let pageNumber: Int
    let pageSize: Int

    private var question: BoardQuestion { self.form.question }

    var html: HTML {
        let total = self.matrix.total
        let head = pageHead(
            BoardWords.title, count: total.total,
            lead: "\(BoardWords.lines) Trạng thái từ nơi nhận tự về trang này.",
            acts: button(TaskWords.title, href: "/tasks"))
        return self.shell.page(
            "\(self.form.fault == nil && self.views.saving.fault == nil ? "" : "Lỗi: ")\(BoardWords.title) (\(total.total))",
            regions: ["#dau", "#bang", "#danh-muc"],
            keys: [("j k", "xuống, lên một cơ quan"), ("o", "mở các việc của cơ quan")],
            """
            <div id="dau">\(head)\(self.conclusion)\(self.views.links)</div>
            \(BoardTabs.html(.agencies, self.question))\(self.form.errors)\(self.views.errors)\(self.form.html(isList: false))
            <div id="bang">\(self.body)</div>
            \(self.views.form(self.shell, fault: self.form.fault))
            """)
    }

    private var conclusion: HTML {
        let total = self.matrix.total
        let out: HTML =
            total[.out] == 0
            ? "" : " <a href=\"\(url: self.question.list(part: .out))\">\(BoardWords.out(total[.out]))</a>"
        guard total.total > 0 else { return total[.out] > 0 ? notice(.plain, out) : "" }
        return notice(
            total[.late] > 0 ? .bad : total[.near] + total[.notReceived] > 0 ? .near : .good,
            "\(BoardWords.conclusion(total))\(out)")
    }

    private var body: HTML {
        guard !self.matrix.rows.isEmpty else {
            return self.question.pairs.isEmpty
                ? empty("Chưa có văn bản chỉ đạo nào", BoardWords.emptiness)
                : empty("Không có việc nào như vậy", "Bỏ bớt điều kiện rồi lọc lại.")
        }
        let total = self.matrix.total
        let steps = Progress.Step.allCases.map {
            TallyItem($0.name, total.at($0), href: self.question.list(step: $0))
        }
        let waiting = TallyItem(
            BoardWords.part(.notReceived), total[.notReceived], href: self.question.list(part: .notReceived))
        let rows = self.matrix.rows.dropFirst((self.pageNumber - 1) * self.pageSize).prefix(self.pageSize)
        var table = Matrix(
            caption: "Việc theo cơ quan và tình trạng, nhiều quá hạn xếp trước", head: "Cơ quan",
            columns: BoardPart.counted.map { part in
                let (group, title) = BoardWords.column(part)
                return Matrix.Column(title, group: group, mark: Self.mark(part), tone: Self.tone(part))
            } + [Matrix.Column("Tổng")],
            rows: rows.map { row in self.row(row.name, row.organ, row.counts) },
            total: self.row("Tất cả", nil, total))
        table.announcement = BoardWords.conclusion(total)
        let pager = pager(page: self.pageNumber, size: self.pageSize, total: self.matrix.rows.count) {
            self.question.matrix(page: $0)
        }
        return tally([waiting] + steps) + table.html + pager + self.week
    }

    /// What entered and left each part since a week before, each figure its list.
    private var week: HTML {
        let day = self.changes.past.day.shown
        let table = Matrix(
            caption: "\(BoardWords.changes), theo tình trạng", head: "Tình trạng",
            columns: [
                .init("Tuần trước"), .init("Thêm", group: "Trong tuần"), .init("Bớt", group: "Trong tuần"),
                .init("Hiện nay"),
            ],
            rows: BoardPart.counted.map { self.week($0, BoardWords.part($0)) }, total: self.week(nil, "Tất cả"))
        let moved: HTML =
            self.changes.count(.moved) == 0
            ? ""
            : "<p><a href=\"\(url: self.question.list(change: .moved))\">\(BoardWords.change(.moved))</a></p>"
        return panel(
            BoardWords.changes, id: "tuan-truoc",
            "<div class=\"sheet--pad\"><p>\(BoardWords.changes(self.changes, day: day))</p>\(moved)</div>\(table.html)")
    }

    /// `part` nil: of the six together.
    private func week(_ part: BoardPart?, _ name: String) -> Matrix.Row {
        let now = self.matrix.total
        let past = [BoardChange.then, .entered, .left].map { change in
            Matrix.Figure(self.changes.count(change, part), href: self.question.list(part: part, change: change))
        }
        let href = self.question.list(part: part)
        return Matrix.Row(
            name, href: href, figures: past + [.init(part.map { now[$0] } ?? now.total, href: href)])
    }

    private func row(_ name: String, _ organ: OrganCode?, _ counts: BoardMatrix.Counts) -> Matrix.Row {
        Matrix.Row(
            name, href: self.question.list(organ: organ),
            figures: BoardPart.counted.map { .init(counts[$0], href: self.question.list(organ: organ, part: $0)) }
                + [.init(counts.total, href: self.question.list(organ: organ))],
            attributes: organ.html { " data-organ=\"\($0.text)\"" })
    }

    static func mark(_ part: BoardPart) -> Mark.Kind {
        switch part {
        case .finished: .done
        case .finishedLate: .doneLate
        case .inTime: .inTime
        case .near: .near
        case .late: .late
        case .notReceived, .out: .none
        }
    }

    private static func tone(_ part: BoardPart) -> Matrix.Tone {
        switch part {
        case .near: .near
        case .late: .late
        default: .plain
        }
    }
}
