import Dispatch
import Exchange
import Foundation
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

    @Test func `a node is well while another one writes and it keeps content itself, however long that takes`()
        async throws
    {
        let address = try await TestPostgreSQL.shared.newDatabase()
        var limits = PostgreSQLLimits()
        // Enough to connect on a machine that is full.
        limits.wait = .seconds(2)
        limits.beside = 1
        let (first, second) = (
            try Database.open(postgres: address), try Database.open(postgres: address, limits: limits)
        )
        try first.migrate([Migration("1", sql: HealthProbe.schema)])
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let probe = HealthProbe(
            database: second, content: try ContentStore(folder: folder), roomFloorBytes: 0, now: { Date() },
            organs: { nil })
        let (isWriting, writing) = AsyncStream.makeStream(of: Void.self)
        let isSeen = DispatchSemaphore(value: 0)
        async let written: Void = first.write { connection in
            try connection.execute("DELETE FROM health_probe WHERE id = 2")
            writing.finish()
            isSeen.wait()
        }
        for await _ in isWriting {}
        let (isKeeping, keeping) = AsyncStream.makeStream(of: Void.self)
        async let kept: Void = second.writeBeside { _ in
            keeping.finish()
            isSeen.wait()
        }
        for await _ in isKeeping {}
        #expect(await probe.run().problems.isEmpty)
        isSeen.signal()
        isSeen.signal()
        try await written
        try await kept
        let probed: Int? = try await first.lookUp { try $0.row("SELECT COUNT(*) AS n FROM health_probe")?["n"] }
        #expect(probed == 1)
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

    /// While the server sends an answer that a stopped node does not read, neither its limit of a statement nor that of an idle transaction holds.
    @Test func `the server is told to cut a node that reads nothing, or is gone, after some seconds`() async throws {
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
        let limits: @Sendable (Connection) throws -> [String: Int] = { connection in
            var limits: [String: Int] = [:]
            for row in try connection.rows(
                "SELECT name, CAST(setting AS BIGINT) AS value FROM pg_settings WHERE name LIKE 'tcp%' ORDER BY name")
            {
                let (name, value): (String, Int) = (try row["name"], try row["value"])
                limits[name] = value
            }
            return limits
        }
        let expected = [
            "tcp_keepalives_count": 3, "tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5,
            "tcp_user_timeout": 20_000,
        ]
        #expect(try await database.read(limits) == expected)
        #expect(try await database.write(limits) == expected)
        #expect(try await database.writeBeside(limits) == expected)
    }
}
