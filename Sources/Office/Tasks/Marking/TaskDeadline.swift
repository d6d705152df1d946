import Exchange

/// The deadline that a paragraph names, as far as plain rules find it (gợi ý thời hạn). Whoever writes the task confirms it.
enum TaskDeadline: Sendable, Equatable {
    case day(CalendarDate)
    /// Thường xuyên.
    case standing

    /// Known are a day behind words of a deadline (`trước ngày 30/11/2026`, `chậm nhất ngày 30 tháng 11 năm 2026`), of which the named day itself counts;
    /// the last day of what is named (`trong tháng 12/2026`, `trong quý I năm 2027`, `trong năm 2027`); and what is done all the time
    /// (`thường xuyên`, `hằng tháng`).
    ///
    /// Any other day may be that of a decision which is quoted. Nil where nothing is known, where two days differ, and for a day without its year.
    static func read(_ paragraph: String) -> TaskDeadline? {
        let text = paragraph.normalized.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let days = Set(self.days(text) + self.months(text) + self.quarters(text) + self.years(text))
        if days.count > 1 { return nil }
        if let day = days.first { return .day(day) }
        return text.contains(/thường xuyên|(?:hằng|hàng) (?:ngày|tuần|tháng|quý|năm)/) ? .standing : nil
    }

    private static func days(_ text: String) -> [CalendarDate] {
        let time =
            /(?:trước|chậm nhất|muộn nhất)(?: là)?(?: đến)?(?: vào)?(?: \d{1,2}(?: giờ|h|g|:)(?: ?\d{2})?(?: phút)?,?)?/
        let day = /(?: ngày)? (\d{1,2})(?:\/|-|\.| tháng )(\d{1,2})(?:\/|-|\.| năm )(\d{4})/
        var found: [CalendarDate] = []
        for match in text.matches(of: time) {
            guard let day = text[match.range.upperBound...].prefixMatch(of: day),
                let date = CalendarDate(typed: "\(day.1)/\(day.2)/\(day.3)")
            else { continue }
            found.append(date)
        }
        return found
    }

    private static func months(_ text: String) -> [CalendarDate] {
        text.matches(of: /(?:trong|hết) tháng (\d{1,2})(?:\/|-| năm )(\d{4})/).compactMap { match in
            self.lastDay(month: Int(match.1), year: Int(match.2))
        }
    }

    private static func quarters(_ text: String) -> [CalendarDate] {
        let numbers = ["i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4]
        return text.matches(of: /(?:trong|hết) quý (iv|iii|ii|i|[1-4])(?:\/|-| năm )(\d{4})/).compactMap { match in
            self.lastDay(month: numbers[String(match.1)].map { $0 * 3 }, year: Int(match.2))
        }
    }

    private static func years(_ text: String) -> [CalendarDate] {
        text.matches(of: /(?:trong|hết) năm (\d{4})/).compactMap { match in
            self.lastDay(month: 12, year: Int(match.1))
        }
    }

    private static func lastDay(month: Int?, year: Int?) -> CalendarDate? {
        guard let month, let year, let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
        return (28...31).reversed().lazy.compactMap {
            CalendarDate(year: first.year, month: first.month, day: $0)
        }.first
    }
}
