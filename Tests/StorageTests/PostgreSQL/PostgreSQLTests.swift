import Exchange
import Programs
import Storage
import Synchronization
import Testing

@Suite(.inTurn, .timeLimit(.minutes(5))) struct PostgreSQLTests {
    @Test func `a failure that somebody swallows is not committed`() async throws {
        let database = try await newDatabase(.postgreSQL, [Migration("1", sql: "CREATE TABLE entry (number INTEGER)")])
        await #expect(throws: (any Error).self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (1)")
                do { try connection.execute("SELECT 1 / 0") } catch {}
            }
        }
        await #expect(throws: (any Error).self) {
            try await database.write { connection in
                do { try connection.execute("INSERT INTO entry (number) VALUES ($1)") } catch {}
                do { try connection.execute("INSERT INTO entry (number) VALUES (2)") } catch {}
            }
        }
        let count: Int? = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] }
        #expect(count == 0)
    }

    @Test func `a statement that fails each time it runs is prepared once`() async throws {
        let database = try await newDatabase(
            .postgreSQL, [Migration("1", sql: "CREATE TABLE entry (number INTEGER CHECK (number < 9))")])
        for _ in 0..<3 {
            await #expect(throws: ConstraintViolation.self) {
                try await database.write { try $0.execute("INSERT INTO entry (number) VALUES ($1)", 10) }
            }
        }
        // On the one connection that writes.
        let count: Int? = try await database.write { connection in
            try connection.row(
                "SELECT COUNT(*) AS count FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO entry%'")?[
                    "count"]
        }
        #expect(count == 1)
    }

    @Test func `a statement that the server has forgotten is prepared anew`() async throws {
        let database = try await newDatabase(.postgreSQL)
        let one: @Sendable () async throws -> Int? = {
            try await database.write { try $0.row("SELECT 1 AS one")?["one"] }
        }
        #expect(try await one() == 1)
        // As somebody does who shares out connections between us and the server.
        try await database.write { connection in _ = try connection.rows(anew: "DEALLOCATE ALL", values: []) }
        await #expect(throws: (any Error).self) { _ = try await one() }
        #expect(try await one() == 1)
    }

    @Test func `a column that numbers itself does so, and a trigger of ours refuses as the schema does`() async throws {
        let database = try await newDatabase(
            .postgreSQL,
            [
                Migration("1", sql: "CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"),
                Migration(
                    "2", sql: "",
                    postgres: """
                        CREATE FUNCTION line_stays() RETURNS trigger LANGUAGE plpgsql AS
                            $$ BEGIN RAISE EXCEPTION 'lines stay'; END $$;
                        CREATE TRIGGER line_stays BEFORE UPDATE OR DELETE ON line EXECUTE FUNCTION line_stays();
                        """),
            ])
        let ids: [Int] = try await database.write { connection in
            try connection.rows("INSERT INTO line (text) VALUES ($1), ($2) RETURNING id", "a", "b").map { try $0["id"] }
        }
        #expect(ids == [1, 2])
        let refusal = await #expect(throws: ConstraintViolation.self) {
            try await database.write { try $0.execute("DELETE FROM line") }
        }
        #expect(refusal?.isUniqueness == false)
        #expect(refusal?.description.contains("lines stay") == true)
    }

    @Test(arguments: [
        ("0", 0), ("1", 1), ("-1", -1), ("9999", 9_999), ("10000", 10_000), ("100000000", 100_000_000), ("0.4", 0),
        ("0.5", 1), ("-0.5", -1), ("0.00005", 0), ("99999.5", 100_000), ("20000.00004", 20_000),
        ("1e16", 10_000_000_000_000_000),
        ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("9223372036854775808", nil),
        ("-9223372036854775809", nil), ("1e40", nil), ("'NaN'", nil),
    ])
    func `decimal numbers are rounded to whole ones, or refused`(_ text: String, _ number: Int?) async throws {
        let database = try Database.open(postgres: try await Self.address())
        let read: @Sendable () async throws -> Int? = {
            try await database.read { try $0.row("SELECT (\(text))::numeric AS number")?["number"] }
        }
        if number == nil {
            await #expect(throws: RowError.self) { _ = try await read() }
        } else {
            #expect(try await read() == number)
        }
    }

    private static func one(_ database: Database) async throws -> Int? {
        try await database.read { try $0.row("SELECT 1 AS one")?["one"] }
    }

    /// One database for those that change nothing.
    private static func address() async throws -> String { try await self.reading.value }

    private static let reading = Task { try await TestPostgreSQL.shared.newDatabase() }

    @Test func `statements are told without their values, troubles without the password`() async throws {
        let told = Mutex<[String]>([])
        let troubles = Mutex<[String]>([])
        let database = try Database.open(
            postgres: try await Self.address(), onStatement: { text in told.withLock { $0.append(text) } })
        let text: String? = try await database.read { try $0.row("SELECT $1 || 'x' AS text", "kín")?["text"] }
        #expect(text == "kínx")
        #expect(told.withLock { $0 }.contains("SELECT $1 || 'x' AS text"))
        #expect(!told.withLock { $0 }.contains { $0.contains("kín") })

        var limits = PostgreSQLLimits()
        // Enough to try both on a machine that is full.
        limits.wait = .seconds(2)
        let away = try Database.open(
            postgres: "postgres://somebody:geheim@127.0.0.1:1,127.0.0.1:2/x", limits: limits,
            onTrouble: { text in troubles.withLock { $0.append(text) } })
        let fault = await #expect(throws: Fault.self) { try await Self.one(away) }
        #expect(fault?.code == .databaseUnreachable)
        #expect(fault?.description.contains("127.0.0.1") == false)
        #expect(troubles.withLock { $0 }.contains { $0.contains("port 1") && $0.contains("port 2") })
        #expect(!troubles.withLock { $0 }.contains { $0.contains("geheim") })
    }

    @Test(arguments: [
        "", "mysql://host/x", "postgres://u:geheim@[::1", "postgres://u:geheim@host/x?sslmod=verify-full",
    ])
    func `an address that libpq does not understand is refused, without the password`(_ address: String) throws {
        let fault = #expect(throws: Fault.self) { try Database.open(postgres: address) }
        #expect(fault?.code == .invalidRequest)
        #expect(fault?.description.contains("geheim") == false)
    }

    @Test func `a database that encodes text otherwise is refused`() async throws {
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase(encoding: "SQL_ASCII"))
        let fault = #expect(throws: Fault.self) { try database.migrate([]) }
        #expect(fault?.english.contains("SQL_ASCII") == true)
    }
}
