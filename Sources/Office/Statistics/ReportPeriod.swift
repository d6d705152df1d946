import Exchange
import Storage

/// A whole week, Monday to Sunday, or a whole month (kỳ báo cáo).
struct ReportPeriod: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable { case week, month }

    let kind: Kind
    let first: CalendarDate
    let last: CalendarDate

    init(_ kind: Kind, containing day: CalendarDate) {
        self.kind = kind
        switch kind {
        case .week:
            let monday = day.dayNumber - day.weekday + 1
            self.first = CalendarDate(dayNumber: monday) ?? day
            self.last = CalendarDate(dayNumber: monday + 6) ?? day
        case .month:
            let days = (1...31).compactMap { CalendarDate(year: day.year, month: day.month, day: $0) }
            self.first = days.first ?? day
            self.last = days.last ?? day
        }
    }

    var before: ReportPeriod { self.containing(self.first.dayNumber - 1) }
    var after: ReportPeriod { self.containing(self.last.dayNumber + 1) }

    /// The same at the edges of the calendar.
    private func containing(_ dayNumber: Int) -> ReportPeriod {
        CalendarDate(dayNumber: dayNumber).map { ReportPeriod(self.kind, containing: $0) } ?? self
    }

    /// What is to be reported on `day`: of each kind the period before, on the first working day of its week or month. A week without a working day
    /// has none.
    static func due(on day: CalendarDate, calendar: WorkingCalendar) -> [ReportPeriod] {
        guard calendar.isWorkingDay(day) else { return [] }
        return Kind.allCases.compactMap { kind in
            let current = ReportPeriod(kind, containing: day)
            let passed = (current.first.dayNumber..<day.dayNumber).compactMap { CalendarDate(dayNumber: $0) }
            return passed.contains(where: calendar.isWorkingDay) ? nil : current.before
        }
    }
}
