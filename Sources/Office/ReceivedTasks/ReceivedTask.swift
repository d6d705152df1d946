import Exchange
import Foundation
import Storage

/// One task that a directive gives to us (nhiệm vụ được giao), as its annex says it (`TaskAnnex`), and what we do with it
/// (office.md §8, pattern 14).
///
/// It stands beside the work on the document: the lines of the document (`ReceiptTree`) say who sees it, a task only names one of their units.
struct ReceivedTask: Sendable {
    /// What the annex says that we do.
    enum Part: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Chủ trì.
        case lead
        /// Phối hợp.
        case support
    }

    enum State: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Chưa tiếp nhận.
        case waiting
        case accepted
        /// Đang làm: given to a unit, or progress was reported.
        case working
        case finished
        /// Trả lại nơi giao.
        case returned
        /// Nơi giao đã rút: the annex of an update has it no more.
        case withdrawn
    }

    let id: String
    /// The document that brought it: its sender is told what becomes of the task.
    let incomingID: String
    /// Where it is worked on (`TaskHome`).
    let homeID: String
    /// Whether the sender asks that document back: that is answered first.
    let isAskedBack: Bool
    /// The sender's, within its document: what reports name it by.
    let ordinal: Int
    let text: String
    let part: Part
    let leadName: String
    /// In one line; may be empty.
    let supportingNames: String
    /// Nil: thường xuyên, without a deadline; or none while the clock stands still.
    let due: CalendarDate?
    /// Dừng tính hạn: the sender stopped the clock.
    let isStopped: Bool
    let comesBack: DirectiveTask.ComesBack
    let state: State
    /// To whom it was given here; nil: it is with whoever leads the document.
    let unit: Unit?
    /// The unit's own, never after `due`.
    let unitDue: CalendarDate?
    /// Until when the sender was asked to extend it; nil: not asked, or granted since.
    let askedUntil: CalendarDate?
    /// What was last said to the sender; the text may be empty.
    let report: Report?
    let finishedAt: Date?
    /// What its sender answered last.
    let answer: TaskAnswer?
    /// Those of our units that support `unit`.
    var supporting: [SupportingUnit] = []

    struct Report: Sendable {
        let kind: TaskReport.Kind
        let text: String
        let at: Date
        /// The name under the act.
        let by: String
    }

    var isOpen: Bool { [.waiting, .accepted, .working].contains(self.state) }
    /// Where it stands on the page of its document.
    var path: String { "/incoming/\(self.homeID)#task-\(self.id)" }
}

extension ReceivedTask {
    static let migration = Migration(
        "office 0392 tasks that directives give to us",
        sql: """
            CREATE TABLE received_task (
                id TEXT NOT NULL PRIMARY KEY,
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                -- The sender's id of it.
                sender_id TEXT NOT NULL,
                ordinal INTEGER NOT NULL CHECK (ordinal > 0),
                text TEXT NOT NULL,
                part TEXT NOT NULL CHECK (part IN ('lead', 'support')),
                lead_name TEXT NOT NULL,
                supporting_names TEXT NOT NULL,
                due_date TEXT,
                comes_back TEXT NOT NULL CHECK (comes_back IN ('report', 'document', 'figure', 'nothing')),
                state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
                    ('waiting', 'accepted', 'working', 'finished', 'returned', 'withdrawn')),
                unit_id TEXT REFERENCES unit (id),
                unit_due TEXT,
                given_at TEXT,
                asked_until TEXT,
                report_kind TEXT,
                report_text TEXT NOT NULL DEFAULT '',
                reported_at TEXT,
                reported_by TEXT,
                UNIQUE (incoming_id, sender_id)
            );
            CREATE INDEX received_task_open ON received_task (incoming_id, unit_id)
                WHERE state IN ('waiting', 'accepted', 'working');
            -- An annex that could not be read: the document came all the same.
            CREATE TABLE unread_task_annex (
                incoming_id TEXT NOT NULL PRIMARY KEY REFERENCES incoming (id),
                sentence TEXT NOT NULL
            );
            """
    )

    /// For `received_task AS task LEFT JOIN unit ON unit.id = task.unit_id`.
    static let columns = """
        task.id AS task_id, task.incoming_id, \(TaskHome.id) AS home_id,
        (SELECT brought.asking = 'requested' FROM incoming AS brought WHERE brought.id = task.incoming_id) AS is_asked_back,
        task.ordinal, task.text, task.part, task.lead_name, task.supporting_names, task.due_date, task.comes_back,
        task.clock_stopped, task.state AS task_state, task.unit_id, unit.name AS unit_name, unit.short_name AS unit_short_name, task.unit_due,
        task.asked_until, task.report_kind, task.report_text, task.reported_at, task.reported_by, \(TaskAnswer.columns)
        """

    init(_ row: Row) throws {
        self.id = try row["task_id"]
        self.incomingID = try row["incoming_id"]
        self.homeID = try row["home_id"]
        self.isAskedBack = try row["is_asked_back"] ?? false
        self.ordinal = try row["ordinal"]
        self.text = try row["text"]
        self.part = try row["part"]
        self.leadName = try row["lead_name"]
        self.supportingNames = try row["supporting_names"]
        self.due = try row["due_date"]
        self.isStopped = try row["clock_stopped"]
        self.comesBack = try row["comes_back"]
        self.state = try row["task_state"]
        self.unit = try (row["unit_id"] as String?).map { id in
            Unit(id: id, name: try row["unit_name"], shortName: try row["unit_short_name"])
        }
        self.unitDue = try row["unit_due"]
        self.askedUntil = try row["asked_until"]
        self.report = try (row["report_kind"] as TaskReport.Kind?).map { kind in
            Report(
                kind: kind, text: try row["report_text"], at: try row["reported_at"], by: try row["reported_by"])
        }
        self.answer = try TaskAnswer(row)
        // Nothing is said of a task after it was finished.
        self.finishedAt = self.state == .finished ? self.report?.at : nil
    }

    /// Those that are worked on at a document, its own before those of its copies, in the sender's order. An annex has at most fifty; updates may
    /// have brought others.
    static func all(of incoming: String, in connection: Connection) throws -> [ReceivedTask] {
        let tasks = try connection.rows(
            """
            SELECT \(Self.columns) FROM received_task AS task LEFT JOIN unit ON unit.id = task.unit_id
            WHERE \(TaskHome.isHere)
            ORDER BY CASE WHEN task.incoming_id = $1 THEN 0 ELSE 1 END, task.incoming_id, task.ordinal, task.id LIMIT 200
            """, incoming
        ).map(ReceivedTask.init)
        guard !tasks.isEmpty else { return [] }
        let supporting = try SupportingUnit.all(
            ofTasks: "SELECT task.id FROM received_task AS task WHERE \(TaskHome.isHere)", [incoming], in: connection)
        return Self.joined(tasks, supporting)
    }

    /// Each with the units that support it.
    static func joined(_ tasks: [ReceivedTask], _ supporting: [SupportingUnit]) -> [ReceivedTask] {
        let units = Dictionary(grouping: supporting, by: \.taskID)
        return tasks.map { task in
            var task = task
            task.supporting = units[task.id, default: []]
            return task
        }
    }

    /// Why the annex of a document could not be read; nil where it was, or where there is none.
    static func unreadAnnex(of incoming: String, in connection: Connection) throws -> String? {
        try connection.row("SELECT sentence FROM unread_task_annex WHERE incoming_id = $1", incoming)?["sentence"]
    }
}
