/// The directory as a CSV file: `code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email`. After a split the successors
/// stand with a blank between them.
package enum DirectoryFile {
    static let columns = [
        "code", "oldCode", "name", "shortName", "kind", "parent", "validFrom", "validTo", "successor", "email",
    ]

    /// An entry with its line in the file.
    package struct Line {
        package var number: Int
        package var entry: DirectoryEntry
    }

    /// All of the file or, at its first mistake, a fault with line and column.
    package static func read(_ text: String) throws(Fault) -> [Line] {
        var records = try CSVReader.records(text)
        guard !records.isEmpty, records.removeFirst().fields.map(\.normalized) == self.columns else {
            throw Fault(
                .badFormat,
                vi: "Dòng đầu của tệp phải là: \(self.columns.joined(separator: ",")).",
                en: "The first line must be \(self.columns.joined(separator: ",")).",
                line: 1
            )
        }
        var lines: [Line] = []
        for record in records { lines.append(Line(number: record.line, entry: try self.entry(record))) }
        return lines
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
            kind: try fields.required("kind") { $0.wholeMatch(of: /[a-z][a-z-]{0,29}/) != nil ? $0 : nil },
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
