import Dispatch
import Exchange
import Foundation
import Programs
import Storage
import Synchronization
import Testing

@Suite struct GroupWriterTests {
    private struct Refusal: Error, Equatable {
        var number: Int
    }

    private static let tables = Migration(
        "1", sql: "CREATE TABLE entry (number INTEGER NOT NULL PRIMARY KEY); CREATE TABLE round (size INTEGER);")

    @Test(arguments: DatabaseEngine.all)
    func `many parts share few transactions; one that fails takes nobody along`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.tables])
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

    @Test(arguments: DatabaseEngine.all)
    func `a part that breaks a rule of the schema takes nobody along`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.tables])
        let writer = GroupWriter(database: database) { _ in }
        let kept = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        try await writer.write { connection in
                            _ = try connection.execute("INSERT INTO entry (number) VALUES ($1)", number / 2)
                        }
                        return true
                    } catch is ConstraintViolation { return false } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(kept == 50)
        let count: Int? = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] }
        #expect(count == 50)
    }

    @Test func `a part that goes on after a failure takes nobody along, and is not told that it was kept`() async throws
    {
        let database = try await newDatabase(.postgreSQL, [Self.tables])
        let writer = GroupWriter(database: database) { _ in }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let kept: Bool
                    do {
                        kept = try await writer.write { connection in
                            try connection.execute("INSERT INTO entry (number) VALUES ($1)", number)
                            if number % 3 == 0 { do { try connection.execute("SELECT 1 / 0") } catch {} }
                            return true
                        }
                    } catch { kept = false }
                    #expect(kept == (number % 3 != 0))
                }
            }
        }
        let count: Int? = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] }
        #expect(count == 40)
    }

    @Test(arguments: DatabaseEngine.all)
    func `when the transaction is not kept, nobody is told that it was`(_ engine: DatabaseEngine) async throws {
        let database = try await newDatabase(engine, [Self.tables])
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

    @Test func `whoever comes when too many wait is refused at once, and those who wait are written`() async throws {
        let database = try await newDatabase(.sqlite, [Self.tables])
        let writer = GroupWriter(database: database) { _ in }
        let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
        let mayGoOn = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await writer.write { _ in
                    continuation.finish()
                    mayGoOn.wait()
                }
                return true
            }
            for await _ in begun {}
            for number in 0..<(GroupWriter.waiters + 100) {
                group.addTask {
                    do {
                        _ = try await writer.write {
                            try $0.execute("INSERT INTO entry (number) VALUES ($1)", number)
                        }
                        return true
                    } catch let fault as Fault where fault.code == .databaseBusy { return false }
                }
            }
            for _ in 0..<100 { #expect(try await group.next() == false) }
            mayGoOn.signal()
            while let isWritten = try await group.next() { #expect(isWritten) }
        }
        let count: Int? = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] }
        #expect(count == GroupWriter.waiters)
    }

    @Test func `who is not tried again is told why, and not what he was told in a transaction that was not kept`()
        async throws
    {
        let database = try await newDatabase(.postgreSQL, [Self.tables])
        let begun = Mutex(0)
        let begin = GroupWriter.Begin(asking: []) { _ in
            let count = begun.withLock { count in
                count += 1
                return count
            }
            if count == 2 { throw Refusal(number: -2) }
        }
        let writer = GroupWriter(database: database, begin: begin) { _ in throw Refusal(number: -1) }
        await #expect(throws: Refusal(number: -2)) { try await writer.write { _ -> Void in throw Refusal(number: 1) } }
    }
}
