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

    /// The wall clock in Vietnam at `instant`; before 1900 the first second of these years, after 2999 the last.
    package static func parts(_ instant: Date) -> Parts {
        let milliseconds = (instant.timeIntervalSince1970 * 1000).rounded(.down)
        let moment = Moment(milliseconds: milliseconds + Double(Self.offsetSeconds * 1000))
        return Parts(date: moment.date, hour: moment.hour, minute: moment.minute, second: moment.second)
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

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A day and a time of it.
private struct Moment {
    let date: CalendarDate
    let hour: Int
    let minute: Int
    let second: Int
    let millisecond: Int

    private static let dayMilliseconds = 86_400_000
    private static let first = Double(
        CalendarDate(unchecked: 1900, month: 1, day: 1).dayNumber * Self.dayMilliseconds)
    private static let last = Double(
        (CalendarDate(unchecked: 2999, month: 12, day: 31).dayNumber + 1) * Self.dayMilliseconds - 1)

    /// What lies before the year 1900 is its first millisecond, and what lies after 2999 its last: whatever is compared stays in order.
    ///
    /// - Parameter milliseconds: whole ones since the beginning of 1970.
    init(milliseconds: Double) {
        let clamped = Int(min(max(Self.first, milliseconds), Self.last))
        let (quotient, remainder) = clamped.quotientAndRemainder(dividingBy: Self.dayMilliseconds)
        let (day, rest) = remainder < 0 ? (quotient - 1, remainder + Self.dayMilliseconds) : (quotient, remainder)
        guard let date = CalendarDate(dayNumber: day) else {
            preconditionFailure("day \(day) is in no year that we write")
        }
        self.date = date
        self.hour = rest / 3_600_000
        self.minute = rest / 60_000 % 60
        self.second = rest / 1000 % 60
        self.millisecond = rest % 1000
    }
}

/// An instant as databases and JSON hold it: `2024-03-13T01:47:09.123Z`, UTC, milliseconds, sortable as text.
package enum Timestamp {
    /// Before 1900 the first millisecond of these years, after 2999 the last.
    package static func text(_ instant: Date) -> String {
        let moment = Moment(milliseconds: (instant.timeIntervalSince1970 * 1000).rounded())
        let time = "\(two(moment.hour)):\(two(moment.minute)):\(two(moment.second))"
        return "\(moment.date.iso)T\(time).\(String(1000 + moment.millisecond).dropFirst())Z"
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
