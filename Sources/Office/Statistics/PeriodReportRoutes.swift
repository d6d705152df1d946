import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// The weekly and monthly report (báo cáo tuần, báo cáo tháng).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/statistics/period?kind=week\|month&day=…` | clerks, leaders, administrators; heads of their unit | 200, 403, 422 |
/// | GET | `/statistics/period/print?…`, `/statistics/period/xlsx?…` | the same | 200, 403, 422 |
struct PeriodReportRoutes: Sendable {
    let office: Office

    static let path = "/statistics/period"

    func add(to router: Router<OfficeContext>) {
        router.get("statistics/period") { try await self.show($0, $1, isPrint: false) }
        router.get("statistics/period/print") { try await self.show($0, $1, isPrint: true) }
        router.get("statistics/period/xlsx", use: self.download)
    }

    private func show(_ request: Request, _ context: OfficeContext, isPrint: Bool) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = PeriodReportRule.refusal(of: visit.person) { throw refusal }
        let fields = try FormFields.query(request)
        let (office, today) = (self.office, self.office.today)
        var period = ReportPeriod(.week, containing: today).before
        var fault: FormFault?
        do { period = try ReportPeriod(fields, today: today) } catch let wrong as FormFault { fault = wrong }
        let (asked, wrong) = (period, fault)
        let page = try await office.database.read { connection in
            PeriodReportPage(
                shell: try Shell.read(visit, office: office, current: .statistics, live: nil, in: connection),
                report: try PeriodReport.read(
                    asked, of: PeriodReportRule.unit(of: visit.person), today: today, calendar: office.calendar,
                    in: connection),
                today: today, isPrint: isPrint, fields: fields, fault: wrong)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func download(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = PeriodReportRule.refusal(of: visit.person) { throw refusal }
        let (office, today) = (self.office, self.office.today)
        let period = try ReportPeriod(try FormFields.query(request), today: today)
        let report = try await office.database.read {
            try PeriodReport.read(
                period, of: PeriodReportRule.unit(of: visit.person), today: today, calendar: office.calendar, in: $0)
        }
        let table = PeriodReportTable(
            report: report, letterhead: office.identity.letterhead, taker: visit.person.signature, now: office.now())
        return try await blocking { try table.workbook().answer(named: table.name) }
    }
}

extension ReportPeriod {
    /// From the fields `kind` and `day` of an address: any day of it; without one the last that is over. Throws `FormFault` for a day that cannot be
    /// read or has not come.
    init(_ fields: FormFields, today: CalendarDate) throws {
        let kind = Kind(rawValue: fields.text("kind")) ?? .week
        guard let day = try fields.date("day", called: "Ngày") else {
            self = ReportPeriod(kind, containing: today).before
            return
        }
        self.init(kind, containing: day)
        guard self.first <= today else { throw FormFault("day", "Kỳ này chưa bắt đầu; chọn một ngày đã qua") }
    }

    /// As `init(_:today:)` reads it.
    var query: String { "kind=\(self.kind.rawValue)&day=\(self.first.iso)" }
}
