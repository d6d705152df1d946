import Exchange
import Foundation
import Hummingbird
import NIOCore
import Spreadsheet
import Web

/// What was found as a table to take along (kết xuất kết quả tra cứu; PL VI, III.6.h–k): at most as many rows as a search lists. Every form but the
/// CSV, which is for programs, says who took it and when.
struct SearchExport: Sendable {
    enum Format: String, CaseIterable { case csv, xlsx, docx, pdf }

    static let csvType = "text/csv; charset=utf-8"

    let filter: SearchFilter
    let results: [SearchResult]
    /// There were more than are listed.
    let isCut: Bool
    let letterhead: [String]
    /// Who takes it, as their name stands under acts.
    let taker: String
    let now: Date

    private var columns: [SearchColumn] { self.filter.columns ?? SearchColumn.allCases }
    private var rows: [[String]] {
        self.results.map { result in self.columns.map { $0.text(result) } }
    }

    func answer(_ format: Format) throws -> Response {
        switch format {
        case .csv:
            return self.response(Array(self.csv.utf8), format, type: Self.csvType)
        case .xlsx:
            let workbook = try Workbook(self.layout)
            for row in self.rows { try workbook.append(row.map { $0.isEmpty ? .empty : .text($0) }) }
            return try workbook.answer(named: self.name)
        case .docx:
            return self.response(
                try self.docx(), format,
                type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        case .pdf:
            guard let writer = TablePDF() else { throw PDFPages.noFont }
            return self.response(
                writer.bytes(self.layout, rows: self.rows, foot: self.mark), format, type: "application/pdf")
        }
    }

    private func docx() throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lienthong-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bang.docx")
        try TableDocument.write(self.layout, rows: self.rows, foot: self.mark, into: file)
        return [UInt8](try Data(contentsOf: file))
    }

    private func response(_ bytes: [UInt8], _ format: Format, type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "private, no-store",
                .contentDisposition: "attachment; filename=\"\(self.name).\(format.rawValue)\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private var name: String { "tra-cuu-\(VietnamTime.date(self.now).iso)" }

    /// On each page, so that a copy tells where it comes from (đánh dấu bản in).
    private var mark: String { "Bản kết xuất của \(self.taker), \(VietnamTime.shown(self.now))" }

    private var layout: SheetLayout {
        let count =
            self.isCut
            ? "\(self.results.count.shown) văn bản đầu; còn nữa, chưa liệt kê"
            : "\(self.results.count) văn bản"
        let asked = self.filter.text.isEmpty ? "" : "Từ khóa: \(self.filter.text). "
        return SheetLayout(
            name: "Tra cứu",
            lines: self.letterhead.filter { !$0.isEmpty } + ["KẾT QUẢ TRA CỨU VĂN BẢN", "\(asked)\(count)", self.mark],
            columns: self.columns.map { .init($0.title, width: $0.width) })
    }

    private var csv: String { Self.csv([self.columns.map(\.title)] + self.rows) }

    /// RFC 4180: UTF-8 with its mark, so that spreadsheets read the marks of the letters.
    static func csv(_ rows: [[String]]) -> String {
        "\u{FEFF}" + rows.map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    static func cell(_ text: String) -> String {
        "\"\(SpreadsheetText.plain(text).replacing("\"", with: "\"\""))\""
    }
}
