import Exchange
import Foundation
import Storage
import Web

/// The registers of an agency (sổ đăng ký văn bản đến, sổ đăng ký văn bản đi; NĐ 30/2020/NĐ-CP, Điều 15, 22).
///
/// A number is allocated in the transaction that uses it: the counter moves forward with the row that takes the number, and
/// the database forbids two rows with one number. Each year has registers of its own that begin with 1.
enum Register {
    enum Direction: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Văn bản đến.
        case incoming = "in"
        /// Văn bản đi.
        case outgoing = "out"

        /// The first part of the address of its documents.
        var folder: String { self == .incoming ? "incoming" : "outgoing" }

        var defaultName: String {
            switch self {
            case .incoming: "Sổ văn bản đến"
            case .outgoing: "Sổ văn bản đi"
            }
        }
    }

    /// The number that the next entry of a document of `type` will get if nobody is faster.
    static func nextNumber(
        _ direction: Direction, year: Int, type: String? = nil, in connection: Connection
    ) throws -> Int {
        try Book.usual(direction, year: year, type: type, in: connection)?.nextNumber ?? 1
    }

    /// Takes a number for a document and enters it; a secret one (`isSecret`) into a secret book, any other into an open one.
    ///
    /// Throws `register-closed` for a book that is locked or of another year, `number-taken` when a reserved number is gone,
    /// `FormFault` for a choice that cannot be.
    static func enter(
        _ direction: Direction,
        document: String,
        on date: CalendarDate,
        by person: Person,
        choosing choice: NumberChoice = .usual,
        type: String? = nil,
        isSecret: Bool = false,
        in connection: Connection
    ) throws -> EntryNumber {
        try Book.open(direction, year: date.year, in: connection)
        let book: Book? =
            if let id = choice.book {
                try Book.find(id, in: connection)
            } else {
                try Book.usual(direction, year: date.year, type: type, in: connection)
            }
        guard let book, book.direction == direction else {
            throw choice.book == nil
                ? Fault.registerClosed("Mọi sổ của năm đang bị khóa. Nhờ quản trị mở sổ.")
                : FormFault(NumberFields.choice, "Chọn sổ và số trong danh sách")
        }
        if let refusal = book.refusal(on: date) { throw refusal }
        guard book.isSecret == isSecret else {
            throw FormFault(
                NumberFields.choice, isSecret ? "Văn bản mật chỉ vào sổ mật" : "Sổ mật chỉ ghi văn bản mật bằng giấy")
        }
        switch choice.kind {
        case .next:
            let number = EntryNumber(try self.advance(book, by: 1, in: connection))
            try self.insert(number, into: book, document: document, on: date, by: person, in: connection)
            return number
        case .beside(let number):
            let number = try self.supplement(of: number, in: book, connection)
            try self.insert(number, into: book, document: document, on: date, by: person, in: connection)
            return number
        case .reserved(let number):
            let changed = try connection.execute(
                """
                UPDATE register_entry SET state = 'entered', document_id = $1, entered_on = $2, entered_by = $3
                WHERE register_id = $4 AND number = $5 AND suffix = $6 AND state = 'reserved'
                """, document, date, person.id, book.id, number.number, number.suffix)
            guard changed == 1 else {
                throw Fault(
                    .numberTaken, vi: "Số chờ \(number) của “\(book.title)” không còn. Chọn số khác.",
                    en: "The reserved number is gone.")
            }
            return number
        }
    }

    /// Moves the counter of a book; gives the first of the numbers that it passed.
    static func advance(_ book: Book, by count: Int, in connection: Connection) throws -> Int {
        guard
            let row = try connection.row(
                "UPDATE register SET next_number = next_number + $1 WHERE id = $2 RETURNING next_number - $1 AS number",
                count, book.id)
        else { throw Fault.noSuchBook }
        return try row["number"]
    }

    private static func insert(
        _ number: EntryNumber, into book: Book, document: String, on date: CalendarDate, by person: Person,
        in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO register_entry (register_id, number, suffix, state, document_id, entered_on, entered_by)
            VALUES ($1, $2, $3, 'entered', $4, $5, $6)
            """, book.id, number.number, number.suffix, document, date, person.id)
    }

    /// The next letter behind a number that stands in the book.
    private static func supplement(of number: Int, in book: Book, _ connection: Connection) throws -> EntryNumber {
        let last: String? = try connection.row(
            "SELECT MAX(suffix) AS last FROM register_entry WHERE register_id = $1 AND number = $2", book.id, number
        )?["last"]
        guard let last else {
            throw FormFault(NumberFields.beside, "Sổ chưa có số \(number) nên không lấy số phụ của số này được")
        }
        guard let next = Self.letter(after: last) else {
            throw FormFault(NumberFields.beside, "Số \(number) đã có đủ số phụ từ a đến z")
        }
        return EntryNumber(number, next)
    }

    private static func letter(after suffix: String) -> String? {
        guard let letter = suffix.unicodeScalars.first else { return "a" }
        return letter < "z" ? Unicode.Scalar(letter.value + 1).map { String(Character($0)) } : nil
    }

    /// Throws when a document of the year has this number and notation already, in whichever book (NĐ 30/2020/NĐ-CP, Điều 15).
    static func refuseTwin(
        of number: EntryNumber, notation: String, year: Int, in connection: Connection
    ) throws {
        let twin = try connection.row(
            """
            SELECT id FROM outgoing WHERE number = $1 AND number_suffix = $2 AND notation = $3
                AND promulgation_date BETWEEN $4 AND $5 LIMIT 1
            """, number.number, number.suffix, notation, "\(year)-01-01", "\(year)-12-31")
        guard twin == nil else {
            throw Fault(
                .numberTaken,
                vi:
                    "Đã có văn bản \(number.printed)/\(notation) trong năm \(year), ở sổ khác. Chọn sổ khác hoặc trả lại để đổi ký hiệu.",
                en: "A document of the year has this number and notation.")
        }
    }

    /// Lets the default register begin with a number other than 1, for an agency that moves here within a year. Only while it is unused.
    static func begin(_ direction: Direction, year: Int, at number: Int, in connection: Connection) throws {
        try Book.open(direction, year: year, in: connection)
        try connection.execute(
            """
            UPDATE register SET next_number = $1 WHERE direction = $2 AND year = $3 AND is_default = 1
                AND NOT EXISTS (SELECT 1 FROM register_entry WHERE register_entry.register_id = register.id)
            """, number, direction, year)
    }
}
