import Exchange
import Storage

/// After how many working days past its deadline something is told upwards (báo cấp trên việc quá hạn), as the administrator set it. Nobody is told
/// before that.
struct EscalationRule: Sendable, Equatable {
    /// What is late.
    enum Subject: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Work in our agency: a line that a direction made, or a task of a directive that was given to one of our units.
        case work
        /// What a receiver does of a directive that we issued: a line of the leaders' board.
        case directive
    }

    /// Who is told, the nearest first.
    enum Level: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Of the unit that has the work, or that drafted the directive.
        case head
        /// Who directed the work, or signed the directive.
        case leader
    }

    struct Step: Sendable, Hashable {
        let subject: Subject
        let level: Level

        static let all = Subject.allCases.flatMap { subject in
            Level.allCases.map { Step(subject: subject, level: $0) }
        }

        /// As the form and the table name it: `work_head`.
        var name: String { "\(self.subject.rawValue)_\(self.level.rawValue)" }
    }

    /// Counts the changes of the administrator: a form made from an older version is refused.
    var version: Int
    /// Working days; a step that is not there is told to nobody.
    var days: [Step: Int]

    static let maximumDays = 250

    static let migration = Migration(
        "office 0400 what is late is told upwards",
        sql: """
            -- One row. Working days past the deadline; null: nobody is told.
            CREATE TABLE escalation_rule (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                version INTEGER NOT NULL,
                work_head INTEGER CHECK (work_head BETWEEN 1 AND 250),
                work_leader INTEGER CHECK (work_leader BETWEEN 1 AND 250),
                directive_head INTEGER CHECK (directive_head BETWEEN 1 AND 250),
                directive_leader INTEGER CHECK (directive_leader BETWEEN 1 AND 250)
            );
            INSERT INTO escalation_rule (id, version) VALUES (1, 1);
            -- Who was told of which line at which step.
            CREATE TABLE escalation (
                id TEXT NOT NULL PRIMARY KEY,
                subject TEXT NOT NULL CHECK (subject IN ('work', 'directive')),
                level TEXT NOT NULL CHECK (level IN ('head', 'leader')),
                -- A receipt or a received task; a line of the board.
                line_id TEXT NOT NULL,
                document_id TEXT NOT NULL,
                -- The deadline as it stood: after another one the steps begin anew.
                due_date TEXT NOT NULL,
                person_id TEXT NOT NULL REFERENCES person (id),
                -- Lần, from 1, of this line.
                ordinal INTEGER NOT NULL CHECK (ordinal > 0),
                at TEXT NOT NULL,
                UNIQUE (line_id, level, due_date, person_id)
            );
            CREATE INDEX escalation_document ON escalation (document_id, at);
            CREATE INDEX escalation_at ON escalation (at, subject, level);
            CREATE TRIGGER escalation_stays BEFORE UPDATE ON escalation
            BEGIN SELECT RAISE(ABORT, 'what was told is never changed'); END;
            CREATE TRIGGER escalation_remains BEFORE DELETE ON escalation
            BEGIN SELECT RAISE(ABORT, 'what was told is never removed'); END;
            -- What may be late, by its deadline.
            CREATE INDEX receipt_owed ON receipt (due_date)
                WHERE parent_id IS NULL AND part <> 'know' AND state IN ('waiting', 'working');
            CREATE INDEX received_task_owed ON received_task (COALESCE(unit_due, due_date))
                WHERE unit_id IS NOT NULL AND state IN ('waiting', 'accepted', 'working');
            CREATE INDEX board_line_owed ON board_line (due_date) WHERE part IN ('in-time', 'not-received');
            """
    )

    static func read(in connection: Connection) throws -> EscalationRule {
        guard let row = try connection.row("SELECT * FROM escalation_rule WHERE id = 1") else {
            throw Fault(.internalFault, vi: "Thiếu mức báo quá hạn.", en: "The rule of escalation is missing.")
        }
        var days: [Step: Int] = [:]
        for step in Step.all { days[step] = try row[step.name] }
        return EscalationRule(version: try row["version"], days: days)
    }

    /// The version goes up.
    func write(in connection: Connection) throws {
        try connection.execute("UPDATE escalation_rule SET version = version + 1 WHERE id = 1")
        for step in Step.all {
            try connection.execute("UPDATE escalation_rule SET \(step.name) = $1 WHERE id = 1", self.days[step])
        }
    }
}

extension WorkingCalendar {
    /// The last deadline that is late by `count` working days or more; the longest time off is looked through.
    func lastDeadline(lateBy count: Int, today: CalendarDate) -> CalendarDate {
        let earliest = today.dayNumber - 2 * count - 60
        return (earliest..<today.dayNumber).reversed().lazy.compactMap { CalendarDate(dayNumber: $0) }
            .first { self.workingDays(from: $0, to: today) >= count }
            ?? CalendarDate(dayNumber: earliest) ?? today
    }
}
