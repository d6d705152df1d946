import Dispatch
import Exchange
import Programs
import Storage
import Synchronization
import Testing

/// What becomes of work when PostgreSQL goes away and comes back.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct CutTests {
    private static let entry = Migration("1", sql: "CREATE TABLE entry (number INTEGER NOT NULL PRIMARY KEY)")

    private static func add(_ number: Int, to database: Database) async throws {
        _ = try await database.write { try $0.execute("INSERT INTO entry (number) VALUES ($1)", number) }
    }

    private static func numbers(_ database: Database) async throws -> [Int] {
        try await database.lookUp {
            try $0.rows("SELECT number FROM entry ORDER BY number LIMIT 99").map { try $0["number"] }
        }
    }

    @Test func `a server that crashed is found again by itself; what was under way was not done`() async throws {
        let server = TestPostgreSQL()
        var limits = PostgreSQLLimits()
        // Enough to connect on a machine that is full.
        limits.wait = .seconds(2)
        let address = try await server.newDatabase()
        let database = try Database.open(postgres: address, limits: limits)
        try database.migrate([Self.entry])
        var heard = database.notifications("entries").makeAsyncIterator()
        #expect(await heard.next() == "")
        try await Self.add(1, to: database)
        #expect(try await Self.numbers(database) == [1])

        let (isWriting, writing) = AsyncStream.makeStream(of: Void.self)
        let isGone = DispatchSemaphore(value: 0)
        async let written: Void = database.write { connection in
            try connection.execute("INSERT INTO entry (number) VALUES (2)")
            writing.finish()
            isGone.wait()
            try connection.execute("INSERT INTO entry (number) VALUES (3)")
        }
        for await _ in isWriting {}
        try await server.crash()
        isGone.signal()
        func code(_ body: () async throws -> Void) async -> Fault.Code? {
            await #expect(throws: Fault.self) { try await body() }?.code
        }
        do {
            try await written
            Issue.record("It was told that it had written.")
        } catch let fault as Fault { #expect(fault.code == .databaseUnreachable) }
        #expect(await code { try await Self.add(4, to: database) } == .databaseUnreachable)
        #expect(await code { _ = try await Self.numbers(database) } == .databaseUnreachable)
        let started = #expect(throws: Fault.self) {
            try Database.open(postgres: address, limits: limits).migrate([Self.entry])
        }
        #expect(started?.code == .databaseUnreachable)
        #expect(started?.english.contains("refused") == true)

        try await server.startAgain()
        try await Self.add(5, to: database)
        #expect(try await Self.numbers(database) == [1, 5])
        #expect(await heard.next() == "")
        try await database.write { try $0.notify("entries", "6") }
        #expect(await heard.next() == "6")
        try database.close()
    }

    @Sendable private static func cutOthers(_ connection: Connection) throws {
        let ended: Int? = try connection.row(
            """
            SELECT COUNT(pg_terminate_backend(pid, 10000)) AS ended FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)?["ended"]
        #expect(try #require(ended) > 0)
    }

    @Test func `a connection that was cut between two transactions is not noticed`() async throws {
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
        try database.migrate([Self.entry])
        for number in 1...3 {
            try await Self.add(number, to: database)
            #expect(try await Self.numbers(database) == Array(1...number))
            // Each cuts the other's connection.
            _ = try await database.read(Self.cutOthers)
            _ = try await database.write(Self.cutOthers)
        }
        #expect(try await Self.numbers(database) == [1, 2, 3])
    }

    @Test func `a server that falls silent is given up, and nothing was done`() async throws {
        let troubles = Mutex<[String]>([])
        var limits = PostgreSQLLimits()
        limits.statement = .milliseconds(100)
        let database = try Database.open(
            postgres: try await TestPostgreSQL.shared.newDatabase(), limits: limits,
            onTrouble: { cause in troubles.withLock { $0.append(cause) } })
        try database.migrate([Self.entry])
        let fault = await #expect(throws: Fault.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (1)")
                // The server's own limit would speak otherwise.
                try connection.execute("SET LOCAL statement_timeout = 0")
                _ = try connection.row("SELECT pg_sleep(3600) AS slept")
            }
        }
        #expect(fault?.code == .databaseUnreachable)
        #expect(troubles.withLock { $0 } == ["no answer in time"])
        // It is still busy with what nobody waits for, and holds the lock of writers.
        _ = try await database.read(Self.cutOthers)
        try await Self.add(2, to: database)
        #expect(try await Self.numbers(database) == [2])
    }

    @Test func `a connection that is cut while it commits leaves the outcome unknown, and says so`() async throws {
        let troubles = Mutex<[String]>([])
        let database = try Database.open(
            postgres: try await TestPostgreSQL.shared.newDatabase(),
            onTrouble: { cause in troubles.withLock { $0.append(cause) } })
        try database.migrate([
            Self.entry,
            Migration(
                "2", sql: "",
                postgres: """
                    CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
                    CREATE CONSTRAINT TRIGGER entry_cut AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW WHEN (NEW.number = 13) EXECUTE FUNCTION cut();
                    """),
        ])
        let fault = await #expect(throws: Fault.self) { try await Self.add(13, to: database) }
        #expect(fault?.code == .outcomeUnknown)
        #expect(troubles.withLock { $0 }.contains { $0.hasPrefix("while committing: ") }, "the log says why")
        try await Self.add(14, to: database)
        #expect(try await Self.numbers(database) == [14])
    }

    @Test func `a commit of which the server says that it may not have reached the standby is not called done`()
        async throws
    {
        let server = TestPostgreSQL()
        let address = try await server.newDatabase()
        let database = try Database.open(postgres: address)
        try database.migrate([Self.entry])
        // From here on each commit waits for a standby that is not there.
        try await psql(address, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
        async let added: Void = Self.add(1, to: database)
        try await eventually("nobody waits for the standby") {
            let ended: Int? = try await database.read { connection in
                try connection.row(
                    "SELECT COUNT(pg_cancel_backend(pid)) AS ended FROM pg_stat_activity WHERE wait_event = 'SyncRep'")?[
                        "ended"]
            }
            return ended.map { $0 > 0 } == true
        }
        do {
            try await added
            Issue.record("It was told that it had written.")
        } catch let fault as Fault { #expect(fault.code == .outcomeUnknown) }
        #expect(try await Self.numbers(database) == [1])
    }

    @Test func `of several servers the one that can be written is used, and one that only reads is none`() async throws
    {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let (firstIsAway, parts) = (address.replacing("@", with: "@127.0.0.1:1,"), address.split(separator: "/"))
        var limits = PostgreSQLLimits()
        limits.wait = .seconds(2)
        let database = try Database.open(postgres: firstIsAway, limits: limits)
        try database.migrate([Self.entry])
        let name = try #require(parts.last)
        try await psql(address, "ALTER DATABASE \(name) SET default_transaction_read_only = on")
        let fault = await #expect(throws: Fault.self) { try await Self.add(1, to: database) }
        #expect(fault?.code == .databaseUnreachable)
        try await psql(
            address, "SET default_transaction_read_only = off",
            "ALTER DATABASE \(name) SET default_transaction_read_only = off")
        try await Self.add(2, to: database)
        #expect(try await Self.numbers(database) == [2])
    }
}
