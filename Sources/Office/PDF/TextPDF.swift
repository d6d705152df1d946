/// A PDF of plain lines (trang mục lục), A4 upright: enough for an index before the documents of a file.
struct TextPDF {
    /// A line, and whether it is larger.
    struct Line {
        var text: String
        var isTitle = false
    }

    private let empty: PDFPages
    private static let margin = 56.0

    /// Nil when the machine has no font for Vietnamese.
    init?() {
        guard let pages = PDFPages(width: 595, height: 842) else { return nil }
        self.empty = pages
    }

    /// The whole PDF. Long lines are broken between words.
    func bytes(_ lines: [Line]) -> [UInt8] {
        var file = self.empty
        var pages: [String] = []
        var (content, top) = ("", file.height - Self.margin)
        for line in lines {
            let size = line.isTitle ? 14.0 : 10.5
            for part in file.broken(line.text, size: size, room: file.width - 2 * Self.margin) {
                if top < Self.margin + size {
                    pages.append(content)
                    (content, top) = ("", file.height - Self.margin)
                }
                content += file.line(part, size: size, x: Self.margin, y: top.rounded(.down))
                top -= size * 1.45
            }
            top -= line.isTitle ? 8 : 3
        }
        pages.append(content)
        return file.document(pages)
    }
}
