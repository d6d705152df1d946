import Exchange
import Foundation
import Storage

/// What whoever leads a task said of it (`TaskReport`), as it is kept: every row stays, the latest counts.
struct TaskNews: Sendable {
    let kind: TaskReport.Kind
    let text: String
    /// Until when more time is asked for.
    let due: CalendarDate?
    /// By the reporter's clock, never later than it came.
    let at: Date
    let receivedAt: Date

    static let migration = Migration(
        "office 0391 what receivers say of tasks",
        sql: """
            CREATE TABLE task_report (
                id TEXT NOT NULL PRIMARY KEY,
                task_id TEXT NOT NULL REFERENCES directive_task (id),
                kind TEXT NOT NULL CHECK (kind IN ('accepted', 'returned', 'in-progress', 'finished', 'extension')),
                text TEXT NOT NULL,
                due_date TEXT,
                reported_at TEXT NOT NULL,
                received_at TEXT NOT NULL,
                CHECK ((due_date IS NOT NULL) = (kind = 'extension'))
            );
            CREATE INDEX task_report_task ON task_report (task_id, reported_at);
            CREATE TRIGGER task_report_stays BEFORE UPDATE ON task_report
            BEGIN SELECT RAISE(ABORT, 'what was reported is never changed'); END;
            CREATE TRIGGER task_report_remains BEFORE DELETE ON task_report
            BEGIN SELECT RAISE(ABORT, 'what was reported is never removed'); END;
            -- The latest, as recipient.status is the latest of the document.
            ALTER TABLE directive_task ADD COLUMN report_id TEXT REFERENCES task_report (id);
            -- The status that it stands for: 02, 03, 05, 06. Nil again when the director gave the task anew.
            ALTER TABLE directive_task ADD COLUMN reported TEXT CHECK (reported IN ('02', '03', '05', '06'));
            ALTER TABLE directive_task ADD COLUMN reported_at TEXT;
            -- Until when more time was asked for and nobody has answered.
            ALTER TABLE directive_task ADD COLUMN asked_due TEXT;
            DROP INDEX directive_task_list;
            CREATE INDEX directive_task_list
                ON directive_task (outgoing_id, ordinal, lead_organ, due_date, finished_on, reopened_at, withdrawn_at, reported, reported_at,
                    id);
            """
    )

    /// Of the columns `report_kind`, `report_text`, `report_due`, `reported_at`, `report_received_at`; nil where there is none.
    init?(_ row: Row) throws {
        guard let kind: TaskReport.Kind = try row["report_kind"] else { return nil }
        self.kind = kind
        self.text = try row["report_text"]
        self.due = try row["report_due"]
        self.at = try row["reported_at"]
        self.receivedAt = try row["report_received_at"]
    }

    /// The latest wish for more time.
    static func wish(of task: String, in connection: Connection) throws -> TaskNews? {
        try connection.row(
            """
            SELECT kind AS report_kind, text AS report_text, due_date AS report_due, reported_at, received_at AS report_received_at
            FROM task_report WHERE task_id = $1 AND kind = 'extension' ORDER BY reported_at DESC, rowid DESC LIMIT 1
            """, task
        ).flatMap(TaskNews.init)
    }
}

extension TaskReport.Kind {
    /// What the task stands at after it; who asks for more time is at work.
    var status: HandlingStatus {
        switch self {
        case .accepted: .accepted
        case .returned: .refused
        case .inProgress, .extension: .inProgress
        case .finished: .finished
        }
    }
}
