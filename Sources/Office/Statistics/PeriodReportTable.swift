import Exchange
import Foundation
import Spreadsheet

/// The weekly and monthly report as a spreadsheet, which says who took it and when.
struct PeriodReportTable: Sendable {
    let report: PeriodReport
    let letterhead: [String]
    /// As their name stands under acts.
    let taker: String
    let now: Date

    /// Without its ending.
    var name: String {
        "bao-cao-\(self.report.period.kind == .week ? "tuan" : "thang")-\(self.report.period.first.iso)"
    }

    func workbook() throws -> Workbook {
        let columns = PeriodReportWords.columns
        let workbook = try Workbook(
            SheetLayout(
                name: PeriodReportWords.title(self.report.period.kind),
                lines: self.letterhead.filter { !$0.isEmpty } + [
                    PeriodReportWords.title(self.report.period.kind).uppercased(), PeriodReportWords.span(self.report),
                    "Bản kết xuất của \(self.taker), \(VietnamTime.shown(self.now))",
                ],
                columns: [.init("Phần", width: 28), .init("Tên", width: 40)]
                    + columns.map { .init($0.title, width: 14) }
                    + columns.map { .init("\($0.title), kỳ trước", width: 14) }))
        for line in PeriodReportWords.lines(self.report) {
            try workbook.append(
                [.text(line.part.title), .text(line.name)] + line.figures.map { $0.map { .number($0.now) } ?? .empty }
                    + line.figures.map { $0.map { .number($0.before) } ?? .empty })
        }
        return workbook
    }
}
