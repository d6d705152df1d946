import Exchange
import Foundation
import Hummingbird
import Spreadsheet
import Storage

/// A register as a spreadsheet.
struct RegisterWorkbook {
    let office: Office
    let book: Book
    let form: RegisterForm
    let span: RegisterSpan

    /// A book of more entries is taken in parts.
    static let maximumLines = 200_000

    /// Writes it, a batch of lines after the other, to be downloaded. Throws `too-many` beyond `maximumLines`.
    func answer() async throws -> Response {
        let (book, span) = (self.book, self.span)
        let extent = try await self.office.database.read { try RegisterExtent.read(book, span, in: $0) }
        guard (extent?.total ?? 0) <= Self.maximumLines else {
            throw Fault(
                .tooMany, vi: "Sổ có quá \(Self.maximumLines) số trong khoảng này. Chọn khoảng ngày ngắn hơn.",
                en: "The span has more than \(Self.maximumLines) entries.")
        }
        let columns = RegisterColumn.all(self.form)
        let workbook = try Workbook(self.layout(columns, extent))
        for offset in stride(from: 0, to: extent?.total ?? 0, by: RegisterLine.batch) {
            let lines = try await self.office.database.read { connection in
                try RegisterLine.read(book, span, limit: RegisterLine.batch, offset: offset, in: connection)
            }
            for line in lines { try workbook.append(columns.map { $0.cell(line) }) }
        }
        return try workbook.answer(named: "\(self.form.fileName)-\(book.year)")
    }

    private func layout(_ columns: [RegisterColumn], _ extent: RegisterExtent?) -> SheetLayout {
        let head = self.office.identity.letterhead.filter { !$0.isEmpty }
        let lines = head + ["\(self.form.legalName.uppercased()) NĂM \(self.book.year)", self.book.name]
        return SheetLayout(
            name: self.book.name, lines: lines + (extent.map { [$0.words] } ?? []),
            columns: columns.map(\.inSheet))
    }
}
