import Foundation
import Programs
import Storage
import Testing

@Suite struct LookUpTests {
    private struct Failure: Error {}

    private static let table = Migration("0001 create entry", sql: "CREATE TABLE entry (number INTEGER NOT NULL)")

    private static func count(_ database: Database) async throws -> Int {
        try await database.lookUp { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] ?? 0 }
    }

    @Test(arguments: DatabaseEngine.all)
    func `each look-up sees all that was written before it, on every connection`(_ engine: DatabaseEngine) async throws
    {
        try await withDatabase(engine, [Self.table]) { database in
            for number in 1...20 {
                _ = try await database.write { try $0.execute("INSERT INTO entry (number) VALUES ($1)", number) }
                #expect(try await Self.count(database) == number)
            }
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `one that fails leaves its connection to the next, and none can write`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine, [Self.table]) { (database: Database) async throws in
            for _ in 1...10 {
                await #expect(throws: Failure.self) {
                    try await database.lookUp { connection in
                        _ = try connection.row("SELECT number FROM entry")
                        throw Failure()
                    }
                }
                await #expect(throws: (any Error).self) {
                    try await database.lookUp { try $0.execute("INSERT INTO entry (number) VALUES (1)") }
                }
            }
            #expect(try await Self.count(database) == 0)
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `many at the same time are all answered while others write`(_ engine: DatabaseEngine) async throws {
        try await withDatabase(engine, [Self.table]) { database in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...200 {
                    group.addTask {
                        if number.isMultiple(of: 4) {
                            _ = try await database.write { try $0.execute("INSERT INTO entry (number) VALUES (1)") }
                        }
                        return try await Self.count(database)
                    }
                }
                for try await count in group { #expect((0...50).contains(count)) }
            }
            #expect(try await Self.count(database) == 50)
        }
    }
}
