import Dispatch
import Exchange
import Programs
import Storage
import Testing

/// Several nodes on one database of PostgreSQL.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct NodesTests {
    private static let counter = Migration(
        "1", sql: "CREATE TABLE counter (value INTEGER NOT NULL); INSERT INTO counter (value) VALUES (0);")

    private static func add(_ node: Database) async throws {
        try await node.write { connection in
            let value: Int? = try connection.row("SELECT value FROM counter")?["value"]
            try connection.execute("UPDATE counter SET value = $1", try #require(value) + 1)
        }
    }

    private static func value(_ node: Database) async throws -> Int? {
        try await node.lookUp { try $0.row("SELECT value FROM counter")?["value"] }
    }

    @Test func `writers of all nodes run one after the other: what one has read stays true until it is done`()
        async throws
    {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let nodes = try (0..<3).map { _ in try Database.open(postgres: address) }
        try nodes[0].migrate([Self.counter])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes {
                for _ in 0..<50 { group.addTask { try await Self.add(node) } }
            }
            try await group.waitForAll()
        }
        for node in nodes { #expect(try await Self.value(node) == 150) }
    }

    @Test func `nodes that start together migrate once`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let second = Migration("2", sql: "UPDATE counter SET value = value + 1")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { try Database.open(postgres: address).migrate([Self.counter, second]) }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.value(try Database.open(postgres: address)) == 1)
    }

    @Test func `a node that waits too long for another's write is told so, and nothing was done`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        var limits = PostgreSQLLimits()
        // Enough to connect on a machine that is full.
        limits.wait = .seconds(2)
        let (first, second) = (
            try Database.open(postgres: address), try Database.open(postgres: address, limits: limits)
        )
        try first.migrate([Self.counter])
        let (isWriting, writing) = AsyncStream.makeStream(of: Void.self)
        let isSeen = DispatchSemaphore(value: 0)
        async let written: Void = first.write { connection in
            try connection.execute("UPDATE counter SET value = value + 1")
            writing.finish()
            isSeen.wait()
        }
        for await _ in isWriting {}
        let fault = await #expect(throws: Fault.self) { try await Self.add(second) }
        #expect(fault?.code == .databaseBusy)
        let writer = GroupWriter(database: second) { connection in
            try connection.execute("UPDATE counter SET value = value + 100")
        }
        await withTaskGroup(of: Fault.Code?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        try await writer.write { connection in
                            _ = try connection.execute("UPDATE counter SET value = value + 1000")
                        }
                        return nil
                    } catch { return (error as? Fault)?.code }
                }
            }
            for await code in group { #expect(code == .databaseBusy) }
        }
        isSeen.signal()
        try await written
        try await Self.add(second)
        #expect(try await Self.value(first) == 2)
    }

    @Test func `a node that stops in the middle of a write holds nobody up for long, and its write is undone`()
        async throws
    {
        let address = try await TestPostgreSQL.shared.newDatabase()
        var limits = PostgreSQLLimits()
        // Longer than a machine that is full keeps a writer from its next statement.
        limits.idleWrite = .seconds(2)
        let (stopped, other) = (
            try Database.open(postgres: address, limits: limits), try Database.open(postgres: address)
        )
        try stopped.migrate([Self.counter])
        let (isWriting, writing) = AsyncStream.makeStream(of: Void.self)
        let isOver = DispatchSemaphore(value: 0)
        async let written: Void = stopped.write { connection in
            try connection.execute("UPDATE counter SET value = 1000")
            writing.finish()
            isOver.wait()
            try connection.execute("UPDATE counter SET value = 2000")
        }
        for await _ in isWriting {}
        try await Self.add(other)
        isOver.signal()
        do {
            try await written
            Issue.record("It was told that it had written.")
        } catch let fault as Fault { #expect(fault.code == .databaseUnreachable) }
        #expect(try await Self.value(stopped) == 1)
        try await Self.add(stopped)
        #expect(try await Self.value(other) == 2)
    }
}
