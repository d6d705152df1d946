import Crypto
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Programs
import ServiceLifecycle
import Storage
import Testing

@testable import Gateway
@testable import VendorGateway

/// Two gateways on one database of PostgreSQL and one data folder (hai nút), whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct GatewayNodesTests {
    /// - Parameter secondsAhead: of the second, by whose clock a lease of the first has ended by then.
    private static func withNodes(
        _ hub: URL? = nil, in folder: URL, secondsAhead: TimeInterval = 0,
        _ body: (TestGateway, TestGateway) async throws -> Void
    ) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let (first, second) = (try Database.open(postgres: address), try Database.open(postgres: address))
        let one = try await TestGateway(hub: hub, folder: folder, database: first)
        let two = try await TestGateway(
            hub: hub, folder: folder, database: second, now: { Date().addingTimeInterval(secondsAhead) })
        let result: Result<Void, any Error>
        do { result = .success(try await body(one, two)) } catch { result = .failure(error) }
        try await one.stop()
        try await two.stop()
        for database in [first, second] { try database.close() }
        try await TestPostgreSQL.shared.remove(address)
        try result.get()
    }

    /// Both at a hub, and the office of G22; the first does what one does for all.
    private static func withExchange(
        _ body: (TestHub, TestGateway, TestGateway, TestAgency) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let hub = try await TestHub(folder: folder)
            let office = try await TestAgency("G22", hub: try hub.url, folder: folder)
            let result: Result<Void, any Error>
            do {
                try await Self.withNodes(try hub.url, in: folder) { one, two in
                    try office.start()
                    try one.start()
                    try await eventually("the first has both jobs") {
                        let hasFolder = try await one.leases.folder.isHeld()
                        return try await one.leases.exchange.isHeld() && hasFolder
                    }
                    try two.start()
                    try await body(hub, one, two, office)
                }
                result = .success(())
            } catch { result = .failure(error) }
            try await office.stop()
            try await hub.stop()
            try result.get()
        }
    }

    private static func state(_ id: String, _ node: TestGateway) async throws -> HandoverState {
        try #require(try await node.gateway.database.read { try HandoverState.find(id, in: $0) })
    }

    @Test func `what is handed over at the other is sent once, and both tell what became of it`() async throws {
        try await Self.withExchange { hub, one, two, _ in
            let (first, second) = (try await TestAPI(one), try await TestAPI(two))
            let package = try DroppedTests.package(90_501)
            // Each has the newest token of the system.
            let taken = try await second.send(package, key: "mot-lan")
            #expect(taken.status == .created)
            let id = try #require(try taken.decode(JSON.self)["id"]?.string)
            let again = try await second.call(.get, "/v1/outgoing/\(id)")
            #expect(again.status == .ok && first.token != second.token)
            #expect(try await first.call(.get, "/v1/outgoing/\(id)").status == .unauthorized)
            for node in [one, two] {
                try await eventually("it is there") {
                    try await Self.state(id, node).receivers.map(\.transport) == [.done]
                }
                #expect(try await Self.state(id, node).entry.attempts == 1)
            }
            #expect(try await hub.packageCount() == 1)
        }
    }

    @Test func `the same handed over to both at once is one handover`() async throws {
        try await withFolder { folder in
            try await Self.withNodes(in: folder) { one, two in
                _ = try await ConnectedSystems(database: one.gateway.database).add("qlvb", now: Date())
                let package = try DroppedTests.package(90_502)
                let taken = try await withThrowingTaskGroup(of: Handover.Taken.self) { group in
                    for number in 0..<6 {
                        let gateway = (number.isMultiple(of: 2) ? one : two).gateway
                        group.addTask {
                            let staged = try gateway.store.stage()
                            try package.withUnsafeBytes { try staged.write($0) }
                            return try await Handover(gateway: gateway).take(
                                package: staged, key: HandoverKey(system: "qlvb", key: "mot-lan"))
                        }
                    }
                    return try await group.reduce(into: [Handover.Taken]()) { $0.append($1) }
                }
                #expect(Set(taken.map(\.id)).count == 1 && taken.filter { !$0.isRepeat }.count == 1)
                #expect(try await two.outboxCount() == 1)
            }
        }
    }

    @Test func `what has come is laid once and is fetched at the other, byte for byte`() async throws {
        try await Self.withExchange { _, one, two, office in
            try await office.queue(90_511, bytes: 300_000)
            try await eventually("the hub knows") { office.transport.contains("delivered 90511/VPCP-KSTT H29") }
            #expect(try two.arrivals().count == 1)
            let api = try await TestAPI(two)
            let list = try await api.call(.get, "/v1/incoming").decode(JSON.self)
            let id = try #require(list["items"]?.elements.first?["id"]?.string)
            #expect(list["items"]?.elements.count == 1)
            let package = try await api.call(.get, "/v1/incoming/\(id)/package")
            let laid = one.places.out.appending(path: "\(id)/package.edxml")
            #expect(try Array(Data(contentsOf: laid)) == Array(buffer: package.body))
            let report = try await api.call(
                .post, "/v1/incoming/\(id)/status", body: Array(#"{"status": "03"}"#.utf8))
            #expect(report.status == .created)
            try await eventually("its sender knows") { office.events.contains("received 03") }
        }
    }

    @Test func `when one stops the other goes on: the folder, the hub`() async throws {
        try await Self.withExchange { hub, one, two, office in
            try one.drop(try DroppedTests.package(90_521), as: "1.edxml")
            try await eventually("the first is sent") { try one.dropped() == ["sent/1.edxml"] }
            try await one.stop()
            try two.drop(try DroppedTests.package(90_522), as: "2.edxml")
            try await office.queue(90_523)
            try await eventually("the second is sent") { try two.dropped() == ["sent/1.edxml", "sent/2.edxml"] }
            try await eventually("what came lies there") { try two.arrivals().count == 1 }
            #expect(try await hub.packageCount() == 3)
        }
    }

    @Test func `who waits at one is woken by what the other took over or received`() async throws {
        try await withFolder { folder in
            try await Self.withNodes(in: folder) { one, two in
                let news = Task { try await GatewayNews(gateway: one.gateway).run() }
                // Or the suite runs out of time.
                func woken() async {
                    await one.gateway.arrived.wait(until: .now + .seconds(3_600))
                }
                func wokenSender() async {
                    await one.gateway.signals.documents.wait(until: .now + .seconds(3_600))
                }
                // Told once somebody listens.
                await woken()
                await wokenSender()
                try await two.arrive(try Packages.documentBytes(90_531))
                await woken()
                let staged = try two.gateway.store.stage()
                try DroppedTests.package(90_532).withUnsafeBytes { try staged.write($0) }
                _ = try await Handover(gateway: two.gateway).take(package: staged)
                await wokenSender()
                news.cancel()
                try await news.value
            }
        }
    }

    // MARK: A node that was paused

    @Test func `a node that was paused while it sent marks nothing when it goes on: the other has sent it`()
        async throws
    {
        let hub = ScriptedHub(holdsUploadsFrom: 0)
        try await hub.run { url, folder in
            try await Self.withNodes(url, in: folder, secondsAhead: 60) { one, two in
                let log = LogRecord()
                let staged = try one.gateway.store.stage()
                try DroppedTests.package(90_541).withUnsafeBytes { try staged.write($0) }
                let id = try await Handover(gateway: one.gateway).take(package: staged).id
                #expect(try await one.leases.exchange.take())
                try one.start(paused: log.logger)
                try await eventually("the first sends") { hub.uploads.count == 1 }
                try two.start()
                try await eventually("the other sends") { hub.uploads.count == 2 }
                hub.release()
                try await eventually("the first is told off") {
                    log.lines.contains { $0.hasPrefix("told off") }
                }
                try await eventually("it is sent") { try await Self.state(id, two).entry.state == .sent }
                // The hub takes the same bytes for one package.
                #expect(Set(hub.uploads).count == 1)
                let version: Int? = try await two.gateway.database.read { connection in
                    try connection.row("SELECT version FROM handover WHERE id = $1", id)?["version"]
                }
                #expect(version == 2, "told once that it is sent")
            }
        }
    }

    @Test func `a node that was paused while it received keeps and lays nothing when it goes on`() async throws {
        let hub = ScriptedHub([
            .init(id: "d1", bytes: try Packages.documentBytes(90_551, bytes: 300_000), isHeld: true)
        ])
        try await hub.run { url, folder in
            try await Self.withNodes(url, in: folder, secondsAhead: 60) { one, two in
                let log = LogRecord()
                #expect(try await one.leases.exchange.take())
                try one.start(paused: log.logger)
                try await eventually("the first fetches it") { hub.downloads.count == 1 }
                try two.start()
                try await eventually("the other fetches it") { hub.downloads.count == 2 }
                hub.release()
                try await eventually("it lies there") { try two.arrivals().count == 1 }
                try await eventually("the first is told off") {
                    log.lines.contains { $0.hasPrefix("told off") }
                }
                for folder in try two.arrivals() { try FileManager.default.removeItem(at: folder) }
                try await eventually("the other has acknowledged") { hub.acknowledgements(of: "d1").count == 1 }
                #expect(try two.arrivals() == [])
                let kept = try await two.gateway.database.read {
                    try connectionCount("SELECT COUNT(*) AS total FROM arrival", $0)
                }
                #expect(kept == 1)
            }
        }
    }

    @Test func `a node that was paused moves nothing in the folders once the job is the other's`() async throws {
        try await withFolder { folder in
            try await Self.withNodes(in: folder, secondsAhead: 60) { one, two in
                #expect(try await one.leases.folder.take())
                #expect(try await one.leases.exchange.take())
                try one.drop(try DroppedTests.package(90_561), as: "1.edxml")
                try await one.inFolder.look()
                #expect(try one.dropped() == ["sending/1.edxml"])
                #expect(try await two.leases.folder.take())
                #expect(try await two.leases.exchange.take())
                try one.drop(try DroppedTests.package(90_562), as: "2.edxml")
                try one.drop(Array("ghi chú".utf8), as: "3.txt")
                await #expect(throws: LeaseLost.self) { try await one.inFolder.look() }
                #expect(try one.dropped() == ["sending/1.edxml"])
                try await two.inFolder.look()
                #expect(try two.dropped() == ["refused/3.txt", "sending/1.edxml", "sending/2.edxml"])
                #expect(try await two.outboxCount() == 2)
                let id = try await one.arrive(try Packages.documentBytes(90_563))
                await #expect(throws: LeaseLost.self) { try await one.out.lay(id) }
                #expect(try one.arrivals() == [])
                try await two.out.lay(id)
                #expect(try two.arrivals().count == 1)
            }
        }
    }

    @Test func `a node that was paused sets back nothing of what the webhook was told`() async throws {
        try await withFolder { folder in
            try await Self.withNodes(in: folder, secondsAhead: 60) { one, two in
                #expect(try await one.leases.telling.take())
                #expect(try await two.leases.telling.take())
                try await one.arrive(try Packages.documentBytes(90_571))
                let place = WebhookPlace(seq: 0, failures: 3, failingSince: nil, isSuspended: true)
                try await two.gateway.database.write { try place.write(in: $0) }
                let caller = WebhookCaller(now: { Date() })
                let teller = WebhookTeller(
                    gateway: one.gateway, url: try WebhookAddress.url("http://127.0.0.1:1/"),
                    secret: WebhookSecret(SymmetricKey(size: .bits256)), caller: caller,
                    pauses: WebhookPauses(seconds: [0.01]), lease: one.leases.telling, logger: TestHub.silence)
                await #expect(throws: LeaseLost.self) { try await teller.run() }
                #expect(try await two.gateway.database.read { try WebhookPlace.read(in: $0) } == place)
            }
        }
    }

    // MARK: The folder

    @Test func `nodes share a folder and a key, a gateway with a file of its own does not`() async throws {
        try await withFolder { folder in
            let address = try await TestPostgreSQL.shared.newDatabase()
            var shared = GatewayConfiguration(
                dataFolder: folder.appending(path: "gateway"), organ: try #require(OrganCode("H29")),
                hub: HubEndpoint(url: try #require(URL(string: "http://127.0.0.1:1")), token: "t", trustedRoots: nil),
                logger: TestHub.silence)
            let alone = shared
            shared.databaseAddress = address
            let (one, two) = (try await GatewayData(shared), try await GatewayData(shared))
            #expect(one.node != nil && two.node != nil && one.node?.id != two.node?.id)
            func refusal(_ configuration: GatewayConfiguration) async -> Fault? {
                await #expect(throws: Fault.self) { _ = try await GatewayData(configuration) }
            }
            #expect(await refusal(alone)?.code == .conflict)
            for data in [one, two] { try data.gateway.database.close() }
            withExtendedLifetime((one, two)) {}
            // Nothing serves it any more, and still nobody makes an empty gateway beside that of the nodes.
            let fault = #expect(throws: Fault.self) { _ = try GatewayServer.openDatabase(in: alone.dataFolder) }
            #expect(fault?.code == .conflict && fault?.place == "database")
            let check = #expect(throws: Fault.self) { _ = try GatewayCheck(folder: alone.dataFolder) }
            #expect(check?.code == .conflict)
            #expect(try await GatewayCheck(folder: alone.dataFolder, database: address).run().findings == [])
            try Data().write(to: alone.dataFolder.appending(path: "gateway.sqlite"))
            let moved = await refusal(shared)
            #expect(moved?.code == .conflict && moved?.place == "gateway.sqlite")
        }
    }
}
