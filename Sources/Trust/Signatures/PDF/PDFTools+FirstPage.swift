package import Exchange
package import Foundation

extension PDFTools {
    /// Page 1 of a PDF as a JPEG. Its longer side has 1,414 pixels, whatever size the file says the page is: of A4 it is 1,000 pixels wide and below
    /// 200 kB as a rule.
    ///
    /// Throws `tool-missing`; `unsupported` when it is no PDF, is locked or broken; `too-large` when drawing takes too long or too much memory.
    package func firstPage(of file: URL, scratch: URL) async throws(Fault) -> [UInt8] {
        do throws(Failure) {
            let output = try await self.run(
                "pdftoppm",
                ["-q", "-jpeg", "-jpegopt", "quality=60", "-scale-to", "1414", "-f", "1", "-l", "1", "-singlefile"],
                on: file, in: scratch, limitBytes: 4 << 20, memoryBytes: 1 << 30)
            guard output.exitCode == 0, output.bytes.starts(with: [0xFF, 0xD8, 0xFF]) else { throw Failure.refused }
            return output.bytes
        } catch {
            switch error {
            case .missing: throw Self.missing("pdftoppm")
            case .failed: throw Self.tooHeavy
            case .refused: throw Self.noFirstPage
            }
        }
    }

    package static let noFirstPage = Fault(
        .unsupported, vi: "Không vẽ được trang 1: tệp không phải PDF, bị hỏng hoặc bị khóa.",
        en: "Page 1 cannot be drawn: the file is no PDF, broken or locked.")

    package static let tooHeavy = Fault(
        .tooLarge, vi: "Không vẽ được trang 1: trang quá nặng. Mở tệp để xem.",
        en: "Page 1 cannot be drawn: it takes too long or too much memory.")
}
