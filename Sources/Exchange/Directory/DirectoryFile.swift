/// The directory as a CSV file: `code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email`. After a split the successors
/// stand with a blank between them.
package struct DirectoryFile: Sendable {
    package static let columns = [
        "code", "oldCode", "name", "shortName", "kind", "parent", "validFrom", "validTo", "successor", "email",
    ]

    /// An entry with its line in the file.
    package struct Line: Sendable {
        package var number: Int
        package var entry: DirectoryEntry
    }

    /// The lines of the right form, in the order of the file.
    package private(set) var lines: [Line] = []
    package private(set) var refused = RefusedLines()

    /// Throws `bad-format` when the file cannot be read as a whole: another first line, misplaced quotes, too many lines.
    package init(_ text: String) throws(Fault) {
        var reader = CSVReader(text)
        guard let head = try reader.next(), head.fields.map(\.normalized) == Self.columns else {
            throw Fault(
                .badFormat,
                vi: "Dòng đầu của tệp phải là: \(Self.columns.joined(separator: ",")).",
                en: "The first line must be \(Self.columns.joined(separator: ",")).",
                line: 1
            )
        }
        while let record = try reader.next() {
            do {
                self.lines.append(Line(number: record.line, entry: try Self.entry(record)))
            } catch {
                self.refused.add(error)
            }
        }
    }

    /// All of the file or, at its first mistake, a fault with line and column.
    package static func read(_ text: String) throws(Fault) -> [Line] {
        let file = try DirectoryFile(text)
        if let fault = file.refused.first { throw fault }
        return file.lines
    }

    private static func entry(_ record: CSVReader.Record) throws(Fault) -> DirectoryEntry {
        guard record.fields.count == self.columns.count else {
            throw Fault(
                .badFormat,
                vi: "Dòng \(record.line) có \(record.fields.count) cột, phải có \(self.columns.count) cột.",
                en: "The line has \(record.fields.count) columns instead of \(self.columns.count).",
                line: record.line
            )
        }
        let fields = Fields(record: record)
        let entry = DirectoryEntry(
            code: try fields.required("code", OrganCode.init),
            oldCode: try fields.optional("oldCode", OrganCode.init),
            name: try fields.required("name") { $0.count <= 500 ? $0 : nil },
            shortName: try fields.optional("shortName") { $0.count <= 100 ? $0 : nil },
            kind: try fields.required("kind") { Self.isWord($0) ? $0 : nil },
            parent: try fields.optional("parent", OrganCode.init),
            validFrom: try fields.optional("validFrom") { CalendarDate($0) },
            validTo: try fields.optional("validTo") { CalendarDate($0) },
            successors: try fields.optional("successor", Self.codes) ?? [],
            email: try fields.optional("email") { $0.count <= 100 && $0.contains("@") ? $0 : nil }
        )
        if let from = entry.validFrom, let to = entry.validTo, to < from { throw fields.wrong("validTo") }
        if entry.parent == entry.code { throw fields.wrong("parent") }
        if entry.successors.contains(entry.code) { throw fields.wrong("successor") }
        return entry
    }

    /// A lower-case word, hyphens inside or behind, at most 30 letters. By hand: a regular expression takes longer than reading the whole line.
    private static func isWord(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard let first = text.utf8.first, letters.contains(first), text.utf8.count <= 30 else { return false }
        return text.utf8.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// Codes with a blank between them; nil when one is none, or more than 20.
    private static func codes(_ text: String) -> [OrganCode]? {
        let words = text.split(separator: " ")
        let codes = words.compactMap { OrganCode(String($0)) }
        return codes.count == words.count && codes.count <= 20 ? codes : nil
    }

    /// The fields of one record by column; texts are trimmed and composed (NFC).
    private struct Fields {
        let record: CSVReader.Record

        func required<Value>(_ column: String, _ read: (String) -> Value?) throws(Fault) -> Value {
            guard let value = try self.optional(column, read) else { throw self.wrong(column) }
            return value
        }

        func optional<Value>(_ column: String, _ read: (String) -> Value?) throws(Fault) -> Value? {
            guard let index = DirectoryFile.columns.firstIndex(of: column) else { throw self.wrong(column) }
            let text = self.record.fields[index].normalized
            if text.isEmpty { return nil }
            guard let value = read(text) else { throw self.wrong(column) }
            return value
        }

        func wrong(_ column: String) -> Fault {
            Fault(
                .badFormat,
                vi: "Dòng \(self.record.line), cột \(column): giá trị thiếu hoặc sai dạng.",
                en: "The value is missing or not of the form that this column needs.",
                place: column,
                line: self.record.line
            )
        }
    }
}
