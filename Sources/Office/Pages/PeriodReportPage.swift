import Exchange
import Pages
import Web

/// The weekly and monthly report: the sums in words, a table for each part, or one sheet to be printed and signed.
struct PeriodReportPage: Sendable {
    let shell: Shell
    let report: PeriodReport
    let today: CalendarDate
    let isPrint: Bool
    /// As they stood in the address.
    let fields: FormFields
    let fault: FormFault?

    private static let path = PeriodReportRoutes.path
    private var period: ReportPeriod { self.report.period }
    private var title: String { PeriodReportWords.title(self.period.kind) }

    var html: HTML {
        let errors = self.fault.errors
        // Administrators read no other statistics.
        let up: HTML =
            self.isPrint
            ? trail("Báo cáo", href: "\(Self.path)?\(self.period.query)")
            : self.shell.visit.person.role == .admin ? "" : trail("Thống kê xử lý", href: "/statistics")
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(self.title)",
            """
            \(up)
            \(pageHead(
                self.title,
                lead: "\(PeriodReportWords.span(self.report)); số trong ngoặc là của kỳ trước. \(PeriodReportWords.conclusion(self.report))",
                acts: self.acts))
            \(errorSummary(errors, title: "Chưa lập được báo cáo kỳ này"))\(self.form)
            \(self.isPrint ? self.sheet : HTML.joined(PeriodReportWords.Part.allCases.map(self.section)))
            """)
    }

    private var acts: HTML {
        guard !self.isPrint else { return printButton }
        let after = self.period.after
        return """
            \(button("Kỳ trước", href: "\(Self.path)?\(self.period.before.query)"))\
            \(button("Kỳ sau", href: "\(Self.path)?\(after.query)"), if: after.first <= self.today)\
            \(button("Bản in", href: "\(Self.path)/print?\(self.period.query)"))\
            \(button("Tải .xlsx", href: "\(Self.path)/xlsx?\(self.period.query)"))
            """
    }

    private var form: HTML {
        let day = self.fields.text("day")
        return filter(
            action: self.isPrint ? "\(Self.path)/print" : Self.path,
            [
                filterSelect(
                    "kind", "Kỳ",
                    options: ReportPeriod.Kind.allCases.map { ($0.rawValue, PeriodReportWords.kind($0)) },
                    selected: self.period.kind.rawValue),
                filterText(
                    "day", "Kỳ có ngày",
                    value: day.isEmpty ? self.period.first.shown : CalendarDate(day)?.shown ?? day, numeric: true),
            ], act: "Xem")
    }

    private func section(_ part: PeriodReportWords.Part) -> HTML {
        let lines = PeriodReportWords.lines(self.report).filter { $0.part == part }
        let columns = PeriodReportWords.columns.prefix(part.columns)
        let id = "phan-\(part)"
        let body: HTML =
            lines.isEmpty
            ? empty("Không có việc nào trong kỳ này và kỳ trước", "Chọn kỳ khác rồi xem lại.")
            : ListTable(
                caption: part.title, columns: [.init(part.head, .subject)] + columns.map { .init($0.title, .count) },
                rows: lines.map { line in
                    ListTable.Row(
                        ["<b>\(line.name)</b>"]
                            + line.figures.prefix(part.columns).map { Self.figure($0, line.isTotal) })
                }
            ).html
        return """
            <section class="section" aria-labelledby="\(id)">\(sectionHead(part.title, id: id))\(body)</section>
            """
    }

    private static func figure(_ figure: (now: Int, before: Int)?, _ isTotal: Bool) -> HTML {
        figure.html { now, before in
            """
            \("<b>\(now)</b>", if: isTotal)\("\(now)", if: !isTotal) \
            <small class="quiet">(<span class="unseen">kỳ trước </span>\(before))</small>
            """
        }
    }

    /// As it is signed: each part under its name.
    private var sheet: HTML {
        let lines = PeriodReportWords.lines(self.report)
        let rows = PeriodReportWords.Part.allCases.flatMap { part -> [[HTML]] in
            let own = lines.filter { $0.part == part }.map { line -> [HTML] in
                [line.isTotal ? "<b>\(line.name)</b>" : "\(line.name)"]
                    + line.figures.map { Self.figure($0, line.isTotal) }
            }
            return own.isEmpty ? [] : [["<b>\(part.title)</b>"]] + own
        }
        var sheet = PrintedRegister(
            title: self.title, superior: self.shell.letterhead.first ?? "", body: self.shell.letterhead.last ?? "",
            year: self.period.last.year,
            columns: [.init("Tên")] + PeriodReportWords.columns.map { .init($0.title, centred: true) }, rows: rows,
            mark: self.shell.printMark)
        sheet.span = "\(PeriodReportWords.span(self.report)); số trong ngoặc là của kỳ trước"
        sheet.signers = [
            ("NGƯỜI LẬP BÁO CÁO", self.shell.visit.person.fullName),
            (self.report.unit == nil ? "NGƯỜI ĐỨNG ĐẦU CƠ QUAN" : "TRƯỞNG ĐƠN VỊ", ""),
        ]
        return sheet.html
    }
}
