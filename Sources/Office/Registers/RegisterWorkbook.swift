import Exchange
import Foundation
import Spreadsheet
import Storage

/// A register as a spreadsheet: a file of its own that nobody finds, gone when it has been read.
struct RegisterWorkbook {
    let office: Office
    let book: Book
    let form: RegisterForm
    let span: RegisterSpan

    /// A book of more entries is taken in parts.
    static let maximumLines = 200_000

    /// Writes it, a batch of lines after the other. Throws `too-many` beyond `maximumLines`.
    func write() async throws -> FileHandle {
        let (book, span) = (self.book, self.span)
        let extent = try await self.office.database.read { try RegisterExtent.read(book, span, in: $0) }
        guard (extent?.total ?? 0) <= Self.maximumLines else {
            throw Fault(
                .tooMany, vi: "Sổ có quá \(Self.maximumLines) số trong khoảng này. Chọn khoảng ngày ngắn hơn.",
                en: "The span has more than \(Self.maximumLines) entries.")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "lienthong-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Who has opened the file keeps it; its name goes in any case.
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "so.xlsx")
        let columns = RegisterColumn.all(self.form)
        let writer = try SheetWriter(self.layout(columns, extent), into: file)
        for offset in stride(from: 0, to: extent?.total ?? 0, by: RegisterLine.batch) {
            let lines = try await self.office.database.read { connection in
                try RegisterLine.read(book, span, limit: RegisterLine.batch, offset: offset, in: connection)
            }
            for line in lines { try writer.append(columns.map { $0.cell(line) }) }
        }
        try writer.finish()
        return try FileHandle(forReadingFrom: file)
    }

    private func layout(_ columns: [RegisterColumn], _ extent: RegisterExtent?) -> SheetLayout {
        let head = self.office.identity.letterhead.filter { !$0.isEmpty }
        let lines = head + ["\(self.form.legalName.uppercased()) NĂM \(self.book.year)", self.book.name]
        return SheetLayout(
            name: self.book.name, lines: lines + (extent.map { [$0.words] } ?? []),
            columns: columns.map { .init($0.title, width: $0.width) })
    }
}
