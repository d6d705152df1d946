import Exchange
import Spreadsheet
import Web

/// A secret register that was kept elsewhere, read from a table: which lines can be taken into a secret book, and which not and why.
struct SecretImport: Sendable {
    struct Line: Sendable {
        let number: EntryNumber
        let enteredOn: CalendarDate
        let level: SecrecyLevel
        let parties: String
        /// Of an outgoing one the notation alone.
        let code: DocumentCode
        let documentDate: CalendarDate
        /// As the table says, else that of the law.
        let protectedUntil: CalendarDate
        /// Empty where the table does not say.
        let typeName: String
        let subject: String
        let signer: String
        let copies: Int?
        /// Who got the paper, as the table writes it: nobody of this office is guessed from a name.
        let receiver: String
        let passedOn: CalendarDate?
        let note: String

        /// As the register will print it.
        var shownCode: String {
            let isOutgoing = self.code.number.isEmpty && !self.code.notation.isEmpty
            return DocumentCode(
                number: isOutgoing ? self.number.printed : self.code.number, notation: self.code.notation
            ).shown
        }
    }

    let lines: [Line]
    let refused: [RegisterImport.Refused]

    /// Throws as `RegisterImport.read`. `taken` are the numbers of the book.
    static func read(_ rows: [[Cell]], for book: Book, taken: Set<EntryNumber>) throws(FormFault) -> SecretImport {
        let (lines, refused) = try RegisterImport.lines(rows, for: book, taken: taken, number: \.number) {
            row throws(RegisterImport.Problem) in try Self.line(row, book)
        }
        return SecretImport(lines: lines, refused: refused)
    }

    private static func line(_ row: ImportRow, _ book: Book) throws(RegisterImport.Problem) -> Line {
        let text = try row.text(.code, "Số, ký hiệu", 50)
        let date = try row.date(.date, "Ngày văn bản")
        let (number, enteredOn) = try row.entry(in: book, code: text, date: date)
        guard let level = Self.level(try row.text(.secrecy, "Độ mật", 40)) else {
            throw RegisterImport.Problem("Độ mật phải là Mật, Tối mật hoặc Tuyệt mật, như khi vào sổ")
        }
        guard let date, date <= enteredOn else {
            throw RegisterImport.Problem("Không có ngày văn bản, hoặc ngày văn bản sau ngày đến")
        }
        let latest = level.protection(from: date)
        let until = try row.date(.protection, "Thời hạn bảo vệ") ?? latest
        guard level.protects(from: date, until: until) else {
            throw RegisterImport.Problem(
                "Thời hạn bảo vệ \(until.shown) phải sau ngày văn bản và không quá \(latest.shown); đã gia hạn thì nhập rồi ghi gia hạn"
            )
        }
        let parties = try row.text(.parties, SecrecyWords.parties(book.direction), SecretEntry.maximumParties)
        guard parties.count >= 2 else {
            throw RegisterImport.Problem("Không có \(SecrecyWords.parties(book.direction).lowercased())")
        }
        let (typeName, subject) = try Self.subject(row, book)
        guard level != .utmost || subject.isEmpty else {
            throw RegisterImport.Problem("Văn bản Tuyệt mật không ghi trích yếu: xóa trích yếu của dòng này")
        }
        let copies = try row.number(.copies, "Số lượng bản")
        guard copies.map((1...10_000).contains) ?? true else {
            throw RegisterImport.Problem("Số lượng bản từ 1 đến 10.000")
        }
        let receiver = try row.text(.unit, "Người nhận", 200)
        let passedOn = try row.date(.passedOn, "Ngày chuyển")
        let note = try row.text(.note, "Ghi chú", SecretEntry.maximumNote - 30)
        // A day without a receiver is no handing over, and is not lost.
        let passed = receiver.isEmpty ? passedOn.map { "Ngày chuyển \($0.shown)" } ?? "" : ""
        return Line(
            number: number, enteredOn: enteredOn, level: level, parties: parties, code: try Self.code(text, book),
            documentDate: date, protectedUntil: until, typeName: typeName, subject: subject,
            signer: try row.text(.signer, "Người ký", 200),
            copies: copies, receiver: receiver, passedOn: receiver.isEmpty ? nil : passedOn,
            note: [note, passed].filter { !$0.isEmpty }.joined(separator: ". "))
    }

    private static func level(_ text: String) -> SecrecyLevel? {
        SecrecyLevel.allCases.first { SecrecyWords.level($0).folded == text.folded }
    }

    /// What stands before the first slash is the number: of what came, its own; of an issue, that of the book.
    private static func code(_ text: String, _ book: Book) throws(RegisterImport.Problem) -> DocumentCode {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map {
            String($0).normalized
        }
        let notation = parts.count > 1 ? parts[1] : ""
        switch book.direction {
        case .incoming:
            let number = parts.first ?? ""
            guard number.count <= 20, !number.isEmpty || notation.isEmpty else {
                throw RegisterImport.Problem("Số của văn bản “\(text.prefix(40))” cần viết như 12/CA-AN")
            }
            return DocumentCode(number: number, notation: notation)
        case .outgoing:
            guard !notation.isEmpty else {
                throw RegisterImport.Problem("Số, ký hiệu “\(text.prefix(40))” không có ký hiệu")
            }
            return DocumentCode(number: "", notation: notation)
        }
    }

    /// "Công văn: V/v …", "Công văn" alone, or the type in a column of its own.
    private static func subject(
        _ row: ImportRow, _ book: Book
    ) throws(RegisterImport.Problem) -> (type: String, subject: String) {
        let types = BookActs.types(book.direction)
        let text = try row.text(.subject, "Trích yếu", SecretEntry.maximumSubject + 100)
        let parts = text.split(separator: ":", maxSplits: 1).map { String($0).normalized }
        let column = try row.text(.type, "Loại văn bản", 100)
        let (type, subject): (String, String) =
            if let first = parts.first, types.contains(first) {
                (first, parts.count > 1 ? parts[1] : "")
            } else {
                (column, text)
            }
        guard type.isEmpty || types.contains(type) else {
            throw RegisterImport.Problem("Loại văn bản “\(type.prefix(40))” không có trong danh mục")
        }
        guard subject.count <= SecretEntry.maximumSubject else {
            throw RegisterImport.Problem("Trích yếu dài quá \(SecretEntry.maximumSubject) ký tự")
        }
        return (type, subject)
    }
}
