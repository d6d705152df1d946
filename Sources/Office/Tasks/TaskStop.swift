import Exchange
import Foundation
import Storage
import Web

/// A time in which the clock of a task stands still (dừng tính hạn; office.md §8, pattern 11), as the director decided; its kind and reason stay.
///
/// While it lasts the task has no deadline, so that nothing counts it as near or late. Afterwards it has the former one, later by the working days that
/// passed meanwhile: so every figure that a deadline decides leaves them out. How many days a step took counts them.
struct TaskStop: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Chờ ý kiến cơ quan khác.
        case opinion
        /// Chờ hồ sơ, số liệu.
        case papers
        /// Chờ cấp trên quyết định.
        case decision
        /// Sự kiện bất khả kháng.
        case force = "force-majeure"
        case other
    }

    let kind: Kind
    let reason: String
    /// The deadline as it stood.
    let due: CalendarDate
    let on: CalendarDate

    static let migration = Migration(
        "office 0540 the clock of a task can stop",
        sql: """
            -- Every row stays. Nil from resumed_on on: the clock stands still.
            CREATE TABLE task_stop (
                id TEXT NOT NULL PRIMARY KEY,
                task_id TEXT NOT NULL REFERENCES directive_task (id),
                kind TEXT NOT NULL CHECK (kind IN ('opinion', 'papers', 'decision', 'force-majeure', 'other')),
                reason TEXT NOT NULL,
                due_date TEXT NOT NULL,
                stopped_on TEXT NOT NULL,
                resumed_on TEXT,
                -- Working days that do not count.
                days INTEGER,
                new_due TEXT
            );
            CREATE UNIQUE INDEX task_stop_open ON task_stop (task_id) WHERE resumed_on IS NULL;
            CREATE INDEX task_stop_task ON task_stop (task_id);
            CREATE TRIGGER task_stop_stays BEFORE UPDATE OF id, task_id, kind, reason, due_date, stopped_on ON task_stop
            BEGIN SELECT RAISE(ABORT, 'why a clock stopped is never changed'); END;
            CREATE TRIGGER task_stop_ended BEFORE UPDATE OF resumed_on, days, new_due ON task_stop
            WHEN OLD.resumed_on IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'a stop that is over is never changed'); END;
            CREATE TRIGGER task_stop_remains BEFORE DELETE ON task_stop
            BEGIN SELECT RAISE(ABORT, 'a stop is never removed'); END;
            -- The same as the annex of a task that was given to us says it.
            ALTER TABLE received_task ADD COLUMN clock_stopped INTEGER NOT NULL DEFAULT 0 CHECK (clock_stopped IN (0, 1));
            """
    )

    private static func open(_ column: String) -> String {
        "(SELECT stop.\(column) FROM task_stop AS stop WHERE stop.task_id = task.id AND stop.resumed_on IS NULL)"
    }

    /// Of a row of `task`: the stop that lasts, and how many working days those before it took.
    static let columns = """
        \(Self.open("kind")) AS stop_kind, \(Self.open("reason")) AS stop_reason, \(Self.open("due_date")) AS stop_due,
        \(Self.open("stopped_on")) AS stop_on,
        (SELECT CAST(SUM(past.days) AS BIGINT) FROM task_stop AS past WHERE past.task_id = task.id) AS stopped_days
        """

    /// Nil where the clock runs.
    init?(_ row: Row) throws {
        guard let kind: Kind = try row["stop_kind"] else { return nil }
        self.kind = kind
        self.reason = try row["stop_reason"]
        self.due = try row["stop_due"]
        self.on = try row["stop_on"]
    }

    /// What the form of a task with a deadline says. Throws what must be corrected.
    fileprivate init(_ fields: FormFields, due: CalendarDate, on day: CalendarDate) throws {
        guard let kind = Kind(rawValue: fields.text("kind")) else {
            throw FormFault("kind", "Chọn loại lý do trong danh sách")
        }
        let reason = fields.longText("reason").normalized
        try Reason.check(reason, "dừng tính hạn")
        (self.kind, self.reason, self.due, self.on) = (kind, reason, due, day)
    }

    /// The working days after the day of the stop, up to and including `today`, and the deadline that many later. It is never over when the
    /// clock runs again: what stopped on its last day and runs again on a day off (ngày nghỉ) has the next working day.
    func resumed(on today: CalendarDate, calendar: WorkingCalendar) -> (days: Int, due: CalendarDate) {
        let days = max(0, calendar.workingDays(from: self.on, to: today))
        let due = calendar.day(after: self.due, workingDays: days) ?? self.due
        return (days, due < today ? calendar.day(after: today, workingDays: 1) ?? due : due)
    }
}

extension TaskActs {
    /// Dừng tính hạn: of a task whose deadline has not passed (`TaskRule`).
    static func stop(
        _ task: DirectiveTask, _ fields: FormFields, today: CalendarDate, at now: Date, in connection: Connection
    ) throws -> TaskStop {
        guard let due = task.due else { throw Fault.stale }
        let stop = try TaskStop(fields, due: due, on: today)
        try connection.execute(
            "INSERT INTO task_stop (id, task_id, kind, reason, due_date, stopped_on) VALUES ($1, $2, $3, $4, $5, $6)",
            UniqueID.make(at: now), task.id, stop.kind, stop.reason, stop.due, stop.on)
        try connection.execute("UPDATE directive_task SET due_date = NULL WHERE id = $1", task.id)
        return stop
    }

    /// Tính hạn tiếp: says for how many working days the clock stood still, and the deadlines before and since.
    static func resume(
        _ task: DirectiveTask, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> (days: Int, from: CalendarDate, due: CalendarDate) {
        guard let stop = task.stop else { throw Fault.stale }
        let (days, due) = stop.resumed(on: today, calendar: calendar)
        try connection.execute(
            "UPDATE task_stop SET resumed_on = $1, days = $2, new_due = $3 WHERE task_id = $4 AND resumed_on IS NULL",
            today, days, due, task.id)
        // Who asked meanwhile for no more than this has it; granted later, their day would take time away.
        try connection.execute(
            "UPDATE directive_task SET due_date = $1, asked_due = CASE WHEN asked_due > $1 THEN asked_due END WHERE id = $2",
            due, task.id)
        return (days, stop.due, due)
    }
}
