import Exchange
import Foundation
import Hummingbird
import Spreadsheet
import Storage
import Web

/// The report on issues (báo cáo tình hình giải quyết văn bản đi).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/statistics/issues?by=type\|unit\|signer\|way&from=…&to=…` | clerks, leaders; heads for their unit | 200, 403, 422 |
/// | GET | `/statistics/issues/print?…`, `/statistics/issues/xlsx?…` | the same | 200, 403, 422 |
struct IssueReportRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("statistics/issues") { try await self.show($0, $1, isPrint: false) }
        router.get("statistics/issues/print") { try await self.show($0, $1, isPrint: true) }
        router.get("statistics/issues/xlsx", use: self.download)
    }

    private func show(_ request: Request, _ context: OfficeContext, isPrint: Bool) async throws -> Response {
        let visit = try context.signedIn()
        let unit = try StatisticsRule.unit(of: visit.person)
        let fields = try FormFields.query(request)
        let office = self.office
        var question = IssueReport.Question(period: Statistics.Question(today: office.today).period)
        var fault: FormFault?
        do { question = try IssueReport.Question(fields, today: office.today) } catch let wrong as FormFault {
            fault = wrong
        }
        let (asked, wrong) = (question, fault)
        let page = try await office.database.read { connection in
            IssueReportPage(
                shell: try Shell.read(visit, office: office, current: .statistics, live: nil, in: connection),
                report: try IssueReport.read(by: asked.grouping, in: asked.period, unit: unit, in: connection),
                question: asked, isPrint: isPrint, fields: fields, fault: wrong)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func download(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let unit = try StatisticsRule.unit(of: visit.person)
        let question = try IssueReport.Question(try FormFields.query(request), today: self.office.today)
        let report = try await self.office.database.read { connection in
            try IssueReport.read(by: question.grouping, in: question.period, unit: unit, in: connection)
        }
        let columns = IssueReportWords.columns
        let workbook = try Workbook(
            SheetLayout(
                name: "Văn bản đi",
                lines: self.office.identity.letterhead.filter { !$0.isEmpty } + [
                    IssueReportWords.title.uppercased(), IssueReportWords.period(question.period),
                ],
                columns: [
                    .init(IssueReportWords.grouping(question.grouping), width: 36), .init("Chức vụ", width: 28),
                ] + columns.map { .init($0.title, width: 14) }))
        for row in report.rows {
            try workbook.append([.text(row.name), .text(row.under)] + columns.map { .number($0.value(row.counts)) })
        }
        let total = report.total
        try workbook.append([.text("Cộng"), .empty] + columns.map { .number($0.value(total)) })
        return try workbook.answer(named: "bao-cao-van-ban-di")
    }
}

extension IssueReport.Question {
    init(_ fields: FormFields, today: CalendarDate) throws {
        self.init(
            grouping: IssueReport.Grouping(rawValue: fields.text("by")) ?? .type,
            period: try Statistics.Question(fields, today: today).period)
    }
}
