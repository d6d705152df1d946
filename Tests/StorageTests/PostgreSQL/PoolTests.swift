import Dispatch
import Exchange
import Programs
import Storage
import Testing

/// Callers that wait for a connection to PostgreSQL.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct PoolTests {
    /// Runs `body` while another transaction holds the only connection that reads.
    private func whileBusy(_ limits: PostgreSQLLimits, _ body: (Database) async throws -> Void) async throws {
        var limits = limits
        limits.readers = 1
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase(), limits: limits)
        let (isReading, reading) = AsyncStream.makeStream(of: Void.self)
        let isOver = DispatchSemaphore(value: 0)
        async let held: Int = database.read { connection in
            reading.finish()
            isOver.wait()
            return try connection.row("SELECT 1 AS one")?["one"] ?? 0
        }
        for await _ in isReading {}
        do { try await body(database) } catch {
            isOver.signal()
            throw error
        }
        isOver.signal()
        #expect(try await held == 1)
        #expect(try await Self.one(database) == 1)
        try database.close()
        let fault = await #expect(throws: Fault.self) { try await Self.one(database) }
        #expect(fault?.code == .databaseUnreachable)
    }

    private static func one(_ database: Database) async throws -> Int? {
        try await database.read { try $0.row("SELECT 1 AS one")?["one"] }
    }

    @Test func `who waits too long is told that the database is busy; others go on`() async throws {
        var limits = PostgreSQLLimits()
        // Enough to connect on a machine that is full.
        limits.wait = .seconds(2)
        try await self.whileBusy(limits) { database in
            await withTaskGroup(of: Fault.Code?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do { _ = try await Self.one(database) } catch { return (error as? Fault)?.code }
                        return nil
                    }
                }
                for await code in group { #expect(code == .databaseBusy) }
            }
            // Writes have a connection of their own.
            try await database.write { connection in _ = try connection.row("SELECT 1 AS one") }
        }
    }

    @Test func `who is cancelled leaves the line and makes room in it`() async throws {
        var limits = PostgreSQLLimits()
        limits.waiters = 1
        limits.wait = .seconds(60)
        try await self.whileBusy(limits) { database in
            for _ in 0..<3 {
                // Of two one is refused at once; then the other waits.
                let (refused, fault) = AsyncStream.makeStream(of: Fault.Code.self)
                let callers = (0..<2).map { _ in
                    Task {
                        do { _ = try await Self.one(database) } catch let error as Fault {
                            fault.yield(error.code)
                        }
                    }
                }
                var refusals = refused.makeAsyncIterator()
                #expect(await refusals.next() == .databaseBusy)
                for caller in callers { caller.cancel() }
                var cancelled = 0
                for caller in callers {
                    do { try await caller.value } catch is CancellationError { cancelled += 1 }
                }
                #expect(cancelled == 1)
            }
        }
    }

    @Test func `a transaction whose caller is cancelled ends before its next statement`() async throws {
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
        try database.migrate([Migration("1", sql: "CREATE TABLE entry (number INTEGER)")])
        let (isWriting, writing) = AsyncStream.makeStream(of: Void.self)
        let isCancelled = DispatchSemaphore(value: 0)
        let task = Task {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (1)")
                writing.finish()
                isCancelled.wait()
                try connection.execute("INSERT INTO entry (number) VALUES (2)")
            }
        }
        for await _ in isWriting {}
        task.cancel()
        isCancelled.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
        let count: Int? = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] }
        #expect(count == 0)
    }

    @Test func `a statement that runs too long is ended`() async throws {
        var limits = PostgreSQLLimits()
        limits.statement = .seconds(2)
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase(), limits: limits)
        let fault = await #expect(throws: Fault.self) {
            try await database.read { connection in _ = try connection.row("SELECT pg_sleep(3600) AS slept") }
        }
        #expect(fault?.code == .databaseBusy)
        #expect(try await Self.one(database) == 1)
    }
}
