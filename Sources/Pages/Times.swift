// API: Times.date(year:month:day:), Times.moment(year:month:day:hour:minute:).

/// Dates and times as people read them, inside `<time>`. Plain numbers come in: this room knows no clock and no zone.
package enum Times {
    /// `13/03/2024`.
    package static func date(year: Int, month: Int, day: Int) -> HTML {
        """
        <time datetime="\(four(year))-\(two(month))-\(two(day))">\(two(day))/\(two(month))/\(year)</time>
        """
    }

    /// `16:43 12/03/2024`: time before date.
    package static func moment(year: Int, month: Int, day: Int, hour: Int, minute: Int) -> HTML {
        """
        <time datetime="\(four(year))-\(two(month))-\(two(day))T\(two(hour)):\(two(minute))">\
        \(two(hour)):\(two(minute)) \(two(day))/\(two(month))/\(year)</time>
        """
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The attribute needs four digits; people read the year as it is.
    private static func four(_ year: Int) -> String {
        String(repeating: "0", count: max(0, 4 - "\(year)".count)) + "\(year)"
    }
}
