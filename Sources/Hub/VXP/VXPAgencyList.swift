import Exchange
import Foundation
import Storage

/// The lists of agencies that clients fetch whole: the wire has no pages, and a nation has some 125,000.
enum VXPAgencyList: String, Sendable, CaseIterable {
    case agencies, agenciesQD20, units

    init?(_ call: VXPCall) {
        switch call {
        case .getAgenciesList: self = .agencies
        case .getAgenciesListQD20: self = .agenciesQD20
        case .getSynchronizeUnit, .getListUnit: self = .units
        default: return nil
        }
    }

    static let pageRows = 2000

    /// After a number, in the order of numbers. Parent and centre are told by number and code; the centre is the uppermost agency.
    static func page(after number: Int, in connection: Connection) throws -> [Row] {
        try connection.rows(
            """
            SELECT organ.number, organ.code, organ.old_code, organ.name, organ.email, organ.valid_from, organ.valid_to,
                parent.number AS parent_number, parent.code AS parent_code,
                (SELECT COUNT(*) FROM organ_history WHERE organ_history.organ = organ.code) AS version,
                (SELECT MAX(recorded_at) FROM organ_history WHERE organ_history.organ = organ.code) AS modified_at
            FROM organ
            LEFT JOIN organ_code ON organ_code.spelling = UPPER(organ.parent)
            LEFT JOIN organ AS parent ON parent.code = organ_code.organ
            WHERE organ.number > $1 ORDER BY organ.number LIMIT $2
            """, number, Self.pageRows)
    }

    /// Each agency and the one above it, page by page.
    static func parents(after number: Int, in connection: Connection) throws -> [Row] {
        try connection.rows(
            """
            SELECT organ.number, organ.code, organ_code.organ AS parent_code FROM organ
            LEFT JOIN organ_code ON organ_code.spelling = UPPER(organ.parent)
            WHERE organ.number > $1 ORDER BY organ.number LIMIT $2
            """, number, Self.pageRows)
    }

    /// Nil: not in this list. Closed agencies stand only in the units, as deleted ones.
    func item(_ row: Row, today: CalendarDate, centre: (String) -> String) throws -> VXPAnswer.Fields? {
        let (from, until): (CalendarDate?, CalendarDate?) = (try row["valid_from"], try row["valid_to"])
        let isOpen = from.map { $0 <= today } ?? true && until.map { today <= $0 } ?? true
        let code: String = try row["code"]
        let number: Int = try row["number"]
        let head: VXPAnswer.Fields = [("id", .text("\(number)"))]
        let names: VXPAnswer.Fields = [
            ("code", .text(code)), ("name", .text(try row["name"])), ("mail", .text(try row["email"] ?? "")),
        ]
        let parentNumber: Int? = try row["parent_number"]
        let parent: VXPAnswer.Fields = [("pid", .text("\(parentNumber ?? 0)"))]
        let oldCode: String = try row["old_code"] ?? ""
        switch self {
        case .agencies: return isOpen ? head + parent + names + [("oldCode", .text(oldCode))] : nil
        case .agenciesQD20: return isOpen ? head + names + [("code102", .text(oldCode))] : nil
        case .units:
            let modifiedAt: Date? = try row["modified_at"]
            return head + parent + names + [
                ("version", .number(try row["version"])), ("centerCode", .text(centre(code))),
                ("deleted", .flag(!isOpen)),
                ("modifyDate", .text(modifiedAt.map { VietnamTime.date($0).iso } ?? "")), ("isAgency", .flag(true)),
            ]
        }
    }
}
