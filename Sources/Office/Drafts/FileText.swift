import Exchange
import Foundation
import Spreadsheet
import Storage
import Trust

/// The text in a file, as far as this server can read it.
enum FileText {
    /// Of a text.
    private static let maximumBytes = 4 << 20

    private static let readers: [String: @Sendable (URL, KeptContent) async throws -> String?] = [
        "application/pdf": { try await Self.pdf($0, $1) },
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": { file, _ in WordText.read(file) },
        "application/vnd.oasis.opendocument.text": { file, _ in WordText.read(file, as: .openDocument) },
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": { file, _ in Self.table(file) },
        "text/plain": { file, _ in String(validating: try Data(contentsOf: file), as: UTF8.self) },
    ]

    /// Paragraphs without blank ones, blanks joined; nil where there is no text or it cannot be read. Throws `tool-missing`.
    static func paragraphs(of file: Attachment, in store: KeptContent) async throws -> [String]? {
        // What cannot be read is not fetched.
        guard let type = FileName.contentType(of: file.name), let read = self.readers[type],
            type != "text/plain" || file.sizeBytes <= self.maximumBytes
        else { return nil }
        let text = try await store.withFile(of: file.hash) { try await read($0, store) }
        let paragraphs = text?.normalized.split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty }
        return paragraphs?.isEmpty == false ? paragraphs : nil
    }

    /// Lines are those of the page; a blank line ends a paragraph.
    private static func pdf(_ file: URL, _ store: KeptContent) async throws -> String? {
        let found = try await store.inStagingFolder { try await PDFTools().text(of: file, scratch: $0) }
        return found?.replacing("\u{c}", with: "\n\n").replacing(/\n[ \t]*\n/, with: "\u{2029}")
            .replacing("\n", with: " ").replacing("\u{2029}", with: "\n")
    }

    /// All sheets of a workbook, a line a row; nil when it is encrypted, broken or too large.
    private static func table(_ file: URL) -> String? {
        guard let sheets = try? SheetReader.readAll(file) else { return nil }
        return sheets.joined().map { $0.map(\.shown).joined(separator: " ") }.joined(separator: "\n")
    }
}
