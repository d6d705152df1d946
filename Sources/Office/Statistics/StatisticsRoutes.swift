import Exchange
import Foundation
import Hummingbird
import Spreadsheet
import Storage
import Web

/// Figures of the work that was given out (thống kê).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/statistics?by=unit\|person&from=…&to=…` | clerks, leaders; heads for their unit | 200, 403, 422 |
/// | GET | `/statistics/xlsx?…` | the same | 200, 403, 422 |
struct StatisticsRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("statistics", use: self.show)
        router.get("statistics/xlsx", use: self.download)
    }

    func read(_ question: Statistics.Question, for person: Person, in connection: Connection) throws -> Statistics {
        try Statistics.read(
            by: question.grouping, in: question.period, unit: try StatisticsRule.unit(of: person),
            today: self.office.today, calendar: self.office.calendar, in: connection)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        _ = try StatisticsRule.unit(of: visit.person)
        let fields = try FormFields.query(request)
        let office = self.office
        var question = Statistics.Question(today: office.today)
        var fault: FormFault?
        do { question = try Statistics.Question(fields, today: office.today) } catch let wrong as FormFault {
            fault = wrong
        }
        let (asked, wrong) = (question, fault)
        let page = try await office.database.read { connection in
            StatisticsPage(
                shell: try Shell.read(visit, office: office, current: .statistics, live: nil, in: connection),
                statistics: try self.read(asked, for: visit.person, in: connection), grouping: asked.grouping,
                period: asked.period, fields: fields, fault: wrong)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func download(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let question = try Statistics.Question(try FormFields.query(request), today: self.office.today)
        let statistics = try await self.office.database.read { connection in
            try self.read(question, for: visit.person, in: connection)
        }
        let columns = StatisticsWords.columns
        let layout = SheetLayout(
            name: "Thống kê",
            lines: self.office.identity.letterhead.filter { !$0.isEmpty } + [
                "THỐNG KÊ XỬ LÝ VĂN BẢN ĐẾN",
                "Việc giao từ \(question.period.lowerBound.shown) đến \(question.period.upperBound.shown)",
            ],
            columns: [
                .init(StatisticsWords.grouping(question.grouping), width: 36), .init("Đơn vị", width: 28),
            ] + columns.map { .init($0.title, width: 14) })
        let workbook = try Workbook(layout)
        for row in statistics.rows {
            try workbook.append([.text(row.name), .text(row.under)] + columns.map { .number($0.value(row.counts)) })
        }
        let total = statistics.total
        try workbook.append([.text("Cộng"), .empty] + columns.map { .number($0.value(total)) })
        return try workbook.answer(named: "thong-ke")
    }
}

extension Statistics {
    /// What is asked for; without a period the year so far.
    struct Question: Sendable {
        var grouping = Statistics.Grouping.unit
        var period: ClosedRange<CalendarDate>

        init(today: CalendarDate) {
            let first = CalendarDate(year: today.year, month: 1, day: 1) ?? today
            self.period = first...today
        }

        init(_ fields: FormFields, today: CalendarDate) throws {
            self.init(today: today)
            self.grouping = Statistics.Grouping(rawValue: fields.text("by")) ?? .unit
            let first = try fields.date("from", called: "Từ ngày") ?? self.period.lowerBound
            let last = try fields.date("to", called: "Đến ngày") ?? today
            guard first <= last else { throw FormFault("to", "Đến ngày không được trước từ ngày") }
            self.period = first...last
        }
    }
}
