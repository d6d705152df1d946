import Exchange
import Foundation
import Storage

/// One line that is late, and whom a step tells of it.
struct Escalation: Sendable {
    let step: EscalationRule.Step
    let lineID: String
    let documentID: String
    let due: CalendarDate
    /// Who has the work: a unit, a person, a receiver.
    let holder: String
    let personID: String
    let personName: String
    /// How often this line was told of before.
    let toldBefore: Int

    /// Documents in one transaction, and lines of them.
    private static let (documents, lines) = (50, 10_000)

    /// Lines that are late enough for a step and were not told of at it with this deadline, of the first documents.
    static func due(
        _ rule: EscalationRule, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> [Escalation] {
        var values: [(any SQLBindable)?] = []
        let late = EscalationRule.Step.all.compactMap { step -> String? in
            guard let days = rule.days[step] else { return nil }
            func bind(_ value: CalendarDate) -> String {
                values.append(value)
                return "$\(values.count)"
            }
            let last = bind(calendar.lastDeadline(lateBy: days, today: today))
            return self.late(step, last, heads: step.level == .head ? NoticeWriter.heads(on: bind(today)) : nil)
        }
        guard !late.isEmpty else { return [] }
        return try connection.rows(
            anew: """
                WITH late AS (\(late.joined(separator: " UNION ALL "))), owed AS (
                    SELECT late.*, person.full_name FROM late JOIN person ON person.id = late.person_id AND person.enabled = 1
                    WHERE NOT EXISTS (SELECT 1 FROM escalation AS told WHERE told.line_id = late.line_id
                            AND told.level = late.level AND told.due_date = late.due_date)
                        AND NOT EXISTS (SELECT 1 FROM "freeze" WHERE "freeze".lifted_at IS NULL
                            AND ("freeze".subject_id = late.document_id OR "freeze".subject_id IN
                                (SELECT case_file_id FROM case_document WHERE case_document.document_id = late.document_id)))
                )
                SELECT owed.*, (SELECT COALESCE(MAX(told.ordinal), 0) FROM escalation AS told WHERE told.line_id = owed.line_id)
                    AS told_before
                FROM owed
                WHERE owed.document_id IN (SELECT DISTINCT document_id FROM owed ORDER BY document_id LIMIT \(self.documents))
                ORDER BY owed.document_id, owed.due_date, owed.line_id, owed.level, owed.person_id
                LIMIT \(self.lines)
                """, values: values
        ).map(Escalation.init)
    }

    /// `last`: the last deadline that is late enough, as the statement names it. `heads`: who heads which unit; nil: a leader is told.
    private static func late(_ step: EscalationRule.Step, _ last: String, heads: String?) -> String {
        let begin = "SELECT '\(step.subject.rawValue)' AS subject, '\(step.level.rawValue)' AS level"
        func people(headOf unit: String, or leader: String) -> String {
            heads.map { "JOIN (\($0)) AS told ON told.unit_id = \(unit)" }
                ?? "JOIN person AS told ON told.id = \(leader)"
        }
        switch step.subject {
        case .work:
            let told = people(headOf: "work.unit_id", or: "incoming.leader_id")
            // A task may be open where the document itself is done. One that a linked copy brought is late at the registered document, once
            // (`TaskHome`).
            return """
                \(begin), work.id AS line_id, incoming.id AS document_id, work.due_date AS due_date,
                    COALESCE(holder.full_name, unit.name) AS holder, told.id AS person_id
                FROM receipt AS work JOIN unit ON unit.id = work.unit_id LEFT JOIN person AS holder ON holder.id = work.person_id
                JOIN incoming ON incoming.id = work.incoming_id AND incoming.closure IS NULL
                \(told)
                WHERE incoming.state IN ('assigned', 'in-progress') AND work.parent_id IS NULL AND work.part <> 'know'
                    AND work.state IN ('waiting', 'working') AND work.due_date <= \(last)
                UNION ALL
                \(begin), work.id, incoming.id, COALESCE(work.unit_due, work.due_date), unit.name, told.id
                FROM received_task AS work JOIN unit ON unit.id = work.unit_id
                JOIN incoming AS bearer ON bearer.id = work.incoming_id
                LEFT JOIN duplicate_link AS link ON link.incoming_id = bearer.id AND bearer.closure = 'linked'
                JOIN incoming ON incoming.id = COALESCE(link.registered_id, bearer.id) AND incoming.closure IS NULL
                    AND incoming.state <> 'returned'
                \(told)
                WHERE (link.registered_id IS NULL
                        OR NOT \(TaskHome.isDouble(task: "work", bearer: "bearer", registered: "link.registered_id")))
                    AND work.unit_id IS NOT NULL AND work.state IN ('waiting', 'accepted', 'working')
                    AND COALESCE(work.unit_due, work.due_date) <= \(last)
                """
        case .directive:
            return """
                \(begin), line.id AS line_id, line.outgoing_id AS document_id, line.due_date AS due_date,
                    line.organ_name AS holder, told.id AS person_id
                FROM board_line AS line JOIN outgoing ON outgoing.id = line.outgoing_id
                \(people(headOf: "outgoing.unit_id", or: "line.approver_id"))
                WHERE line.part IN ('in-time', 'not-received') AND line.due_date <= \(last)
                """
        }
    }

    private init(_ row: Row) throws {
        self.step = .init(subject: try row["subject"], level: try row["level"])
        self.lineID = try row["line_id"]
        self.documentID = try row["document_id"]
        self.due = try row["due_date"]
        self.holder = try row["holder"]
        self.personID = try row["person_id"]
        self.personName = try row["full_name"]
        self.toldBefore = try row["told_before"]
    }

    /// `ordinal`: lần, of the line.
    private func keep(_ ordinal: Int, at now: Date, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO escalation (id, subject, level, line_id, document_id, due_date, person_id, ordinal, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, UniqueID.make(at: now), self.step.subject, self.step.level, self.lineID, self.documentID, self.due,
            self.personID, ordinal, now)
    }

    /// Writes who is told of the lines of one document, with a line in its timeline, from which the notices come (`NoticeWriter`).
    static func tell(
        _ late: [Escalation], of document: String, today: CalendarDate, calendar: WorkingCalendar, at now: Date,
        in connection: Connection
    ) throws {
        // Two heads of one unit are told at one step.
        let levels = Dictionary(grouping: late, by: \.lineID).mapValues { own in
            EscalationRule.Level.allCases.filter { level in own.contains { $0.step.level == level } }
        }
        let told = try late.map { one -> (escalation: Escalation, ordinal: Int) in
            let ordinal = one.toldBefore + 1 + (levels[one.lineID]?.firstIndex(of: one.step.level) ?? 0)
            try one.keep(ordinal, at: now, in: connection)
            return (one, ordinal)
        }
        try Timeline.add(
            .escalated, to: document, by: nil, at: now,
            quote: EscalationWords.told(told, today: today, calendar: calendar), in: connection)
    }

    /// How often each step told somebody since `start`.
    static func counts(since start: Date, in connection: Connection) throws -> [EscalationRule.Step: Int] {
        var counts: [EscalationRule.Step: Int] = [:]
        for row in try connection.rows(
            "SELECT subject, level, COUNT(*) AS times FROM escalation WHERE at >= $1 GROUP BY 1, 2 LIMIT 10", start)
        {
            counts[.init(subject: try row["subject"], level: try row["level"])] = try row["times"]
        }
        return counts
    }
}
