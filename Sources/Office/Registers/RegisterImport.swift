import EdXML
import Exchange
import Spreadsheet
import Storage
import Web

/// A register that was kept elsewhere, read from a table: which lines can be taken into a book, and which not and why.
struct RegisterImport: Sendable {
    struct Line: Sendable {
        let number: EntryNumber
        let enteredOn: CalendarDate
        let code: String
        let documentDate: CalendarDate?
        let typeName: String
        let subject: String
        let parties: String
        let signer: String
        let unit: String
        let copies: Int?
        let passedOn: CalendarDate?
        let note: String
    }

    struct Refused: Sendable, Equatable {
        /// In the table, from 1.
        let row: Int
        /// Vietnamese, no full stop.
        let reason: String
    }

    let lines: [Line]
    let refused: [Refused]

    /// Lines of one file.
    static let maximumLines = 20_000

    /// Reads the lines behind the row of titles; throws `FormFault` on `file` where there is none. `taken` are the numbers of the book.
    static func read(_ rows: [[Cell]], for book: Book, taken: Set<EntryNumber>) throws(FormFault) -> RegisterImport {
        let (lines, refused) = try Self.lines(rows, for: book, taken: taken, number: \.number) {
            row throws(Problem) in try Self.line(row, book)
        }
        return RegisterImport(lines: lines, refused: refused)
    }

    /// What `line` makes of each row, and why not; no number comes twice. Throws as `read`.
    static func lines<Made>(
        _ rows: [[Cell]], for book: Book, taken: Set<EntryNumber>, number: (Made) -> EntryNumber,
        _ line: (ImportRow) throws(Problem) -> Made
    ) throws(FormFault) -> (lines: [Made], refused: [Refused]) {
        let (head, columns) = try ImportColumns.find(in: rows, book)
        guard rows.count - head <= Self.maximumLines else {
            throw FormFault("file", "Mỗi lần nhập tối đa \(Self.maximumLines) dòng. Tách tệp rồi nhập từng phần")
        }
        var (lines, refused): ([Made], [Refused]) = ([], [])
        var seen: [EntryNumber: Int] = [:]
        for (index, cells) in rows.enumerated().dropFirst(head + 1) where !Self.isBlank(cells) {
            do throws(Problem) {
                let made = try line(ImportRow(cells: cells, columns: columns))
                let number = number(made)
                if let other = seen[number] { throw Problem("Trùng số \(number) với dòng \(other)") }
                guard !taken.contains(number) else { throw Problem("Số \(number) đã có trong sổ") }
                seen[number] = index + 1
                lines.append(made)
            } catch {
                refused.append(Refused(row: index + 1, reason: error.sentence))
            }
        }
        return (lines, refused)
    }

    struct Problem: Error {
        let sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }

    /// Empty, or the numbers of the columns, as registers have them below their titles.
    private static func isBlank(_ cells: [Cell]) -> Bool {
        let texts = cells.map { $0.shown.normalized }
        if texts.allSatisfy(\.isEmpty) { return true }
        return texts.enumerated().allSatisfy { index, text in
            text.isEmpty || text.trimmingPrefix("(").split(separator: ")") == ["\(index + 1)"]
        }
    }

    private static func line(_ row: ImportRow, _ book: Book) throws(Problem) -> Line {
        let code = try row.text(.code, "Số, ký hiệu", 100)
        let date = try row.date(.date, "Ngày văn bản")
        let subject = try row.text(.subject, "Trích yếu", 2_000)
        guard !subject.isEmpty else { throw Problem("Không có trích yếu") }
        let level = try row.text(.secrecy, "Độ mật", 40)
        guard ["", "thuong", "khong", "khong mat"].contains(level.folded), !SecrecyMark.isMarked(subject: subject)
        else {
            throw Problem("Văn bản mật không nhập vào sổ thường")
        }
        let (number, enteredOn) = try row.entry(in: book, code: code, date: date)
        let parts = subject.split(separator: ":", maxSplits: 1).map { String($0).normalized }
        let isTyped = parts.count == 2 && IncomingEntry.types.contains(parts[0])
        return Line(
            number: number, enteredOn: enteredOn, code: code, documentDate: date,
            typeName: isTyped ? parts[0] : try row.text(.type, "Loại văn bản", 100),
            subject: isTyped ? parts[1] : subject,
            parties: try row.text(.parties, "Tác giả, nơi nhận", 30_000),
            signer: try row.text(.signer, "Người ký", 200),
            unit: try row.text(.unit, "Đơn vị", 500), copies: try row.number(.copies, "Số lượng bản"),
            passedOn: try row.date(.passedOn, "Ngày chuyển"), note: try row.text(.note, "Ghi chú", 2_000))
    }
}

/// The cells of one line by what they are.
struct ImportRow {
    let cells: [Cell]
    let columns: [ImportColumns.Field: Int]

    private func cell(_ field: ImportColumns.Field) -> Cell {
        guard let column = self.columns[field], column < self.cells.count else { return .empty }
        return self.cells[column]
    }

    /// The number in the book and the day of entry; of an outgoing one they stand in its code and its date.
    func entry(
        in book: Book, code: String, date: CalendarDate?
    ) throws(RegisterImport.Problem) -> (number: EntryNumber, enteredOn: CalendarDate) {
        let number: EntryNumber
        let enteredOn: CalendarDate
        switch book.direction {
        case .incoming:
            let text = try self.text(.number, "Số đến", 20).lowercased()
            guard let found = EntryNumber(text) else {
                throw RegisterImport.Problem("Số đến “\(text)” không phải là số")
            }
            guard let day = try self.date(.enteredOn, "Ngày đến") else {
                throw RegisterImport.Problem("Không có ngày đến")
            }
            (number, enteredOn) = (found, day)
        case .outgoing:
            let first = String(code.prefix { $0 != "/" }).normalized.lowercased()
            guard let found = EntryNumber(first) else {
                throw RegisterImport.Problem("Số, ký hiệu “\(code)” không bắt đầu bằng số")
            }
            guard let date else { throw RegisterImport.Problem("Không có ngày văn bản") }
            (number, enteredOn) = (found, date)
        }
        guard enteredOn.year == book.year else {
            throw RegisterImport.Problem("Ngày \(enteredOn.shown) không thuộc năm \(book.year) của sổ")
        }
        return (number, enteredOn)
    }

    func text(_ field: ImportColumns.Field, _ label: String, _ maximum: Int) throws(RegisterImport.Problem) -> String {
        let text = self.cell(field).shown.normalized
        guard text.count <= maximum else { throw RegisterImport.Problem("\(label) dài quá \(maximum) ký tự") }
        return text
    }

    func date(_ field: ImportColumns.Field, _ label: String) throws(RegisterImport.Problem) -> CalendarDate? {
        if case .date(let date) = self.cell(field) { return date }
        let text = self.cell(field).shown.normalized
        if text.isEmpty { return nil }
        guard let date = CalendarDate(typed: text) ?? CalendarDate(text) else {
            throw RegisterImport.Problem("\(label) “\(text.prefix(40))” cần viết theo mẫu 31/12/2024")
        }
        return date
    }

    func number(_ field: ImportColumns.Field, _ label: String) throws(RegisterImport.Problem) -> Int? {
        let text = self.cell(field).shown.normalized
        if text.isEmpty { return nil }
        guard let number = Int(text), (0...1_000_000).contains(number) else {
            throw RegisterImport.Problem("\(label) “\(text.prefix(40))” không phải là số")
        }
        return number
    }
}

/// Which column is what, by its title: the words of the law and those that people use.
enum ImportColumns {
    enum Field: CaseIterable {
        case number, enteredOn, code, date, type, subject, parties, signer, unit, copies, passedOn, note, secrecy,
            protection
    }

    /// The row of the titles (from 0) and the columns; throws `FormFault` when what must be there is not.
    static func find(
        in rows: [[Cell]], _ book: Book
    ) throws(FormFault) -> (row: Int, columns: [Field: Int]) {
        let direction = book.direction
        // A secret book may be kept without subjects.
        let needed: [Field] =
            (direction == .incoming ? [.number, .enteredOn] : [.code, .date]) + [book.isSecret ? .secrecy : .subject]
        for (index, cells) in rows.prefix(30).enumerated() {
            var columns: [Field: Int] = [:]
            for (column, cell) in cells.enumerated() {
                let title = cell.shown.folded
                guard let field = Field.allCases.first(where: { self.titles($0, direction).contains(title) }),
                    columns[field] == nil
                else { continue }
                columns[field] = column
            }
            if needed.allSatisfy({ columns[$0] != nil }) { return (index, columns) }
        }
        let last = book.isSecret ? "Độ mật" : "Tên loại và trích yếu nội dung văn bản"
        throw FormFault(
            "file",
            direction == .incoming
                ? "Bảng cần dòng tiêu đề có các cột Số đến, Ngày đến, \(last)"
                : "Bảng cần dòng tiêu đề có các cột Số, ký hiệu văn bản, Ngày tháng văn bản, \(last)")
    }

    /// Folded.
    private static func titles(_ field: Field, _ direction: Register.Direction) -> [String] {
        switch field {
        case .number: direction == .incoming ? ["so den"] : []
        case .enteredOn: direction == .incoming ? ["ngay den"] : []
        case .code: ["so ky hieu van ban", "so ky hieu", "so va ky hieu", "so va ky hieu van ban"]
        case .date: ["ngay thang van ban", "ngay van ban", "ngay thang nam van ban", "ngay thang", "ngay ban hanh"]
        case .type: ["loai van ban", "ten loai", "ten loai van ban"]
        case .subject:
            [
                "ten loai va trich yeu noi dung van ban", "ten loai va trich yeu noi dung", "ten loai va trich yeu",
                "trich yeu noi dung van ban", "trich yeu noi dung", "trich yeu",
            ]
        case .parties:
            direction == .incoming
                ? ["tac gia", "co quan ban hanh", "noi gui", "co quan gui"] : ["noi nhan van ban", "noi nhan"]
        case .signer: ["nguoi ky"]
        case .unit: ["don vi hoac nguoi nhan", "don vi nguoi nhan ban luu", "don vi nguoi nhan", "noi luu"]
        case .copies: ["so luong ban", "so ban"]
        case .passedOn: ["ngay chuyen"]
        case .note: ["ghi chu"]
        case .secrecy: ["do mat", "muc do mat"]
        case .protection: ["thoi han bao ve", "bao ve den", "bao ve den ngay", "thoi han bao ve bi mat nha nuoc"]
        }
    }
}
