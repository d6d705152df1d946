import Exchange
import Storage
import Web

/// Within how many working days a type of document is to be resolved (thời hạn giải quyết theo loại văn bản), by the agency's regulation
/// (NĐ 30/2020/NĐ-CP, Điều 24.2). A type without an entry has none.
struct TypeDeadline: Sendable, Equatable {
    let typeName: String
    let workingDays: Int

    static let maximumDays = 250

    static let migration = Migration(
        "office 0290 deadlines by the type of a document",
        sql: """
            CREATE TABLE type_deadline (
                type_name TEXT NOT NULL PRIMARY KEY,
                working_days INTEGER NOT NULL CHECK (working_days BETWEEN 1 AND \(maximumDays))
            );
            """
    )

    /// By name. There are no more than types that can be entered.
    static func all(in connection: Connection) throws -> [TypeDeadline] {
        try connection.rows("SELECT type_name, working_days FROM type_deadline ORDER BY type_name LIMIT 100").map {
            TypeDeadline(typeName: try $0["type_name"], workingDays: try $0["working_days"])
        }
    }

    static func of(_ type: String, in connection: Connection) throws -> TypeDeadline? {
        try connection.row("SELECT type_name, working_days FROM type_deadline WHERE type_name = $1", type).map {
            TypeDeadline(typeName: try $0["type_name"], workingDays: try $0["working_days"])
        }
    }
}

/// The deadline that a form proposes for the type of a document. It is never saved by itself: the clerk takes it over with the button `take`,
/// which draws the form again; what was typed or what the sender asks stays.
struct DueProposal: Sendable {
    let rule: TypeDeadline
    let day: CalendarDate

    static let take = "take-due"

    /// Counted from the day of arrival; a day that has passed becomes today. Nil when the calendar has no such day.
    init?(_ rule: TypeDeadline, from arrived: CalendarDate, today: CalendarDate, _ calendar: WorkingCalendar) {
        guard let day = calendar.day(after: arrived, workingDays: rule.workingDays) else { return nil }
        self.rule = rule
        self.day = max(day, today)
    }

    var words: String { CalendarWords.proposal(self) }

    static func isTaken(_ fields: FormFields) -> Bool { fields.isTicked(Self.take) }
}

extension WorkingCalendar {
    /// The day on which `count` working days after `start` are over; nil when ten years do not hold so many.
    func day(after start: CalendarDate, workingDays count: Int) -> CalendarDate? {
        guard count > 0 else { return start }
        var left = count
        for offset in 1...3660 {
            guard let day = CalendarDate(dayNumber: start.dayNumber + offset) else { return nil }
            if self.isWorkingDay(day) { left -= 1 }
            if left == 0 { return day }
        }
        return nil
    }
}
