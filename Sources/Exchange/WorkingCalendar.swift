/// Which days are worked (lịch làm việc): Monday to Friday, less the holidays given, plus exchanged days worked instead.
package struct WorkingCalendar: Sendable {
    /// Days off beside Saturdays and Sundays: public holidays, Tết, compensatory days.
    package let holidays: Set<CalendarDate>
    /// Saturdays and Sundays that are worked in exchange for a day off.
    package let workedWeekends: Set<CalendarDate>

    package init(holidays: Set<CalendarDate> = [], workedWeekends: Set<CalendarDate> = []) {
        self.holidays = holidays
        self.workedWeekends = workedWeekends
    }

    package func isWorkingDay(_ date: CalendarDate) -> Bool {
        if self.holidays.contains(date) { return false }
        return date.weekday <= 5 || self.workedWeekends.contains(date)
    }

    /// Working days after `start` up to and including `end`; negative when `end` lies before `start`. At most ten years are counted.
    package func workingDays(from start: CalendarDate, to end: CalendarDate) -> Int {
        let limit = 3660
        if end < start { return -self.workingDays(from: end, to: start) }
        let days = min(end.dayNumber - start.dayNumber, limit)
        guard days > 0 else { return 0 }
        return (1...days).count { offset in
            CalendarDate(dayNumber: start.dayNumber + offset).map(self.isWorkingDay) ?? false
        }
    }
}

/// How a deadline stands (tình trạng hạn): one definition for pages, counters and reports.
package enum DeadlineStanding: Sendable, Equatable {
    /// Trong hạn, with the working days left.
    case inTime(workingDaysLeft: Int)
    /// Sắp đến hạn: three working days or fewer, the last day included.
    case near(workingDaysLeft: Int)
    /// Quá hạn, by how many working days (at least 1).
    case late(workingDays: Int)
    /// Hoàn thành đúng hạn.
    case doneInTime
    /// Hoàn thành quá hạn.
    case doneLate(workingDays: Int)

    package init(due: CalendarDate, today: CalendarDate, finished: CalendarDate? = nil, calendar: WorkingCalendar) {
        if let finished {
            self =
                finished <= due
                ? .doneInTime : .doneLate(workingDays: max(1, calendar.workingDays(from: due, to: finished)))
        } else if today > due {
            self = .late(workingDays: max(1, calendar.workingDays(from: due, to: today)))
        } else {
            let left = calendar.workingDays(from: today, to: due)
            self = left <= 3 ? .near(workingDaysLeft: left) : .inTime(workingDaysLeft: left)
        }
    }

    /// The last day that is a near deadline on `today`: what lies beyond is in time. The longest time off is looked through.
    package static func lastNearDay(from today: CalendarDate, calendar: WorkingCalendar) -> CalendarDate {
        let days = (0..<31).compactMap { CalendarDate(dayNumber: today.dayNumber + $0) }
        return days.last { day in
            guard case .near = Self(due: day, today: today, calendar: calendar) else { return false }
            return true
        } ?? today
    }
}
