import Exchange
import Pages
import Web

/// The report on issues: a conclusion in words and a table, or a sheet to be printed and signed.
struct IssueReportPage: Sendable {
    let shell: Shell
    let report: IssueReport
    let question: IssueReport.Question
    let isPrint: Bool
    /// As they stood in the address.
    let fields: FormFields
    let fault: FormFault?

    private static let path = "/statistics/issues"
    private var grouping: String { IssueReportWords.grouping(self.question.grouping) }

    var html: HTML {
        let errors = self.fault.errors
        let total = self.report.total
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(IssueReportWords.title)",
            """
            \(trail(self.isPrint ? "Báo cáo" : "Thống kê xử lý", href: self.isPrint ? "\(Self.path)?\(self.question.query)" : "/statistics"))
            \(pageHead(
                IssueReportWords.title, count: total.total,
                lead: "\(IssueReportWords.period(self.question.period)), theo \(self.grouping.lowercased()). \(IssueReportWords.conclusion(total))",
                acts: self.acts))
            \(errorSummary(errors, title: "Chưa thống kê được khoảng này"))\(self.form)
            \(self.report.rows.isEmpty
                ? empty("Không có văn bản nào phát hành trong khoảng này", "Chọn khoảng ngày khác rồi xem lại.")
                : self.isPrint ? self.sheet : self.table)
            """)
    }

    private var acts: HTML {
        guard !self.isPrint else { return printButton }
        return """
            \(button("Bản in", href: "\(Self.path)/print?\(self.question.query)"))\
            \(button("Tải .xlsx", href: "\(Self.path)/xlsx?\(self.question.query)"))
            """
    }

    private var form: HTML {
        filter(
            action: self.isPrint ? "\(Self.path)/print" : Self.path,
            [
                filterSelect(
                    "by", "Theo",
                    options: IssueReport.Grouping.allCases.map { ($0.rawValue, IssueReportWords.grouping($0)) },
                    selected: self.question.grouping.rawValue),
                filterText(
                    "from", "Từ ngày", value: self.value("from", self.question.period.lowerBound), numeric: true),
                filterText("to", "Đến ngày", value: self.value("to", self.question.period.upperBound), numeric: true),
            ], act: "Xem", isOpen: self.fault != nil)
    }

    private var table: HTML {
        let figures = IssueReportWords.columns
        let rows = self.report.rows.map { row in
            ListTable.Row(
                ["<b>\(row.name)</b>\("<small>\(row.under)</small>", if: !row.under.isEmpty)"]
                    + figures.map { "\($0.value(row.counts))" })
        }
        let total = self.report.total
        let sum = ListTable.Row(["<b>Cộng</b>"] + figures.map { "<b>\($0.value(total))</b>" })
        return ListTable(
            caption: "Văn bản đi theo \(self.grouping.lowercased())",
            columns: [.init(self.grouping, .subject)] + figures.map { .init($0.title, .count) }, rows: rows + [sum]
        ).html
    }

    /// As it is signed.
    private var sheet: HTML {
        let figures = IssueReportWords.columns
        let total = self.report.total
        let rows = self.report.rows.map { row -> [HTML] in
            ["\(row.name)\(", \(row.under)", if: !row.under.isEmpty)"] + figures.map { "\($0.value(row.counts))" }
        }
        let sum: [HTML] = ["<b>Cộng</b>"] + figures.map { "<b>\($0.value(total))</b>" }
        var sheet = PrintedRegister(
            title: IssueReportWords.title, superior: self.shell.letterhead.first ?? "",
            body: self.shell.letterhead.last ?? "", year: self.question.period.upperBound.year,
            columns: [.init(self.grouping)] + figures.map { .init($0.title, centred: true) },
            rows: rows + [sum], mark: self.shell.printMark)
        sheet.span = "\(IssueReportWords.period(self.question.period))"
        sheet.signers = [("NGƯỜI LẬP BÁO CÁO", self.shell.visit.person.fullName), ("NGƯỜI ĐỨNG ĐẦU CƠ QUAN", "")]
        return sheet.html
    }

    private func value(_ name: String, _ day: CalendarDate) -> String {
        self.fields.text(name).isEmpty
            ? day.shown : CalendarDate(self.fields.text(name))?.shown ?? self.fields.text(name)
    }
}
