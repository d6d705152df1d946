import Exchange
import Foundation
import Spreadsheet
import Storage
import Trust

/// The text in a file, as far as this server can read it.
enum FileText {
    /// Of a text.
    private static let maximumBytes = 4 << 20

    /// Paragraphs without blank ones, blanks joined; nil where there is no text or it cannot be read. Throws `tool-missing`.
    static func paragraphs(of file: Attachment, in store: ContentStore) async throws -> [String]? {
        let address = store.url(of: file.hash)
        let text: String?
        switch FileName.contentType(of: file.name) {
        case "application/pdf":
            let scratch = try store.stagingFolder()
            let found: String?
            do { found = try await PDFTools().text(of: address, scratch: scratch) } catch {
                try FileManager.default.removeItem(at: scratch)
                throw error
            }
            try FileManager.default.removeItem(at: scratch)
            // Lines are those of the page; a blank line ends a paragraph.
            text = found?.replacing("\u{c}", with: "\n\n").replacing(/\n[ \t]*\n/, with: "\u{2029}")
                .replacing("\n", with: " ").replacing("\u{2029}", with: "\n")
        case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
            text = WordText.read(address)
        case "application/vnd.oasis.opendocument.text":
            text = WordText.read(address, as: .openDocument)
        case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            text = Self.table(address)
        case "text/plain":
            guard file.sizeBytes <= Self.maximumBytes else { return nil }
            text = String(validating: try Data(contentsOf: address), as: UTF8.self)
        default:
            text = nil
        }
        let paragraphs = text?.normalized.split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty }
        return paragraphs?.isEmpty == false ? paragraphs : nil
    }

    /// The first sheet of a workbook, a line a row; nil when it is encrypted, broken or too large.
    private static func table(_ file: URL) -> String? {
        guard let rows = try? SheetReader.read(file) else { return nil }
        return rows.map { $0.map(\.shown).joined(separator: " ") }.joined(separator: "\n")
    }
}
