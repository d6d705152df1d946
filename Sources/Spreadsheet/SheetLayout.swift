/// How a sheet looks: lines above the table, then the columns with their titles.
package struct SheetLayout: Sendable {
    package struct Column: Sendable {
        package let title: String
        /// In characters.
        package let width: Int

        package init(_ title: String, width: Int) {
            self.title = title
            self.width = width
        }
    }

    /// At most 31 characters, without those that programs refuse in the name of a sheet.
    let name: String
    package let lines: [String]
    package let columns: [Column]

    /// - Parameters:
    ///   - name: on the tab; signs that are not allowed there become blanks.
    ///   - lines: bold, above the titles, one a row.
    package init(name: String, lines: [String] = [], columns: [Column]) {
        let clean = name.map { "[]:*?/\\'".contains($0) ? " " : $0 }
        self.name = clean.isEmpty ? "Sheet1" : String(clean.prefix(31))
        self.lines = lines
        self.columns = columns
    }

    /// The row of the titles, from 1.
    var headRow: Int { self.lines.count + 1 }
}
