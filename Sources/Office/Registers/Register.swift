import Exchange
import Foundation
import Storage

/// A register of one year (sổ đăng ký văn bản đến, sổ đăng ký văn bản đi; NĐ 30/2020/NĐ-CP, Điều 15, 22).
///
/// A number is allocated in the transaction that uses it: the counter moves forward with the row that takes the number, and
/// the database forbids two rows with one number. Each year has a register of its own that begins with 1.
enum Register {
    enum Direction: String, SQLBindable {
        /// Văn bản đến.
        case incoming = "in"
        /// Văn bản đi.
        case outgoing = "out"

        var defaultName: String {
            switch self {
            case .incoming: "Sổ văn bản đến"
            case .outgoing: "Sổ văn bản đi"
            }
        }
    }

    /// The register of `year`, made when the year has none.
    static func id(_ direction: Direction, year: Int, in connection: Connection) throws -> String {
        try connection.execute(
            """
            INSERT INTO register (id, direction, name, year, next_number)
            VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (direction, year, name) DO NOTHING
            """,
            "\(direction.rawValue)-\(year)", direction, direction.defaultName, year
        )
        return "\(direction.rawValue)-\(year)"
    }

    /// The number that the next entry will get if nobody is faster.
    static func nextNumber(_ direction: Direction, year: Int, in connection: Connection) throws -> Int {
        try connection.row(
            "SELECT next_number FROM register WHERE direction = $1 AND year = $2 AND name = $3",
            direction, year, direction.defaultName
        )?["next_number"] ?? 1
    }

    /// Takes the next number for a document and enters it.
    static func enter(
        _ direction: Direction,
        document: String,
        on date: CalendarDate,
        by person: Person,
        in connection: Connection
    ) throws -> Int {
        let register = try Self.id(direction, year: date.year, in: connection)
        guard
            let row = try connection.row(
                "UPDATE register SET next_number = next_number + 1 WHERE id = $1 RETURNING next_number - 1 AS number",
                register
            )
        else {
            throw Fault(.notFound, vi: "Không tìm thấy sổ văn bản.", en: "The register does not exist.")
        }
        let number: Int = try row["number"]
        try connection.execute(
            """
            INSERT INTO register_entry (register_id, number, document_id, entered_on, entered_by)
            VALUES ($1, $2, $3, $4, $5)
            """,
            register, number, document, date, person.id
        )
        return number
    }

    /// Lets a register begin with a number other than 1, for an agency that moves here within a year. Only while it is unused.
    static func begin(_ direction: Direction, year: Int, at number: Int, in connection: Connection) throws {
        let register = try Self.id(direction, year: year, in: connection)
        try connection.execute(
            """
            UPDATE register SET next_number = $1
            WHERE id = $2 AND NOT EXISTS (SELECT 1 FROM register_entry WHERE register_id = $2)
            """,
            number, register
        )
    }
}
