import Foundation
import Storage
import Synchronization
import Testing

@Suite struct GroupWriterTests {
    private struct Refusal: Error, Equatable {
        var number: Int
    }

    private static func database() throws -> Database {
        let database = try Database.inMemory()
        try database.migrate([
            Migration("1", sql: "CREATE TABLE entry (number INTEGER PRIMARY KEY); CREATE TABLE round (size INTEGER);")
        ])
        return database
    }

    @Test func `many parts share few transactions; one that fails takes nobody along`() async throws {
        let database = try Self.database()
        let writer = GroupWriter(database: database) { connection in
            let count: Int = try connection.row("SELECT COUNT(*) AS count FROM entry")?["count"] ?? 0
            try connection.execute("INSERT INTO round (size) VALUES ($1)", count)
        }
        let results = await withTaskGroup(of: (Int, Result<Int, any Error>).self) { group in
            for number in 0..<500 {
                group.addTask {
                    do {
                        return (
                            number,
                            .success(
                                try await writer.write { connection in
                                    try connection.execute("INSERT INTO entry (number) VALUES ($1)", number)
                                    if number % 5 == 0 { throw Refusal(number: number) }
                                    return number
                                })
                        )
                    } catch { return (number, .failure(error)) }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, result) in results {
            switch result {
            case .success(let value): #expect(value == number && number % 5 != 0)
            case .failure(let error): #expect((error as? Refusal)?.number == number && number % 5 == 0)
            }
        }
        let (entries, rounds): (Int, [Int]) = try await database.read { connection in
            (
                try connection.row("SELECT COUNT(*) AS count FROM entry")?["count"] ?? 0,
                try connection.rows("SELECT size FROM round ORDER BY size LIMIT 1000").map { try $0["size"] }
            )
        }
        #expect(entries == 400 && rounds.last == 400)
        #expect(rounds.count < 500)
    }

    @Test func `when the transaction is not kept, nobody is told that it was`() async throws {
        let database = try Self.database()
        let isBroken = Mutex(true)
        let writer = GroupWriter(database: database) { _ in if isBroken.withLock({ $0 }) { throw Refusal(number: -1) } }
        await #expect(throws: Refusal(number: -1)) {
            try await writer.write { try $0.execute("INSERT INTO entry (number) VALUES (1)") }
        }
        isBroken.withLock { $0 = false }
        let changed = try await writer.write { try $0.execute("INSERT INTO entry (number) VALUES (1)") }
        #expect(changed == 1)
        await #expect(throws: ConstraintViolation.self) {
            try await writer.write { try $0.execute("INSERT INTO entry (number) VALUES (1)") }
        }
    }
}
