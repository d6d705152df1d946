import Foundation
import Storage

/// A PDF of plain lines (trang mục lục), A4 upright: enough for an index before the documents of a file. The font is embedded, so that Vietnamese is
/// read anywhere and its text can be copied.
struct TextPDF {
    /// A line, and whether it is larger.
    struct Line {
        var text: String
        var isTitle = false
    }

    private let font: TrueTypeFont
    private static let (width, height, margin) = (595.0, 842.0, 56.0)

    /// Nil when the machine has none of the fonts that we know to hold all Vietnamese letters.
    init?() {
        let places = [
            "dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans.ttf", "liberation/LiberationSerif-Regular.ttf",
            "liberation2/LiberationSerif-Regular.ttf", "noto/NotoSerif-Regular.ttf", "noto/NotoSans-Regular.ttf",
        ]
        for place in places {
            guard let data = FileManager.default.contents(atPath: "/usr/share/fonts/truetype/\(place)"),
                let font = TrueTypeFont([UInt8](data))
            else { continue }
            self.font = font
            return
        }
        return nil
    }

    /// The whole PDF. Long lines are broken between words.
    func bytes(_ lines: [Line]) -> [UInt8] {
        var pages: [String] = []
        var (content, top) = ("", Self.height - Self.margin)
        var used: [UInt32: UInt16] = [:]
        for line in lines {
            let size = line.isTitle ? 14.0 : 10.5
            for part in self.broken(line.text, size: size) {
                if top < Self.margin + size {
                    pages.append(content)
                    (content, top) = ("", Self.height - Self.margin)
                }
                let glyphs = part.unicodeScalars.map { scalar -> String in
                    let glyph = self.font.glyph(scalar)
                    used[scalar.value] = glyph
                    return Self.hex(glyph)
                }.joined()
                content += "BT /F \(size) Tf 1 0 0 1 \(Self.margin) \(Int(top)) Tm <\(glyphs)> Tj ET\n"
                top -= size * 1.45
            }
            top -= line.isTitle ? 8 : 3
        }
        pages.append(content)
        return self.document(pages, used)
    }

    private func broken(_ text: String, size: Double) -> [String] {
        let room = Self.width - 2 * Self.margin
        func isTooWide(_ text: String) -> Bool {
            let units = text.unicodeScalars.reduce(0) { $0 + self.font.advance(self.font.glyph($1)) }
            return Double(units) / 1000 * size > room
        }
        var (parts, current): ([String], String) = ([], "")
        for word in text.split(whereSeparator: \.isWhitespace) {
            // A word alone can be wider than the page.
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

    private func document(_ pages: [String], _ used: [UInt32: UInt16]) -> [UInt8] {
        var output = Array("%PDF-1.7\n%\u{e2}\u{e3}\n".utf8)
        var offsets: [Int] = []
        func add(_ text: String, stream: [UInt8]? = nil) {
            offsets.append(output.count)
            output += Array("\(offsets.count) 0 obj\n\(text)\n".utf8)
            if let stream {
                output += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8)
            }
            output += Array("endobj\n".utf8)
        }
        let first = 8
        let kids = pages.indices.map { "\(first + $0 * 2) 0 R" }.joined(separator: " ")
        add("<< /Type /Catalog /Pages 2 0 R /Lang (vi) >>")
        add("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
        add(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Index /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 7 0 R >>"
        )
        let widths = Set(used.values).sorted().map { "\($0) [\(self.font.advance($0))]" }.joined(separator: " ")
        add(
            """
            << /Type /Font /Subtype /CIDFontType2 /BaseFont /Index /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
            /Supplement 0 >> /FontDescriptor 5 0 R /CIDToGIDMap /Identity /DW 600 /W [\(widths)] >>
            """)
        add(
            """
            << /Type /FontDescriptor /FontName /Index /Flags 4 /FontBBox [-1000 -400 2000 1200] /ItalicAngle 0 /Ascent 930 \
            /Descent -240 /CapHeight 730 /StemV 80 /FontFile2 6 0 R >>
            """)
        let program = self.font.bytes
        add("<< /Length \(program.count) /Length1 \(program.count) >>", stream: program)
        let map = Self.unicodeMap(used)
        add("<< /Length \(map.count) >>", stream: map)
        for (index, page) in pages.enumerated() {
            add(
                """
                << /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Int(Self.width)) \(Int(Self.height))] \
                /Resources << /Font << /F 3 0 R >> >> /Contents \(first + index * 2 + 1) 0 R >>
                """)
            let content = Array(page.utf8)
            add("<< /Length \(content.count) >>", stream: content)
        }
        let start = output.count
        output += Array("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n".utf8)
        for offset in offsets {
            let digits = String(offset)
            output += Array("\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n".utf8)
        }
        output += Array(
            "trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n".utf8)
        return output
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

/// What is needed of a TrueType font: which glyph a letter has, and how wide it is.
struct TrueTypeFont {
    let bytes: [UInt8]
    private var glyphs: [UInt32: UInt16] = [:]
    private var advances: [Int] = []

    /// Nil for what is no TrueType font with a Unicode map of the basic plane (cmap format 4).
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        let reader = Bytes(bytes)
        guard let count = reader.short(4) else { return nil }
        var tables: [String: Int] = [:]
        for index in 0..<count {
            let entry = 12 + index * 16
            guard entry + 16 <= bytes.count, let offset = reader.long(entry + 8) else { return nil }
            tables[String(decoding: bytes[entry..<entry + 4], as: UTF8.self)] = offset
        }
        guard let head = tables["head"], let hhea = tables["hhea"], let hmtx = tables["hmtx"],
            let cmap = tables["cmap"],
            let unit = reader.short(head + 18), unit > 0, let metrics = reader.short(hhea + 34), metrics > 0,
            let maps = reader.short(cmap + 2)
        else { return nil }
        for index in 0..<metrics {
            guard let advance = reader.short(hmtx + index * 4) else { return nil }
            self.advances.append(advance * 1000 / unit)
        }
        for index in 0..<maps {
            guard let platform = reader.short(cmap + 4 + index * 8), let offset = reader.long(cmap + 8 + index * 8),
                [0, 3].contains(platform), reader.short(cmap + offset) == 4, self.read(cmap + offset, reader)
            else { continue }
            return
        }
        return nil
    }

    private mutating func read(_ map: Int, _ reader: Bytes) -> Bool {
        guard let doubled = reader.short(map + 6) else { return false }
        let segments = doubled / 2
        for index in 0..<segments {
            let ends = map + 14
            let starts = ends + doubled + 2
            guard let end = reader.short(ends + index * 2), let start = reader.short(starts + index * 2),
                let delta = reader.short(starts + doubled + index * 2), start <= end,
                let range = reader.short(starts + doubled * 2 + index * 2)
            else { return false }
            for code in start...end where code != 0xFFFF {
                var glyph = code
                if range != 0 {
                    let place = starts + doubled * 2 + index * 2 + range + (code - start) * 2
                    guard let found = reader.short(place) else { continue }
                    if found == 0 { continue }
                    glyph = found
                }
                self.glyphs[UInt32(code)] = UInt16(truncatingIfNeeded: glyph + delta)
            }
        }
        return true
    }

    /// 0, the empty box, for letters that the font does not have.
    func glyph(_ scalar: Unicode.Scalar) -> UInt16 { self.glyphs[scalar.value] ?? 0 }

    /// In thousandths of the size.
    func advance(_ glyph: UInt16) -> Int { self.advances[min(Int(glyph), self.advances.count - 1)] }

    /// Numbers of the font file, most significant byte first; nil beyond its end.
    private struct Bytes {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }

        func short(_ place: Int) -> Int? {
            guard place >= 0, place + 2 <= self.bytes.count else { return nil }
            return Int(self.bytes[place]) << 8 | Int(self.bytes[place + 1])
        }

        func long(_ place: Int) -> Int? {
            guard let high = self.short(place), let low = self.short(place + 2) else { return nil }
            return high << 16 | low
        }
    }
}
