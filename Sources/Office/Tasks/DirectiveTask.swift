import Exchange
import Foundation
import Storage

/// One task inside of a directive (nhiệm vụ trong văn bản chỉ đạo; office.md §8, pattern 12): what one agency does, with whom, until when.
///
/// It is the sender's: to the receivers go the sentences of the document and the list beside it (`TaskAnnex`); what they say of one task comes back
/// in status packages (`TaskReport`).
struct DirectiveTask: Sendable {
    /// What must come back (sản phẩm phải gửi về).
    enum ComesBack: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case report, document, figure, nothing
    }

    let id: String
    let outgoingID: String
    /// From 1, within the document.
    let ordinal: Int
    let text: String
    /// Chủ trì: one of the recipients of the document.
    let lead: Recipient
    /// Phối hợp: codes of other recipients, and their names in one line.
    let supporting: [String]
    let supportingNames: String
    /// Nil: thường xuyên, without a deadline; or none while its clock stands still.
    let due: CalendarDate?
    /// How often the deadline was changed after it was issued.
    let dueChanges: Int
    let comesBack: ComesBack
    let addedAt: Date
    /// What was said when it was last confirmed, reopened or withdrawn, or when more time was refused; may be empty.
    let note: String
    let state: TaskState
    /// What whoever leads said of it last, of this one task.
    let news: TaskNews?
    /// What the director answered last, where only the list can say it.
    let answer: TaskAnswer?
    /// Nil: the clock runs. Else there is no deadline meanwhile.
    let stop: TaskStop?
    /// Working days that its clock stood still, in former stops.
    let stoppedDays: Int
    /// Of its document; nil before it is numbered, before it is issued.
    let code: DocumentCode?
    let subject: String
    let promulgationDate: CalendarDate?
    let publishedAt: Date?

    /// More in one document are a plan of its own.
    static let maximum = 50
    /// Of a task, and of what is said when it is done.
    static let maximumCharacters = 1_000

    /// Where it stands on the page of its document.
    var path: String { "/outgoing/\(self.outgoingID)#task-\(self.id)" }

    /// When something was last heard of whoever leads: a report of the task or of the document, else what became of the package, else that it was
    /// issued.
    var lastNews: Date? {
        [self.lead.statusReceivedAt, self.news?.receivedAt].compactMap { $0 }.max()
            ?? self.lead.lastNews ?? self.publishedAt
    }
}

extension DirectiveTask {
    static let migration = Migration(
        "office 0381 tasks of directives",
        sql: """
            CREATE TABLE directive_task (
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                ordinal INTEGER NOT NULL CHECK (ordinal > 0),
                text TEXT NOT NULL,
                -- By its code: the rows of the recipients of a draft are written anew when it is edited.
                lead_organ TEXT NOT NULL,
                due_date TEXT,
                comes_back TEXT NOT NULL CHECK (comes_back IN ('report', 'document', 'figure', 'nothing')),
                added_at TEXT NOT NULL,
                due_changes INTEGER NOT NULL DEFAULT 0,
                -- What the director says of this one task; a report of the recipient is about the whole document.
                finished_on TEXT,
                reopened_at TEXT,
                withdrawn_at TEXT,
                note TEXT NOT NULL DEFAULT ''
            );
            -- What the list counts of every task, without its text.
            CREATE INDEX directive_task_list
                ON directive_task (outgoing_id, ordinal, lead_organ, due_date, finished_on, reopened_at, withdrawn_at, id);
            CREATE TABLE directive_task_support (
                task_id TEXT NOT NULL REFERENCES directive_task (id),
                organ_code TEXT NOT NULL,
                PRIMARY KEY (task_id, organ_code)
            );
            """
    )

    /// Tasks with their documents and those who lead; more conditions follow with `AND`. In this order: a task has one of each.
    static let source = """
        FROM directive_task AS task CROSS JOIN outgoing CROSS JOIN recipient
        WHERE outgoing.id = task.outgoing_id AND recipient.outgoing_id = task.outgoing_id AND recipient.organ_code = task.lead_organ
        """

    /// `$1` is today, `$2` the last day that is a near deadline.
    static let columns = """
        \(Recipient.columns), task.id AS task_id, task.ordinal, task.text, task.due_date AS task_due, task.comes_back, task.added_at,
        task.due_changes, task.finished_on, task.withdrawn_at, task.note, task.reported, task.reported_at, task.asked_due, \(TaskAnswer.columns),
        \(TaskStop.columns),
        (SELECT report.kind FROM task_report AS report WHERE report.id = task.report_id) AS report_kind,
        (SELECT report.text FROM task_report AS report WHERE report.id = task.report_id) AS report_text,
        (SELECT report.due_date FROM task_report AS report WHERE report.id = task.report_id) AS report_due,
        (SELECT report.received_at FROM task_report AS report WHERE report.id = task.report_id) AS report_received_at,
        (\(TaskState.status)) AS task_status, (\(TaskState.part(today: "$1", near: "$2"))) AS task_part,
        (SELECT group_concat(named.organ_code, ' ') FROM (
            SELECT support.organ_code FROM directive_task_support AS support
            WHERE support.task_id = task.id ORDER BY support.organ_code) AS named) AS supporting,
        (SELECT group_concat(named.organ_name, '; ') FROM (
            SELECT helper.organ_name FROM directive_task_support AS support
            JOIN recipient AS helper ON helper.outgoing_id = task.outgoing_id AND helper.organ_code = support.organ_code
            WHERE support.task_id = task.id ORDER BY support.organ_code) AS named) AS supporting_names,
        outgoing.number, outgoing.number_suffix, outgoing.notation, outgoing.subject, outgoing.promulgation_date, outgoing.published_at
        """

    init(_ row: Row) throws {
        self.id = try row["task_id"]
        self.outgoingID = try row["outgoing_id"]
        self.ordinal = try row["ordinal"]
        self.text = try row["text"]
        self.lead = try Recipient(row)
        self.supporting = try (row["supporting"] as String?)?.split(separator: " ").map(String.init) ?? []
        self.supportingNames = try row["supporting_names"] ?? ""
        self.due = try row["task_due"]
        self.dueChanges = try row["due_changes"]
        self.comesBack = try row["comes_back"]
        self.addedAt = try row["added_at"]
        self.note = try row["note"]
        self.state = try TaskState(row, lead: self.lead)
        self.news = try TaskNews(row)
        self.answer = try TaskAnswer(row)
        self.stop = try TaskStop(row)
        self.stoppedDays = try row["stopped_days"] ?? 0
        self.code = try Outgoing.code(row)
        self.subject = try row["subject"]
        self.promulgationDate = try row["promulgation_date"]
        self.publishedAt = try row["published_at"]
    }

    /// In their order, those that were withdrawn too.
    static func all(
        of outgoing: String, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> [DirectiveTask] {
        try connection.rows(
            "SELECT \(Self.columns) \(Self.source) AND task.outgoing_id = $3 ORDER BY task.ordinal, task.id LIMIT \(Self.maximum)",
            today, DeadlineStanding.lastNearDay(from: today, calendar: calendar), outgoing
        ).map(DirectiveTask.init)
    }

    /// Those of several documents. `documents`: a query for the ids of at most `count`, whose `values` it names from `$3` on.
    static func all(
        ofDocuments documents: String, _ values: [(any SQLBindable)?] = [], count: Int, today: CalendarDate,
        calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> [DirectiveTask] {
        try connection.rows(
            """
            SELECT \(Self.columns) \(Self.source) AND task.outgoing_id IN (\(documents))
            ORDER BY task.ordinal, task.id LIMIT \(count * Self.maximum)
            """, values: [today, DeadlineStanding.lastNearDay(from: today, calendar: calendar)] + values
        ).map(DirectiveTask.init)
    }

    /// Throws when somebody who leads or supports a task is no recipient any more, or when it is no directive any more.
    static func check(
        _ outgoing: String, keeps recipients: [OrganCode], steering: Steering, in connection: Connection
    ) throws {
        let named = try connection.rows(
            """
            SELECT task.lead_organ AS organ_code FROM directive_task AS task WHERE task.outgoing_id = $1
            UNION SELECT support.organ_code FROM directive_task_support AS support
                JOIN directive_task AS task ON task.id = support.task_id WHERE task.outgoing_id = $1
            ORDER BY organ_code LIMIT \(RecipientNames.maximum)
            """, outgoing
        ).map { row -> OrganCode in try row["organ_code"] }
        guard !named.isEmpty else { return }
        guard steering == .directive else { throw TaskWords.steeringIsNeeded }
        let kept = Set(recipients)
        guard let lost = named.first(where: { !kept.contains($0) }) else { return }
        throw TaskWords.recipientIsNeeded(try Directory.name(of: lost, in: connection) ?? lost.text)
    }
}
