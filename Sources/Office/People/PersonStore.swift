import Exchange
import Foundation
import Storage

/// People and units, as queries inside a transaction.
enum PersonStore {
    static func person(_ id: String, in connection: Connection) throws -> Person? {
        try connection.row(
            """
            SELECT \(Person.columns) FROM person
            JOIN unit ON unit.id = person.unit_id
            WHERE person.id = $1 AND person.enabled = 1
            """,
            id
        ).map(Person.init)
    }

    /// Everybody of the roles who may act, by unit and name. At most 500.
    static func people(_ roles: [Role], unit: String? = nil, in connection: Connection) throws -> [Person] {
        try connection.rows(
            """
            SELECT \(Person.columns) FROM person
            JOIN unit ON unit.id = person.unit_id
            WHERE person.enabled = 1 AND ($1 IS NULL OR person.unit_id = $1)
            ORDER BY unit.sort, person.full_name, person.id
            LIMIT 500
            """,
            unit
        ).map(Person.init).filter { roles.contains($0.role) }
    }

    /// All units that work, in the agency's own order. At most 500.
    static func units(in connection: Connection) throws -> [Unit] {
        try connection.rows(
            "SELECT id, name, short_name FROM unit WHERE closed_at IS NULL ORDER BY sort, name, id LIMIT 500"
        ).map {
            Unit(id: try $0["id"], name: try $0["name"], shortName: try $0["short_name"])
        }
    }

    /// The id and the password hash of a user who may sign in.
    static func credentials(userName: String, in connection: Connection) throws -> (id: String, hash: String)? {
        try connection.row(
            "SELECT id, password_hash FROM person WHERE user_name = $1 AND enabled = 1",
            userName
        ).map { (try $0["id"], try $0["password_hash"]) }
    }

    /// Makes the unit or gives it its present names.
    static func save(unit: Unit, sort: Int, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO unit (id, name, short_name, sort)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, sort = excluded.sort
            """,
            unit.id, unit.name, unit.shortName, sort
        )
    }

    /// Adds somebody; throws `conflict` when the user name is taken.
    static func add(_ person: Person, passwordHash: String, in connection: Connection) throws {
        do {
            try connection.execute(
                """
                INSERT INTO person (id, user_name, full_name, title, unit_id, role, password_hash)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                person.id, person.userName, person.fullName, person.title, person.unit.id, person.role, passwordHash
            )
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            throw Fault(
                .conflict,
                vi: "Tên đăng nhập “\(person.userName)” đã có người dùng.",
                en: "The user name \"\(person.userName)\" is taken."
            )
        }
    }
}
