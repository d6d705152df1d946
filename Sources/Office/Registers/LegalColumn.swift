import Exchange
import Hummingbird
import Pages
import Spreadsheet
import Web

/// A column of a register or list whose columns the law names: the same on the screen, on paper and in a spreadsheet.
struct LegalColumn<Line: Sendable>: Sendable {
    /// The words of NĐ 30/2020/NĐ-CP, Phụ lục IV and V.
    let title: String
    /// In characters, in a spreadsheet.
    let width: Int
    /// Numbers and dates are centred.
    let isCentred: Bool
    let cell: @Sendable (Line) -> Cell

    init(_ title: String, _ width: Int, centred: Bool = false, _ cell: @escaping @Sendable (Line) -> Cell) {
        self.title = title
        self.width = width
        self.isCentred = centred
        self.cell = cell
    }

    var printed: PrintedRegister.Column { .init(self.title, centred: self.isCentred) }
    var inSheet: SheetLayout.Column { .init(self.title, width: self.width) }
}

extension Cell {
    /// On a page.
    var html: HTML {
        if case .date(let date) = self { return Shown.date(date) }
        return "\(self.shown)"
    }
}

extension Office {
    /// A register of a year as .xlsx; `lines` were asked for up to one more than `RegisterWorkbook.maximumLines`. Throws `too-many`.
    func workbook<Line>(
        _ title: String, of year: Int, _ columns: [LegalColumn<Line>], _ lines: [Line], named file: String
    ) throws -> Response {
        let limit = RegisterWorkbook.maximumLines
        guard lines.count <= limit else {
            throw Fault(
                .tooMany, vi: "Sổ có quá \(limit) dòng trong năm.", en: "The register has more than \(limit) lines.")
        }
        let workbook = try Workbook(
            SheetLayout(
                name: title,
                lines: self.identity.letterhead.filter { !$0.isEmpty } + ["\(title.uppercased()) NĂM \(year)"],
                columns: columns.map(\.inSheet)))
        for line in lines { try workbook.append(columns.map { $0.cell(line) }) }
        return try workbook.answer(named: file)
    }
}
