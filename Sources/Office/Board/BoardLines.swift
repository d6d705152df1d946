import Storage

/// The lines of the leaders' board: one for each task (`DirectiveTask`) of an issued directive, by whoever leads it; of a directive without
/// tasks one for each of its receivers.
///
/// They are kept by triggers in a narrow table, so that 100,000 of them are counted from one index in the order of its groups, or not even that
/// (`BoardCounts`). What stands there comes from the one definition (`BoardPart`, `TaskState`); the only thing that a day changes, late and near,
/// is asked on that day.
enum BoardLines {
    /// The part of a line. `today` and `near` as in `BoardPart.sql`.
    static func part(today: String, near: String) -> String {
        """
        CASE line.part WHEN 'in-time' THEN \(BoardPart.open(today: today, near: near, due: "line.due_date"))
            ELSE line.part END
        """
    }

    /// Whether a line is in `part`, so that an index can answer it.
    static func isPart(_ part: BoardPart, today: String, near: String) -> String {
        switch part {
        case .inTime, .near, .late:
            "line.part = 'in-time' AND \(BoardPart.isOpen(part, today: today, near: near, due: "line.due_date"))"
        case .finished, .finishedLate, .notReceived, .out:
            // The second half names the index that has these alone.
            "line.part = '\(part.rawValue)' AND line.part <> 'in-time'"
        }
    }

    /// What is unfinished with the nearest deadline first, then what has none; among equals the newest. What every line of the list has in common
    /// is left out, so that an index gives the lines in this order.
    static func order(of question: BoardQuestion) -> String {
        let part = question.change == nil ? question.part : nil
        var order = ["line.due_date", "line.published_at DESC"]
        if part != .near, part != .late { order.insert("CASE WHEN line.due_date IS NULL THEN 1 ELSE 0 END", at: 0) }
        if part == nil { order.insert("CASE WHEN line.finished_on IS NULL THEN 0 ELSE 1 END", at: 0) }
        return order.joined(separator: ", ")
    }

    /// Whether a line is in one of the six parts.
    static let isCounted = "line.part <> 'out'"

    static let migration = Migration(
        "office 0396 lines of the leaders' board",
        sql: """
            CREATE TABLE board_line (
                -- Of the task, else of the receiver.
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL,
                recipient_id TEXT NOT NULL,
                task_id TEXT,
                organ_code TEXT NOT NULL,
                organ_name TEXT NOT NULL,
                -- As on a day before every deadline.
                part TEXT NOT NULL,
                -- The last status that counts.
                status TEXT,
                due_date TEXT,
                finished_on TEXT,
                published_at TEXT,
                urgency INTEGER NOT NULL,
                approver_id TEXT NOT NULL,
                -- When the line came to be, and when we last heard something that counts.
                since TEXT NOT NULL,
                changed_at TEXT NOT NULL
            );
            CREATE INDEX board_line_matrix
                ON board_line (organ_code, part, status, due_date, published_at, urgency, approver_id);
            CREATE INDEX board_line_document ON board_line (outgoing_id, organ_code);
            CREATE INDEX board_line_changed ON board_line (changed_at);
            CREATE INDEX board_line_due ON board_line (due_date) WHERE part = 'in-time';
            CREATE INDEX outgoing_director ON outgoing (approver_id) WHERE state = 'published' AND steering = 2;
            CREATE INDEX handling_report_known ON handling_report (recipient_id, received_at, status, verdict);
            DROP INDEX outgoing_board;
            """
    )

    // MARK: Triggers

    /// Makes the triggers, and the table from what is there, unless both are of this definition already. Runs in one transaction, after
    /// the migrations, at each start (`Connection.keepTriggers`).
    static func install(in connection: Connection) throws {
        guard try connection.keepTriggers("board_line_", self.triggers(on: connection.engine)) else { return }
        try connection.execute("DELETE FROM board_line")
        try connection.execute(self.insert("TRUE", on: connection.engine))
    }

    private static func triggers(on engine: DatabaseEngine) -> [String] {
        let ofOrgan = { (row: String) in "outgoing_id = \(row).outgoing_id AND organ_code = \(row).organ_code" }
        // Lines of `board_line` anew from their sources.
        func keep(_ lines: String, _ sources: String) -> String {
            "DELETE FROM board_line WHERE \(lines); \(self.insert(sources, on: engine));"
        }
        let document = keep("outgoing_id = NEW.id", "outgoing.id = NEW.id")
        let receiver = keep(
            ofOrgan("NEW"), "recipient.outgoing_id = NEW.outgoing_id AND recipient.organ_code = NEW.organ_code")
        // The first task takes the place of the receivers.
        let tasks = { (row: String) in
            keep("outgoing_id = \(row).outgoing_id", "outgoing.id = \(row).outgoing_id")
        }
        return [
            (
                "document",
                "UPDATE OF state, steering, due_date, urgency, approver_id, published_at, field ON outgoing",
                document
            ),
            ("receiver_insert", "INSERT ON recipient", receiver),
            (
                "receiver_update",
                "UPDATE OF organ_name, status, status_at, status_received_at, closure, closed_at, added_at ON recipient",
                receiver
            ),
            ("receiver_delete", "DELETE ON recipient", "DELETE FROM board_line WHERE \(ofOrgan("OLD"));"),
            ("task_insert", "INSERT ON directive_task", tasks("NEW")),
            ("task_update", "UPDATE ON directive_task", tasks("NEW")),
            ("task_delete", "DELETE ON directive_task", tasks("OLD")),
        ].map { name, event, body in "CREATE TRIGGER board_line_\(name) AFTER \(event) BEGIN \(body) END" }
    }

    private static func insert(_ condition: String, on engine: DatabaseEngine) -> String {
        // On a day before every deadline nothing is near or late.
        let receiver = BoardPart.sql(today: "''", near: "''")
        let task = TaskState.part(today: "''", near: "''")
        let isFinished = "line.part IN ('finished', 'finished-late')"
        let latest = engine == .sqlite ? "MAX" : "GREATEST"
        let finishedOn = SQLTime.vietnameseDay(of: "line.status_at", engine)
        return """
            INSERT INTO board_line (id, outgoing_id, recipient_id, task_id, organ_code, organ_name, part, status, due_date, finished_on,
                published_at, urgency, approver_id, field, since, changed_at)
            SELECT line.id, line.outgoing_id, line.recipient_id, line.task_id, line.organ_code, line.organ_name, line.part,
                CASE WHEN \(isFinished) THEN '06' ELSE line.status END, line.due_date,
                CASE WHEN \(isFinished) THEN COALESCE(line.confirmed_on, \(finishedOn)) END,
                line.published_at, line.urgency, line.approver_id, line.field, line.since,
                \(latest)(line.since, COALESCE(line.status_received_at, ''), COALESCE(line.closed_at, ''),
                    COALESCE(line.withdrawn_at, ''), COALESCE(line.reopened_at, ''),
                    COALESCE(line.confirmed_on || 'T00:00:00', ''), COALESCE(line.heard_at, ''))
            FROM (
                SELECT COALESCE(task.id, recipient.id) AS id, outgoing.id AS outgoing_id, recipient.id AS recipient_id,
                    task.id AS task_id, recipient.organ_code, recipient.organ_name,
                    CASE WHEN task.id IS NULL THEN \(receiver) ELSE \(task) END AS part,
                    CASE WHEN task.id IS NULL THEN recipient.status ELSE \(TaskState.status) END AS status,
                    CASE WHEN task.id IS NULL THEN outgoing.due_date ELSE task.due_date END AS due_date,
                    outgoing.published_at, outgoing.urgency, outgoing.approver_id, outgoing.field,
                    \(latest)(COALESCE(outgoing.published_at, ''), COALESCE(recipient.added_at, ''), COALESCE(task.added_at, '')) AS since,
                    CASE WHEN task.reported = '06' THEN task.reported_at ELSE recipient.status_at END AS status_at,
                    (SELECT report.received_at FROM task_report AS report WHERE report.id = task.report_id) AS heard_at,
                    recipient.status_received_at, recipient.closed_at, task.withdrawn_at, task.reopened_at,
                    task.finished_on AS confirmed_on
                FROM outgoing JOIN recipient ON recipient.outgoing_id = outgoing.id
                LEFT JOIN directive_task AS task ON task.outgoing_id = outgoing.id AND task.lead_organ = recipient.organ_code
                WHERE outgoing.state = 'published' AND outgoing.steering = 2 AND \(condition)
                    AND (task.id IS NOT NULL
                        OR NOT EXISTS (SELECT 1 FROM directive_task AS other WHERE other.outgoing_id = outgoing.id))
            ) AS line
            """
    }
}
