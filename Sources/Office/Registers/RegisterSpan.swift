import Exchange
import Foundation
import Storage
import Web

/// Which part of a register is asked for: all of it, or what lies between dates, between numbers, or both.
struct RegisterSpan: Sendable, Equatable {
    var from: CalendarDate?
    var to: CalendarDate?
    var first: Int?
    var last: Int?

    /// The fields `from`, `to`, `first`, `last`; throws `FormFault` for what is none.
    static func read(_ fields: FormFields) throws -> RegisterSpan {
        func number(_ name: String, _ label: String) throws(FormFault) -> Int? {
            guard let text = fields.optional(name) else { return nil }
            guard let number = Int(text), (1...999_999_999).contains(number) else {
                throw FormFault(name, "\(label) cần viết bằng chữ số, từ 1")
            }
            return number
        }
        let span = RegisterSpan(
            from: try fields.date("from", called: "Từ ngày"), to: try fields.date("to", called: "Đến ngày"),
            first: try number("first", "Từ số"), last: try number("last", "Đến số"))
        if let from = span.from, let to = span.to, from > to {
            throw FormFault("to", "Đến ngày không được trước từ ngày \(from.shown)")
        }
        if let first = span.first, let last = span.last, first > last {
            throw FormFault("last", "Đến số không được nhỏ hơn từ số \(first)")
        }
        return span
    }

    /// As it stands in an address, with a leading "&" for each part.
    var query: String {
        let parts: [(String, String?)] = [
            ("from", self.from?.iso), ("to", self.to?.iso), ("first", self.first.map(String.init)),
            ("last", self.last.map(String.init)),
        ]
        return parts.compactMap { name, value in value.map { "&\(name)=\($0)" } }.joined()
    }

    /// For `register_entry`; `$1` is the book, `$2` to `$5` are `values`.
    static let condition = """
        register_entry.register_id = $1 AND register_entry.number BETWEEN $2 AND $3
        AND register_entry.entered_on BETWEEN $4 AND $5
        """

    func values(of book: Book) -> [(any SQLBindable)?] {
        [
            book.id, self.first ?? 1, self.last ?? 999_999_999, self.from?.iso ?? "1900-01-01",
            self.to?.iso ?? "2999-12-31",
        ]
    }
}

/// What stands on the cover of a register that is printed (bìa sổ; NĐ 30/2020/NĐ-CP, Phụ lục IV), as far as the entries tell it.
struct RegisterExtent: Sendable {
    let total: Int
    let first: Int
    let last: Int
    let from: CalendarDate
    let to: CalendarDate

    /// Nil where the span has no entry.
    static func read(_ book: Book, _ span: RegisterSpan, in connection: Connection) throws -> RegisterExtent? {
        let rows = try connection.rows(
            """
            SELECT COUNT(*) AS total, MIN(number) AS first, MAX(number) AS last, MIN(entered_on) AS from_day, MAX(entered_on) AS to_day
            FROM register_entry WHERE \(RegisterSpan.condition)
            """, values: span.values(of: book))
        guard let row = rows.first, let first: Int = try row["first"], let last: Int = try row["last"],
            let from: CalendarDate = try row["from_day"], let to: CalendarDate = try row["to_day"]
        else { return nil }
        return RegisterExtent(total: try row["total"], first: first, last: last, from: from, to: to)
    }

    var words: String {
        "Từ ngày \(self.from.shown) đến ngày \(self.to.shown); từ số \(DocumentCode.display(self.first)) đến số \(DocumentCode.display(self.last))"
    }
}
