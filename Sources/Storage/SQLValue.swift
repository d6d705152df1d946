package import Exchange
package import Foundation

/// A value as the database holds it.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int)
    case text(String)
    case blob([UInt8])

    /// The numbers of the values of a statement (`$1`), each once, in their order.
    static func numbers(in sql: String) -> [Int] {
        var (order, highest): ([Int], Int) = ([], 0)
        var text = sql.utf8[...]
        while let dollar = text.firstIndex(of: UInt8(ascii: "$")) {
            text = text[dollar...].dropFirst()
            let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let number = Int(Substring(digits)), number > 0 else { continue }
            // As nearly all are written: one after the other.
            guard number == highest + 1 || !order.contains(number) else { continue }
            highest = max(highest, number)
            order.append(number)
        }
        return order
    }
}

/// What can stand for `$1`.
package protocol SQLBindable {
    var sql: SQLValue { get }
}

/// As it was read, of whatever type.
extension SQLValue: SQLBindable {
    package var sql: SQLValue { self }
}

/// What a column can be read as.
package protocol SQLReadable {
    init?(sql: SQLValue)
}

extension String: SQLBindable, SQLReadable {
    package var sql: SQLValue { .text(self) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self = text
    }
}

extension Int: SQLBindable, SQLReadable {
    package var sql: SQLValue { .integer(self) }
    package init?(sql: SQLValue) {
        guard case .integer(let number) = sql else { return nil }
        self = number
    }
}

/// 0 and 1.
extension Bool: SQLBindable, SQLReadable {
    package var sql: SQLValue { .integer(self ? 1 : 0) }
    package init?(sql: SQLValue) {
        guard case .integer(let number) = sql else { return nil }
        self = number != 0
    }
}

extension [UInt8]: SQLBindable, SQLReadable {
    package var sql: SQLValue { .blob(self) }
    package init?(sql: SQLValue) {
        guard case .blob(let bytes) = sql else { return nil }
        self = bytes
    }
}

/// `2024-03-13T01:47:09.123Z`.
extension Date: SQLBindable, SQLReadable {
    package var sql: SQLValue { .text(Timestamp.text(self)) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql, let instant = Timestamp.instant(text) else { return nil }
        self = instant
    }
}

/// `2024-03-13`.
extension CalendarDate: SQLBindable, SQLReadable {
    package var sql: SQLValue { .text(self.iso) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(text)
    }
}

extension OrganCode: SQLBindable, SQLReadable {
    package var sql: SQLValue { .text(self.text) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(text)
    }
}

extension DocumentID: SQLBindable, SQLReadable {
    package var sql: SQLValue { .text(self.text) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(text)
    }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
    package init?(sql: SQLValue) {
        if case .null = sql {
            self = nil
        } else if let value = Wrapped(sql: sql) {
            self = .some(value)
        } else {
            return nil
        }
    }
}

/// Enums are kept as their raw values.
extension RawRepresentable where RawValue: SQLBindable {
    package var sql: SQLValue { self.rawValue.sql }
}

extension RawRepresentable where RawValue: SQLReadable {
    package init?(sql: SQLValue) {
        guard let raw = RawValue(sql: sql) else { return nil }
        self.init(rawValue: raw)
    }
}

extension Urgency: SQLBindable, SQLReadable {}
extension Steering: SQLBindable, SQLReadable {}
extension PackageKind: SQLBindable, SQLReadable {}
extension Transport: SQLBindable, SQLReadable {}
extension HandlingStatus: SQLBindable, SQLReadable {}
extension InternalState: SQLBindable, SQLReadable {}
extension Asking: SQLBindable, SQLReadable {}
extension Closure: SQLBindable, SQLReadable {}
extension OutgoingState: SQLBindable, SQLReadable {}
