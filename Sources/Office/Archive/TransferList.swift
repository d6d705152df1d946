import Exchange
import Foundation
import Hummingbird
import Spreadsheet
import Storage

/// A transfer with its files: the list of files (mục lục hồ sơ nộp lưu; NĐ 30/2020/NĐ-CP, Phụ lục V) on the screen, on paper and as a spreadsheet, and
/// the figures of the record.
struct TransferList: Sendable {
    let transfer: CaseTransfer
    /// In the order of the list; those that were given back are no part of it.
    let lines: [TransferLine]

    static func read(_ id: String, for person: Person, in connection: Connection) throws -> TransferList {
        let transfer = try CaseTransfer.find(id, for: person, in: connection)
        return TransferList(transfer: transfer, lines: try transfer.lines(in: connection))
    }

    var standing: [TransferLine] { self.lines.filter { $0.state != .returned } }
    var computerFiles: Int { self.standing.reduce(0) { $0 + $1.computerFiles } }
    var documents: Int { self.standing.reduce(0) { $0 + $1.file.documents } }
    /// Thời gian của tài liệu.
    var span: String {
        let (first, last) = (self.standing.compactMap(\.firstDate).min(), self.standing.compactMap(\.lastDate).max())
        return TransferLine.span(first, last)
    }

    var title: String { TransferWords.list(self.transfer.purpose) }

    static let columns: [LegalColumn<(ordinal: Int, line: TransferLine)>] = [
        .init("Số TT", 7, centred: true) { .number($0.ordinal) },
        .init("Số, ký hiệu hồ sơ", 16) { .text("\($0.line.file.sign.text) (\($0.line.file.sign.year))") },
        .init("Tiêu đề hồ sơ", 52) { .text($0.line.file.title) },
        .init("Thời gian tài liệu", 22, centred: true) {
            .text(TransferLine.span($0.line.firstDate, $0.line.lastDate))
        },
        .init("Thời hạn bảo quản", 12, centred: true) { .text(CaseFileWords.retention($0.line.file.retention)) },
        .init("Số tờ/số trang", 9, centred: true) { $0.line.pages.map { .number($0) } ?? .empty },
        .init("Ghi chú", 24) { .text($0.line.file.note) },
    ]

    /// To be downloaded.
    func workbook(_ letterhead: [String]) throws -> Response {
        let sign = self.transfer.sign
        let workbook = try Workbook(
            SheetLayout(
                name: "Mục lục hồ sơ",
                lines: letterhead.filter { !$0.isEmpty } + [
                    self.title.uppercased(), "Kèm theo biên bản số \(sign.text), ngày \(self.transfer.madeOn.shown)",
                ], columns: Self.columns.map(\.inSheet)))
        for (index, line) in self.standing.enumerated() {
            try workbook.append(Self.columns.map { $0.cell((index + 1, line)) })
        }
        return try workbook.answer(named: "muc-luc-ho-so-\(sign.year)-\(sign.number)")
    }
}

extension TransferLine {
    static func span(_ first: CalendarDate?, _ last: CalendarDate?) -> String {
        guard let first, let last else { return "" }
        return first == last ? first.shown : "\(first.shown) – \(last.shown)"
    }
}
