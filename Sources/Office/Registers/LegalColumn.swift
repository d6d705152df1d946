import Exchange
import Pages
import Spreadsheet

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
