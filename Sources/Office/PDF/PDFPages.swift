import Exchange
import Foundation

/// The pages of a PDF in one font, which is embedded, so that Vietnamese is read anywhere and its text can be copied.
struct PDFPages {
    let font: TrueTypeFont
    /// In points.
    let width: Double
    let height: Double
    private var used: [UInt32: UInt16] = [:]

    /// Nil when the machine has none of the fonts that we know to hold all Vietnamese letters.
    init?(width: Double, height: Double) {
        guard let font = Self.font else { return nil }
        self.font = font
        self.width = width
        self.height = height
    }

    /// Read once: a font is several hundred kilobytes.
    private static let font: TrueTypeFont? = {
        let places = [
            "dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans.ttf", "liberation/LiberationSerif-Regular.ttf",
            "liberation2/LiberationSerif-Regular.ttf", "noto/NotoSerif-Regular.ttf", "noto/NotoSans-Regular.ttf",
        ]
        for place in places {
            guard let data = FileManager.default.contents(atPath: "/usr/share/fonts/truetype/\(place)"),
                let font = TrueTypeFont([UInt8](data))
            else { continue }
            return font
        }
        return nil
    }()

    static let noFont = Fault(
        .toolMissing, vi: "Máy chủ chưa có phông chữ tiếng Việt (gói fonts-dejavu-core) để viết PDF.",
        en: "No font for a PDF: package fonts-dejavu-core is missing.")

    /// Draws a line of text whose foot is at `y`, from the lower edge of the page.
    mutating func line(_ text: String, size: Double, x: Double, y: Double) -> String {
        let glyphs = text.unicodeScalars.map { scalar -> String in
            let glyph = self.font.glyph(scalar)
            self.used[scalar.value] = glyph
            return Self.hex(glyph)
        }.joined()
        return "BT /F \(size) Tf 1 0 0 1 \(x) \(y) Tm <\(glyphs)> Tj ET\n"
    }

    /// Broken between words into lines that are no wider than `room`; a word that is wider alone is broken anywhere.
    func broken(_ text: String, size: Double, room: Double) -> [String] {
        func isTooWide(_ text: String) -> Bool { self.font.width(text, size: size) > room }
        var (parts, current): ([String], String) = ([], "")
        for word in text.split(whereSeparator: \.isWhitespace) {
            for piece in isTooWide(String(word)) ? word.map(String.init) : [String(word)] {
                let isNewWord = piece.count == word.count || piece.first == word.first && current.isEmpty
                let longer = current.isEmpty || !isNewWord ? current + piece : "\(current) \(piece)"
                if isTooWide(longer), !current.isEmpty {
                    parts.append(current)
                    current = piece
                } else {
                    current = longer
                }
            }
        }
        return parts + [current]
    }

    // MARK: The file

    /// The whole PDF of pages that were drawn with `line`.
    func document(_ pages: [String]) -> [UInt8] {
        var objects = PDFObjects(head: "%PDF-1.7\n%\u{e2}\u{e3}\n")
        let first = 8
        let kids = pages.indices.map { "\(first + $0 * 2) 0 R" }.joined(separator: " ")
        objects.add("<< /Type /Catalog /Pages 2 0 R /Lang (vi) >>")
        objects.add("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
        objects.add(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Index /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 7 0 R >>"
        )
        let widths = Set(self.used.values).sorted().map { "\($0) [\(self.font.advance($0))]" }.joined(separator: " ")
        objects.add(
            """
            << /Type /Font /Subtype /CIDFontType2 /BaseFont /Index /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
            /Supplement 0 >> /FontDescriptor 5 0 R /CIDToGIDMap /Identity /DW 600 /W [\(widths)] >>
            """)
        objects.add(
            """
            << /Type /FontDescriptor /FontName /Index /Flags 4 /FontBBox [-1000 -400 2000 1200] /ItalicAngle 0 /Ascent 930 \
            /Descent -240 /CapHeight 730 /StemV 80 /FontFile2 6 0 R >>
            """)
        let program = self.font.bytes
        objects.add("<< /Length \(program.count) /Length1 \(program.count) >>", stream: program)
        let map = Self.unicodeMap(self.used)
        objects.add("<< /Length \(map.count) >>", stream: map)
        for (index, page) in pages.enumerated() {
            objects.add(
                """
                << /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Int(self.width)) \(Int(self.height))] \
                /Resources << /Font << /F 3 0 R >> >> /Contents \(first + index * 2 + 1) 0 R >>
                """)
            let content = Array(page.utf8)
            objects.add("<< /Length \(content.count) >>", stream: content)
        }
        return objects.file
    }

    /// Which letter each glyph stands for, so that the text can be searched and copied.
    private static func unicodeMap(_ used: [UInt32: UInt16]) -> [UInt8] {
        let pairs = used.filter { $0.key <= 0xFFFF }.sorted { $0.value < $1.value }
        var text = """
            /CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Index def /CMapType 2 def
            1 begincodespacerange <0000> <FFFF> endcodespacerange

            """
        for start in stride(from: 0, to: pairs.count, by: 100) {
            let block = pairs[start..<min(start + 100, pairs.count)]
            let lines = block.map { "<\(Self.hex($0.value))> <\(Self.hex(UInt16($0.key)))>" }
            text += "\(block.count) beginbfchar\n\(lines.joined(separator: "\n"))\nendbfchar\n"
        }
        return Array((text + "endcmap CMapName currentdict /CMap defineresource pop end end\n").utf8)
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
