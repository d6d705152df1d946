import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Synchronization
import Testing

/// A hub that keeps packages in the database (`--content database`) is killed with SIGKILL while it writes them there.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(30))) struct ContentKillTests {
    static let kills = Int(ProcessInfo.processInfo.environment["LIENTHONG_KILLS"] ?? "") ?? 10

    /// Where a package is when its node dies.
    enum Moment: CaseIterable, Sendable {
        /// Its row is written, its bytes are not, and nothing is committed.
        case writing
        /// All of its bytes are there, and no row of a package names them.
        case naming
    }

    @Test(arguments: Moment.allCases)
    func `what a node was writing when it was killed is not there or is swept, and the package can be sent again`(
        moment: Moment
    ) async throws {
        try await Self.with { hub, database, folder in
            let client = try KilledClient("G22", hub, folder: folder)
            let receiver = try KilledClient("H29", hub, folder: folder)
            try await client.run {
                try await receiver.run {
                    let file = try Self.largeFile(in: folder)
                    let kept = try KilledClient.document("1", to: ["H29"], file: file)
                    _ = try await client.persisting { try await client.client.send(bytes: kept) }
                    let package = try KilledClient.document("2", to: ["H29"], file: file)
                    let hash = ContentHash(of: package)
                    let held = HeldLock(database)
                    let holding = Task { try await held.hold(moment) }
                    try await held.begins()
                    let sending = Task { try await client.client.send(bytes: package) }
                    try await eventually("the node writes") { try await Self.isAt(moment, hash, database) }
                    try await hub.killAndRestart {
                        held.end()
                        try await holding.value
                    }
                    await #expect(throws: (any Error).self) { try await sending.value }
                    // The server may learn of the end of the node only now.
                    try await eventually("what was not committed is gone") {
                        try await Self.rows(of: hash, database) == (moment == .writing ? 0 : 1)
                    }
                    #expect(try await Self.unnamed(database) == (moment == .writing ? 0 : 1))
                    try await Self.sweep(hub, database)
                    #expect(try await Self.rows(of: hash, database) == 0)
                    #expect(try await Self.rows(of: ContentHash(of: kept), database) == 1)
                    _ = try await client.persisting { try await client.client.send(bytes: package) }
                    let page = try await receiver.persisting {
                        try await receiver.client.inbox(after: 0, waitSeconds: 1)
                    }
                    #expect(page.items.map(\.sha256) == [ContentHash(of: kept).hex, hash.hex])
                    for item in page.items { #expect(try await receiver.downloaded(item).hash.hex == item.sha256) }
                }
            }
        }
    }

    @Test func `packages that were acknowledged are all there, and what was left over is swept`() async throws {
        try await Self.with { hub, database, folder in
            let verdict = try await HubTrial.run(
                hub, data: folder.appending(path: "hub"), folder: folder, kills: Self.kills,
                file: Self.largeFile(in: folder))
            let left = try await Self.unnamed(database)
            print("Giết trục có gói trong cơ sở dữ liệu \(Self.kills) lần: \(verdict), thừa \(left)")
            #expect(verdict.isClean && verdict.acknowledged > 0, "\(verdict)")
            #expect(verdict.delivered == HubTrial.receivers.count * verdict.acknowledged)
            try await Self.sweep(hub, database)
        }
    }

    /// Runs `body` with a hub; afterwards its check finds nothing.
    private static func with(_ body: (KilledHub, Database, URL) async throws -> Void) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await HubTrial.prepare(data, database: address)
            let hub = try await KilledHub(data: data, folder: folder, database: address)
            let database = try Database.open(postgres: address)
            try await body(hub, database, folder)
            try database.close()
            let check = try await Command.run(
                "hub", "check", "--data", data.path, "--database", address, folder: folder)
            #expect(check.status == 0, "\(check.output)\(check.errors)")
            #expect(try await hub.stop().status == 0)
        }
    }

    /// A PDF whose package has some ten rows of bytes.
    private static func largeFile(in folder: URL) throws -> URL {
        let file = folder.appending(path: "lon.pdf")
        let rest = (0..<1_800_000).map { _ in UInt8.random(in: .min ... .max) }
        try (Data(contentsOf: KilledClient.usualFile) + rest).write(to: file)
        return file
    }

    private static func count(_ sql: String, _ hash: ContentHash? = nil, _ database: Database) async throws -> Int {
        try await database.read { connection in
            let row = try hash.map { try connection.row(sql, $0) } ?? connection.row(sql)
            return try row?["count"] ?? 0
        }
    }

    private static func rows(of hash: ContentHash, _ database: Database) async throws -> Int {
        try await Self.count("SELECT COUNT(*) AS count FROM content WHERE sha256 = $1", hash, database)
    }

    /// Contents that no package names.
    private static func unnamed(_ database: Database) async throws -> Int {
        try await Self.count(
            """
            SELECT COUNT(*) AS count FROM content
            WHERE NOT EXISTS (SELECT 1 FROM package WHERE package.sha256 = content.sha256)
            """, nil, database)
    }

    private static func isAt(_ moment: Moment, _ hash: ContentHash, _ database: Database) async throws -> Bool {
        switch moment {
        case .writing:
            try await Self.count(
                """
                SELECT COUNT(*) AS count FROM pg_locks
                WHERE relation = CAST('content_chunk' AS regclass) AND NOT granted
                """, nil, database) > 0
        case .naming: try await Self.rows(of: hash, database) == 1
        }
    }

    /// As when an hour has passed and a node is started: its sweep takes what no package names.
    private static func sweep(_ hub: KilledHub, _ database: Database) async throws {
        try await hub.killAndRestart {
            _ = try await database.write { connection in
                try connection.execute("UPDATE content SET kept_at = $1", Date(timeIntervalSince1970: 0))
                // A sweep may have been killed too; its lease would end in five minutes.
                return try connection.execute("DELETE FROM lease WHERE name = 'sweep'")
            }
        }
        try await eventually("swept") { try await Self.unnamed(database) == 0 }
    }
}

/// A lock on the database in which a node waits.
private final class HeldLock: Sendable {
    private let database: Database
    private let state = Mutex((isHeld: false, isOver: false))

    init(_ database: Database) { self.database = database }

    /// Until `end`, a minute at most: that of the rows of bytes, or that of the writers.
    func hold(_ moment: ContentKillTests.Moment) async throws {
        switch moment {
        case .writing:
            try await self.database.writeBeside { connection in
                try connection.execute("LOCK TABLE content_chunk IN SHARE MODE")
                try self.wait(connection)
            }
        case .naming: try await self.database.write { try self.wait($0) }
        }
    }

    func begins() async throws { try await eventually("the lock is held") { self.state.withLock { $0.isHeld } } }

    func end() { self.state.withLock { $0.isOver = true } }

    /// The server ends a transaction that says nothing.
    private func wait(_ connection: Connection) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        repeat {
            _ = try connection.row("SELECT 1 AS alive")
            self.state.withLock { $0.isHeld = true }
            Thread.sleep(forTimeInterval: 0.05)
        } while self.state.withLock({ !$0.isOver }) && ContinuousClock.now < deadline
    }
}
