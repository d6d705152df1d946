import Exchange
import Foundation
import Storage
import Web

/// How long the lists of urging are.
struct UrgingCounts: Sendable {
    let owed: Int
    let intervene: Int
    let letters: Int
    /// Of the list that is asked for, those that are late and that the reader urges.
    let late: Int

    func count(_ view: UrgingView) -> Int {
        switch view {
        case .owed: self.owed
        case .intervene: self.intervene
        case .letters: self.letters
        }
    }

    /// One statement; each count is that of its list.
    static func read(
        _ question: UrgingQuestion, for person: Person, today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> UrgingCounts {
        // `OutgoingStore.visible` names person and unit `$1` and `$2`.
        var values: [(any SQLBindable)?] = [person.id, person.unit.id, today]
        func counted(_ view: UrgingView, isLate: Bool = false) -> String {
            let condition = question.condition(view, today: today, calendar: calendar) { value in
                values.append(value)
                return "$\(values.count)"
            }
            // What is offered is what they may urge.
            let late = isLate ? " AND \(UrgingLine.due) < $3 AND \(UrgingRule.isTheirs(person, named: "$1"))" : ""
            return "(SELECT COUNT(*) FROM (\(UrgingLine.pending) AND \(condition)\(late)) AS lines)"
        }
        let asked = question.view == .intervene ? UrgingView.intervene : .owed
        let row = try connection.rows(
            anew: """
                SELECT \(counted(.owed)) AS owed, \(counted(.intervene)) AS intervene, \(counted(asked, isLate: true)) AS late,
                    (SELECT COUNT(*) FROM outgoing WHERE \(UrgingLetters.condition(for: person))) AS letters
                """, values: values
        ).first
        return UrgingCounts(
            owed: try row?["owed"] ?? 0, intervene: try row?["intervene"] ?? 0, letters: try row?["letters"] ?? 0,
            late: try row?["late"] ?? 0)
    }
}

/// The letters with which receivers were urged.
enum UrgingLetters {
    fileprivate static func condition(for person: Person) -> String {
        "\(OutgoingStore.visible(to: person)) AND outgoing.id IN (SELECT urging.letter_id FROM urging)"
    }

    /// Those that `person` may see, newest first.
    static func read(
        for person: Person, page: (limit: Int, offset: Int), in connection: Connection
    ) throws -> [Outgoing] {
        try connection.rows(
            "\(Outgoing.query) WHERE \(self.condition(for: person)) ORDER BY outgoing.id DESC LIMIT $3 OFFSET $4",
            person.id, person.unit.id, page.limit, page.offset
        ).map(Outgoing.init)
    }
}

/// Whom an address asks to urge: some receivers by their ids, or all late ones of a list as it is filtered.
enum UrgingSelection: Sendable {
    case lines([String])
    case document(String)
    case board(BoardQuestion)
    case view(UrgingQuestion)

    /// Of `/urging/new?…`. A list whose conditions cannot be read is refused: nobody must urge more than they saw.
    init(_ fields: FormFields) throws {
        switch fields.text("list") {
        case "board": self = .board(try BoardQuestion(fields))
        case "view": self = .view(try UrgingQuestion(fields))
        default:
            if let document = fields.optional("outgoing") {
                self = .document(document)
            } else {
                self = .lines(Array(fields.all("line").prefix(UrgingRule.maximumLines)))
            }
        }
    }

    /// Where it was asked.
    func back(_ lines: [UrgingLine]) -> String {
        switch self {
        case .lines: lines.first?.path ?? UrgingQuestion().path()
        case .document(let id): "/outgoing/\(id)"
        case .board(let question): question.list()
        case .view(let question): question.path()
        }
    }

    /// At most `UrgingRule.maximumLines`: those that `person` urges before others, whom nobody urged today before those who were, then the nearest
    /// deadline first. And how many of them `person` urges, a clerk or a leader.
    func read(
        for person: Person, today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> (lines: [UrgingLine], total: Int) {
        var (ids, values): (String, [(any SQLBindable)?]) = ("", [today])
        switch self {
        case .lines(let ids):
            // Every issued document is open to clerks and leaders (`OutgoingStore.visible`).
            let lines = try UrgingLine.read(ids, today: today, in: connection)
            guard !lines.isEmpty else { throw Fault.noSuchDocument }
            return (lines, lines.count)
        case .document(let id):
            guard try OutgoingStore.find(id, for: person, in: connection) != nil else { throw Fault.noSuchDocument }
            values.append(id)
            ids = "\(UrgingLine.source) AND recipient.outgoing_id = $2 AND \(UrgingLine.isOpen)"
        case .board(let question):
            let statement = question.statement(today: today, calendar: calendar)
            values = statement.values
            // A receiver that leads several tasks of the list is urged once.
            ids = """
                \(UrgingLine.source) AND recipient.id IN (SELECT line.recipient_id \(statement.source)) AND \(UrgingLine.isOpen)
                """
        case .view(let question):
            let condition = question.condition(question.view, today: today, calendar: calendar) { value in
                values.append(value)
                return "$\(values.count)"
            }
            ids = "\(UrgingLine.pending) AND \(condition)"
        }
        ids += " AND \(UrgingLine.due) < $1"
        values.append(person.id)
        let theirs = UrgingRule.isTheirs(person, named: "$\(values.count)")
        let row = try connection.rows(
            anew: "SELECT COUNT(*) AS lines FROM (\(ids) AND \(theirs)) AS found", values: values
        )
        .first
        values.append(VietnamTime.start(of: today))
        let urged = UrgingLine.isUrged(since: "$\(values.count)")
        let lines = try UrgingLine.read(
            ids, first: "\(theirs) DESC, \(urged)", values: values, page: (UrgingRule.maximumLines, 0), in: connection)
        return (lines, try row?["lines"] ?? 0)
    }
}
