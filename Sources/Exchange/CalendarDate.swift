/// A day without a time, in the Gregorian calendar (ngày văn bản, hạn xử lý).
package struct CalendarDate: Hashable, Sendable, Comparable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Nil for a day that does not exist, such as 30 February. Years 1900 to 2999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1900...2999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(year, month) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// For days that are known to exist.
    init(unchecked year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `yyyy/MM/dd` or `yyyy-MM-dd` (edXML, ISO 8601).
    package init?(_ text: String) {
        self.init(utf8: text.utf8)
    }

    /// The ten bytes of `yyyy/MM/dd` or `yyyy-MM-dd`. Without a regular expression: every package has several dates.
    init?(utf8 text: some Collection<UInt8>) {
        var digits = Digits(text)
        guard text.count == 10, let year = digits.number(4), let separator = digits.sign(of: [0x2F, 0x2D]),
            let month = digits.number(2), digits.sign(of: [separator]) != nil, let day = digits.number(2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Reads what a person types: `13/03/2024`, `13/3/2024`, `13-03-2024`, `13.3.2024`.
    package init?(typed text: String) {
        guard let match = text.normalized.wholeMatch(of: /(\d{1,2})[\/.-](\d{1,2})[\/.-](\d{4})/),
            let day = Int(match.1), let month = Int(match.2), let year = Int(match.3)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// `2024-03-13`: in databases and JSON.
    package var iso: String { "\(self.year)-\(Self.two(self.month))-\(Self.two(self.day))" }
    /// `2024/03/13`: in packets.
    package var slashed: String { "\(self.year)/\(Self.two(self.month))/\(Self.two(self.day))" }
    /// `13/03/2024`: for people.
    package var shown: String { "\(Self.two(self.day))/\(Self.two(self.month))/\(self.year)" }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Days since 1 January 1970.
    package var dayNumber: Int {
        let shifted = self.month <= 2 ? self.year - 1 : self.year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (self.month + (self.month > 2 ? -3 : 9)) + 2) / 5 + self.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day that lies `dayNumber` days after 1 January 1970; nil outside the years 1900 to 2999.
    package init?(dayNumber: Int) {
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let realMonth = month < 10 ? month + 3 : month - 9
        self.init(year: yearOfEra + era * 400 + (realMonth <= 2 ? 1 : 0), month: realMonth, day: day)
    }

    /// 1 = Monday … 7 = Sunday.
    package var weekday: Int { (self.dayNumber + 3) % 7 + 1 }

    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
