import Exchange
import Storage

/// How many lines of each agency stand in each part: the leaders' board at a glance (office.md §8, pattern 13).
struct BoardMatrix: Sendable {
    struct Row: Sendable {
        let organ: OrganCode
        /// As it stands on one of the documents.
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
        let groups = try statement.rows(self.query(statement), in: connection)
        var rows: [OrganCode: Row] = [:]
        var total = Counts()
        for group in groups {
            let (organ, name): (OrganCode, String) = (try group["organ_code"], try group["organ_name"])
            let (part, status): (BoardPart, HandlingStatus?) = (try group["part"], try group["status"])
            let (lines, late, near): (Int, Int, Int) = (try group["lines"], try group["late"], try group["near"])
            for (part, count) in [(part, lines - late - near), (.late, late), (.near, near)] where count > 0 {
                rows[organ, default: Row(organ: organ, name: name)].counts.add(count, part, status)
                total.add(count, part, status)
            }
        }
        // Who has nothing but what does not count has no row; the sentence above leads to it.
        let counted = rows.values.filter { $0.counts.total > 0 }
        return BoardMatrix(rows: counted.sorted(by: Self.isBefore), total: total)
    }

    static func query(_ statement: BoardStatement) -> String {
        """
        SELECT counted.*, (SELECT named.organ_name FROM board_line AS named WHERE named.organ_code = counted.organ_code LIMIT 1) AS organ_name
        FROM (
        \(statement.kept.map { BoardCounts.parts($0, statement.source) } ?? self.parts(statement))
        ) AS counted
        """
    }

    /// Grouped as `board_line_matrix` is sorted: what the day decides is counted within a group, so nothing is sorted anew.
    private static func parts(_ statement: BoardStatement) -> String {
        """
        SELECT line.organ_code, line.part, line.status, COUNT(*) AS lines,
            COUNT(*) FILTER (WHERE \(statement.part) = 'late') AS late,
            COUNT(*) FILTER (WHERE \(statement.part) = 'near') AS near
        \(statement.source)
        GROUP BY line.organ_code, line.part, line.status
        LIMIT \(self.maximumGroups)
        """
    }

    private static func isBefore(_ left: Row, _ right: Row) -> Bool {
        for part in [BoardPart.late, .near, .notReceived] where left.counts[part] != right.counts[part] {
            return left.counts[part] > right.counts[part]
        }
        return (left.name, left.organ.text) < (right.name, right.organ.text)
    }
}

/// What the form of the board offers, by one statement: who has signed directives (người chỉ đạo), by name, and the fields in use
/// (lĩnh vực), by their letters. At most 200 of each.
struct BoardChoices: Sendable {
    let directors: [(id: String, name: String)]
    let fields: [String]

    static func read(in connection: Connection) throws -> BoardChoices {
        let rows = try connection.rows(
            """
            SELECT director.id, director.full_name AS name FROM (
                SELECT person.id, person.full_name FROM person WHERE EXISTS (
                    SELECT 1 FROM outgoing
                    WHERE outgoing.approver_id = person.id AND outgoing.state = 'published' AND outgoing.steering = 2)
                ORDER BY person.full_name, person.id LIMIT 200) AS director
            UNION ALL
            SELECT CAST(NULL AS TEXT), known.field FROM (\(DirectiveField.known)) AS known
            """
        ).map { row -> (id: String?, name: String) in (try row["id"], try row["name"]) }
        return BoardChoices(
            directors: rows.compactMap { row in row.id.map { ($0, row.name) } }
                .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { (id: $0.0, name: $0.1) },
            fields: DirectiveField.sorted(rows.filter { $0.id == nil }.map(\.name)))
    }
}
