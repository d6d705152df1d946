import Exchange

/// Days as spreadsheets count them: 1 January 1900 is 1, and a 29 February 1900 that never was is 60.
enum SerialDate {
    static func number(_ date: CalendarDate) -> Int {
        let number = date.dayNumber + 25_569
        return number > 60 ? number : number - 1
    }

    /// Nil outside the years that a calendar date knows. `from1904`: the other way of counting, of old Macintoshes.
    static func date(_ number: Int, from1904: Bool) -> CalendarDate? {
        if from1904 { return CalendarDate(dayNumber: number - 25_569 + 1_462) }
        return CalendarDate(dayNumber: number - 25_569 + (number < 60 ? 1 : 0))
    }
}
