import Exchange
import Foundation
import Storage
import Web

/// What the administrator does with working days: each act one transaction, with its entry in the log of administration.
struct CalendarActs: Sendable {
    let office: Office

    /// Days of one entry: the longest Tết and what is beside it.
    static let maximumSpan = 31

    /// Days off or worked, from the first to the last; what stood there is replaced. A weekday can only be off, a weekend both.
    func add(
        from first: CalendarDate, to last: CalendarDate, _ kind: CalendarDay.Kind, name: String, by person: Person,
        form: FormToken
    ) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            guard (1...100).contains(name.count) else { throw FormFault("name", "Ghi tên ngày, tối đa 100 ký tự") }
            let length = last.dayNumber - first.dayNumber + 1
            guard (1...Self.maximumSpan).contains(length) else {
                throw FormFault("last", "Đến ngày phải từ ngày đầu trở đi, tối đa \(Self.maximumSpan) ngày một lần")
            }
            let held: Int = try connection.row("SELECT COUNT(*) AS total FROM calendar_day")?["total"] ?? 0
            guard held + length <= CalendarDay.maximumDays else {
                throw FormFault("last", "Lịch giữ tối đa \(CalendarDay.maximumDays) ngày: xóa những năm đã qua trước")
            }
            for number in first.dayNumber...last.dayNumber {
                guard let day = CalendarDate(dayNumber: number) else { continue }
                guard kind == .off || day.weekday > 5 else {
                    throw FormFault("kind", "Ngày \(day.shown) vốn là ngày làm việc: chỉ thứ bảy, chủ nhật mới làm bù")
                }
                try connection.execute(
                    """
                    INSERT INTO calendar_day (date, kind, name) VALUES ($1, $2, $3)
                    ON CONFLICT (date) DO UPDATE SET kind = excluded.kind, name = excluded.name
                    """, day, kind, name)
            }
            let span = first == last ? first.shown : "\(first.shown) – \(last.shown)"
            try AdministrativeLog.add(
                .calendarChanged, to: (id: "calendar", name: "Lịch làm việc"),
                to: [(name: span, value: "\(CalendarWords.kind(kind)), \(name)")], by: person, at: now, in: connection)
        }
    }

    /// The day is again what its weekday says.
    func remove(_ day: CalendarDate, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let row = try connection.row(
                "DELETE FROM calendar_day WHERE date = $1 RETURNING kind, name", day)
            guard let row else { throw Fault.noSuchDocument }
            let (kind, name): (CalendarDay.Kind, String) = (try row["kind"], try row["name"])
            try AdministrativeLog.add(
                .calendarChanged, to: (id: "calendar", name: "Lịch làm việc"),
                from: [(name: day.shown, value: "\(CalendarWords.kind(kind)), \(name)")], by: person, at: now,
                in: connection)
        }
    }

    private func perform(
        by person: Person, form: FormToken, _ body: @escaping @Sendable (Connection, Date) throws -> Void
    ) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        let (calendar, changes) = (self.office.workingDays, self.office.changes)
        let location = try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            try body(connection, now)
            try changes.tell(OfficeCalendar.subject, in: connection)
            return "/calendar"
        }
        try await self.office.database.read { try calendar.read(in: $0) }
        return location
    }
}
