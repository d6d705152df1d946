import Exchange

/// The rows of a sheet, gathered while it is parsed.
final class SheetRows {
    private let texts: [String]
    private let dateFormats: [Bool]
    private let from1904: Bool
    private let limits: SheetLimits
    private(set) var rows: [[Cell]] = []

    private var row: [Cell] = []
    private var column = 0
    private var kind = ""
    private var isDate = false
    private var value: [UInt8] = []
    private var isValue = false
    private let inline = TextRuns()
    private(set) var textBytes = 0

    init(texts: [String], dateFormats: [Bool], from1904: Bool, limits: SheetLimits) {
        self.texts = texts
        self.dateFormats = dateFormats
        self.from1904 = from1904
        self.limits = limits
    }

    /// What feeds it.
    var part: XMLPart {
        XMLPart(
            start: { [unowned self] part, name throws(Fault) in try self.start(name, part) },
            end: { [unowned self] name throws(Fault) in try self.end(name) },
            text: { [unowned self] bytes throws(Fault) in
                if self.isValue { self.value.append(contentsOf: bytes) } else { self.inline.add(bytes) }
            })
    }

    private func start(_ name: String, _ part: XMLPart) throws(Fault) {
        switch name {
        case "row":
            // Rows that are empty may be left out.
            if let number = part.attribute("r").flatMap(Int.init), number > 0 {
                try self.limits.check(rows: number)
                while self.rows.count < number - 1 { self.rows.append([]) }
            }
            self.row = []
        case "c":
            self.column = part.attribute("r").flatMap(Markup.column) ?? self.row.count
            self.kind = part.attribute("t") ?? "n"
            let style = part.attribute("s").flatMap(Int.init) ?? 0
            self.isDate = self.dateFormats.indices.contains(style) && self.dateFormats[style]
            self.value = []
            _ = self.inline.take()
        case "v": self.isValue = true
        default: self.inline.start(name)
        }
    }

    private func end(_ name: String) throws(Fault) {
        switch name {
        case "v": self.isValue = false
        case "c":
            try self.limits.check(columns: self.column + 1)
            let cell = self.cell()
            if case .text(let text) = cell { self.textBytes += text.utf8.count }
            try self.limits.check(textBytes: self.textBytes)
            while self.row.count <= self.column { self.row.append(.empty) }
            self.row[self.column] = cell
        case "row":
            self.rows.append(self.row.trimmed)
            try self.limits.check(rows: self.rows.count)
        default: self.inline.end(name)
        }
    }

    private func cell() -> Cell {
        let value = String(decoding: self.value, as: UTF8.self)
        switch self.kind {
        case "inlineStr":
            let text = self.inline.take()
            return text.isEmpty ? .empty : .text(text)
        case "s":
            guard let index = Int(value), self.texts.indices.contains(index) else { return .empty }
            return .text(self.texts[index])
        case "str", "e", "b": return value.isEmpty ? .empty : .text(Markup.unescaped(value))
        case "d": return CalendarDate(String(value.prefix(10))).map { .date($0) } ?? .text(value)
        default:
            if value.isEmpty { return .empty }
            guard let number = Double(value), abs(number) < 1e15 else { return .text(value) }
            if self.isDate, let date = SerialDate.date(Int(number.rounded(.down)), from1904: self.from1904) {
                return .date(date)
            }
            return number.rounded() == number ? .number(Int(number)) : .text(value)
        }
    }
}

/// The text of a cell: runs of different looks one after the other, without the readings of East Asian signs.
final class TextRuns {
    private var bytes: [UInt8] = []
    private var isText = false
    private var isReading = false

    func start(_ name: String) {
        if name == "t" { self.isText = true }
        if name == "rPh" { self.isReading = true }
    }

    func end(_ name: String) {
        if name == "t" { self.isText = false }
        if name == "rPh" { self.isReading = false }
    }

    func add(_ more: UnsafeRawBufferPointer) {
        if self.isText, !self.isReading { self.bytes.append(contentsOf: more) }
    }

    /// What was gathered; the next begins empty.
    func take() -> String {
        defer { self.bytes = [] }
        return Markup.unescaped(String(decoding: self.bytes, as: UTF8.self))
    }
}
