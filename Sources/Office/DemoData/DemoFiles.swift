import Exchange
import Foundation
import Storage

/// A file that many documents of the demonstration share: the store keeps it once.
struct DemoFile: Sendable {
    let stored: StoredFile
    let pages: Int
    let text: String
    /// Without marks, as the search keeps it.
    let plain: String

    private static let count = 24

    /// PDFs of one to five pages.
    static func make(in store: KeptContent, _ random: inout DemoRandom) async throws -> [DemoFile] {
        guard let pdf = TextPDF() else {
            throw Fault(
                .toolMissing, vi: "Máy chưa có phông chữ tiếng Việt: cài gói fonts-dejavu-core.",
                en: "There is no font with Vietnamese letters: install fonts-dejavu-core.")
        }
        var files: [DemoFile] = []
        for number in 1...self.count {
            let pages = random.number(1...5)
            let body = (0..<(pages * 36)).map { index in
                "\(index + 1). \(DemoWords.subject(number * 1_000 + index, &random))."
            }
            let title = "VĂN BẢN GIẢ LẬP SỐ \(number), DÙNG ĐỂ TẬP HUẤN"
            let bytes = pdf.bytes(
                [TextPDF.Line(text: title, isTitle: true)] + body.map { TextPDF.Line(text: $0) })
            let hash = try await store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            // The beginning is enough to be found.
            let text = FileContent.tidied(([title] + body.prefix(6)).joined(separator: "\n"))
            files.append(
                DemoFile(
                    stored: StoredFile(
                        name: "van-ban-gia-lap-\(number).pdf", contentType: "application/pdf", sizeBytes: bytes.count,
                        hash: hash),
                    pages: self.pages(of: bytes), text: text, plain: FileContent.plain(text)))
        }
        return files
    }

    private static func pages(of bytes: [UInt8]) -> Int {
        bytes.ranges(of: Array("/Type /Page /".utf8)).count
    }
}
