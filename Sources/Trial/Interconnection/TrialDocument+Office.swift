import Exchange
import Foundation
import Spreadsheet

/// Files of office software, as small as they can be: one line of a table, as a document and as a workbook.
extension TrialDocuments {
    private static let table = SheetLayout(
        name: "Số liệu", lines: ["BIỂU SỐ LIỆU THỬ NGHIỆM"],
        columns: [.init("Nội dung", width: 40), .init("Số lượng", width: 12)])

    /// Throws `cannot-write`, or the error of the file system.
    func docx() throws -> File {
        try self.file("du-thao.docx", "wordprocessingml.document") { place in
            try TableDocument.write(Self.table, rows: [["Văn bản", "1"]], foot: "Thử nghiệm", into: place)
        }
    }

    /// Throws `cannot-write`, or the error of the file system.
    func xlsx() throws -> File {
        try self.file("so-lieu.xlsx", "spreadsheetml.sheet") { place in
            let writer = try SheetWriter(Self.table, into: place)
            try writer.append([.text("Văn bản"), .number(1)])
            try writer.finish()
        }
    }

    /// What `write` makes in the folder of the run, where nothing of it stays.
    private func file(_ name: String, _ kind: String, _ write: (URL) throws -> Void) throws -> File {
        let place = self.folder.appending(path: UUID().uuidString)
        try write(place)
        let bytes = try Data(contentsOf: place)
        try FileManager.default.removeItem(at: place)
        return File(name: name, type: "application/vnd.openxmlformats-officedocument.\(kind)", bytes: Array(bytes))
    }
}
