import Exchange
import Pages
import Web

/// Figures of the work that was given out, with a conclusion in words above and a table below.
struct StatisticsPage: Sendable {
    let shell: Shell
    let statistics: Statistics
    let grouping: Statistics.Grouping
    let period: ClosedRange<CalendarDate>
    /// As they stood in the address.
    let fields: FormFields
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let query = "by=\(self.grouping.rawValue)&from=\(self.period.lowerBound.iso)&to=\(self.period.upperBound.iso)"
        let total = self.statistics.total
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Thống kê xử lý",
            """
            \(pageHead(
                "Thống kê xử lý", count: total.total,
                lead: "Việc giao từ \(self.period.lowerBound.shown) đến \(self.period.upperBound.shown), chủ trì và phối hợp. \(StatisticsWords.conclusion(total))",
                acts: "\(self.periodReport)\(button("Báo cáo văn bản đi", href: "/statistics/issues"))\(button("Tải .xlsx", href: "/statistics/xlsx?\(query)"))"))
            \(errorSummary(errors, title: "Chưa thống kê được khoảng này"))\(self.form)
            \(self.statistics.rows.isEmpty
                ? empty("Không có việc nào được giao trong khoảng này", "Chọn khoảng ngày khác rồi xem lại.") : self.table)
            """)
    }

    private var periodReport: HTML {
        PeriodReportRule.refusal(of: self.shell.visit.person) == nil
            ? button("Báo cáo tuần, tháng", href: PeriodReportRoutes.path) : ""
    }

    private var form: HTML {
        filter(
            action: "/statistics",
            [
                filterSelect(
                    "by", "Theo",
                    options: Statistics.Grouping.allCases.map { ($0.rawValue, StatisticsWords.grouping($0)) },
                    selected: self.grouping.rawValue),
                filterText("from", "Từ ngày", value: self.value("from", self.period.lowerBound), numeric: true),
                filterText("to", "Đến ngày", value: self.value("to", self.period.upperBound), numeric: true),
            ], act: "Xem", isOpen: self.fault != nil)
    }

    private var table: HTML {
        let figures = StatisticsWords.columns
        let rows = self.statistics.rows.map { row in
            ListTable.Row(
                ["<b>\(row.name)</b>\("<small>\(row.under)</small>", if: !row.under.isEmpty)"]
                    + figures.map { "\($0.value(row.counts))" })
        }
        let total = self.statistics.total
        let sum = ListTable.Row(["<b>Cộng</b>"] + figures.map { "<b>\($0.value(total))</b>" })
        return ListTable(
            caption: "Thống kê theo \(StatisticsWords.grouping(self.grouping).lowercased())",
            columns: [.init(StatisticsWords.grouping(self.grouping), .subject)]
                + figures.map { .init($0.title, .count) },
            rows: rows + [sum]
        ).html
    }

    private func value(_ name: String, _ day: CalendarDate) -> String {
        self.fields.text(name).isEmpty ? day.shown : self.fields.text(name)
    }
}
