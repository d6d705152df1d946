import Exchange
import Foundation
import Storage

/// Case files as queries inside a transaction; what a person may see is decided here, once.
enum CaseFileStore {
    /// `$1` is the person's id, `$2` the unit's.
    static func visible(to person: Person) -> String {
        switch person.role {
        case .clerk, .leader: "$1 IS NOT NULL AND $2 IS NOT NULL"
        case .head: "(case_file.keeper_id = $1 OR case_file.unit_id = $2)"
        case .officer: "$2 IS NOT NULL AND case_file.keeper_id = $1"
        case .admin: "$1 IS NULL AND $2 IS NULL"
        }
    }

    static func find(_ id: String, for person: Person, in connection: Connection) throws -> CaseFile? {
        try connection.row(
            "\(CaseFile.query) WHERE \(self.visible(to: person)) AND case_file.id = $3", person.id, person.unit.id, id
        ).map(CaseFile.init)
    }

    /// The files of a view whose sign or title contain `text`, with or without marks.
    static func list(
        _ view: CaseFileView, containing text: String, for person: Person, on today: CalendarDate,
        page: IncomingStore.Page, in connection: Connection
    ) throws -> [CaseFile] {
        try connection.rows(
            """
            \(CaseFile.query)
            WHERE \(self.visible(to: person)) AND \(view.condition) AND case_file.search LIKE '%' || $3 || '%'
            ORDER BY \(view.order) LIMIT $5 OFFSET $6
            """, person.id, person.unit.id, text.folded, HandOverDue.noticed(on: today), page.limit, page.offset
        ).map(CaseFile.init)
    }

    /// How many files `list` would show without a limit.
    static func count(
        _ view: CaseFileView, containing text: String = "", for person: Person, on today: CalendarDate,
        in connection: Connection
    ) throws -> Int {
        try connection.row(
            "SELECT (\(self.counting(view, for: person))) AS total", person.id, person.unit.id, text.folded,
            HandOverDue.noticed(on: today))?["total"] ?? 0
    }

    /// The same of several views, by one statement.
    static func counts(
        _ views: [CaseFileView], for person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> [CaseFileView: Int] {
        guard !views.isEmpty else { return [:] }
        let columns = views.enumerated().map { "(\(self.counting($1, for: person))) AS c\($0)" }
        let row = try connection.row(
            "SELECT \(columns.joined(separator: ", "))", person.id, person.unit.id, "", HandOverDue.noticed(on: today))
        return Dictionary(
            uniqueKeysWithValues: try views.enumerated().map { index, view in (view, try row?["c\(index)"] ?? 0) })
    }

    private static func counting(_ view: CaseFileView, for person: Person) -> String {
        """
        SELECT COUNT(*) FROM case_file
        WHERE \(self.visible(to: person)) AND \(view.condition) AND case_file.search LIKE '%' || $3 || '%'
        """
    }

    /// The open files that `person` may change, the newest first. At most 200.
    static func changeable(by person: Person, in connection: Connection) throws -> [CaseFile] {
        try connection.rows(
            """
            \(CaseFile.query)
            WHERE \(self.visible(to: person)) AND case_file.state = 'open' AND (case_file.keeper_id = $1 OR $3 = 'head')
            ORDER BY case_file.id DESC LIMIT 200
            """, person.id, person.unit.id, person.role
        ).map(CaseFile.init).filter { CaseFileRule.refusal(.put, on: $0, by: person) == nil }
    }

    /// The files that hold a document, as far as `person` may see them. At most 50.
    static func holding(_ document: String, for person: Person, in connection: Connection) throws -> [CaseFile] {
        try connection.rows(
            """
            \(CaseFile.query)
            WHERE \(self.visible(to: person))
                AND case_file.id IN (SELECT case_file_id FROM case_document WHERE document_id = $3)
            ORDER BY case_file.id LIMIT 50
            """, person.id, person.unit.id, document
        ).map(CaseFile.init)
    }

    /// Counts the change; throws when somebody was faster.
    static func touch(_ file: CaseFile, in connection: Connection) throws {
        let changed = try connection.execute(
            "UPDATE case_file SET version = version + 1 WHERE id = $1 AND version = $2", file.id, file.version)
        guard changed == 1 else { throw Fault.staleCaseFile }
    }
}

/// The lists of case files.
enum CaseFileView: String, Sendable, CaseIterable {
    /// Hồ sơ của tôi: those I keep, in every state.
    case mine
    /// Hồ sơ của đơn vị.
    case unit
    /// Mọi hồ sơ.
    case all
    /// Đến hạn nộp lưu: closed, handed over by nobody yet, due within 30 days or late.
    case due

    /// `$1` is the person, `$2` the unit, `$4` the last day of which the view gives notice.
    var condition: String {
        switch self {
        case .mine: "case_file.keeper_id = $1 AND $4 IS NOT NULL"
        case .unit: "case_file.unit_id = $2 AND $4 IS NOT NULL"
        case .all: "$4 IS NOT NULL"
        case .due:
            """
            case_file.state = 'closed' AND COALESCE(case_file.held_until, case_file.due_on) <= $4
                AND NOT EXISTS (SELECT 1 FROM case_transfer_file AS line
                    WHERE line.case_file_id = case_file.id AND line.state = 'waiting')
            """
        }
    }

    /// What is worked on first.
    var order: String {
        self == .due
            ? "COALESCE(case_file.held_until, case_file.due_on), case_file.id"
            : """
            CASE case_file.state WHEN 'open' THEN 0 WHEN 'planned' THEN 1 WHEN 'closed' THEN 2 ELSE 3 END,
                case_file.year DESC, case_file.heading, case_file.number
            """
    }

    static func views(of role: Role) -> [CaseFileView] {
        switch role {
        case .clerk: [.mine, .all, .due]
        case .leader: [.mine, .all]
        case .head: [.mine, .unit, .due]
        case .officer: [.mine, .due]
        case .admin: []
        }
    }

    /// The view of that name, the first of the role without one. Throws where it does not belong to the role.
    static func named(_ name: String?, for person: Person) throws -> CaseFileView {
        let views = self.views(of: person.role)
        guard let view = name.map({ CaseFileView(rawValue: $0) }) ?? views.first, views.contains(view) else {
            throw Fault.noSuchView
        }
        return view
    }
}
