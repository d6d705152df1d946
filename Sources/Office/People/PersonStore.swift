import Exchange
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

    /// The person in the post that has the role, the main one before further ones; nil without such a post.
    static func person(_ id: String, as role: Role, on day: CalendarDate, in connection: Connection) throws -> Person? {
        guard let person = try self.person(id, in: connection) else { return nil }
        if person.role == role { return person }
        return try Post.active(of: id, on: day, in: connection).first { $0.draft.role == role }.map(person.holding)
    }

    /// Everybody of the roles who may act, by unit and name, each once: in the main post when it fits, else in a further one. At most `limit` posts.
    static func people(
        _ roles: [Role], unit: String? = nil, on day: CalendarDate, limit: Int = 500, in connection: Connection
    ) throws -> [Person] {
        let named = roles.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let all = try connection.rows(
            """
            SELECT \(Person.columns), unit.sort AS unit_sort, 0 AS is_further FROM person
            JOIN unit ON unit.id = person.unit_id
            WHERE person.enabled = 1 AND (CAST($1 AS TEXT) IS NULL OR person.unit_id = $1) AND person.role IN (\(named))
            UNION ALL
            SELECT person.id, person.user_name, person.full_name, post.title, post.role, unit.id, unit.name,
                unit.short_name, unit.sort, 1
            FROM post JOIN person ON person.id = post.person_id JOIN unit ON unit.id = post.unit_id
            WHERE person.enabled = 1 AND post.ended_at IS NULL AND (CAST($1 AS TEXT) IS NULL OR post.unit_id = $1)
                AND post.starts_on <= $2 AND (post.ends_on IS NULL OR post.ends_on >= $2) AND post.role IN (\(named))
            ORDER BY unit_sort, full_name, person_id, is_further
            LIMIT $3
            """,
            unit, day, limit
        ).map { row -> (person: Person, isFurther: Bool) in (try Person(row), try row["is_further"]) }
        let main = Set(all.filter { !$0.isFurther }.map(\.person.id))
        var seen: Set<String> = []
        return all.filter { !$0.isFurther || (!main.contains($0.person.id) && seen.insert($0.person.id).inserted) }
            .map(\.person)
    }

    /// All units that work, in the agency's own order. At most `limit`.
    static func units(limit: Int = 500, in connection: Connection) throws -> [Unit] {
        try connection.rows(
            "SELECT id, name, short_name FROM unit WHERE closed_at IS NULL ORDER BY sort, name, id LIMIT $1", limit
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
