import Programs
import Testing

@testable import Storage

@Suite(.inTurn, .timeLimit(.minutes(5))) struct PostgreSQLTriggersTests {
    @Test func `a refusal is an exception, and what went before and after it stays`() {
        let sqlite = """
            CREATE TABLE line (id TEXT);
            -- CREATE TRIGGER in a comment.
            CREATE TRIGGER line_stays BEFORE UPDATE ON line
            BEGIN SELECT RAISE(ABORT, 'a line''s text; it stays'); END;
            CREATE INDEX line_id ON line (id);
            """
        let postgres = """
            CREATE TABLE line (id TEXT);
            -- CREATE TRIGGER in a comment.
            CREATE OR REPLACE FUNCTION line_stays() RETURNS trigger LANGUAGE plpgsql AS $trigger$
            BEGIN
            RAISE EXCEPTION USING MESSAGE = 'a line''s text; it stays';
            RETURN NEW;
            END $trigger$;
            CREATE TRIGGER line_stays BEFORE UPDATE ON line FOR EACH ROW EXECUTE FUNCTION line_stays();
            CREATE INDEX line_id ON line (id);
            """
        #expect(PostgreSQLTypes.translate(sqlite) == postgres)
    }

    @Test func `conditions stand in the function, whatever they ask`() {
        let sqlite = """
            CREATE TRIGGER a AFTER UPDATE OF b, c ON d
            WHEN OLD.b IS NOT NEW.b AND CASE WHEN NEW.c THEN 1 ELSE 0 END = 1 BEGIN
                DELETE FROM e WHERE f = OLD.b; -- The old one.
                INSERT INTO e (f) SELECT CASE NEW.b WHEN 1 THEN 2 END;
            END
            """
        let postgres = """
            CREATE OR REPLACE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $trigger$
            BEGIN
            IF (OLD.b IS DISTINCT FROM NEW.b AND CASE WHEN NEW.c THEN 1 ELSE 0 END = 1) THEN
            DELETE FROM e WHERE f = OLD.b;
            INSERT INTO e (f) SELECT CASE NEW.b WHEN 1 THEN 2 END;
            END IF;
            RETURN NULL;
            END $trigger$;
            CREATE TRIGGER a AFTER UPDATE OF b, c ON d FOR EACH ROW EXECUTE FUNCTION a()
            """
        #expect(PostgreSQLTypes.translate(sqlite) == postgres)
    }

    @Test(arguments: [
        ("DROP TRIGGER a;", "DROP FUNCTION a() CASCADE;"),
        ("DROP TRIGGER IF EXISTS a; DROP TABLE b;", "DROP FUNCTION IF EXISTS a() CASCADE; DROP TABLE b;"),
        // What it does not know it leaves for PostgreSQL to refuse.
        (
            "CREATE TRIGGER a INSTEAD OF UPDATE ON b BEGIN c; END",
            "CREATE TRIGGER a INSTEAD OF UPDATE ON b BEGIN c; END"
        ),
        ("CREATE TRIGGER a AFTER DELETE ON b FOR EACH ROW", "CREATE TRIGGER a AFTER DELETE ON b FOR EACH ROW"),
        ("CREATE TABLE b (create_trigger TEXT)", "CREATE TABLE b (create_trigger TEXT)"),
    ])
    func `triggers go with their functions, other texts stay`(_ sqlite: String, _ postgres: String) {
        #expect(PostgreSQLTypes.translate(sqlite) == postgres)
    }

    @Test func `pieces that PostgreSQL needs otherwise take their place before the types do`() {
        let migration = Migration(
            "1", sql: "CREATE TABLE freeze (id INTEGER)", onPostgreSQL: ["freeze": "\"freeze\""])
        #expect(migration.sql == "CREATE TABLE freeze (id INTEGER)")
        #expect(migration.postgres == "CREATE TABLE \"freeze\" (id BIGINT)")
    }

    // MARK: On both engines

    private static let tables = Migration(
        "1",
        sql: """
            CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT, at TEXT);
            CREATE TABLE counted (name TEXT NOT NULL PRIMARY KEY, lines INTEGER NOT NULL);
            CREATE TRIGGER line_stays BEFORE DELETE ON line WHEN (SELECT lines FROM counted WHERE name = 'lines') > 2
            BEGIN SELECT RAISE(ABORT, 'lines stay'); END;
            CREATE TRIGGER line_keeps BEFORE UPDATE OF text ON line WHEN NEW.text IS NOT OLD.text
            BEGIN SELECT RAISE(ABORT, 'texts stay'); END;
            INSERT INTO counted (name, lines) VALUES ('lines', 0), ('times', 0);
            """)

    private static let counting = [
        "CREATE TRIGGER count_insert AFTER INSERT ON line BEGIN UPDATE counted SET lines = lines + 1 WHERE name = 'lines'; END",
        "CREATE TRIGGER count_delete AFTER DELETE ON line BEGIN UPDATE counted SET lines = lines - 1 WHERE name = 'lines'; END",
        """
        CREATE TRIGGER count_times AFTER UPDATE OF at ON line WHEN NEW.at IS NOT NULL BEGIN
            UPDATE counted SET lines = lines + 1 WHERE name = 'times';
        END
        """,
    ]

    private static func counts(_ database: Database) async throws -> [Int] {
        try await database.read { connection in
            try connection.rows("SELECT lines FROM counted ORDER BY name LIMIT 9").map { try $0["lines"] }
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `triggers do the same on both engines`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.tables])
        try await database.write { connection in
            #expect(try connection.keepTriggers("count_", Self.counting))
            try connection.execute("INSERT INTO line (text) VALUES ('a'), ('b'), (NULL)")
            // Once for each row, also where nothing changes.
            try connection.execute("UPDATE line SET at = 'now'")
            try connection.execute("UPDATE line SET at = 'now', text = text")
            try connection.execute("UPDATE line SET at = NULL")
        }
        #expect(try await Self.counts(database) == [3, 6])
        for (statement, reason) in [
            ("DELETE FROM line", "lines stay"), ("UPDATE line SET text = 'c' WHERE text IS NULL", "texts stay"),
            ("UPDATE line SET text = NULL", "texts stay"),
        ] {
            let refusal = await #expect(throws: ConstraintViolation.self) {
                try await database.write { try $0.execute(statement) }
            }
            #expect(refusal?.isUniqueness == false)
            #expect(refusal?.description.contains(reason) == true)
        }
        try await database.write { connection in
            try connection.execute("UPDATE counted SET lines = 2 WHERE name = 'lines'")
            try connection.execute("DELETE FROM line WHERE text = 'a'")
        }
        #expect(try await Self.counts(database) == [1, 6])
    }

    @Test(arguments: DatabaseEngine.all)
    func `triggers are made anew when one is missing, other or too many`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.tables])
        let keep: @Sendable ([String]) async throws -> Bool = { triggers in
            try await database.write { try $0.keepTriggers("count_", triggers) }
        }
        #expect(try await keep(Self.counting))
        #expect(try await !keep(Self.counting))
        #expect(try await keep(Array(Self.counting.dropLast())))
        #expect(try await !keep(Array(Self.counting.dropLast())))
        let other = Self.counting.map { $0.replacing("lines + 1", with: "lines + 2") }
        #expect(try await keep(other))
        try await database.write { connection in _ = try connection.execute("INSERT INTO line (text) VALUES ('a')") }
        #expect(try await Self.counts(database) == [2, 0])
        // A migration that rebuilds a table drops those on it; it may also drop one by its name.
        let anew = """
            CREATE TABLE line_anew (id INTEGER PRIMARY KEY, text TEXT, at TEXT);
            DROP TABLE line;
            ALTER TABLE line_anew RENAME TO line;
            """
        let rebuilding = [Self.tables, Migration("2", sql: anew)]
        try database.migrate(rebuilding)
        #expect(try await keep(other))
        let dropping = Migration("3", sql: "DROP TRIGGER count_insert; DROP TRIGGER IF EXISTS count_never;")
        try database.migrate(rebuilding + [dropping])
        #expect(try await keep(other))
        try await database.write { connection in _ = try connection.execute("INSERT INTO line (text) VALUES ('a')") }
        #expect(try await Self.counts(database) == [4, 0])
    }
}
