import Exchange
import Storage
import Synchronization

/// The agency's working days (lịch làm việc) as they are kept now; read at the start and after each change.
final class OfficeCalendar: Sendable {
    /// In the place of a document in what is told to other nodes: they read the days anew.
    static let subject = "calendar"

    private let kept: Mutex<WorkingCalendar>

    init(_ calendar: WorkingCalendar = WorkingCalendar()) { self.kept = Mutex(calendar) }

    var now: WorkingCalendar { self.kept.withLock { $0 } }

    /// Takes over what the database holds.
    func read(in connection: Connection) throws {
        let days = try CalendarDay.all(in: connection)
        let calendar = WorkingCalendar(
            holidays: Set(days.filter { $0.kind == .off }.map(\.date)),
            workedWeekends: Set(days.filter { $0.kind == .work }.map(\.date)))
        self.kept.withLock { $0 = calendar }
    }
}

/// A day that is not what its weekday says: a holiday, Tết, a day off in exchange, or a weekend that is worked instead.
struct CalendarDay: Sendable {
    let date: CalendarDate
    let kind: Kind
    let name: String

    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Nghỉ lễ, Tết, nghỉ bù, nghỉ hoán đổi.
        case off
        /// Làm bù.
        case work
    }

    static let migration = Migration(
        "office 0012 working days",
        sql: """
            CREATE TABLE calendar_day (
                date TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('off', 'work')),
                name TEXT NOT NULL
            );
            """
    )

    /// In order; twenty years of them are far fewer.
    static let maximumDays = 2_000

    static func all(in connection: Connection) throws -> [CalendarDay] {
        try connection.rows("SELECT date, kind, name FROM calendar_day ORDER BY date LIMIT \(Self.maximumDays)").map {
            CalendarDay(date: try $0["date"], kind: try $0["kind"], name: try $0["name"])
        }
    }
}
