import Dispatch
import Exchange
import Programs
import Storage
import Testing

/// Statements whose answer nobody needs (`executeLater`), and many questions in one round trip.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct QueueTests {
    private struct Refusal: Error {}

    private static let entry = Migration(
        "1", sql: "CREATE TABLE entry (number INTEGER NOT NULL PRIMARY KEY CHECK (number < 1000000), bytes BLOB)")

    private static func numbers(_ database: Database) async throws -> [Int] {
        try await database.read {
            try $0.rows("SELECT number FROM entry ORDER BY number LIMIT 99").map { try $0["number"] }
        }
    }

    private static func add(_ number: Int, in connection: Connection) throws {
        try connection.executeLater("INSERT INTO entry (number) VALUES ($1)", number)
    }

    @Test(arguments: DatabaseEngine.all)
    func `what is queued runs in its order, before whatever is asked next`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        let seen: [Int?] = try await database.write { connection in
            var seen: [Int?] = []
            func sum() throws { seen.append(try connection.row("SELECT SUM(number) AS sum FROM entry")?["sum"]) }
            try Self.add(1, in: connection)
            try connection.executeLater("UPDATE entry SET number = number + $1", 9)
            try Self.add(1, in: connection)
            try sum()
            try connection.executeLater("DELETE FROM entry WHERE number = $1", 10)
            #expect(try connection.execute("UPDATE entry SET number = 2 WHERE number = 1") == 1)
            try Self.add(5, in: connection)
            try sum()
            try Self.add(6, in: connection)
            return seen
        }
        #expect(seen == [11, 7])
        #expect(try await Self.numbers(database) == [2, 5, 6])
        // Nothing but what is queued.
        try await database.write { connection in
            try Self.add(7, in: connection)
            try Self.add(8, in: connection)
        }
        #expect(try await Self.numbers(database) == [2, 5, 6, 7, 8])
    }

    @Test(arguments: DatabaseEngine.all)
    func `a failure of what is queued ends the transaction as any other does, and nothing of it is kept`(
        _ engine: DatabaseEngine
    ) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        _ = try await database.write { try $0.execute("INSERT INTO entry (number) VALUES (1)") }
        let twice = await #expect(throws: ConstraintViolation.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (2)")
                try Self.add(3, in: connection)
                try Self.add(1, in: connection)
                try Self.add(4, in: connection)
            }
        }
        #expect(twice?.isUniqueness == true)
        // Before anything else was sent.
        let tooLarge = await #expect(throws: ConstraintViolation.self) {
            try await database.write { connection in
                try Self.add(5, in: connection)
                try Self.add(1_000_000, in: connection)
            }
        }
        #expect(tooLarge?.isUniqueness == false)
        #expect(try await Self.numbers(database) == [1])
    }

    @Test func `a failure of what is queued is told to who asks next, and who goes on all the same keeps nothing`()
        async throws
    {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        await #expect(throws: (any Error).self) {
            try await database.write { connection in
                try Self.add(1, in: connection)
                try Self.add(1, in: connection)
                let violation = #expect(throws: ConstraintViolation.self) {
                    try connection.execute("INSERT INTO entry (number) VALUES (2)")
                }
                #expect(violation?.isUniqueness == true)
                do { try Self.add(3, in: connection) } catch {}
            }
        }
        #expect(try await Self.numbers(database) == [])
        // Too many values: at the latest at the end.
        await #expect(throws: (any Error).self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (4)")
                try connection.executeLater("INSERT INTO entry (number) VALUES ($1)", 5, 6)
            }
        }
        #expect(try await Self.numbers(database) == [])
        try await database.write { try Self.add(7, in: $0) }
        #expect(try await Self.numbers(database) == [7])
    }

    @Test(arguments: DatabaseEngine.all)
    func `a part whose queued statement fails is undone alone`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        try await database.write { connection in
            try Self.add(1, in: connection)
            try connection.part { try Self.add(2, in: connection) }
            #expect(throws: ConstraintViolation.self) {
                try connection.part {
                    try Self.add(3, in: connection)
                    try Self.add(1, in: connection)
                    try Self.add(4, in: connection)
                }
            }
            // Fails before anything of it was sent. Not by `#expect(throws:)`: Swift 6.3.1 gives the closure of the next part the name of the macro's
            // own closure, so that the next part runs the body of this one.
            var isRefused = false
            do {
                try connection.part {
                    try Self.add(5, in: connection)
                    throw Refusal()
                }
            } catch is Refusal { isRefused = true }
            #expect(isRefused)
            try Self.add(6, in: connection)
            try connection.part {
                try Self.add(7, in: connection)
                #expect(throws: ConstraintViolation.self) {
                    try connection.part { try Self.add(7, in: connection) }
                }
                try Self.add(8, in: connection)
            }
            try Self.add(9, in: connection)
        }
        #expect(try await Self.numbers(database) == [1, 2, 6, 7, 8, 9])
    }

    @Test func `what was queued before a part fails before the part begins, and takes the transaction along`()
        async throws
    {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        await #expect(throws: (any Error).self) {
            try await database.write { connection in
                try Self.add(1, in: connection)
                try Self.add(1, in: connection)
                #expect(throws: ConstraintViolation.self) {
                    try connection.part { Issue.record("The part has begun.") }
                }
            }
        }
        #expect(try await Self.numbers(database) == [])
    }

    @Test func `what an earlier part left queued fails in the part that asks next, and takes the transaction along`()
        async throws
    {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        let violation = await #expect(throws: ConstraintViolation.self) {
            try await database.write { connection in
                try connection.part(checkedLater: true) {
                    try Self.add(1, in: connection)
                    try Self.add(1, in: connection)
                }
                do {
                    try connection.part(checkedLater: true) {
                        try Self.add(2, in: connection)
                        _ = try connection.row("SELECT 1 AS one")
                    }
                } catch is ConstraintViolation {}
                try connection.part(checkedLater: true) { try Self.add(3, in: connection) }
            }
        }
        #expect(violation?.isUniqueness == true)
        let cut = await #expect(throws: Fault.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (4)")
                try connection.part(checkedLater: true) { try connection.executeLater(Self.cut) }
                do {
                    try connection.part(checkedLater: true) { _ = try connection.row("SELECT 1 AS one") }
                } catch is Fault {}
                try connection.part(checkedLater: true) { try Self.add(5, in: connection) }
            }
        }
        #expect(cut?.code == .databaseUnreachable)
        #expect(try await Self.numbers(database) == [])
    }

    @Test func `callers of one transaction have their own failures, also of those that ask behind the others`()
        async throws
    {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        let writer = GroupWriter(database: database) { _ in }
        let kept = await withTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                // Half of them say that they will ask nothing: the others come behind them, and ask.
                let foresight = number % 2 == 0 ? GroupWriter.Foresight(asking: [], about: ["\(number)"]) : nil
                group.addTask {
                    do {
                        try await writer.write(foresight) { connection in
                            if foresight == nil { _ = try connection.row("SELECT 1 AS one") }
                            try Self.add(number / 4, in: connection)
                        }
                        return 1
                    } catch is ConstraintViolation { return 0 } catch {
                        Issue.record(error)
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(kept == 25)
        #expect(try await Self.numbers(database) == Array(0..<25))
    }

    @Test func `callers of one transaction have their own failures of what they queued`() async throws {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        let writer = GroupWriter(database: database) { connection in
            try connection.executeLater("UPDATE entry SET bytes = $1 WHERE bytes IS NULL", [1] as [UInt8])
        }
        let kept = await withTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        try await writer.write { try Self.add(number / 2, in: $0) }
                        return 1
                    } catch is ConstraintViolation { return 0 } catch {
                        Issue.record(error)
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(kept == 50)
        let count: Int? = try await database.read {
            try $0.row("SELECT COUNT(*) AS count FROM entry WHERE bytes IS NOT NULL")?["count"]
        }
        #expect(count == 50)
    }

    @Test(arguments: DatabaseEngine.all)
    func `more than the buffers of both sides hold goes through, both ways at once`(
        _ engine: DatabaseEngine
    ) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        let large = Array(repeating: UInt8(7), count: 3 << 20)
        try await database.write { connection in
            for number in 0..<2_000 { try Self.add(number, in: connection) }
            for number in 2_000..<2_016 {
                try connection.executeLater("INSERT INTO entry (number, bytes) VALUES ($1, $2)", number, large)
            }
        }
        let row = try await database.read { connection in
            let row = try connection.row("SELECT COUNT(*) AS count, SUM(LENGTH(bytes)) AS bytes FROM entry")
            return (count: try row?["count"] as Int?, bytes: try row?["bytes"] as Int?)
        }
        #expect(row.count == 2_016 && row.bytes == 16 * large.count)
        // In one round trip 30 MB go there and come back: who only wrote would wait for who only writes.
        let text = String(repeating: "chờ ", count: 12_000)
        let answers: [String] = try await database.read { connection in
            try connection.rows("SELECT $1 || '' AS text", each: (0..<499).map { ["\($0) \(text)"] })
                .map { try #require($0.first)["text"] }
        }
        #expect(answers == (0..<499).map { "\($0) \(text)" })
    }

    @Test(arguments: DatabaseEngine.all)
    func `each of many questions has its own rows, however many they are`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        let (found, none): ([[Int]], Int) = try await database.write { connection in
            for number in 0..<1_200 { try Self.add(number, in: connection) }
            let sql = "SELECT number FROM entry WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT 3"
            let found = try connection.rows(sql, each: (0..<1_201).map { [$0, $0 + $0 % 3] })
            return (try found.map { try $0.map { try $0["number"] } }, try connection.rows(sql, each: []).count)
        }
        #expect(found == (0..<1_201).map { Array(($0...$0 + $0 % 3).filter { $0 < 1_200 }) })
        #expect(none == 0)
    }

    @Test(arguments: DatabaseEngine.all)
    func `what is remembered in a part that is undone is forgotten with it, and all at the end of the transaction`(
        _ engine: DatabaseEngine
    ) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        try await database.write { connection in
            #expect(connection.remembered(Int.self) == nil)
            connection.remember(1)
            try connection.part { connection.remember(2) }
            #expect(connection.remembered(Int.self) == 2 && connection.remembered(String.self) == nil)
            func refused() throws {
                try connection.part {
                    connection.remember(3)
                    connection.remember("undone")
                    throw Refusal()
                }
            }
            #expect(throws: Refusal.self) { try refused() }
            #expect(connection.remembered(Int.self) == 2 && connection.remembered(String.self) == nil)
            connection.remember(3)
        }
        try await database.write { #expect($0.remembered(Int.self) == nil) }
    }

    @Test func `a statement that is queued many times is prepared once`() async throws {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        let count: Int? = try await database.write { connection in
            for number in 0..<20 { try Self.add(number, in: connection) }
            return try connection.row(
                "SELECT COUNT(*) AS count FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO entry%'")?[
                    "count"]
        }
        #expect(count == 1)
    }

    private static let oddities = Migration(
        "2", sql: "",
        postgres: """
            CREATE FUNCTION warn() RETURNS bigint LANGUAGE plpgsql AS
                $$ BEGIN RAISE WARNING 'careful'; RETURN 1; END $$;
            """)

    @Test func `what a queued statement warns of is no doubt about the commit`() async throws {
        let database = try await newDatabase(.postgreSQL, [Self.entry, Self.oddities])
        try await database.write { connection in
            try connection.execute("INSERT INTO entry (number) VALUES (1)")
            try connection.executeLater("SELECT warn()")
        }
        #expect(try await Self.numbers(database) == [1])
    }

    private static let cut = "SELECT pg_terminate_backend(pg_backend_pid())"

    @Test func `of a connection that is cut among queued statements nothing is kept`() async throws {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        let asked = await #expect(throws: Fault.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (1)")
                try Self.add(2, in: connection)
                try connection.executeLater(Self.cut)
                try Self.add(3, in: connection)
                _ = try connection.row("SELECT 1 AS one")
            }
        }
        #expect(asked?.code == .databaseUnreachable)
        #expect(try await Self.numbers(database) == [])
        // On its way with the commit: nobody can tell how far the server came.
        let committed = await #expect(throws: Fault.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (4)")
                try Self.add(5, in: connection)
                try connection.executeLater(Self.cut)
                try Self.add(6, in: connection)
            }
        }
        #expect(committed?.code == .outcomeUnknown)
        #expect(try await Self.numbers(database) == [])
        let inPart = await #expect(throws: Fault.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO entry (number) VALUES (7)")
                do { try connection.part { try connection.executeLater(Self.cut) } } catch {}
                try Self.add(8, in: connection)
            }
        }
        #expect(inPart?.code == .databaseUnreachable)
        #expect(try await Self.numbers(database) == [])
        try await database.write { try Self.add(9, in: $0) }
        #expect(try await Self.numbers(database) == [9])
    }

    @Test func `who is cancelled queues nothing more, and nothing of the queue is kept`() async throws {
        let database = try await newDatabase(.postgreSQL, [Self.entry])
        let (isWriting, writing) = AsyncStream.makeStream(of: Void.self)
        let isCancelled = DispatchSemaphore(value: 0)
        let task = Task {
            try await database.write { connection in
                try Self.add(1, in: connection)
                writing.finish()
                isCancelled.wait()
                #expect(throws: CancellationError.self) { try Self.add(2, in: connection) }
            }
        }
        for await _ in isWriting {}
        task.cancel()
        isCancelled.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await Self.numbers(database) == [])
    }
}
