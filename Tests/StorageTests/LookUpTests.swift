import Foundation
import Storage
import Testing

@Suite struct LookUpTests {
    private struct Failure: Error {}

    private static let table = Migration("0001 create entry", sql: "CREATE TABLE entry (number INTEGER NOT NULL)")

    /// In a file: in memory there are no connections of their own for look-ups.
    private func withDatabase(_ body: (Database) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "look-up-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try Database.open(file: folder.appending(path: "test.sqlite"))
        try database.migrate([Self.table])
        try await body(database)
        try database.close()
    }

    private static func count(_ database: Database) async throws -> Int {
        try await database.lookUp { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] ?? 0 }
    }

    @Test func `each look-up sees all that was written before it, on every connection`() async throws {
        try await self.withDatabase { database in
            for number in 1...20 {
                _ = try await database.write { try $0.execute("INSERT INTO entry (number) VALUES ($1)", number) }
                #expect(try await Self.count(database) == number)
            }
        }
    }

    @Test func `one that fails leaves its connection to the next, and none can write`() async throws {
        try await self.withDatabase { (database: Database) async throws in
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

    @Test func `many at the same time are all answered while others write`() async throws {
        try await self.withDatabase { database in
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
