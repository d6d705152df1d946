import Exchange
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing
import Web

@testable import Hub

/// Two hubs on one database of PostgreSQL and one data folder (hai nút), whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct NodesTests {
    private struct Pair: Sendable {
        let one: TestHub
        let two: TestHub
        let folder: URL
        let address: String

        /// Database, files and evidence agree.
        func check() async throws -> HubCheck.Report {
            let report = try await HubCheck(folder: self.folder, database: self.address).run()
            #expect(report.findings == [])
            return report
        }
    }

    private static func run(_ body: @escaping @Sendable (Pair) async throws -> Void) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = address }) { one in
                try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = address }) { two in
                    try await body(Pair(one: one, two: two, folder: folder, address: address))
                }
            }
        }
    }

    @Test func `both take packages in at once: one order, nothing lost, nothing twice`() async throws {
        try await Self.run { pair in
            let count = 60
            let receipts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for number in 0..<count {
                    let package = try Packages.document(to: ["H29", "H53"], number: 91_000 + number)
                    let (first, second) = number.isMultiple(of: 2) ? (pair.one, pair.two) : (pair.two, pair.one)
                    group.addTask { (number, try await first.send(package, as: "g22").text) }
                    // Each third one is sent to both at the same time.
                    if number.isMultiple(of: 3) {
                        group.addTask { (number, try await second.send(package, as: "g22").text) }
                    }
                }
                return try await group.reduce(into: [Int: Set<String>]()) { $0[$1.0, default: []].insert($1.1) }
            }
            #expect(receipts.count == count && receipts.values.allSatisfy { $0.count == 1 })
            #expect(receipts.values.allSatisfy { $0.first?.contains("packageId") == true })
            for hub in [pair.one, pair.two] {
                for system in ["h29", "h53"] {
                    let items = try await hub.inbox(system, query: "?limit=100").items
                    #expect(items.count == count && Set(items.map(\.packageId)).count == count)
                    #expect(zip(items, items.dropFirst()).allSatisfy { $0.cursor < $1.cursor })
                }
            }
            let (indexes, cursors): ([Int], [Int]) = try await pair.two.parts.database.read { connection in
                (
                    try connection.rows("SELECT idx FROM evidence_event ORDER BY idx LIMIT 10000").map {
                        try $0["idx"]
                    },
                    try connection.rows("SELECT cursor FROM delivery ORDER BY cursor LIMIT 10000").map {
                        try $0["cursor"]
                    }
                )
            }
            #expect(indexes == Array(0..<indexes.count))
            #expect(cursors == Array(1...2 * count))
            let report = try await pair.check()
            #expect(report.packages == count && report.files == count)
        }
    }

    @Test func `what came through one is taken and confirmed through the other, once`() async throws {
        try await Self.run { pair in
            let package = try Packages.document(fileBytes: 30_000)
            let sent = try await pair.one.send(package, as: "g22").receipt
            let item = try #require(try await pair.two.inbox("h29").items.first)
            let bytes = try await pair.two.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29").body
            #expect(Array(bytes.readableBytesView) == package)
            let codes = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<10 {
                    group.addTask { try await pair.one.acknowledge(item, as: "h29").status }
                    group.addTask { try await pair.two.acknowledge(item, as: "h29").status }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1.code) }
            }
            #expect(codes == [204])
            let other = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip"}"#
            #expect(try await pair.one.acknowledge(item, as: "h29", body: other).status == .conflict)
            #expect(try await pair.one.inbox("h29").items.isEmpty)
            #expect(try await pair.two.tracking(sent.packageID, as: "g22").receivers.map(\.transport) == ["done"])
            let handovers: Int? = try await pair.one.parts.database.read { connection in
                try connection.row("SELECT COUNT(*) AS count FROM evidence_event WHERE name = 'ContentHandover'")?[
                    "count"]
            }
            #expect(handovers == 1)
            _ = try await pair.check()
        }
    }

    @Test func `who waits at one is woken by what the other takes in`() async throws {
        try await Self.run { pair in
            let system = try #require(try await SystemStore(database: pair.two.parts.database).find("h29"))
            // Far beyond the time limit of the suite: only a wake ends it, or that limit.
            async let waiting = pair.two.parts.inbox.items(
                for: system, after: 0, limit: 10, wait: .seconds(86_400))
            try await eventually("waits") { pair.two.parts.signal.waiting == 1 }
            _ = try await pair.one.send(Packages.document(), as: "g22").receipt
            let found = try await waiting
            #expect(found.count == 1)
        }
    }

    @Test func `news wake for what came since the last look, and for nothing before`() async throws {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            var logger = hub.parts.configuration.logger
            logger.logLevel = .critical
            let (inbox, senders) = (InboxSignal(), InboxSignal())
            let news = NodeNews(database: hub.parts.database, inbox: inbox, senders: senders, logger: logger)
            let start = try await news.look(after: nil)
            #expect(try await news.look(after: start) == start)
            let item = try #require(try await hub.inbox("h29").items.first)
            _ = try await hub.acknowledge(item, as: "h29")
            _ = try await hub.send(Packages.document(to: ["H53"], number: 91_000), as: "g22").receipt
            let systems = SystemStore(database: hub.parts.database)
            let (receiver, sender) = (
                try #require(try await systems.find("h53")), try #require(try await systems.find("g22"))
            )
            let place = try await inbox.listening(for: receiver) { arrived in
                try await senders.listening(for: sender) { ended in
                    let place = try await news.look(after: start)
                    // Both have rung, or the suite runs out of time here.
                    await arrived.wait(until: .now + .seconds(86_400))
                    await ended.wait(until: .now + .seconds(86_400))
                    return place
                }
            }
            #expect(place.cursor == start.cursor + 1 && place.entries > start.entries)
        }
    }

    @Test func `a package in pieces may go through both, and through one at a time`() async throws {
        try await Self.run { pair in
            let package = try Packages.document(fileBytes: 30_000)
            let begun = try await pair.one.call(
                .post, "/v1/uploads", as: "g22",
                headers: [
                    .uploadLength: "\(package.count)", .reprDigest: ContentDigest.header(ContentHash(of: package)),
                ])
            let path = try #require(begun.headers[.location])
            let first = try await pair.one.call(
                .patch, path, as: "g22", headers: [.uploadOffset: "0"], body: ByteBuffer(bytes: package[..<10_000]))
            #expect(first.headers[.uploadOffset] == "10000")
            #expect(try await pair.two.call(.head, path, as: "g22").headers[.uploadOffset] == "10000")
            let id = try #require(path.split(separator: "/").last.map(String.init))
            let file = pair.folder.appending(path: "uploads/\(id)")
            func rest() async throws -> TestResponse {
                try await pair.two.call(
                    .patch, path, as: "g22", headers: [.uploadOffset: "10000"],
                    body: ByteBuffer(bytes: package[10_000...]))
            }
            do {
                let held = try UploadLock(file)
                #expect(try await rest().problem.code == "conflict")
                withExtendedLifetime(held) {}
            }
            #expect(try await rest().receipt.sha256 == ContentHash(of: package).hex)
            #expect(try await pair.one.inbox("h29").items.count == 1)
        }
    }

    @Test func `one of them calls webhooks, each delivery once`() async throws {
        let receiver = Receiver()
        try await receiver.serve { url in
            try await Self.run { pair in
                try await WebhookStore(database: pair.one.parts.database).set(url, of: "h29", now: TestHub.now)
                for number in 0..<20 {
                    let hub = number.isMultiple(of: 2) ? pair.one : pair.two
                    _ = try await hub.send(Packages.document(number: 91_000 + number), as: "g22").receipt
                }
                let last = try #require(try await pair.one.inbox("h29", query: "?limit=100").items.last)
                try await eventually("told") {
                    try await WebhookStore(database: pair.two.parts.database).find("h29").cursor == last.cursor
                }
                #expect(receiver.calls.count == 20 && Set(receiver.calls.map(\.id)).count == 20)
            }
        }
    }

    @Test func `after a restore of the database whatever waits comes behind every cursor that was ever given`()
        async throws
    {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { folder in
            func start<Value: Sendable>(_ body: @escaping @Sendable (TestHub) async throws -> Value) async throws
                -> Value
            {
                try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = address }, body)
            }
            let seen = try await start { hub in
                for number in [90_001, 90_002] {
                    _ = try await hub.send(Packages.document(number: number), as: "g22").receipt
                }
                let page = try await hub.inbox("h29")
                _ = try await hub.acknowledge(try #require(page.items.first), as: "h29")
                return page
            }
            try await Administration.restored(folder, database: address)
            try await start { hub in
                let waiting = try await hub.inbox("h29", query: "?after=\(seen.next)").items
                #expect(waiting.map(\.deliveryId) == [seen.items[1].deliveryId])
                #expect(waiting[0].cursor > 1_000_000_000)
            }
            #expect(try await HubCheck(folder: folder, database: address).run().findings == [])
        }
    }

    @Test func `a database that lacks what the hub has signed is not served`() async throws {
        let (whole, older) = (
            try await TestPostgreSQL.shared.newDatabase(), try await TestPostgreSQL.shared.newDatabase()
        )
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = whole }) { hub in
                _ = try await hub.send(Packages.document(), as: "g22").receipt
            }
            var configuration = HubConfiguration(dataFolder: folder, usesTLS: false)
            configuration.databaseAddress = older
            let behind = configuration
            let fault = await #expect(throws: Fault.self) { try await buildHub(behind) }
            #expect(fault?.code == .conflict && fault?.english.contains("PostgreSQL") == true)
        }
    }

    @Test func `a word that PostgreSQL's index cannot hold finds nothing`() async throws {
        let database = try Database.open(postgres: try await TestPostgreSQL.shared.newDatabase())
        try HubDatabase.migrate(database)
        #expect(try await OrganStore(database: database).find(String(repeating: "a", count: 3_000)).isEmpty)
    }

    @Test func `a hub on its own file and one on PostgreSQL do not share a folder by mistake`() async throws {
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = nil }) { _ in
                let address = try await TestPostgreSQL.shared.newDatabase()
                var configuration = HubConfiguration(dataFolder: folder, usesTLS: false)
                configuration.databaseAddress = address
                let shared = configuration
                let fault = await #expect(throws: Fault.self) { try await buildHub(shared) }
                #expect(fault?.code == .conflict)
            }
        }
    }

    @Test func `a folder whose hub is stopped and was not moved is not served by nodes`() async throws {
        try await withDataFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data().write(to: folder.appending(path: "hub.sqlite"))
            var configuration = HubConfiguration(dataFolder: folder, usesTLS: false)
            configuration.databaseAddress = try await TestPostgreSQL.shared.newDatabase()
            let shared = configuration
            let fault = await #expect(throws: Fault.self) { try await buildHub(shared) }
            #expect(fault?.code == .conflict && fault?.place == "hub.sqlite")
        }
    }
}
