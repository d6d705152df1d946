import Exchange
package import Foundation

/// Reads the sheets of a workbook (.xlsx) or a table of separated values (.csv), whichever it is by its bytes.
///
/// What a file holds is never run or loaded: no formulas (their last results are read), no DTDs, no links.
package enum SheetReader {
    /// Of the first sheet: the rows from the top, cells from the left; rows and cells in between that are empty stay, those at the ends do not.
    ///
    /// Throws `Fault`: `empty`, `too-large`, `too-many`, `zip-bomb`, `bad-zip`, `not-well-formed`, `doctype`, `structure`, `encoding`,
    /// `unsupported`.
    package static func read(_ file: URL, limits: SheetLimits = SheetLimits()) throws -> [[Cell]] {
        try self.sheets(of: file, limits: limits) { workbook throws(Fault) in [try workbook.rows()] }[0]
    }

    /// The same of every sheet that has rows, in their order. The limits are those of all together; a further sheet that is beyond them, or that cannot be
    /// read, is left out with all behind it. Throws as above, of the first sheet.
    package static func readAll(_ file: URL, limits: SheetLimits = SheetLimits()) throws -> [[[Cell]]] {
        try self.sheets(of: file, limits: limits) { workbook throws(Fault) in try workbook.sheets() }
    }

    /// Without empty sheets; at least one.
    private static func sheets(
        of file: URL, limits: SheetLimits, in workbook: (WorkbookReader) throws(Fault) -> [[[Cell]]]
    ) throws -> [[[Cell]]] {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        guard size > 0 else { throw Fault(.empty, vi: "Tệp rỗng.", en: "The file is empty.") }
        guard size <= UInt64(limits.fileBytes) else {
            throw Fault(
                .tooLarge, vi: "Tệp lớn quá \(limits.shownFileBytes).",
                en: "The file exceeds \(limits.fileBytes) bytes.")
        }
        try handle.seek(toOffset: 0)
        let start = [UInt8](try handle.read(upToCount: 4) ?? Data())
        var sheets: [[[Cell]]]
        switch start {
        case [0x50, 0x4B, 0x03, 0x04]: sheets = try workbook(try WorkbookReader(file, limits: limits))
        case [0xD0, 0xCF, 0x11, 0xE0]:
            throw Fault(
                .unsupported, vi: "Tệp là bảng tính .xls kiểu cũ hoặc có mật khẩu. Lưu lại thành .xlsx rồi chọn lại.",
                en: "Old or encrypted workbooks are not read.")
        default:
            try handle.seek(toOffset: 0)
            sheets = [try SeparatedValues(limits: limits).rows([UInt8](try handle.readToEnd() ?? Data()))]
        }
        sheets = sheets.map { sheet in
            sheet.lastIndex { !$0.isEmpty }.map { Array(sheet[...$0]) } ?? []
        }.filter { !$0.isEmpty }
        guard !sheets.isEmpty else { throw Fault(.empty, vi: "Bảng không có dòng nào.", en: "The table is empty.") }
        return sheets
    }
}

/// How much is read of a file that came from somewhere.
package struct SheetLimits: Sendable {
    package var fileBytes = 10 << 20
    /// Of one file inside a workbook.
    package var partBytes = 64 << 20
    /// Of all files inside a workbook that are read: its texts and its sheets.
    package var workbookBytes = 128 << 20
    /// Of all texts together.
    package var textBytes = 64 << 20
    package var rows = 50_000
    package var columns = 100

    package init() {}

    /// `10 MB`, `256 KB`
    fileprivate var shownFileBytes: String {
        self.fileBytes < 1 << 20 ? "\(self.fileBytes >> 10) KB" : "\(self.fileBytes >> 20) MB"
    }

    func check(rows count: Int) throws(Fault) {
        guard count <= self.rows else {
            throw Fault(
                .tooMany, vi: "Bảng có quá \(self.rows) dòng.", en: "The table has more than \(self.rows) rows.")
        }
    }

    func check(columns count: Int) throws(Fault) {
        guard count <= self.columns else {
            throw Fault(
                .tooMany, vi: "Bảng có quá \(self.columns) cột.", en: "The table has more than \(self.columns) columns."
            )
        }
    }

    func check(textBytes count: Int) throws(Fault) {
        guard count <= self.textBytes else {
            throw Fault(.tooLarge, vi: "Bảng có quá nhiều chữ.", en: "The table has more than \(self.textBytes) bytes.")
        }
    }
}

extension [Cell] {
    /// Without the empty cells at the end.
    var trimmed: [Cell] {
        var cells = self
        while let last = cells.last, last == .empty || last == .text("") { cells.removeLast() }
        return cells
    }
}
