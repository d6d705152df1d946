/// Reads comma-separated values (RFC 4180): quotes double inside quotes, lines end in LF or CR LF, a byte order mark is skipped.
///
/// Strict: a quote inside an unquoted field, text after a closing quote and an unclosed quote are refused with their line.
package struct CSVReader {
    /// One record with the line it begins on, from 1.
    package struct Record: Equatable {
        package var line: Int
        package var fields: [String]
    }

    /// Records are counted so that a wrong file cannot fill memory.
    static let maximumRecords = 200_000

    private var bytes: ArraySlice<UInt8>
    private var line = 1
    private var count = 0

    package init(_ text: String) {
        self.bytes = Array(text.utf8)[...]
        if self.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { self.bytes = self.bytes.dropFirst(3) }
    }

    /// The next record; nil at the end. Empty lines are skipped.
    package mutating func next() throws(Fault) -> Record? {
        while let record = try self.record() {
            if record.fields == [""] { continue }
            self.count += 1
            guard self.count <= Self.maximumRecords else {
                throw Fault.csv("has too many lines", "quá nhiều dòng", record.line)
            }
            return record
        }
        return nil
    }

    private mutating func record() throws(Fault) -> Record? {
        if self.bytes.isEmpty { return nil }
        var record = Record(line: self.line, fields: [])
        while true {
            record.fields.append(try self.field())
            switch self.bytes.first {
            case .comma:
                self.bytes.removeFirst()
            case nil:
                return record
            default:
                self.bytes.removeFirst()
                self.line += 1
                return record
            }
        }
    }

    /// Leaves the comma, the line feed or the end in front. CR is taken with its LF.
    private mutating func field() throws(Fault) -> String {
        if self.bytes.first == .quote { return try self.quotedField() }
        var field: [UInt8] = []
        while let byte = self.bytes.first, byte != .comma, byte != .lineFeed {
            if byte == .quote { throw Fault.csv("has a quote inside a field", "có dấu nháy kép giữa ô", self.line) }
            self.bytes.removeFirst()
            if byte == .carriageReturn, self.bytes.first == .lineFeed || self.bytes.isEmpty { break }
            field.append(byte)
        }
        return String(decoding: field, as: UTF8.self)
    }

    private mutating func quotedField() throws(Fault) -> String {
        let start = self.line
        self.bytes.removeFirst()
        var field: [UInt8] = []
        while let byte = self.bytes.popFirst() {
            if byte == .lineFeed { self.line += 1 }
            guard byte == .quote else {
                field.append(byte)
                continue
            }
            if self.bytes.first == .quote {
                self.bytes.removeFirst()
                field.append(.quote)
                continue
            }
            if self.bytes.first == .carriageReturn { self.bytes.removeFirst() }
            guard self.bytes.isEmpty || self.bytes.first == .comma || self.bytes.first == .lineFeed else {
                throw Fault.csv("has text after a closing quote", "có chữ sau dấu nháy đóng", self.line)
            }
            return String(decoding: field, as: UTF8.self)
        }
        throw Fault.csv("has a quote that is never closed", "có dấu nháy kép không đóng", start)
    }
}

extension UInt8 {
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
}

extension Fault {
    fileprivate static func csv(_ english: String, _ vietnamese: String, _ line: Int) -> Fault {
        Fault(.badFormat, vi: "Tệp CSV \(vietnamese) (dòng \(line)).", en: "The CSV file \(english).", line: line)
    }
}
