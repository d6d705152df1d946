import Exchange
import Foundation
import Storage
import Trust

/// Writes a whole file out in the order of time (xuất hồ sơ; NĐ 30/2020/NĐ-CP, PL VI.I.III.4.g). What was signed is never altered: the PDF is a copy to
/// read, the ZIP holds the files as they are.
struct CaseExport: Sendable {
    enum Format: String, Sendable, CaseIterable {
        /// The index and all PDFs, one behind the other.
        case pdf
        /// The metadata.
        case xml
        /// The metadata and every file.
        case zip
    }

    let record: CaseRecord
    let store: KeptContent
    var tools = PDFTools()

    /// What is put together, in bytes.
    static let maximumPDFBytes = 200 << 20
    static let maximumZipBytes = 2 << 30 - 1 << 20

    var fileName: String {
        "ho-so-\(self.record.file.sign.year)-\(self.record.file.sign.text.folded.replacing(" ", with: "-"))"
    }

    /// The ZIP: `ho-so.xml`, then the files by the ordinal of their document.
    func zip() async throws -> ZipStream {
        guard self.record.sizeBytes < Self.maximumZipBytes else {
            throw Fault(
                .tooLarge, vi: "Hồ sơ lớn hơn 2 GB nên không tải được trong một tệp zip.",
                en: "The files are larger than \(Self.maximumZipBytes) bytes.")
        }
        return ZipStream(entries: try await self.entries())
    }

    /// `ho-so.xml` and the files by the ordinal of their document, below `folder` ("" or a name with a slash).
    func entries(below folder: String = "") async throws -> [(name: String, source: ZipStream.Source)] {
        var entries: [(name: String, source: ZipStream.Source)] = [
            ("\(folder)ho-so.xml", .bytes(CaseFileXML.write(self.record)))
        ]
        for (index, (document, file)) in self.record.allFiles.enumerated() {
            let ordinal = String(document.ordinal)
            let padded = String(repeating: "0", count: max(0, 3 - ordinal.count)) + ordinal
            entries.append(
                ("\(folder)van-ban/\(padded)-\(index + 1)-\(file.name)", .content(try await self.store.open(file.hash)))
            )
        }
        return entries
    }

    /// The PDF, open for reading; nothing of it stays behind.
    func pdf() async throws -> ContentReader {
        let files = self.record.allFiles.filter(\.file.isPDF)
        guard files.reduce(0, { $0 + $1.file.sizeBytes }) <= Self.maximumPDFBytes else {
            throw Self.instead(
                Fault(
                    .tooLarge, vi: "Các tệp PDF cộng lại lớn hơn \(Self.maximumPDFBytes >> 20) MB.",
                    en: "The PDFs are larger than \(Self.maximumPDFBytes) bytes."))
        }
        guard let writer = TextPDF() else {
            throw Self.instead(PDFPages.noFont)
        }
        let scratch = try self.store.stagingFolder()
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (index, whole) = (scratch.appending(path: "muc-luc.pdf"), scratch.appending(path: "ho-so.pdf"))
        try Data(writer.bytes(self.index)).write(to: index)
        guard !files.isEmpty else { return try ContentReader(url: index) }
        do {
            try await self.store.withFiles(of: files.map(\.file.hash)) { files in
                try await self.tools.unite([index] + files, into: whole, scratch: scratch)
            }
        } catch let fault as Fault {
            throw Self.instead(fault)
        }
        return try ContentReader(url: whole)
    }

    /// What went wrong, and what to take instead.
    private static func instead(_ fault: Fault) -> Fault {
        var fault = fault
        fault.vietnamese += " Chọn “Tải cả hồ sơ (zip)” để lấy mục lục và từng tệp."
        return fault
    }

    /// The index page before the documents.
    private var index: [TextPDF.Line] {
        let file = self.record.file
        var lines: [TextPDF.Line] = [
            .init(text: "MỤC LỤC VĂN BẢN", isTitle: true),
            .init(text: "Hồ sơ \(file.sign.code(of: self.record.organ))"), .init(text: file.title),
            .init(
                text: "Người lập: \(file.keeperName). Thời hạn bảo quản: \(CaseFileWords.retention(file.retention)). "
                    + "\(self.record.documents.count) văn bản, theo thứ tự thời gian."),
            .init(
                text: "Bản ghép để đọc; chữ ký số kiểm tra trên tệp gốc. Tệp không phải PDF chỉ có trong bản tải zip."),
        ]
        for document in self.record.documents {
            let state =
                document.isWithdrawn
                ? " (Đã thu hồi)" : self.record.files[document.id] == nil ? " (không kèm tệp)" : ""
            lines.append(
                .init(
                    text:
                        "\(document.ordinal). \(document.code.shown) ngày \(document.datedOn.shown), \(document.author). "
                        + "\(document.typeName): \(document.subject)\(state)"))
        }
        return lines
    }
}
