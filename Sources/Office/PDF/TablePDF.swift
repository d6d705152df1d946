import Spreadsheet

/// A table as a PDF, A4 landscape: lines above it, titles on every page, a line and the page's number at the foot of every page.
struct TablePDF {
    private let empty: PDFPages
    private static let (margin, size, leading, padding) = (36.0, 8.5, 11.0, 3.0)
    /// Above it rows end; below it stands the foot.
    private static let bottom = 54.0

    /// Nil when the machine has no font for Vietnamese.
    init?() {
        guard let pages = PDFPages(width: 842, height: 595) else { return nil }
        self.empty = pages
    }

    /// - Parameters:
    ///   - rows: a text for each column; one that is longer than a page is cut, with `…`.
    ///   - foot: at the foot of every page.
    func bytes(_ layout: SheetLayout, rows: [[String]], foot: String) -> [UInt8] {
        var file = self.empty
        let room = file.width - 2 * Self.margin
        let sum = Double(max(1, layout.columns.reduce(0) { $0 + $1.width }))
        let widths = layout.columns.map { Double($0.width) / sum * room }
        let start = file.height - Self.margin
        func cells(_ texts: [String]) -> [[String]] {
            zip(texts, widths).map { file.broken($0, size: Self.size, room: $1 - 2 * Self.padding) }
        }
        let head = cells(layout.columns.map(\.title))
        let headHeight = Self.height(head)
        let most = Int((start - Self.bottom - headHeight - 2 * Self.padding) / Self.leading)
        var (pages, content, top): ([String], String, Double) = ([], "", start)
        for line in layout.lines {
            for part in file.broken(line, size: 11, room: room) {
                content += file.line(part, size: 11, x: Self.margin, y: top - 11)
                top -= 15
            }
        }
        top -= 5
        content += Self.row(head, widths, isHead: true, at: &top, in: &file)
        for texts in rows {
            let row = cells(texts).map { lines in
                lines.count > most ? Array(lines.prefix(most - 1)) + ["…"] : lines
            }
            if top - Self.height(row) < Self.bottom {
                pages.append(content)
                (content, top) = ("", start)
                content += Self.row(head, widths, isHead: true, at: &top, in: &file)
            }
            content += Self.row(row, widths, isHead: false, at: &top, in: &file)
        }
        pages.append(content)
        let count = pages.count
        for index in pages.indices {
            let number = "\(index + 1)/\(count)"
            let x = file.width - Self.margin - file.font.width(number, size: 8)
            // The mark may be long: it is shortened, the number is not.
            let mark = file.broken(foot, size: 8, room: room - 60)[0]
            pages[index] += file.line(mark, size: 8, x: Self.margin, y: 30)
            pages[index] += file.line(number, size: 8, x: x, y: 30)
        }
        return file.document(pages)
    }

    private static func height(_ cells: [[String]]) -> Double {
        Double(cells.map(\.count).max() ?? 1) * self.leading + 2 * self.padding
    }

    /// Boxes and their texts; `top` goes down by their height.
    private static func row(
        _ cells: [[String]], _ widths: [Double], isHead: Bool, at top: inout Double, in file: inout PDFPages
    ) -> String {
        let height = self.height(cells)
        var (content, x) = ("", self.margin)
        for (lines, width) in zip(cells, widths) {
            let box = "\(x) \(top - height) \(width) \(height) re"
            content += isHead ? "q 0.92 g 0.5 w \(box) B Q\n" : "0.5 w \(box) S\n"
            for (index, line) in lines.enumerated() where !line.isEmpty {
                let y = top - self.padding - self.leading * Double(index) - self.size
                content += file.line(line, size: self.size, x: x + self.padding, y: y)
            }
            x += width
        }
        top -= height
        return content
    }
}
