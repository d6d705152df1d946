import Dispatch
import Exchange
import Foundation
import Programs
import Storage
import Synchronization
import Testing

@Suite struct DatabaseTests {
    private struct Refusal: Error {}

    private static let entry = Migration(
        "0001 create entry",
        sql: """
            CREATE TABLE entry (
                number INTEGER NOT NULL UNIQUE CHECK (number < 1000), word TEXT, bytes BLOB, parent BIGINT REFERENCES entry (number)
            );
            """)

    private static func count(_ database: Database) async throws -> Int {
        try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] ?? 0 }
    }

    @discardableResult
    private static func add(_ number: Int, to database: Database) async throws -> Int {
        try await database.write { try $0.execute("INSERT INTO entry (number) VALUES ($1)", number) }
    }

    @Test(arguments: DatabaseEngine.all)
    func `a transaction is all or nothing, and what waits for its commit runs then only`(_ engine: DatabaseEngine)
        async throws
    {
        let database = try await newDatabase(engine, [Self.entry])
        let told = Mutex<[Int]>([])
        for number in 1...4 {
            let write: @Sendable (Connection) throws -> Void = { connection in
                try connection.execute("INSERT INTO entry (number) VALUES ($1)", number)
                connection.afterCommit { told.withLock { $0.append(number) } }
                if number.isMultiple(of: 2) { throw Refusal() }
            }
            if number.isMultiple(of: 2) {
                await #expect(throws: Refusal.self) { try await database.write(write) }
            } else {
                try await database.write(write)
            }
        }
        #expect(try await Self.count(database) == 2)
        #expect(told.withLock { $0 } == [1, 3])
    }

    @Test(arguments: DatabaseEngine.all)
    func `values of every type come back as they went`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(
            engine, [Migration("1", sql: "CREATE TABLE value (number INTEGER, text TEXT, bytes BLOB)")])
        let texts = ["", "Quyết định số 12/QĐ-UBND", "a\"b'c\\d\n$1", String(repeating: "đ", count: 100_000)]
        let blobs: [[UInt8]] = [[], [0], Array(0...255), Array(repeating: 0xFF, count: 3 << 20)]
        for (index, number) in [Int.min, -1, 0, Int.max].enumerated() {
            let (text, blob) = (texts[index], blobs[index])
            let changed = try await database.write { connection in
                try connection.execute("DELETE FROM value")
                return try connection.execute(
                    "INSERT INTO value (number, text, bytes) VALUES ($1, $2, $3)", number, text, blob)
            }
            #expect(changed == 1)
            try await database.read { connection in
                let row = try #require(try connection.row("SELECT number, text, bytes AS Bytes FROM value LIMIT 1"))
                #expect(try row["number"] == number)
                #expect(try row["text"] == text)
                #expect(try row["BYTES"] == blob)
                let kept = try connection.rows(
                    anew: "SELECT 1 AS one FROM value WHERE number = $1 AND text = $2 AND bytes = $3",
                    values: [number, text, blob])
                #expect(kept.count == 1)
            }
        }
        let changed = try await database.write { connection in
            try connection.execute(
                "UPDATE value SET number = $1, text = $2, bytes = $3", nil as Int?, nil as String?, nil)
        }
        #expect(changed == 1)
        try await database.read { connection in
            let row = try #require(try connection.row("SELECT number, text, bytes FROM value WHERE number IS NULL"))
            #expect(try row["number"] == nil as Int?)
            #expect(try row["text"] == nil as String?)
            #expect(throws: RowError.self) { let _: Int = try row["number"] }
            #expect(throws: RowError.self) { let _: Int = try row["other"] }
            let truths = try #require(
                try connection.row("SELECT 1 < 2 AS yes, 2 < 1 AS no, CASE WHEN 1 < 2 THEN 7 END AS seven"))
            #expect(try truths["yes"] == true)
            #expect(try truths["no"] == false)
            #expect(try truths["no"] == 0)
            #expect(try truths["seven"] == 7)
            let twice = try connection.rows(anew: "SELECT 1 AS one, 2 AS ONE UNION ALL SELECT 3, 4", values: [])
            #expect(try twice.map { try $0["one"] } == [1, 3])
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `sums are whole numbers, and text is in the order of its bytes`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        for (number, word) in [(900, "b"), (1, "B"), (2, "đ"), (3, "a-b"), (4, "aa")] {
            _ = try await database.write {
                try $0.execute("INSERT INTO entry (number, word) VALUES ($1, $2)", number, word)
            }
        }
        try await database.read { connection in
            let row = try #require(
                try connection.row("SELECT SUM(number) AS sum, AVG(number) AS mean, -SUM(number) AS less FROM entry"))
            #expect(try row["sum"] == 910)
            #expect(try row["mean"] == 182)
            #expect(try row["less"] == -910)
            let words: [String] = try connection.rows("SELECT word FROM entry ORDER BY word LIMIT 9").map {
                try $0["word"]
            }
            #expect(words == ["B", "a-b", "aa", "b", "đ"])
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `a read sees one instant, whatever is written meanwhile`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine, [Self.entry]) { database in
            try await Self.add(1, to: database)
            let (isReading, reading) = AsyncStream.makeStream(of: Void.self)
            let isWritten = DispatchSemaphore(value: 0)
            async let counts: [Int] = database.read { connection in
                func count() throws -> Int { try connection.row("SELECT COUNT(*) AS count FROM entry")?["count"] ?? 0 }
                let before = try count()
                reading.finish()
                isWritten.wait()
                return [before, try count()]
            }
            for await _ in isReading {}
            try await Self.add(2, to: database)
            isWritten.signal()
            #expect(try await counts == [1, 1])
            #expect(try await Self.count(database) == 2)
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `migrations run once, in order, each whole or not at all`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine) { database in
            let second = Migration("2", sql: "INSERT INTO entry (number) VALUES (1)")
            try database.migrate([Self.entry, second])
            try database.migrate([Self.entry, second])
            #expect(try await Self.count(database) == 1)
            let broken = Migration(
                "3", sql: "INSERT INTO entry (number) VALUES (2); INSERT INTO entry (number) VALUES (1)")
            #expect(throws: ConstraintViolation.self) { try database.migrate([Self.entry, second, broken]) }
            #expect(try await Self.count(database) == 1)
            try database.migrate([Self.entry, second, Migration("3", sql: "INSERT INTO entry (number) VALUES (3)")])
            #expect(try await Self.count(database) == 2)
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `an older version does not go on with the database of a newer one`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine) { database in
            let newer = Migration("2", sql: "ALTER TABLE entry ADD COLUMN name TEXT")
            try database.migrate([Self.entry, newer])
            let other = Migration("3", sql: "INSERT INTO entry (number) VALUES (3)")
            let fault = #expect(throws: Fault.self) { try database.migrate([Self.entry, other]) }
            #expect(fault?.code == .conflict && fault?.place == "2")
            #expect(try await Self.count(database) == 0, "nothing was done")
        }
    }

    @Test func `each engine runs its own text of a migration`() async throws {
        for engine in DatabaseEngine.all {
            let migration = Migration(
                "2", sql: "INSERT INTO entry (number) VALUES (1)", postgres: "INSERT INTO entry (number) VALUES (2)")
            let database = try await newDatabase(engine, [Self.entry, migration])
            let number: Int? = try await database.read { try $0.row("SELECT number FROM entry")?["number"] }
            #expect(number == (engine == .sqlite ? 1 : 2))
            #expect(database.engine == engine)
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `what the schema forbids is told, never with the values`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        try await Self.add(77, to: database)
        let twice = await #expect(throws: ConstraintViolation.self) { try await Self.add(77, to: database) }
        #expect(twice?.isUniqueness == true)
        let tooLarge = await #expect(throws: ConstraintViolation.self) { try await Self.add(7_777, to: database) }
        #expect(tooLarge?.isUniqueness == false)
        let orphan = await #expect(throws: ConstraintViolation.self) {
            try await database.write { try $0.execute("INSERT INTO entry (number, parent) VALUES (1, 777)") }
        }
        #expect(orphan?.isUniqueness == false)
        let nameless = await #expect(throws: ConstraintViolation.self) {
            try await database.write { try $0.execute("INSERT INTO entry (word) VALUES ('77')") }
        }
        // Also where the statement stands.
        await #expect(throws: Refusal.self) {
            try await database.write { connection in
                do { try connection.execute("INSERT INTO entry (number) VALUES (77)") } catch is ConstraintViolation {
                    throw Refusal()
                }
            }
        }
        for violation in [twice, tooLarge, orphan, nameless] { #expect(violation?.description.contains("77") == false) }
        #expect(try await Self.count(database) == 1)
    }

    @Test(arguments: DatabaseEngine.all)
    func `a part that fails is undone alone, also inside of another`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.entry])
        try await database.write { connection in
            func add(_ number: Int) throws { try connection.execute("INSERT INTO entry (number) VALUES ($1)", number) }
            try add(1)
            try connection.part {
                try add(2)
                #expect(throws: (any Error).self) {
                    try connection.part {
                        try add(3)
                        try add(1)
                    }
                }
                try add(4)
                try connection.part {}
            }
            #expect(throws: Refusal.self) { try connection.part { throw Refusal() } }
            #expect(throws: Refusal.self) {
                try connection.part {
                    try add(5)
                    throw Refusal()
                }
            }
        }
        let numbers: [Int] = try await database.read {
            try $0.rows("SELECT number FROM entry ORDER BY number LIMIT 9").map { try $0["number"] }
        }
        #expect(numbers == [1, 2, 4])
    }

    @Test(arguments: DatabaseEngine.all)
    func `who listens hears what was committed, nobody what was not`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine, [Self.entry]) { database in
            var heard = database.notifications("arrivals").makeAsyncIterator()
            if engine == .postgreSQL { #expect(await heard.next() == "") }
            await #expect(throws: Refusal.self) {
                try await database.write { connection in
                    try connection.notify("arrivals", "lost")
                    throw Refusal()
                }
            }
            try await database.write { connection in
                try connection.notify("others", "x")
                try connection.notify("arrivals", "G22.99")
            }
            try await database.write { try $0.notify("arrivals") }
            #expect(await heard.next() == "G22.99")
            #expect(await heard.next() == "")
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `who only reads changes nothing, and can be trusted again afterwards`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine, [Self.entry]) { database in
            try await Self.add(1, to: database)
            for sql in [
                "INSERT INTO entry (number) VALUES (2)", "DELETE FROM entry", "CREATE TABLE other (number BIGINT)",
            ] {
                await #expect(throws: Fault.self) { try await database.read { try $0.execute(sql) } }
                await #expect(throws: Fault.self) { try await database.read { try $0.rows("\(sql)") } }
            }
            #expect(try await Self.count(database) == 1)
            try await Self.add(2, to: database)
            #expect(try await Self.count(database) == 2)
        }
    }

    @Test func `who is far behind is told that something was missed`() async throws {
        let database = try Database.inMemory()
        var heard = database.notifications("arrivals").makeAsyncIterator()
        try await database.write { connection in
            for number in 1...300 { try connection.notify("arrivals", "\(number)") }
        }
        var words: [String] = []
        while words.suffix(2) != ["300", ""] { words.append(try #require(await heard.next())) }
        #expect(words.count <= 256)
    }
}
