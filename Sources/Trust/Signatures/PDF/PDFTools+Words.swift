package import Exchange
package import Foundation

/// One page of a PDF as words with their places. Lengths are points from the top left corner.
package struct PDFPage: Sendable {
    package struct Word: Sendable {
        package let text: String
        package let left: Double
        package let top: Double
        package let right: Double
        package let bottom: Double
    }

    package let width: Double
    package let height: Double
    /// In the order of reading, as far as the program knows it.
    package let words: [Word]

    package init(width: Double, height: Double, words: [Word]) {
        (self.width, self.height, self.words) = (width, height, words)
    }
}

extension PDFTools {
    /// The words of one page, from 0; nil when it cannot be read. Throws `tool-missing`.
    package func words(of file: URL, page: Int, scratch: URL) async throws(Fault) -> PDFPage? {
        let number = String(page + 1)
        do {
            let output = try await self.run(
                "pdftotext", ["-q", "-enc", "UTF-8", "-bbox", "-f", number, "-l", number], on: file, to: "-",
                in: scratch, limitBytes: 8 << 20)
            return output.exitCode == 0 ? PDFPage(String(decoding: output.bytes, as: UTF8.self)) : nil
        } catch .missing {
            throw Self.missing("pdftotext")
        } catch {
            return nil
        }
    }
}

extension PDFPage {
    /// Reads what `pdftotext -bbox` writes, a page and a word a line; nil when there is no page.
    init?(_ text: String) {
        var size: (width: Double, height: Double)?
        var words: [Word] = []
        for line in text.split(separator: "\n") {
            if let match = line.firstMatch(of: /<page width="([0-9.]+)" height="([0-9.]+)">/) {
                guard size == nil, let width = Double(match.1), let height = Double(match.2) else { return nil }
                size = (width, height)
            } else if let match = line.firstMatch(
                of: /<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*)<\/word>/),
                let left = Double(match.1), let top = Double(match.2), let right = Double(match.3),
                let bottom = Double(match.4)
            {
                let word = String(match.5).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
                    .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
                words.append(Word(text: word.normalized, left: left, top: top, right: right, bottom: bottom))
            }
        }
        guard let size else { return nil }
        self.init(width: size.width, height: size.height, words: words)
    }
}
