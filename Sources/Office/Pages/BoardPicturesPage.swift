import Exchange
import Pages

/// The leaders' board as pictures: progress by agency, how old what is late is, how long the steps took, the flow over a year.
struct BoardPicturesPage: Sendable {
    let shell: Shell
    let pictures: BoardPictures
    let form: BoardForm
    let views: BoardViews

    /// Agencies that have a bar of their own: those with most that is late.
    static let agencies = 20

    var html: HTML {
        let total = self.pictures.matrix.total.total
        let head = pageHead(BoardWords.title, count: total, lead: BoardWords.picturesLead)
        let body: HTML =
            total == 0
            ? empty("Chưa có gì để vẽ", "Bỏ bớt điều kiện, hoặc chờ văn bản chỉ đạo đầu tiên được ban hành.")
            : "\(self.progress)\(self.ageing)\(self.steps)\(self.flow)"
        return self.shell.page(
            "\(self.form.fault == nil && self.views.saving.fault == nil ? "" : "Lỗi: ")\(BoardWords.title) (\(total))",
            regions: ["#dau", "#bang", "#danh-muc"],
            """
            <div id="dau">\(head)\(self.views.links)</div>
            \(BoardTabs.html(.pictures, self.form.question))\(self.form.errors)\(self.views.errors)\(self.form.html(isList: false))
            <div id="bang">\(body)</div>
            \(self.views.form(self.shell, fault: self.form.fault))
            """)
    }

    private var progress: HTML {
        let rows = self.pictures.matrix.rows
        let bars = rows.prefix(Self.agencies).map { row in
            BarChart.Row(
                row.name, BoardPart.counted.map { row.counts[$0] },
                label: BoardWords.lateOf(row.counts[.late], row.counts.total))
        }
        // A bar of all of them would make the others too short to be read.
        let others = rows.dropFirst(Self.agencies).map(\.counts)
        let note =
            others.isEmpty
            ? BoardWords.progressNote
            : BoardWords.progressNote(
                shown: bars.count, others: others.count, late: others.reduce(0) { $0 + $1[.late] },
                of: others.reduce(0) { $0 + $1.total })
        return BarChart(
            conclusion: BoardWords.conclusion(self.pictures.matrix.total), note: note,
            head: "Cơ quan",
            series: BoardPart.counted.map { part in
                let (shape, colour) = Self.look(part)
                return .init(BoardWords.part(part), shape, colour)
            }, rows: bars
        ).html
    }

    private static func look(_ part: BoardPart) -> (BarChart.Shape, BarChart.Colour) {
        switch part {
        case .finished: (.half, .green)
        case .finishedLate: (.striped, .green)
        case .inTime: (.thin, .blue)
        case .near: (.hollow, .amber)
        case .late: (.solid, .red)
        case .notReceived, .out: (.rails, .soft)
        }
    }

    private var ageing: HTML {
        let late = self.pictures.late
        return BarChart(
            conclusion: BoardWords.ageing(late), note: "Việc quá hạn theo số ngày đã quá", head: "Đã quá hạn",
            series: [.init("Số việc", .solid, .red)],
            rows: late.map { .init(BoardWords.age($0.bucket), [$0.lines], label: "\($0.lines)") }
        ).html
    }

    private var steps: HTML {
        let steps = self.pictures.steps
        return BarChart(
            conclusion: BoardWords.slowest(steps), note: BoardWords.stepsNote, head: "Bước",
            series: [.init("Trung vị (ngày)", .solid, .blue), .init("Lâu nhất (ngày)", .hollow, .amber)],
            rows: steps.map { step in
                .init(step.step.name, [step.median ?? 0, step.worst ?? 0], label: BoardWords.time(step))
            }, isStacked: false
        ).html
    }

    private var flow: HTML {
        let months = self.pictures.months
        return BarChart(
            conclusion: BoardWords.flow(months), note: "Việc giao và việc hoàn thành theo tháng", head: "Tháng",
            series: [.init("Giao", .solid, .blue), .init("Hoàn thành", .hollow, .amber)],
            rows: months.map {
                .init("\($0.month)/\($0.year)", [$0.issued, $0.finished], label: "\($0.issued) / \($0.finished)")
            }, isStacked: false
        ).html
    }
}
