import Exchange
import Foundation
import Hummingbird
import Pages
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/reports?from&to` (`&csv=1`) | operators | 200: a period by agency, to read, to print, as CSV; 422 |
struct ReportRoutes: Sendable {
    let console: Console

    /// Agencies that the page lists; the CSV has all.
    private static let shownRows = 500

    func add(to router: Router<ConsoleContext>) {
        router.get("reports", use: self.show)
    }

    @Sendable private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let fields = try FormFields.query(request)
        let today = VietnamTime.date(self.console.now())
        let period: AgencyReport.Period
        do {
            period = try Self.period(fields, today: today)
        } catch let fault as FormFault {
            return try await self.page(
                visit, from: fields.text("from"), to: fields.text("to"), today: today, problem: fault.sentence, "")
        }
        let report = try await AgencyReport.read(period, self.console.database, now: self.console.now())
        if fields.isTicked("csv") { return Self.csv(report, period) }
        let body: HTML =
            report.lines.isEmpty
            ? empty("Không có văn bản nào trong kỳ", "Chọn kỳ khác.")
            : Self.table(report)
        return try await self.page(
            visit, from: period.first.shown, to: period.last.shown, today: today, problem: nil, body)
    }

    /// This month until today when nothing is asked for.
    private static func period(_ fields: FormFields, today: CalendarDate) throws -> AgencyReport.Period {
        let first = try fields.date("from", called: "Từ ngày") ?? today.firstOfMonth
        let last = try fields.date("to", called: "Đến hết ngày") ?? max(first, today)
        guard first <= last else { throw FormFault("from", "Từ ngày không sau đến hết ngày") }
        let period = AgencyReport.Period(first: first, last: last)
        guard period.days <= AgencyReport.Period.maximumDays else {
            throw FormFault("from", "Kỳ báo cáo dài nhất \(AgencyReport.Period.maximumDays) ngày")
        }
        return period
    }

    private func page(
        _ visit: OperatorVisit, from: String, to: String, today: CalendarDate, problem: String?, _ body: HTML
    ) async throws -> Response {
        let shell = try await ConsoleShell(visit, .reports, console: self.console)
        let csv = button("Tải về CSV", href: Self.address(from, to) + "&csv=1")
        let head = pageHead(
            problem == nil ? "Báo cáo từ \(from) đến hết \(to)" : "Báo cáo",
            lead:
                "Văn bản qua trục theo cơ quan, theo ngày trục nhận; không tính gói trạng thái. In bằng lệnh in của trình duyệt.",
            acts: problem == nil ? csv : "")
        let links = Self.periods(today).map { title, period -> HTML in
            button(title, href: Self.address(period.first.shown, period.last.shown), small: true)
        }
        let form = filter(
            action: "/reports",
            [filterText("from", "Từ ngày", value: from), filterText("to", "Đến hết ngày", value: to)], act: "Xem")
        let summary = problem.html {
            errorSummary([FieldError(field: "from", sentence: $0)], title: "Chưa lập được báo cáo")
        }
        return .page(
            shell.page(
                problem == nil ? "Báo cáo" : "Lỗi: Báo cáo",
                "\(summary)\(head)\(form)<div class=\"acts\">\(links)</div><div class=\"section\">\(body)</div>"),
            status: problem == nil ? .ok : .unprocessableContent)
    }

    private static func periods(_ today: CalendarDate) -> [(String, AgencyReport.Period)] {
        let first = today.firstOfMonth
        var periods = [("Hôm nay", AgencyReport.Period(first: today, last: today))]
        if let yesterday = CalendarDate(dayNumber: today.dayNumber - 1) {
            periods.append(("Hôm qua", AgencyReport.Period(first: yesterday, last: yesterday)))
        }
        periods.append(("Tháng này", AgencyReport.Period(first: first, last: today)))
        if let last = CalendarDate(dayNumber: first.dayNumber - 1) {
            periods.append(("Tháng trước", AgencyReport.Period(first: last.firstOfMonth, last: last)))
        }
        return periods
    }

    private static func address(_ from: String, _ to: String) -> String { "/reports?from=\(from)&to=\(to)" }

    private static func table(_ report: AgencyReport) -> HTML {
        let total = report.lines.reduce(into: AgencyReport.Line(organ: .standIn, name: "")) { total, line in
            total.sent += line.sent
            total.received += line.received
            total.delivered += line.delivered
            total.failed += line.failed
            total.late += line.late
        }
        func cells(_ head: HTML, _ line: AgencyReport.Line) -> ListTable.Row {
            .init([
                head, "\(line.sent)", "\(line.received)", "\(line.delivered)",
                "\(line.medianSeconds.html { "\(ConsoleShown.span($0))" })",
                "\(line.slowSeconds.html { "\(ConsoleShown.span($0))" })",
                line.failed > 0 ? Mark(.late, "\(line.failed)").html : "0",
                line.late > 0 ? Mark(.near, "\(line.late)").html : "0",
            ])
        }
        let rows = report.lines.prefix(Self.shownRows).map { line in
            cells(
                ListTable.subject(line.name, href: "/organs/\(line.organ.text)", under: ["\(line.organ.text)"]), line)
        }
        let table = ListTable(
            caption: "Văn bản theo cơ quan, nhận nhiều nhất xếp trước",
            columns: [
                .init("Cơ quan", .subject), .init("Gửi", .count), .init("Nhận", .count), .init("Đã giao", .count),
                .init("Một nửa giao trong", .count), .init("95% giao trong", .count), .init("Lỗi", .count),
                .init("Chậm", .count),
            ], rows: [cells("<b>Cả \(report.lines.count) cơ quan</b>", total)] + rows)
        let rest = report.lines.count - Self.shownRows
        return "\(table.html)\("<p class=\"quiet\">Còn \(rest) cơ quan trong tệp CSV.</p>", if: rest > 0)"
    }

    private static func csv(_ report: AgencyReport, _ period: AgencyReport.Period) -> Response {
        CSVFile(
            name: "bao-cao-\(period.first.iso)-\(period.last.iso)",
            head: [
                "Mã", "Cơ quan", "Gửi", "Nhận", "Đã giao", "Trung vị (giây)", "95% (giây)", "Lỗi", "Chậm",
            ],
            rows: report.lines.map { line in
                [
                    line.organ.text, line.name, "\(line.sent)", "\(line.received)", "\(line.delivered)",
                    line.medianSeconds.map(String.init) ?? "", line.slowSeconds.map(String.init) ?? "",
                    "\(line.failed)", "\(line.late)",
                ]
            }
        ).response
    }
}

extension CalendarDate {
    fileprivate var firstOfMonth: CalendarDate { CalendarDate(dayNumber: self.dayNumber - self.day + 1) ?? self }
}
