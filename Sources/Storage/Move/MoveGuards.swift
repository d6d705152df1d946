/// What the tables of PostgreSQL refuse or do by themselves when rows come: references to rows that are not there yet, triggers that judge an act or
/// follow it. While rows are copied neither shall be; what is written was judged when it came about.
enum MoveGuards {
    /// Once more, it takes what has come meanwhile.
    static func setAside(in connection: Connection) throws {
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS migration_reference (
                relation TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (relation, name)
            )
            """)
        let references = try connection.rows(
            """
            SELECT CAST(pg_class.relname AS TEXT) AS relation, CAST(pg_constraint.conname AS TEXT) AS name,
                pg_get_constraintdef(pg_constraint.oid) AS definition
            FROM pg_constraint JOIN pg_class ON pg_class.oid = pg_constraint.conrelid
            WHERE pg_constraint.contype = 'f' AND pg_class.relnamespace = \(DatabaseMove.here) LIMIT 10000
            """)
        for row in references {
            let (relation, name, definition): (String, String, String) = (
                try row["relation"], try row["name"], try row["definition"]
            )
            try connection.execute(
                "INSERT INTO migration_reference (relation, name, definition) VALUES ($1, $2, $3)", relation, name,
                definition)
            try self.run("ALTER TABLE \"\(relation)\" DROP CONSTRAINT \"\(name)\"", in: connection)
        }
        try self.turnTriggers("DISABLE", in: connection)
    }

    /// Fails when a row names one that is not there.
    static func putBack(in connection: Connection) throws {
        try self.turnTriggers("ENABLE", in: connection)
        let references = try connection.rows(
            "SELECT relation, name, definition FROM migration_reference ORDER BY relation, name LIMIT 10000")
        for row in references {
            let (relation, name, definition): (String, String, String) = (
                try row["relation"], try row["name"], try row["definition"]
            )
            try self.run("ALTER TABLE \"\(relation)\" ADD CONSTRAINT \"\(name)\" \(definition)", in: connection)
        }
        try connection.execute("DROP TABLE migration_reference")
    }

    /// Ours; those of the references are PostgreSQL's.
    private static func turnTriggers(_ turn: String, in connection: Connection) throws {
        let relations = try connection.rows(
            """
            SELECT DISTINCT CAST(pg_class.relname AS TEXT) AS relation
            FROM pg_trigger JOIN pg_class ON pg_class.oid = pg_trigger.tgrelid
            WHERE NOT pg_trigger.tgisinternal AND pg_class.relnamespace = \(DatabaseMove.here) ORDER BY relation LIMIT 10000
            """)
        for row in relations {
            let relation: String = try row["relation"]
            try self.run("ALTER TABLE \"\(relation)\" \(turn) TRIGGER USER", in: connection)
        }
    }

    private static func run(_ sql: String, in connection: Connection) throws {
        _ = try connection.rows(anew: sql, values: [])
    }
}
