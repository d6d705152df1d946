package import Foundation

/// Vietnam time (UTC+7, no summer time): the zone of packets and pages. Instants are kept in UTC with milliseconds.
package enum VietnamTime {
    private static let offsetSeconds = 7 * 3600

    /// Year, month, day, hour, minute, second in Vietnam.
    package struct Parts: Sendable, Equatable {
        package let date: CalendarDate
        package let hour: Int
        package let minute: Int
        package let second: Int
    }

    /// The wall clock in Vietnam at `instant`. Instants outside the years 1900 to 2999 are clamped to 1 January 1970.
    package static func parts(_ instant: Date) -> Parts {
        let seconds =
            Int((instant.timeIntervalSince1970 * 1000).rounded(.down)).flooredDivision(1000) + Self.offsetSeconds
        let day = seconds.flooredDivision(86_400)
        let rest = seconds - day * 86_400
        let date = CalendarDate(dayNumber: day) ?? Self.epoch
        return Parts(date: date, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
    }

    package static func date(_ instant: Date) -> CalendarDate { Self.parts(instant).date }

    /// `2024/01/15 09:00:00`: a timestamp in a packet, Vietnam time without zone.
    package static func packet(_ instant: Date) -> String {
        let parts = Self.parts(instant)
        return "\(parts.date.slashed) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
    }

    /// Reads `yyyy/MM/dd HH:mm:ss` (or `-` in the date) as Vietnam time.
    package static func instant(packet text: String) -> Date? {
        guard text.utf8.count == 19, let date = CalendarDate(utf8: text.utf8.prefix(10)) else { return nil }
        var digits = Digits(text.utf8.dropFirst(10))
        let colon: [UInt8] = [0x3A]
        guard digits.sign(of: [0x20, 0x54]) != nil, let hour = digits.number(2), digits.sign(of: colon) != nil,
            let minute = digits.number(2), digits.sign(of: colon) != nil, let second = digits.number(2),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - Self.offsetSeconds
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// `16:43 12/03/2024`: for people.
    package static func shown(_ instant: Date) -> String {
        let parts = Self.parts(instant)
        return "\(two(parts.hour)):\(two(parts.minute)) \(parts.date.shown)"
    }

    /// The instant at which `date` begins in Vietnam.
    package static func start(of date: CalendarDate) -> Date {
        Date(timeIntervalSince1970: Double(date.dayNumber * 86_400 - Self.offsetSeconds))
    }

    private static let epoch = CalendarDate(unchecked: 1970, month: 1, day: 1)
    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int {
    fileprivate func flooredDivision(_ divisor: Int) -> Int {
        let (quotient, remainder) = self.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// An instant as databases and JSON hold it: `2024-03-13T01:47:09.123Z`, UTC, milliseconds, sortable as text.
package enum Timestamp {
    package static func text(_ instant: Date) -> String {
        let milliseconds = Int((instant.timeIntervalSince1970 * 1000).rounded())
        let seconds = milliseconds.flooredDivision(1000)
        let day = seconds.flooredDivision(86_400)
        let rest = seconds - day * 86_400
        let date = CalendarDate(dayNumber: day)?.iso ?? "1970-01-01"
        let fraction = String(1000 + milliseconds - seconds * 1000).dropFirst()
        return "\(date)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)).\(fraction)Z"
    }

    /// Reads exactly the form that `text(_:)` writes.
    package static func instant(_ text: String) -> Date? {
        guard text.utf8.count == 24, let date = CalendarDate(utf8: text.utf8.prefix(10)),
            text.utf8.dropFirst(4).first == 0x2D
        else { return nil }
        var digits = Digits(text.utf8.dropFirst(10))
        let colon: [UInt8] = [0x3A]
        guard digits.sign(of: [0x54]) != nil, let hour = digits.number(2), digits.sign(of: colon) != nil,
            let minute = digits.number(2), digits.sign(of: colon) != nil, let second = digits.number(2),
            digits.sign(of: [0x2E]) != nil, let millisecond = digits.number(3), digits.sign(of: [0x5A]) != nil,
            hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds) + Double(millisecond) / 1000)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
