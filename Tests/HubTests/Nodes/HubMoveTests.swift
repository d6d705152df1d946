import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// A hub's `hub.sqlite` brought to PostgreSQL, whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct HubMoveTests {
    private struct Stopped: Error {}

    /// The folder of a hub that took in documents and statuses, and has stopped; and an empty database.
    private static func run(_ body: (URL, String) async throws -> Void) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = nil }) { hub in
                for number in 90_001...90_006 {
                    _ = try await hub.send(Packages.document(to: ["H29", "H53"], number: number), as: "g22").receipt
                }
                _ = try await hub.send(Packages.status(.arrived), as: "h29").receipt
                _ = try await hub.send(Packages.status(.accepted, minute: 1), as: "h29").receipt
                _ = try await hub.acknowledge(try #require(try await hub.inbox("h29").items.first), as: "h29")
            }
            try await body(folder, address)
        }
    }

    private static func node(
        _ folder: URL, _ address: String, _ body: @escaping @Sendable (TestHub) async throws -> Void
    ) async throws {
        try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = address }, body)
    }

    @Test func `a moved hub goes on as a node: its log, its inboxes, its numbers`() async throws {
        try await Self.run { folder, address in
            let before = try await HubCheck(folder: folder).run()
            let summary = try await HubMove(folder: folder, to: address).run()
            #expect(summary.tables > 20 && summary.rows > before.events)
            let after = try await HubCheck(folder: folder, database: address).run()
            #expect(after.findings == [])
            #expect(after.events == before.events && after.packages == 8 && after.deliveries == before.deliveries)
            try await Self.node(folder, address) { hub in
                let waiting = try await hub.inbox("h29").items
                #expect(waiting.count == 5)
                let last = try #require(waiting.last)
                let file = try await hub.call(.get, "/v1/deliveries/\(last.deliveryId)/package", as: "h29")
                #expect(ContentHash(of: Array(file.body.readableBytesView)).hex == last.sha256)
                #expect(try await hub.acknowledge(last, as: "h29").status == .noContent)
                _ = try await hub.send(Packages.document(number: 91_000), as: "g22").receipt
                let next = try await hub.inbox("h29").items
                #expect(next.count == 5 && next.allSatisfy { $0.deliveryId != last.deliveryId })
                // Behind every cursor that was given before.
                #expect(try #require(next.last).cursor > last.cursor)
                #expect(try await hub.inbox("g22").items.count == 2)
            }
            let end = try await HubCheck(folder: folder, database: address).run()
            #expect(end.findings == [] && end.events > before.events)
        }
    }

    @Test func `no table of the hub numbers itself: there is no sequence to set after a move`() async throws {
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
        try HubDatabase.migrate(database)
        let count: Int? = try await database.read {
            try $0.row("SELECT COUNT(*) AS count FROM pg_class WHERE relkind = 'S'")?["count"]
        }
        #expect(count == 0)
    }

    @Test func `the file stays under another name, and nothing makes a new one in its place`() async throws {
        try await Self.run { folder, address in
            _ = try await HubMove(folder: folder, to: address).run()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.contains("hub.sqlite.moved") && !names.contains("hub.sqlite"))
            #expect(await faultCode { _ = try await HubMove(folder: folder, to: address).run() } == .conflict)
            #expect(await faultCode { _ = try HubDatabase.open(in: folder) } == .conflict)
            #expect(
                await faultCode { _ = try await buildHub(HubConfiguration(dataFolder: folder, usesTLS: false)) }
                    == .conflict)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "hub.sqlite").path))
        }
    }

    @Test func `a move that was stopped is served by no node, and goes on where it was`() async throws {
        try await Self.run { folder, address in
            let told = Mutex<[String: Int]>([:])
            await #expect(throws: Stopped.self) {
                _ = try await HubMove(folder: folder, to: address, batch: 3) { table, copied, _ in
                    told.withLock { $0[table] = copied }
                    if table == "delivery", copied == 6 { throw Stopped() }
                }.run()
            }
            let first = told.withLock { $0 }
            #expect(first["package"] == 8 && first["delivery"] == 6 && first["evidence_event"] == nil)
            #expect(await faultCode { try await Self.node(folder, address) { _ in } } == .conflict)
            let again = Mutex<[String: [Int]]>([:])
            _ = try await HubMove(folder: folder, to: address, batch: 3) { table, copied, _ in
                again.withLock { $0[table, default: []].append(copied) }
            }.run()
            let second = again.withLock { $0 }
            #expect(second["package"] == nil && second["delivery"]?.first == 9)
            #expect(try await HubCheck(folder: folder, database: address).run().findings == [])
            try await Self.node(folder, address) { hub in
                let waiting = try await hub.inbox("h29").items
                #expect(waiting.count == 5)
            }
        }
    }

    @Test func `a hub that worked meanwhile is not mixed with what was copied before`() async throws {
        try await Self.run { folder, address in
            await #expect(throws: Stopped.self) {
                _ = try await HubMove(folder: folder, to: address) { _, _, _ in throw Stopped() }.run()
            }
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = nil }) { _ in }
            let fault = await #expect(throws: Fault.self) { try await HubMove(folder: folder, to: address).run() }
            #expect(fault?.code == .conflict && fault?.english.contains("has changed") == true)
            // Into a new one it goes.
            _ = try await HubMove(folder: folder, to: try await TestPostgreSQL.shared.newDatabase()).run()
        }
    }

    @Test func `a hub that is served, a database that is not empty and a folder without a hub are refused`()
        async throws
    {
        try await Self.run { folder, address in
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = nil }) { _ in
                let served = await faultCode { _ = try await HubMove(folder: folder, to: address).run() }
                #expect(served == .conflict)
            }
            let database = try Database.open(postgres: address)
            _ = try await database.write { try $0.execute("CREATE TABLE somebody_elses (id BIGINT)") }
            let fault = await #expect(throws: Fault.self) { try await HubMove(folder: folder, to: address).run() }
            #expect(fault?.code == .conflict && fault?.english.contains("somebody_elses") == true)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "hub.sqlite").path))
        }
        try await withDataFolder { folder in
            let none = await faultCode {
                _ = try await HubMove(folder: folder, to: "postgres://127.0.0.1:1/none").run()
            }
            #expect(none == .notFound)
        }
    }

    @Test func `a text that PostgreSQL does not keep is named by table, row and column`() async throws {
        try await Self.run { folder, address in
            try Intruder(folder).run("UPDATE system SET name = CAST(x'410042' AS TEXT) WHERE rowid = 2")
            let fault = await #expect(throws: Fault.self) { try await HubMove(folder: folder, to: address).run() }
            #expect(fault?.code == .encoding && fault?.place == "system 2 name")
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "hub.sqlite").path))
            // Mended, it goes on.
            try Intruder(folder).run("UPDATE system SET name = 'AB' WHERE rowid = 2")
            _ = try await HubMove(folder: folder, to: address).run()
            let database = try Database.open(postgres: address)
            let count: Int? = try await database.read {
                try $0.row("SELECT COUNT(*) AS count FROM system WHERE name = 'AB'")?["count"]
            }
            #expect(count == 1)
        }
    }

    @Test func `a hub whose data do not agree is not moved`() async throws {
        try await Self.run { folder, address in
            try Intruder(folder).run("UPDATE delivery SET transport = 'done' WHERE transport = 'initial'")
            let fault = await #expect(throws: Fault.self) { try await HubMove(folder: folder, to: address).run() }
            #expect(fault?.code == .conflict && fault?.place?.hasPrefix("hub.sqlite: ") == true)
        }
    }
}
