import Exchange
import Foundation
import Storage

/// One line of a printed register, with the ten columns of NĐ 30/2020/NĐ-CP, Phụ lục IV. A column that the pilot does not know
/// stays empty, as on paper.
struct RegisterLine: Sendable {
    let number: Int
    let enteredOn: CalendarDate
    /// The page of the document.
    let link: String
    /// Tác giả (incoming) or nơi nhận (outgoing).
    let parties: String
    let code: String
    let documentDate: CalendarDate?
    let typeName: String
    let subject: String
    /// Người ký (outgoing).
    let signer: String
    /// Đơn vị hoặc người nhận (incoming), đơn vị lưu (outgoing).
    let unit: String
    /// Ngày chuyển.
    let passedOn: CalendarDate?

    /// In the order of the numbers; the last 500 of the year.
    static func read(incoming: Bool, year: Int, in connection: Connection) throws -> [RegisterLine] {
        let lines = incoming ? try Self.incoming(year, in: connection) : try Self.outgoing(year, in: connection)
        return lines.reversed()
    }

    private static func incoming(_ year: Int, in connection: Connection) throws -> [RegisterLine] {
        try connection.rows(
            """
            SELECT register_entry.number AS entry_number, register_entry.entered_on, incoming.id, incoming.organ_name,
                incoming.number, incoming.notation, incoming.promulgation_date, incoming.type_name, incoming.subject,
                leader.full_name AS leader_name, lead_unit.name AS lead_unit,
                (SELECT MIN(made_at) FROM direction WHERE direction.incoming_id = incoming.id) AS made_at
            FROM register_entry
            JOIN register ON register.id = register_entry.register_id
            JOIN incoming ON incoming.id = register_entry.document_id
            LEFT JOIN person AS leader ON leader.id = incoming.leader_id
            LEFT JOIN lead_line ON lead_line.incoming_id = incoming.id
            LEFT JOIN unit AS lead_unit ON lead_unit.id = lead_line.unit_id
            WHERE register.direction = 'in' AND register.year = $1
            ORDER BY register_entry.number DESC
            LIMIT 500
            """,
            year
        ).map { row in
            let leader: String? = try row["leader_name"]
            let unit: String? = try row["lead_unit"]
            let passed: Date? = try row["made_at"]
            return RegisterLine(
                number: try row["entry_number"], enteredOn: try row["entered_on"],
                link: "/incoming/\(try row["id"] as String)",
                parties: try row["organ_name"],
                code: DocumentCode(number: try row["number"], notation: try row["notation"]).shown,
                documentDate: try row["promulgation_date"], typeName: try row["type_name"], subject: try row["subject"],
                signer: "", unit: unit ?? leader ?? "", passedOn: passed.map(VietnamTime.date)
            )
        }
    }

    private static func outgoing(_ year: Int, in connection: Connection) throws -> [RegisterLine] {
        try connection.rows(
            """
            SELECT register_entry.number AS entry_number, register_entry.entered_on, outgoing.id, outgoing.notation,
                outgoing.promulgation_date, outgoing.type_name, outgoing.subject, approver.full_name AS signer,
                unit.name AS unit_name, outgoing.published_at,
                (SELECT COUNT(*) FROM recipient WHERE recipient.outgoing_id = outgoing.id) AS recipient_count,
                (SELECT MIN(recipient.organ_name) FROM recipient WHERE recipient.outgoing_id = outgoing.id) AS recipient_name
            FROM register_entry
            JOIN register ON register.id = register_entry.register_id
            JOIN outgoing ON outgoing.id = register_entry.document_id
            JOIN person AS approver ON approver.id = outgoing.approver_id
            JOIN unit ON unit.id = outgoing.unit_id
            WHERE register.direction = 'out' AND register.year = $1
            ORDER BY register_entry.number DESC
            LIMIT 500
            """,
            year
        ).map { row in
            let number: Int = try row["entry_number"]
            let count: Int = try row["recipient_count"]
            let first: String? = try row["recipient_name"]
            let published: Date? = try row["published_at"]
            return RegisterLine(
                number: number, enteredOn: try row["entered_on"], link: "/outgoing/\(try row["id"] as String)",
                parties: (first ?? "") + (count > 1 ? " và \(count - 1) nơi khác" : ""),
                code: DocumentCode(number: DocumentCode.display(number), notation: try row["notation"]).text,
                documentDate: try row["promulgation_date"], typeName: try row["type_name"], subject: try row["subject"],
                signer: try row["signer"], unit: try row["unit_name"], passedOn: published.map(VietnamTime.date)
            )
        }
    }
}
