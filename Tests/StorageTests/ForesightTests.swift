import Programs
import Storage
import Synchronization
import Testing

/// Parts of one transaction that say what they will ask (`GroupWriter.Foresight`).
@Suite(.inTurn, .timeLimit(.minutes(5))) struct ForesightTests {
    private static let counter = Migration(
        "1", sql: "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)")
    private static let query = "SELECT value FROM counter WHERE name = $1"

    /// Counts one further, by what it was answered.
    private static func count(_ name: String, in connection: Connection) throws {
        let value: Int = try connection.row(self.query, name)?["value"] ?? 0
        try connection.executeLater(
            """
            INSERT INTO counter (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, name, value + 1)
    }

    private static func foresight(_ name: String) -> GroupWriter.Foresight {
        GroupWriter.Foresight(asking: [Question(Self.query, name)], about: [name])
    }

    private static func values(_ database: Database) async throws -> [String: Int] {
        try await database.read { connection in
            try connection.rows("SELECT name, value FROM counter LIMIT 1000").reduce(into: [:]) {
                $0[try $1["name"]] = try $1["value"]
            }
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `of parts about the same thing each sees what the one before it wrote`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.counter])
        let writer = GroupWriter(database: database) { _ in }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                let name = "name \(number % 7)"
                // Some do not say what they ask.
                let foresight = number % 5 == 0 ? nil : Self.foresight(name)
                group.addTask { try await writer.write(foresight) { try Self.count(name, in: $0) } }
            }
            try await group.waitForAll()
        }
        let values = try await Self.values(database)
        #expect(values.count == 7 && values.values.reduce(0, +) == 300 && values["name 0"] == 43)
    }

    @Test func `all questions go before all that is written, and nobody needs a savepoint`() async throws {
        let told = Mutex<[String]>([])
        let address = try await TestPostgreSQL.shared.newDatabase()
        let database = try Database.open(postgres: address, onStatement: { sql in told.withLock { $0.append(sql) } })
        try database.migrate([Self.counter])
        told.withLock { $0 = [] }
        let writer = GroupWriter(database: database) { _ in }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let name = "name \(number)"
                group.addTask { try await writer.write(Self.foresight(name)) { try Self.count(name, in: $0) } }
            }
            try await group.waitForAll()
        }
        let transactions = told.withLock { $0 }.split { $0.hasPrefix("BEGIN") }
        #expect(transactions.count < 100)
        for statements in transactions {
            #expect(!statements.contains { $0.contains("SAVEPOINT") })
            let written = statements.firstIndex { $0.hasPrefix("INSERT") }
            let asked = statements.lastIndex { $0.hasPrefix("SELECT value") }
            if let written, let asked { #expect(asked < written) }
        }
        #expect(try await Self.values(database).values.reduce(0, +) == 200)
        try database.close()
    }

    @Test(arguments: DatabaseEngine.all)
    func `a part that is refused leaves nothing, remembered or queued, and the others stay`(
        _ engine: DatabaseEngine
    ) async throws {
        struct Refusal: Error {}
        struct Sum { var value: Int }
        let database = try await newDatabase(engine, [Self.counter])
        let writer = GroupWriter(database: database, begin: .init(asking: []) { $0.remember(Sum(value: 0)) }) {
            let sum = $0.remembered(Sum.self)?.value ?? -1
            try $0.executeLater(
                """
                INSERT INTO counter (name, value) VALUES ('sum', $1)
                ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value
                """, sum)
        }
        let kept = await withTaskGroup(of: Int.self) { group in
            for number in 1...120 {
                group.addTask {
                    let name = "name \(number)"
                    let kept: Void? = try? await writer.write(number % 2 == 0 ? Self.foresight(name) : nil) {
                        connection in
                        try Self.count(name, in: connection)
                        connection.remember(Sum(value: (connection.remembered(Sum.self)?.value ?? 0) + 1))
                        if number % 3 == 0 { throw Refusal() }
                    }
                    return kept == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        let values = try await Self.values(database)
        #expect(kept == 80 && values["sum"] == 80 && values.count == 81)
        #expect(values["name 3"] == nil && values["name 4"] == 1)
    }

    @Test(arguments: DatabaseEngine.all)
    func `rows go together, whatever is null in them`(_ engine: DatabaseEngine) async throws {
        let table = Migration("1", sql: "CREATE TABLE pair (a INTEGER NOT NULL PRIMARY KEY, b TEXT, c INTEGER)")
        let database = try await newDatabase(engine, [table])
        try await database.write { connection in
            let rows: [[(any SQLBindable)?]] = (0..<53).map { [$0, $0 % 3 == 0 ? nil : "b", $0 % 5 == 0 ? nil : $0] }
            try connection.insertLater("INSERT INTO pair (a, b, c)", rows) { "(\($0[0]), \($0[1]), \($0[2]) + 1)" }
            try connection.insertLater("INSERT INTO pair (a, b)", [[100, "b"]])
            try connection.insertLater("INSERT INTO pair (a, b)", [])
        }
        let row = try await database.read {
            try $0.row("SELECT COUNT(*) AS a, COUNT(b) AS b, SUM(c - a) AS c FROM pair")
        }
        #expect(try row?["a"] == 54 && row?["b"] == 36 && row?["c"] == 42)
    }
}
