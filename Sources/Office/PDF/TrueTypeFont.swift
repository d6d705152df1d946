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

    /// Of a line, in points.
    func width(_ text: String, size: Double) -> Double {
        Double(text.unicodeScalars.reduce(0) { $0 + self.advance(self.glyph($1)) }) / 1000 * size
    }

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
