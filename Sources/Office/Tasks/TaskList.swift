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
        let asked = question.ofTasks
        let all = asked.statement(today: today, calendar: calendar, isMatrix: true)
        var counts: [BoardPart: Int] = [:]
        for group in try connection.rows(anew: Self.counting(all), values: all.values) {
            counts[try group["task_part"]] = try group["tasks"]
        }
        var statement = asked.statement(today: today, calendar: calendar)
        let limit = "LIMIT \(statement.bind(page.limit)) OFFSET \(statement.bind(page.offset))"
        let order = """
            CASE WHEN (\(TaskState.part(today: "$1", near: "$2"))) IN ('finished', 'finished-late') THEN 1 ELSE 0 END,
            CASE WHEN task.due_date IS NULL THEN 1 ELSE 0 END, task.due_date, outgoing.published_at DESC, task.outgoing_id, task.ordinal
            """
        // The page is found first: what is read of its tasks is read of no other.
        let tasks = try connection.rows(
            anew: """
                SELECT \(DirectiveTask.columns) \(DirectiveTask.source)
                    AND task.id IN (\(Self.ids(asked, statement)) \(limit))
                ORDER BY \(order)
                """, values: statement.values
        ).map(DirectiveTask.init)
        let waiting = try connection.rows(
            """
            SELECT \(DirectiveTask.columns) \(DirectiveTask.source) AND outgoing.state = 'published' AND \(TaskState.waits)
            ORDER BY task.reported_at, task.id LIMIT \(Self.maximumWaiting)
            """, today, DeadlineStanding.lastNearDay(from: today, calendar: calendar)
        ).map(DirectiveTask.init)
        return TaskList(counts: counts, tasks: tasks, waiting: waiting)
    }

    /// How many tasks stand in each part. The board has a line for each task (`BoardLines`).
    static func counting(_ statement: BoardStatement) -> String {
        """
        SELECT \(statement.part) AS task_part, COUNT(*) AS tasks \(statement.source) AND line.task_id IS NOT NULL
        GROUP BY 1 LIMIT \(BoardPart.allCases.count)
        """
    }

    /// The ids of what `question` asks, in the order of the list.
    static func ids(_ question: BoardQuestion, _ statement: BoardStatement) -> String {
        """
        SELECT line.task_id \(statement.source) AND line.task_id IS NOT NULL
        ORDER BY \(BoardLines.order(of: question)), line.outgoing_id,
            (SELECT own.ordinal FROM directive_task AS own WHERE own.id = line.task_id)
        """
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
