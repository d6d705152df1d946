import Exchange
import Foundation
import Logging
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// Jobs that one node does for all. On the engine of the suite: leases are rows.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct LeaseTests {
    private static func node(_ database: Database, _ clock: TestClock) -> DatabaseNode {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return DatabaseNode(database: database, now: { clock.now }, logger: logger)
    }

    private static func pair() async throws -> (Database, TestClock, first: Lease, second: Lease) {
        let (database, clock) = (try await TestEngine.newHubDatabase(), TestClock())
        return (
            database, clock, Lease("job", of: self.node(database, clock), lifetime: 30),
            Lease("job", of: self.node(database, clock), lifetime: 30)
        )
    }

    @Test func `one node has the job; another has it when the lease is over or given back`() async throws {
        let (database, clock, first, second) = try await Self.pair()
        #expect(try await first.take())
        #expect(try await !second.take())
        clock.pass(20)
        #expect(try await first.take())
        clock.pass(20)
        #expect(try await !second.take(), "it was made longer")
        clock.pass(11)
        #expect(try await second.take())
        #expect(try await !first.take())
        #expect(try await !first.isHeld())
        #expect(try await second.isHeld())
        try await database.write { try second.check(in: $0) }
        await #expect(throws: LeaseLost.self) { try await database.write { try first.check(in: $0) } }
        try await first.release()
        #expect(try await second.isHeld(), "what another has is not given back")
        try await second.release()
        #expect(try await first.take())
    }

    @Test func `different jobs do not meet, and a hub alone has every job and writes nothing`() async throws {
        let (database, clock, first, _) = try await Self.pair()
        let other = Lease("other job", of: Self.node(database, clock))
        #expect(try await first.take())
        #expect(try await other.take())
        let alone = Lease("third job", of: nil)
        #expect(try await alone.take())
        try await database.write { try alone.check(in: $0) }
        let names: [String] = try await database.read { connection in
            try connection.rows("SELECT name FROM lease ORDER BY name LIMIT 10").map { try $0["name"] }
        }
        #expect(names == ["job", "other job"])
    }

    @Test func `a lease from a clock that was a year ahead keeps nobody away`() async throws {
        let (_, clock, first, second) = try await Self.pair()
        clock.pass(days: 365)
        #expect(try await first.take())
        clock.pass(days: -365)
        #expect(try await second.take())
    }

    @Test func `many nodes that try at once: one has it`() async throws {
        let (database, clock) = (try await TestEngine.newHubDatabase(), TestClock())
        let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                let lease = Lease("job", of: Self.node(database, clock))
                group.addTask { try await lease.take() }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
    }

    @Test func `work ends when the lease is lost, begins again with it, and gives it back at the end`() async throws {
        let (database, clock) = (try await TestEngine.newHubDatabase(), TestClock())
        let lease = Lease("job", of: Self.node(database, clock), pace: .milliseconds(5))
        let (begun, ended) = (Counter(), Counter())
        let work = Task {
            try await lease.whileHeld {
                begun.add()
                defer { ended.add() }
                try await Task.sleep(for: .seconds(3600))
            }
        }
        try await eventually("begun") { begun.value == 1 }
        _ = try await database.write { try $0.execute("UPDATE lease SET holder = 'another node'") }
        try await eventually("ended") { ended.value == 1 }
        #expect(begun.value == 1)
        clock.pass(31)
        try await eventually("begun again") { begun.value == 2 }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(ended.value == 2)
        #expect(try await database.read { try $0.row("SELECT name FROM lease LIMIT 1") == nil })
    }

    @Test func `work that finds its lease lost ends and begins again with it, and no log calls that an error`()
        async throws
    {
        let (database, clock, log) = (try await TestEngine.newHubDatabase(), TestClock(), LogRecord())
        let node = DatabaseNode(database: database, now: { clock.now }, logger: log.logger)
        let lease = Lease("job", of: node, pace: .milliseconds(5))
        let begun = Counter()
        let work = Task {
            try await lease.whileHeld {
                begun.add()
                if begun.value > 1 { try await Task.sleep(for: .seconds(3600)) }
                _ = try await database.write { try $0.execute("UPDATE lease SET holder = 'another node'") }
                try await database.write { try lease.check(in: $0) }
            }
        }
        try await eventually("told") { log.events.contains { $0.level == .notice } }
        clock.pass(31)
        try await eventually("begun again") { begun.value == 2 }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(log.events.allSatisfy { $0.level <= .notice })
    }

    @Test func `a node that is being maintained gives its jobs to another, and takes them again afterwards`()
        async throws
    {
        let (database, clock) = (try await TestEngine.newHubDatabase(), TestClock())
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        let logger = silent
        let running = Names()
        @Sendable func node(_ name: String, _ maintenance: Maintenance) -> Task<Void, any Error> {
            // By this clock no lease ever ends.
            let node = DatabaseNode(
                database: database, now: { clock.now }, maintenance: maintenance, logger: logger)
            let lease = Lease("job", of: node, pace: .milliseconds(5))
            return Task {
                try await lease.whileHeld {
                    running.all.withLock { $0.append(name) }
                    defer { running.all.withLock { $0.removeAll { $0 == name } } }
                    try await Task.sleep(for: .seconds(3600))
                }
            }
        }
        func runs(_ name: String) async throws {
            try await eventually("\(name) does the job") { running.all.withLock { $0 } == [name] }
        }
        let (first, second) = (Maintenance(), Maintenance())
        let one = node("one", first)
        try await runs("one")
        let two = node("two", second)
        first.set(true)
        try await runs("two")
        second.set(true)
        try await eventually("nobody does it") { running.all.withLock { $0 } == [] }
        first.set(false)
        try await runs("one")
        for task in [one, two] {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `a lease that is being made longer when the maintenance begins is given back after the job, not before`()
        async throws
    {
        let (database, clock, maintenance) = (try await TestEngine.newHubDatabase(), TestClock(), Maintenance())
        let asked = Counter()
        let heldAtEnd = Mutex<Bool?>(nil)
        // The clock is asked for each time that the lease is taken or made longer.
        let node = DatabaseNode(
            database: database,
            now: {
                asked.add()
                if asked.value == 2 { maintenance.set(true) }
                return clock.now
            }, maintenance: maintenance, logger: LogRecord().logger)
        let lease = Lease("job", of: node, pace: .zero)
        let work = Task {
            try await lease.whileHeld {
                do { try await Task.sleep(for: .seconds(3600)) } catch {
                    // This task is cancelled: it can ask nothing any more.
                    let isHeld = try await Task { try await lease.isHeld() }.value
                    heldAtEnd.withLock { $0 = isHeld }
                    throw error
                }
            }
        }
        try await eventually("the job has ended") { heldAtEnd.withLock { $0 } != nil }
        #expect(heldAtEnd.withLock { $0 } == true)
        try await eventually("given back") { try await !lease.isHeld() }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
    }

    @Test func `a job in rounds is given back at the next round of a node that is being maintained`() async throws {
        let (database, clock) = (try await TestEngine.newHubDatabase(), TestClock())
        let maintenance = Maintenance()
        let node = DatabaseNode(
            database: database, now: { clock.now }, maintenance: maintenance, logger: Logger(label: "test"))
        let (first, second) = (Lease("job", of: node), Lease("job", of: Self.node(database, clock)))
        #expect(try await first.take())
        maintenance.set(true)
        #expect(try await !first.take())
        #expect(try await second.take())
        maintenance.set(false)
        #expect(try await !first.take())
    }

    @Test func `calling webhooks ends before the first call whose lease is another's`() async throws {
        try await withHub { hub in
            let (database, log) = (hub.parts.database, LogRecord())
            let node = DatabaseNode(database: database, now: { TestHub.now }, logger: log.logger)
            // Nothing but a call finds out in time that it is lost. The hub has the job itself under its own name.
            let lease = Lease("calls", of: node, pace: .seconds(3600))
            let sender = WebhookSender(
                store: WebhookStore(database: database), inbox: hub.parts.inbox,
                systems: SystemStore(database: database), caller: hub.parts.webhooks,
                secrets: hub.parts.webhookSecrets, pauses: hub.parts.configuration.webhookPauses, lease: lease,
                now: { TestHub.now.addingTimeInterval(3600) }, logger: log.logger)
            let work = Task { try await sender.run() }
            try await eventually("it has the job") { try await lease.isHeld() }
            _ = try await database.write {
                try $0.execute("UPDATE lease SET holder = 'another node' WHERE name = 'calls'")
            }
            try await sender.store.set("http://127.0.0.1:1/", of: "h29", now: TestHub.now)
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            try await eventually("told") { log.events.contains { $0.level == .notice } }
            #expect(log.events.allSatisfy { $0.level <= .notice })
            work.cancel()
            try await work.value
        }
    }

    @Test func `a paused node that comes back ends nothing that another has the job of ending`() async throws {
        let clock = TestClock()
        try await withHub(now: { clock.now }) { hub in
            let database = hub.parts.database
            let (first, second) = (Self.node(database, clock), Self.node(database, clock))
            func expiry(_ node: DatabaseNode) -> Expiry {
                Expiry(evidence: hub.parts.evidence, days: 30, lease: Lease("expiry", of: node))
            }
            let sent = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            clock.pass(days: 31)
            #expect(try await expiry(first).lease.take())
            // The first node stops here for a minute; the second finds the lease over.
            clock.pass(60)
            #expect(try await expiry(second).lease.take())
            await #expect(throws: LeaseLost.self) { try await expiry(first).run(at: clock.now) }
            #expect(
                try await hub.tracking(sent.packageID, as: "g22").receivers.allSatisfy { $0.transport == "initial" })
            #expect(try await expiry(second).run(at: clock.now) == 2)
            #expect(try await expiry(second).run(at: clock.now) == 0)
            let failures: Int? = try await database.read { connection in
                try connection.row(
                    "SELECT COUNT(*) AS count FROM evidence_event WHERE name = 'ContentHandoverFailure'")?["count"]
            }
            #expect(failures == 2)
        }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { self.count.withLock { $0 } }
    func add() { self.count.withLock { $0 += 1 } }
}

private final class Names: Sendable {
    let all = Mutex<[String]>([])
}
