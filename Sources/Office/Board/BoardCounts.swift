import Storage

/// How many lines of the leaders' board there are, kept by triggers on its lines: by agency, part and status, and by the month in which they were
/// issued and finished. So the board without a period, a director and a field reads some thousand rows, however many lines
/// there are.
///
/// What a day decides is kept by the month of the deadline: whole months before today's are late, and of the others the lines are asked.
enum BoardCounts {
    /// The answers of `kind`.
    enum Kind: String {
        /// By part and status.
        case part
        /// By the month of Vietnam; of what counts.
        case issued, finished
    }

    static let migration = Migration(
        "office 0500 the leaders' board counted",
        sql: """
            CREATE TABLE board_count (
                kind TEXT NOT NULL CHECK (kind IN ('part', 'issued', 'finished')),
                organ_code TEXT NOT NULL,
                -- As `board_line` says it; '' of months.
                part TEXT NOT NULL,
                -- '' where there is none.
                status TEXT NOT NULL,
                -- `2026-11`: of the deadline of what is in time, of the day of the others; '' where there is none.
                month TEXT NOT NULL,
                urgency INTEGER NOT NULL,
                lines INTEGER NOT NULL,
                PRIMARY KEY (kind, organ_code, part, status, month, urgency)
            );
            CREATE INDEX board_count_none ON board_count (lines) WHERE lines = 0;
            DROP INDEX board_line_due;
            CREATE INDEX board_line_due ON board_line (part, due_date, organ_code, status, urgency, approver_id, published_at)
                WHERE part = 'in-time';
            -- Lists, in their order (`BoardLines.order`): of all parts, of one of those that no day changes.
            CREATE INDEX board_line_order ON board_line ((CASE WHEN finished_on IS NULL THEN 0 ELSE 1 END),
                (CASE WHEN due_date IS NULL THEN 1 ELSE 0 END), due_date, published_at DESC, id) WHERE part <> 'out';
            CREATE INDEX board_line_part ON board_line (part, (CASE WHEN due_date IS NULL THEN 1 ELSE 0 END), due_date,
                published_at DESC, id, organ_code) WHERE part <> 'in-time';
            CREATE INDEX board_line_task ON board_line (due_date, part, organ_code, published_at, task_id)
                WHERE task_id IS NOT NULL;
            CREATE INDEX board_line_newest ON board_line (published_at, recipient_id, organ_code, urgency, approver_id, part)
                WHERE part <> 'out';
            -- The newest directives, whatever else was issued; who directs keeps an index with as many columns, else it would be asked there.
            DROP INDEX outgoing_directive;
            CREATE INDEX outgoing_directive ON outgoing (state, steering, published_at, id) WHERE state = 'published' AND steering = 2;
            DROP INDEX outgoing_director;
            CREATE INDEX outgoing_director ON outgoing (approver_id, state, steering) WHERE state = 'published' AND steering = 2;
            CREATE INDEX directive_task_waiting ON directive_task (reported_at, id) WHERE reported = '02' OR asked_due IS NOT NULL;
            DROP INDEX handling_report_recipient;
            CREATE INDEX handling_report_recipient ON handling_report (recipient_id, reported_at, status, verdict);
            """
    )

    // MARK: Triggers

    /// Makes the triggers, and the counts from the lines that are there, unless they are of this definition already. Runs behind
    /// `BoardLines.install`, in its transaction. A migration that rebuilds `board_line` first drops the triggers (`board_count_…`).
    static func install(in connection: Connection) throws {
        let engine = connection.engine
        let triggers = [
            ("insert", "INSERT", self.add("1", "FROM (SELECT \(self.row("NEW"))) AS line", engine)),
            (
                "delete", "DELETE",
                "\(self.add("-1", "FROM (SELECT \(self.row("OLD"))) AS line", engine)); DELETE FROM board_count WHERE lines = 0"
            ),
        ].map { name, event, body in
            "CREATE TRIGGER board_count_\(name) AFTER \(event) ON board_line BEGIN \(body); END"
        }
        guard try connection.keepTriggers("board_count_", triggers) else { return }
        try connection.execute("DELETE FROM board_count")
        try connection.execute(self.add("COUNT(*)", "FROM board_line AS line", isGrouped: true, engine))
    }

    private static func row(_ name: String) -> String {
        ["organ_code", "part", "status", "due_date", "finished_on", "published_at", "urgency"]
            .map { "\(name).\($0) AS \($0)" }.joined(separator: ", ")
    }

    /// Adds `lines` for each of the lines in `source`, to each count in which it stands.
    private static func add(_ lines: String, _ source: String, isGrouped: Bool = false, _ engine: DatabaseEngine)
        -> String
    {
        let group = isGrouped ? " GROUP BY 1, 2, 3, 4, 5, 6" : ""
        let months = { (kind: Kind, month: String, column: String) in
            """
            SELECT '\(kind.rawValue)', line.organ_code, '', '', \(month), line.urgency, \(lines) \(source)
            WHERE line.part <> 'out' AND line.\(column) IS NOT NULL\(group)
            """
        }
        return """
            INSERT INTO board_count (kind, organ_code, part, status, month, urgency, lines)
            SELECT '\(Kind.part.rawValue)', line.organ_code, line.part, COALESCE(line.status, ''),
                CASE line.part WHEN 'in-time' THEN COALESCE(substr(line.due_date, 1, 7), '') ELSE '' END, line.urgency, \(lines) \(source)
            WHERE TRUE\(group)
            UNION ALL \(months(.issued, SQLTime.vietnameseMonth(of: "line.published_at", engine), "published_at"))
            UNION ALL \(months(.finished, "substr(line.finished_on, 1, 7)", "finished_on"))
            ON CONFLICT (kind, organ_code, part, status, month, urgency) DO UPDATE SET lines = board_count.lines + excluded.lines
            """
    }

    // MARK: What is read

    /// `lines`, `late` and `near` by agency, part and status, as `BoardMatrix` reads them of the lines; `kept` and `source` are the same question
    /// (`BoardStatement`).
    static func parts(_ kept: String, _ source: String) -> String {
        let month = "substr($1, 1, 7)"
        return """
            SELECT groups.organ_code, groups.part, NULLIF(groups.status, '') AS status, CAST(SUM(groups.lines) AS BIGINT) AS lines,
                CAST(SUM(groups.late) AS BIGINT) AS late, CAST(SUM(groups.near) AS BIGINT) AS near
            FROM (
                SELECT line.organ_code, line.part, line.status, SUM(line.lines) AS lines,
                    SUM(CASE WHEN line.month <> '' AND line.month < \(month) THEN line.lines ELSE 0 END) AS late, 0 AS near
                \(kept) AND line.kind = '\(Kind.part.rawValue)'
                GROUP BY line.organ_code, line.part, line.status
                UNION ALL
                SELECT line.organ_code, 'in-time', COALESCE(line.status, ''), 0,
                    COUNT(*) FILTER (WHERE line.due_date < $1), COUNT(*) FILTER (WHERE line.due_date >= $1)
                \(source) AND line.part = 'in-time' AND line.due_date >= \(month) || '-01' AND line.due_date <= $2
                GROUP BY line.organ_code, line.status
            ) AS groups
            GROUP BY groups.organ_code, groups.part, groups.status
            LIMIT \(BoardMatrix.maximumGroups)
            """
    }

    /// `lines` by `what` and `month`, as `BoardPictures` reads them of the lines.
    static func months(_ kept: String) -> String {
        """
        SELECT line.kind AS what, line.month, CAST(SUM(line.lines) AS BIGINT) AS lines \(kept)
            AND line.kind IN ('\(Kind.issued.rawValue)', '\(Kind.finished.rawValue)')
        GROUP BY line.kind, line.month
        """
    }
}
