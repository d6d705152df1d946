import Exchange
import Foundation
import Pages

/// Until when an arrived document is to be registered and submitted (thời hạn tiếp nhận, trình): on the day it came, at the latest on the next
/// working day; urgent at once (NĐ 30/2020/NĐ-CP, Điều 4.2.c, 22.2, 23.1; QĐ 28/2018/QĐ-TTg, Điều 6.2).
enum ArrivalDeadline {
    /// The law says "at once"; we take it as so many seconds, by night too.
    static let urgentSeconds: TimeInterval = 30 * 60

    /// The first moment at which it is late.
    static func after(_ arrived: Date, urgency: Urgency, _ calendar: WorkingCalendar) -> Date {
        guard urgency == .ordinary else { return arrived.addingTimeInterval(self.urgentSeconds) }
        let day = VietnamTime.date(arrived)
        let last = self.day(from: day, by: 1, calendar)
        return VietnamTime.start(of: CalendarDate(dayNumber: last.dayNumber + 1) ?? last)
    }

    /// Ordinary documents that came before this moment are late at `now`.
    static func cutoff(at now: Date, _ calendar: WorkingCalendar) -> Date {
        VietnamTime.start(of: self.day(from: VietnamTime.date(now), by: -1, calendar))
    }

    /// The next or last working day. Tết is the longest time off; a calendar without any working day ends the search.
    private static func day(from start: CalendarDate, by step: Int, _ calendar: WorkingCalendar) -> CalendarDate {
        let days = (1...31).lazy.compactMap { CalendarDate(dayNumber: start.dayNumber + step * $0) }
        return days.first(where: calendar.isWorkingDay) ?? CalendarDate(dayNumber: start.dayNumber + step * 31) ?? start
    }

    /// Whether the clerk still has it. What a leader gave back has been registered and submitted once.
    static func isRunning(_ incoming: Incoming) -> Bool {
        [.received, .registered].contains(incoming.state) && incoming.backReason == nil && incoming.closure == nil
    }

    /// How it stands, in words; nil when the clerk has passed it on.
    static func mark(_ incoming: Incoming, at now: Date, _ calendar: WorkingCalendar) -> Mark? {
        guard self.isRunning(incoming) else { return nil }
        let limit = self.after(incoming.arrivedAt, urgency: incoming.urgency, calendar)
        let work = incoming.state == .received ? "vào sổ" : "trình"
        if now >= limit { return Mark(.late, "Chậm \(work) từ \(VietnamTime.shown(limit))", wrap: true) }
        if incoming.urgency > .ordinary { return Mark(.near, "Khẩn: \(work) ngay", wrap: true) }
        let isSameDay = VietnamTime.date(now) == VietnamTime.date(incoming.arrivedAt)
        return Mark(.near, isSameDay ? "Hôm nay phải \(work)" : "Chậm nhất hôm nay phải \(work)", wrap: true)
    }
}
