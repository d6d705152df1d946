import Exchange
import Storage

/// How many lines of each agency stand in each part: the leaders' board at a glance (office.md §8, pattern 13).
struct BoardMatrix: Sendable {
    struct Row: Sendable {
        let organ: OrganCode
        /// As it stood on the document.
        var name: String
        var counts = Counts()
    }

    struct Counts: Sendable, Equatable {
        private(set) var parts: [BoardPart: Int] = [:]
        /// Of those that count, by the last step reported.
        private(set) var steps: [Progress.Step: Int] = [:]

        /// Of the six parts.
        var total: Int { BoardPart.counted.reduce(0) { $0 + self[$1] } }

        subscript(part: BoardPart) -> Int { self.parts[part, default: 0] }

        func at(_ step: Progress.Step) -> Int { self.steps[step, default: 0] }

        mutating func add(_ count: Int, _ part: BoardPart, _ status: HandlingStatus?) {
            self.parts[part, default: 0] += count
            guard part != .out, let step = Progress.Step.allCases.first(where: { $0.status == status }) else { return }
            self.steps[step, default: 0] += count
        }
    }

    /// Most late first, then near, then not received, then by name.
    let rows: [Row]
    let total: Counts

    /// Rows of the answer before they are added up: an agency has at most one for each part and status.
    static let maximumGroups = 100_000

    static func read(
        _ question: BoardQuestion, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> BoardMatrix {
        let statement = question.statement(today: today, calendar: calendar, isMatrix: true)
        let groups = try connection.rows(
            anew: """
                SELECT recipient.organ_code, MAX(recipient.organ_name) AS organ_name, recipient.status, \(statement.part) AS part,
                    COUNT(*) AS lines
                \(statement.source)
                GROUP BY recipient.organ_code, part, recipient.status
                LIMIT \(Self.maximumGroups)
                """, values: statement.values)
        var rows: [OrganCode: Row] = [:]
        var total = Counts()
        for group in groups {
            let (organ, name): (OrganCode, String) = (try group["organ_code"], try group["organ_name"])
            let (part, status): (BoardPart, HandlingStatus?) = (try group["part"], try group["status"])
            let lines: Int = try group["lines"]
            rows[organ, default: Row(organ: organ, name: name)].counts.add(lines, part, status)
            total.add(lines, part, status)
        }
        // Who has nothing but what does not count has no row; the sentence above leads to it.
        let counted = rows.values.filter { $0.counts.total > 0 }
        return BoardMatrix(rows: counted.sorted(by: Self.isBefore), total: total)
    }

    private static func isBefore(_ left: Row, _ right: Row) -> Bool {
        for part in [BoardPart.late, .near, .notReceived] where left.counts[part] != right.counts[part] {
            return left.counts[part] > right.counts[part]
        }
        return (left.name, left.organ.text) < (right.name, right.organ.text)
    }

    /// Who has signed directives (người chỉ đạo), by name. At most 200.
    static func directors(in connection: Connection) throws -> [(id: String, name: String)] {
        try connection.rows(
            """
            SELECT person.id, person.full_name FROM person WHERE person.id IN (
                SELECT outgoing.approver_id FROM outgoing WHERE outgoing.state = 'published' AND outgoing.steering = 2)
            ORDER BY person.full_name, person.id LIMIT 200
            """
        ).map { (try $0["id"], try $0["full_name"]) }
    }
}
