/// Text as it stands in the XML of a workbook.
enum Markup {
    /// Escaped for content and double-quoted attributes. What XML cannot hold is left out; `_x0041_`, which programs would read as a
    /// letter, stays what it is (ECMA-376, ST_Xstring).
    static func escaped(_ text: String) -> String {
        self.content(text.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_"))
    }

    /// The same for XML that knows no such letters.
    static func content(_ text: String) -> String {
        var markup = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "\r": markup += "&#13;"
            case "\t", "\n": markup.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: markup.unicodeScalars.append(scalar)
            }
        }
        return markup
    }

    /// The other way: `_x000D_` is the sign that its digits name.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        return text.replacing(/_x([0-9A-Fa-f]{4})_/) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? String(match.0)
        }
    }

    /// `AB12` for column 27 (from 0), row 12.
    static func reference(column: Int, row: Int) -> String {
        var letters = ""
        var rest = column + 1
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return "\(letters)\(row)"
    }

    /// The column (from 0) of `AB12`; nil for what names none.
    static func column(of reference: String) -> Int? {
        let letters = reference.utf8.prefix { (65...90).contains($0) }
        guard (1...3).contains(letters.count) else { return nil }
        return letters.reduce(0) { $0 * 26 + Int($1) - 64 } - 1
    }
}
