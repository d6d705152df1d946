import Exchange
import Programs
import Storage
import Synchronization
import Testing

/// A primary with a synchronous standby that takes over.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct FailoverTests {
    private static let entry = Migration("1", sql: "CREATE TABLE entry (number INTEGER NOT NULL PRIMARY KEY)")

    /// What callers were told of each number that they wrote.
    private struct Told {
        var next = 0
        /// So many are to be kept.
        var goal = Int.max
        var kept: Set<Int> = []
        /// Nothing was done.
        var refused: Set<Int> = []
        /// It may be there or not.
        var unknown: Set<Int> = []
    }

    @Test
    func `when the primary is lost under load, the standby has all that was confirmed and nothing that was refused`()
        async throws
    {
        let primary = TestPostgreSQL()
        let address = try await primary.newDatabase()
        let standby = TestPostgreSQL(standbyOf: primary)
        let other = try await standby.port()
        try await psql(address, "ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()")
        let both = address.replacing("/t", with: ",127.0.0.1:\(other)/t")
        let database = try Database.open(postgres: both)
        try database.migrate([Self.entry])
        let writer = GroupWriter(database: database) { _ in }

        let told = Mutex(Told())
        let write: @Sendable () async throws -> Void = {
            while told.withLock({ $0.kept.count < $0.goal }) {
                let number = told.withLock { told in
                    told.next += 1
                    return told.next
                }
                do {
                    _ = try await writer.write { connection in
                        try connection.execute("INSERT INTO entry (number) VALUES ($1)", number)
                    }
                    told.withLock { _ = $0.kept.insert(number) }
                } catch let fault as Fault where fault.code == .outcomeUnknown {
                    told.withLock { _ = $0.unknown.insert(number) }
                } catch let fault as Fault where [.databaseUnreachable, .databaseBusy].contains(fault.code) {
                    told.withLock { _ = $0.refused.insert(number) }
                }
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask(operation: write) }
            while told.withLock({ $0.kept.count < 500 }) {
                // The time limit ends this too. A loop that never rests would keep the writers from its thread.
                try await Task.sleep(for: .milliseconds(5))
            }
            try await primary.crash()
            try await standby.promote()
            // The standby of the old primary is nobody's now.
            try await psql(
                "postgres://postgres@127.0.0.1:\(other)/postgres", "ALTER SYSTEM RESET synchronous_standby_names",
                "SELECT pg_reload_conf()")
            told.withLock { $0.goal = $0.kept.count + 500 }
            try await group.waitForAll()
        }
        let there: Set<Int> = try await database.read { connection in
            Set(try connection.rows("SELECT number FROM entry LIMIT 100000").map { try $0["number"] })
        }
        let end = told.withLock { $0 }
        #expect(end.kept.isSubset(of: there))
        #expect(end.refused.isDisjoint(with: there))
        #expect(there.subtracting(end.kept).isSubset(of: end.unknown))
        try database.close()
    }
}
