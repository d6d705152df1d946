/// Numbers that the database gives by itself: PostgreSQL goes on where SQLite was.
enum MoveNumbers {
    /// The last number that SQLite gave to each table whose numbers never come again (`AUTOINCREMENT`).
    static func given(in source: Connection) throws -> [String: Int] {
        guard try source.row("SELECT 1 AS there FROM sqlite_master WHERE name = 'sqlite_sequence'") != nil else {
            return [:]
        }
        let rows = try source.rows("SELECT name, MAX(seq) AS seq FROM sqlite_sequence GROUP BY name LIMIT 1000")
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row -> (String, Int) in (try row["name"], try row["seq"]) })
    }

    /// Behind `given`, and behind what stands in the column.
    static func goOn(after given: [String: Int], in target: Connection) throws {
        let columns = try target.rows(
            """
            SELECT CAST(pg_class.relname AS TEXT) AS relation, CAST(pg_attribute.attname AS TEXT) AS name,
                CAST(CAST(numbers.oid AS regclass) AS TEXT) AS numbers
            FROM pg_depend
                JOIN pg_class AS numbers ON numbers.oid = pg_depend.objid AND numbers.relkind = 'S'
                JOIN pg_class ON pg_class.oid = pg_depend.refobjid
                JOIN pg_attribute
                    ON pg_attribute.attrelid = pg_depend.refobjid AND pg_attribute.attnum = pg_depend.refobjsubid
            WHERE pg_depend.classid = CAST('pg_class' AS regclass) AND pg_depend.refclassid = CAST('pg_class' AS regclass)
                AND pg_depend.deptype IN ('a', 'i')
                AND pg_class.relnamespace = \(DatabaseMove.here)
            LIMIT 1000
            """)
        for row in columns {
            let (relation, name, numbers): (String, String, String) = (
                try row["relation"], try row["name"], try row["numbers"]
            )
            let highest: Int =
                try target.rows(
                    anew: "SELECT COALESCE(MAX(\"\(name)\"), 0) AS highest FROM \"\(relation)\"", values: []
                ).first?["highest"] ?? 0
            let last = max(highest, given[relation] ?? 0)
            if last > 0 { _ = try target.row("SELECT setval(CAST($1 AS regclass), $2) AS last", numbers, last) }
        }
    }
}
