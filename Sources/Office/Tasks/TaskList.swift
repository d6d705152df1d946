import Exchange
import Storage

/// The tasks of all issued documents: how many stand in each part, and one page of them, and those that wait for an answer. Three statements.
struct TaskList: Sendable {
    let counts: [BoardPart: Int]
    let tasks: [DirectiveTask]
    /// What was given back or asks for more time, of all documents: whoever waits longest first; at most `maximumWaiting`.
    let waiting: [DirectiveTask]

    static let maximumWaiting = 20

    /// Of the six parts.
    var counted: Int { BoardPart.counted.reduce(0) { $0 + self.counts[$1, default: 0] } }

    /// Of a question: those of its part, without one the six that count.
    func total(_ question: BoardQuestion) -> Int {
        question.part.map { self.counts[$0, default: 0] } ?? self.counted
    }

    /// What is unfinished with the nearest deadline first, then what has none; among equals the newest document.
    static func read(
        _ question: BoardQuestion, page: (limit: Int, offset: Int), today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> TaskList {
        var (source, values) = Self.statement(question, today: today, calendar: calendar)
        let part = TaskState.part(today: "$1", near: "$2")
        let groups = try connection.rows(
            anew: """
                SELECT \(part) AS task_part, COUNT(*) AS tasks \(source)
                GROUP BY task_part LIMIT \(BoardPart.allCases.count)
                """, values: values)
        var counts: [BoardPart: Int] = [:]
        for group in groups { counts[try group["task_part"]] = try group["tasks"] }
        if let wanted = question.part {
            values.append(wanted)
            source += " AND (\(part)) = $\(values.count)"
        } else {
            source += " AND (\(part)) <> 'out'"
        }
        let order = """
            CASE WHEN (\(part)) IN ('finished', 'finished-late') THEN 1 ELSE 0 END, CASE WHEN task.due_date IS NULL THEN 1 ELSE 0 END,
            task.due_date, outgoing.published_at DESC, task.outgoing_id, task.ordinal
            """
        values += [page.limit, page.offset]
        let limit = "LIMIT $\(values.count - 1) OFFSET $\(values.count)"
        // The page is found first: what is read of its tasks is read of no other.
        let tasks = try connection.rows(
            anew: """
                SELECT \(DirectiveTask.columns) \(DirectiveTask.source)
                    AND task.id IN (SELECT task.id \(source) ORDER BY \(order) \(limit))
                ORDER BY \(order)
                """, values: values
        ).map(DirectiveTask.init)
        let waiting = try connection.rows(
            """
            SELECT \(DirectiveTask.columns) \(DirectiveTask.source) AND outgoing.state = 'published' AND \(TaskState.waits)
            ORDER BY task.reported_at, task.id LIMIT \(Self.maximumWaiting)
            """, today, DeadlineStanding.lastNearDay(from: today, calendar: calendar)
        ).map(DirectiveTask.init)
        return TaskList(counts: counts, tasks: tasks, waiting: waiting)
    }

    /// `FROM … WHERE …` of a question for all parts, and its values; `$1` is today, `$2` the last day that is a near deadline.
    static func statement(
        _ question: BoardQuestion, today: CalendarDate, calendar: WorkingCalendar
    ) -> (source: String, values: [(any SQLBindable)?]) {
        var values: [(any SQLBindable)?] = [today, DeadlineStanding.lastNearDay(from: today, calendar: calendar)]
        func bind(_ value: any SQLBindable) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        var conditions = ["outgoing.state = 'published'"]
        if let from = question.from {
            conditions.append("outgoing.published_at >= \(bind(VietnamTime.start(of: from)))")
        }
        if let to = question.to, let next = CalendarDate(dayNumber: to.dayNumber + 1) {
            conditions.append("outgoing.published_at < \(bind(VietnamTime.start(of: next)))")
        }
        if let codes = Directory.codes(named: question.agency, bind: bind) {
            conditions.append("recipient.organ_code IN (\(codes))")
        }
        return ("\(DirectiveTask.source) AND \(conditions.joined(separator: " AND "))", values)
    }
}

extension BoardQuestion {
    /// The same with what the list of tasks asks: agency, part, period.
    var ofTasks: BoardQuestion {
        var question = BoardQuestion()
        (question.from, question.to, question.agency, question.part) = (self.from, self.to, self.agency, self.part)
        return question
    }

    func tasks(page: Int = 1, without name: String? = nil) -> String {
        Self.address("/tasks", self.ofTasks.pairs.filter { $0.name != name }, page)
    }

    func tasks(part: BoardPart?) -> String {
        var question = self
        question.part = part
        return question.tasks()
    }
}
