import Exchange
import Storage

/// Where a task that was given to us stands in the list. Each is in exactly one part.
enum ReceivedTaskPart: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Chưa tiếp nhận, whatever the deadline.
    case waiting
    /// Đang làm; without a deadline too.
    case inTime = "in-time"
    /// Sắp đến hạn (`DeadlineStanding.near`).
    case near
    /// Quá hạn.
    case late
    /// Xong.
    case finished
    /// Không phải làm: given back to the sender, or withdrawn by it.
    case out

    /// What the list shows without a part, and the side list counts.
    static let open: [ReceivedTaskPart] = [.waiting, .inTime, .near, .late]

    /// `finished`: when it is for whoever looks.
    fileprivate static func sql(due: String, finished: String) -> String {
        """
        CASE WHEN task.state IN ('returned', 'withdrawn') THEN 'out' WHEN \(finished) THEN 'finished'
            WHEN task.state = 'waiting' THEN 'waiting' WHEN \(due) < $3 THEN 'late' WHEN \(due) <= $4 THEN 'near'
            ELSE 'in-time' END
        """
    }
}

/// The tasks that were given to us: how many stand in each part, and one page of them. Three statements.
///
/// Clerks and leaders see all, by the deadline of the sender; heads and officers those that their unit holds or supports, by the unit's, until its part is
/// done. A document that was recalled, replaced or returned gives nobody work.
struct ReceivedTaskList: Sendable {
    /// A task with what is shown of its document.
    struct Line: Sendable {
        var task: ReceivedTask
        let part: ReceivedTaskPart
        /// The deadline that counts for whoever looks.
        let due: CalendarDate?
        let code: DocumentCode
        let subject: String
        let promulgationDate: CalendarDate
        let organName: String
    }

    let counts: [ReceivedTaskPart: Int]
    let lines: [Line]

    /// Nil: what is open.
    func total(_ part: ReceivedTaskPart?) -> Int {
        (part.map { [$0] } ?? ReceivedTaskPart.open).reduce(0) { $0 + self.counts[$1, default: 0] }
    }

    /// `FROM … WHERE …` of what `person` sees; `$1` is the person, `$2` the unit. `incoming` is the document at which a task is worked on, `bearer`
    /// the one that brought it. Found by the tasks, which are few beside the documents.
    private static func source(for person: Person) -> String {
        let isOfUnit = self.isOfUnit(person)
        let part = "LEFT JOIN received_task_unit AS mine ON mine.task_id = task.id AND mine.unit_id = $2"
        return """
            FROM received_task AS task CROSS JOIN incoming AS bearer
            LEFT JOIN duplicate_link AS link ON link.incoming_id = bearer.id AND bearer.closure = 'linked'
            CROSS JOIN incoming
            LEFT JOIN lead_line AS lead ON lead.incoming_id = incoming.id
            LEFT JOIN unit ON unit.id = task.unit_id \(isOfUnit ? part : "")
            WHERE bearer.id = task.incoming_id AND incoming.id = COALESCE(link.registered_id, bearer.id)
                AND (link.registered_id IS NULL OR NOT \(TaskHome.isDouble(task: "task", bearer: "bearer", registered: "link.registered_id")))
                AND incoming.closure IS NULL AND incoming.state <> 'returned' AND \(IncomingStore.visible(to: person))
                AND \(isOfUnit ? "(COALESCE(task.unit_id, lead.unit_id) = $2 OR mine.unit_id IS NOT NULL)" : "task.id IS NOT NULL")
            """
    }

    private static func isOfUnit(_ person: Person) -> Bool { person.role == .head || person.role == .officer }

    /// Whether nothing is left to do for whoever looks.
    private static func finished(for person: Person) -> String {
        self.isOfUnit(person) ? "(task.state = 'finished' OR mine.finished_at IS NOT NULL)" : "task.state = 'finished'"
    }

    private static func due(for person: Person) -> String {
        self.isOfUnit(person) ? "COALESCE(task.unit_due, task.due_date)" : "task.due_date"
    }

    /// How many are open, as a query of `$1` and `$2`: as many as the list shows without a part.
    static func open(for person: Person) -> String {
        "SELECT COUNT(*) \(self.source(for: person)) AND task.state IN ('waiting', 'accepted', 'working') AND NOT \(self.finished(for: person))"
    }

    /// The nearest deadline first, then what has none; among equals what came first.
    static func read(
        _ part: ReceivedTaskPart?, for person: Person, page: (limit: Int, offset: Int), today: CalendarDate,
        calendar: WorkingCalendar, in connection: Connection
    ) throws -> ReceivedTaskList {
        let near = DeadlineStanding.lastNearDay(from: today, calendar: calendar)
        let (source, due) = (self.source(for: person), self.due(for: person))
        let sql = ReceivedTaskPart.sql(due: due, finished: self.finished(for: person))
        let groups = try connection.rows(
            "SELECT \(sql) AS task_part, COUNT(*) AS tasks \(source) GROUP BY task_part LIMIT 10", person.id,
            person.unit.id, today, near)
        var counts: [ReceivedTaskPart: Int] = [:]
        for group in groups { counts[try group["task_part"]] = try group["tasks"] }
        let wanted = (part.map { [$0] } ?? ReceivedTaskPart.open).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let lines = try connection.rows(
            """
            SELECT \(ReceivedTask.columns), (\(sql)) AS task_part, \(due) AS counted_due, bearer.number AS code_number, bearer.notation,
                bearer.subject, bearer.promulgation_date, bearer.organ_name
            \(source) AND (\(sql)) IN (\(wanted))
            ORDER BY CASE WHEN \(due) IS NULL THEN 1 ELSE 0 END, \(due), incoming.arrived_at, incoming.id, task.ordinal
            LIMIT $5 OFFSET $6
            """, person.id, person.unit.id, today, near, page.limit, page.offset
        ).map { row in
            Line(
                task: try ReceivedTask(row), part: try row["task_part"], due: try row["counted_due"],
                code: DocumentCode(number: try row["code_number"], notation: try row["notation"]),
                subject: try row["subject"], promulgationDate: try row["promulgation_date"],
                organName: try row["organ_name"])
        }
        let marks = lines.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let supporting =
            lines.isEmpty ? [] : try SupportingUnit.all(ofTasks: marks, lines.map(\.task.id), in: connection)
        let tasks = ReceivedTask.joined(lines.map(\.task), supporting)
        return ReceivedTaskList(
            counts: counts,
            lines: zip(lines, tasks).map { line, task in
                var line = line
                line.task = task
                return line
            })
    }
}
