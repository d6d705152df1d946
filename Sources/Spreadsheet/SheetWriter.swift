import CLibZip
import Exchange
package import Foundation

/// Writes a workbook of one sheet (.xlsx, ECMA-376) row by row: the memory that it takes does not grow with the rows.
///
/// Titles are bold, stay in sight and are printed on every page; A4 landscape, as wide as the page.
package final class SheetWriter {
    private let layout: SheetLayout
    private let file: URL
    private let scratch: URL
    private let sheet: FileHandle
    private var buffer: [UInt8] = []
    private var row = 0

    /// `file` must not exist; it is there after `finish`. Throws `Fault` or the error of the file system.
    package init(_ layout: SheetLayout, into file: URL) throws {
        self.layout = layout
        self.file = file
        self.scratch = file.appendingPathExtension("part")
        guard
            FileManager.default.createFile(
                atPath: self.scratch.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw Fault.cannotWrite }
        self.sheet = try FileHandle(forWritingTo: self.scratch)
        try self.put(WorkbookParts.sheetHead(layout))
        for line in layout.lines { try self.write([.text(line)], style: .title) }
        try self.write(layout.columns.map { .text($0.title) }, style: .head)
    }

    deinit {
        // Not there any more when it was finished.
        unlink(self.scratch.path)
    }

    /// One row below the others. Throws `too-long` for a text that no program would take, `too-many` beyond the last row of a sheet.
    package func append(_ cells: [Cell]) throws { try self.write(cells, style: .body) }

    /// Closes the sheet and makes the workbook.
    package func finish() throws {
        try self.put(WorkbookParts.sheetEnd)
        try self.flush()
        try self.sheet.close()
        defer { unlink(self.scratch.path) }
        var number: CInt = 0
        guard let zip = lt_zip_create(self.file.path, &number) else { throw Fault.cannotWrite }
        for (name, content) in WorkbookParts.parts(self.layout) {
            let bytes = Array(content.utf8)
            lt_zip_add_bytes(zip, name, bytes, bytes.count)
        }
        lt_zip_add_file(zip, "xl/worksheets/sheet1.xml", self.scratch.path)
        guard lt_zip_finish(zip) == 0 else { throw Fault.cannotWrite }
    }

    private func write(_ cells: [Cell], style: WorkbookParts.Style) throws {
        self.row += 1
        guard self.row <= 1_048_576 else {
            throw Fault(.tooMany, vi: "Quá nhiều dòng cho một bảng tính.", en: "A sheet has at most 1,048,576 rows.")
        }
        var markup = "<row r=\"\(self.row)\">"
        for (column, cell) in cells.enumerated() {
            markup += try self.markup(cell, at: Markup.reference(column: column, row: self.row), style: style)
        }
        try self.put(markup + "</row>")
    }

    private func markup(_ cell: Cell, at reference: String, style: WorkbookParts.Style) throws -> String {
        switch cell {
        case .empty: return "<c r=\"\(reference)\" s=\"\(style.rawValue)\"/>"
        case .number(let number): return "<c r=\"\(reference)\" s=\"\(style.rawValue)\"><v>\(number)</v></c>"
        case .date(let date):
            return
                "<c r=\"\(reference)\" s=\"\(WorkbookParts.Style.date.rawValue)\"><v>\(SerialDate.number(date))</v></c>"
        case .text(let text):
            guard text.utf16.count <= Cell.maximumLength else {
                throw Fault(
                    .tooLong, vi: "Nội dung một ô dài quá \(Cell.maximumLength) ký tự.",
                    en: "A cell has at most \(Cell.maximumLength) characters.", place: reference)
            }
            return """
                <c r="\(reference)" s="\(style.rawValue)" t="inlineStr"><is><t xml:space="preserve">\
                \(Markup.escaped(text))</t></is></c>
                """
        }
    }

    private func put(_ markup: String) throws {
        self.buffer.append(contentsOf: markup.utf8)
        if self.buffer.count > 65_536 { try self.flush() }
    }

    private func flush() throws {
        try self.sheet.write(contentsOf: Data(self.buffer))
        self.buffer.removeAll(keepingCapacity: true)
    }
}

extension Fault {
    fileprivate static let cannotWrite = Fault(
        .cannotWrite, vi: "Không ghi được bảng tính. Thử lại; nếu vẫn lỗi, báo quản trị.",
        en: "The workbook cannot be written.")
}
