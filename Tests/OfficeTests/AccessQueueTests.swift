import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Office

/// Accesses whose commit nobody could answer for. On PostgreSQL, whatever engine the suites run on: SQLite knows what it has committed.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct AccessQueueTests {
    private static func record(_ number: Int, in queue: AccessQueue) {
        var entry = AccessEntry(.refused, personID: nil, address: "", at: Date())
        entry.detail = "\(number)"
        queue.record(entry)
    }

    /// What stands in the log, in its order.
    private static func numbers(_ database: Database) async throws -> [Int] {
        let texts: [String] = try await database.read { connection in
            try connection.rows("SELECT detail FROM access_log ORDER BY seq LIMIT 10000").map { try $0["detail"] }
        }
        return texts.compactMap { Int($0) }
    }

    private static func psql(_ address: String, _ commands: String...) async throws {
        let options = ["-q", "-v", "ON_ERROR_STOP=1"] + commands.flatMap { ["-c", $0] }
        #expect(try await Program("psql", options + [address]).run().status == 0)
    }

    @Test func `what was committed although the answer was lost is not written again`() async throws {
        // Its settings are changed.
        let server = TestPostgreSQL()
        let address = try await server.newDatabase()
        let database = try Database.open(postgres: address)
        try database.migrate([AccessLog.migration])
        let queue = AccessQueue()
        // From some moment on a commit is there and waits for a standby that is not.
        try await Self.psql(
            address, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
        async let cut: Void = Self.cutWhoWaits(database)
        var (last, fault): (Int, Fault?) = (0, nil)
        while fault == nil {
            last += 1
            Self.record(last, in: queue)
            do { try await queue.flush(to: database, at: Date()) } catch let error as Fault { fault = error }
        }
        try await cut
        #expect(fault?.code == .outcomeUnknown)
        try await Self.psql(
            address, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
        #expect(try await Self.numbers(database) == Array(1...last), "it was committed")
        last += 1
        Self.record(last, in: queue)
        try await queue.flush(to: database, at: Date())
        #expect(try await Self.numbers(database) == Array(1...last))
        try database.close()
    }

    /// Ends the connection of the first commit that waits for a standby.
    private static func cutWhoWaits(_ database: Database) async throws {
        var ended = 0
        while ended == 0 {
            ended = try await database.read { connection in
                let row = try connection.row(
                    """
                    SELECT COUNT(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event = 'SyncRep'
                    """)
                return try row?["ended"] ?? 0
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `what was cut before it was committed is written once, also when that happens twice`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let database = try Database.open(postgres: address)
        try database.migrate([
            AccessLog.migration,
            Migration(
                "cut", sql: "",
                // A sequence counts on when the transaction is undone.
                postgres: """
                    CREATE SEQUENCE cuts;
                    CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN
                            IF nextval('cuts') <= 2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                            RETURN NULL;
                        END $$;
                    CREATE CONSTRAINT TRIGGER log_cut AFTER INSERT ON access_log DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION cut();
                    """),
        ])
        let queue = AccessQueue()
        Self.record(1, in: queue)
        for _ in 1...2 {
            let fault = await #expect(throws: Fault.self) { try await queue.flush(to: database, at: Date()) }
            #expect(fault?.code == .outcomeUnknown)
            #expect(try await Self.numbers(database) == [])
        }
        Self.record(2, in: queue)
        try await queue.flush(to: database, at: Date())
        #expect(try await Self.numbers(database) == [1, 2])
        try database.close()
        try await TestPostgreSQL.shared.remove(address)
    }
}
