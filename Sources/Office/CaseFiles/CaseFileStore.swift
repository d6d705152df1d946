import Exchange
import Foundation
import Storage

/// Case files as queries inside a transaction; what a person may see is decided here, once.
enum CaseFileStore {
    /// `$1` is the person's id, `$2` the unit's.
    private static func visible(to person: Person) -> String {
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
        _ view: CaseFileView, containing text: String, for person: Person, page: IncomingStore.Page,
        in connection: Connection
    ) throws -> [CaseFile] {
        try connection.rows(
            """
            \(CaseFile.query)
            WHERE \(self.visible(to: person)) AND \(view.condition) AND case_file.search LIKE '%' || $3 || '%'
            ORDER BY \(view.order) LIMIT $4 OFFSET $5
            """, person.id, person.unit.id, text.folded, page.limit, page.offset
        ).map(CaseFile.init)
    }

    /// How many files `list` would show without a limit.
    static func count(
        _ view: CaseFileView, containing text: String = "", for person: Person, in connection: Connection
    ) throws -> Int {
        try connection.row(
            """
            SELECT COUNT(*) AS total FROM case_file
            WHERE \(self.visible(to: person)) AND \(view.condition) AND case_file.search LIKE '%' || $3 || '%'
            """, person.id, person.unit.id, text.folded
        )?["total"] ?? 0
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

    /// `$1` is the person, `$2` the unit.
    var condition: String {
        switch self {
        case .mine: "case_file.keeper_id = $1"
        case .unit: "case_file.unit_id = $2"
        case .all: "1 = 1"
        }
    }

    /// What is worked on first.
    var order: String {
        """
        CASE case_file.state WHEN 'open' THEN 0 WHEN 'planned' THEN 1 WHEN 'closed' THEN 2 ELSE 3 END,
            case_file.year DESC, case_file.heading, case_file.number
        """
    }

    static func views(of role: Role) -> [CaseFileView] {
        switch role {
        case .clerk, .leader: [.mine, .all]
        case .head: [.mine, .unit]
        case .officer: [.mine]
        case .admin: []
        }
    }
}
