import Exchange
import Foundation
import Storage

/// What is in danger of its time (nhắc hạn), of who holds it and of who follows it.
enum TimerView: String, Sendable, CaseIterable {
    /// Chậm vào sổ, trình: the clerk has it longer than `ArrivalDeadline` allows; the leaders follow it.
    case slow
    /// Sắp đến hạn: the deadline of the work is near (`DeadlineStanding.near`).
    case near

    static func views(of role: Role) -> [TimerView] {
        switch role {
        case .clerk, .leader: [.slow, .near]
        case .head, .officer: [.near]
        case .admin: []
        }
    }

    /// `$1` is the person, `$2` the unit, `first` and `last` what `limits` gives. What is denied twice keeps SQLite from an index (`IncomingView`).
    fileprivate func condition(for role: Role, _ first: String, _ last: String) -> String {
        let standing = "NOT (incoming.closure IS NOT NULL)"
        func mine(_ whose: String) -> String {
            """
            \(standing) AND NOT (incoming.state NOT IN ('assigned', 'in-progress'))
                AND incoming.id IN (SELECT incoming_id FROM receipt AS mine
                    WHERE state IN ('waiting', 'working') AND \(whose) AND due_date BETWEEN \(first) AND \(last))
            """
        }
        switch self {
        case .slow:
            return """
                \(standing) AND incoming.state IN ('received', 'registered') AND incoming.back_reason IS NULL
                    AND incoming.arrived_at < CASE WHEN incoming.urgency = 0 THEN \(first) ELSE \(last) END
                """
        case .near:
            return switch role {
            // A deadline counts as long as the document stands (`ListTriggers`).
            case .clerk, .admin: "incoming.due BETWEEN \(first) AND \(last)"
            case .leader:
                """
                \(standing) AND incoming.state IN ('assigned', 'in-progress') AND incoming.leader_id = $1
                    AND incoming.due BETWEEN \(first) AND \(last)
                """
            case .head: mine("unit_id = $2")
            case .officer: mine("person_id = $1")
            }
        }
    }

    /// The two limits of the condition.
    fileprivate func limits(_ office: Office) -> (any SQLBindable, any SQLBindable) {
        let (now, calendar) = (office.now(), office.calendar)
        switch self {
        case .slow:
            return (
                ArrivalDeadline.cutoff(at: now, calendar), now.addingTimeInterval(-ArrivalDeadline.urgentSeconds)
            )
        case .near:
            return (office.today, DeadlineStanding.lastNearDay(from: office.today, calendar: calendar))
        }
    }
}

/// The lists of what is in danger, and their counters: each equals the list that it opens.
enum Timers {
    /// Urgent documents first, then what came first.
    static func list(
        _ view: TimerView, for person: Person, page: IncomingStore.Page, office: Office, in connection: Connection
    ) throws -> [Incoming] {
        let (first, last) = view.limits(office)
        let order = "incoming.urgency DESC, incoming.arrived_at, incoming.id"
        return try connection.rows(
            """
            \(Incoming.query)
            WHERE incoming.id IN (\(self.ids(view, for: person)) ORDER BY \(order) LIMIT $5 OFFSET $6)
            ORDER BY \(order)
            """, person.id, person.unit.id, first, last, page.limit, page.offset
        ).map(Incoming.init)
    }

    private static func ids(_ view: TimerView, for person: Person, _ first: String = "$3", _ last: String = "$4")
        -> String
    {
        """
        SELECT incoming.id FROM incoming
        WHERE \(IncomingStore.visible(to: person)) AND \(view.condition(for: person.role, first, last))
        """
    }

    /// How many documents `list` would show of each view without a limit. One statement.
    static func counts(
        _ views: [TimerView], for person: Person, office: Office, in connection: Connection
    ) throws -> [TimerView: Int] {
        guard !views.isEmpty else { return [:] }
        var values: [(any SQLBindable)?] = [person.id, person.unit.id]
        let columns = views.enumerated().map { index, view in
            let (first, last) = view.limits(office)
            values += [first, last]
            let ids = self.ids(view, for: person, "$\(values.count - 1)", "$\(values.count)")
            return "(SELECT COUNT(*) FROM (\(ids)) AS listed) AS c\(index)"
        }
        let row = try connection.rows("SELECT \(columns.joined(separator: ", "))", values: values).first
        return Dictionary(
            uniqueKeysWithValues: try views.enumerated().map { index, view in (view, try row?["c\(index)"] ?? 0) })
    }
}
