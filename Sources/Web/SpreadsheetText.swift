/// Text that a spreadsheet opens (CSV).
package enum SpreadsheetText {
    /// Text stays text: what would be taken for a formula gets an apostrophe before it.
    package static func plain(_ text: String) -> String {
        // By scalars: a mark over the sign makes it another letter, not another formula. Line ends and tabs begin one too, once they are dropped.
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        return isFormula ? "'" + text : text
    }
}
