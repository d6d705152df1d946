import EdXML
import Exchange
import Foundation
import Gateway
import Logging
import Programs
import ServiceLifecycle
import Storage
import Synchronization
import Testing

@testable import VendorGateway

/// The gateway of H29 with its two folders, on a database of its own or one of nodes. Its parts can be started against a hub, and the folder be looked
/// at by hand.
final class TestGateway: Sendable {
    let gateway: AgencyGateway
    let inFolder: InFolder
    let out: OutFolder
    let health: Health
    /// A gateway alone has them all.
    let leases: (exchange: Lease, folder: Lease, telling: Lease)
    let places: (in: URL, out: URL)
    /// The data folder.
    let home: URL
    private let hub: URL?
    private let running = Mutex<(group: ServiceGroup, task: Task<Void, any Error>, client: HubClient)?>(nil)

    /// - Parameters:
    ///   - shared: of several nodes; nil: the gateway is alone, in a folder of its own.
    ///   - folder: nodes may share it. A node works in `gateway` there.
    ///   - content: where files are kept; nil: where the database says.
    init(
        _ organ: String = "H29", hub: URL? = nil, folder: URL, database shared: Database? = nil,
        content: ContentPlace? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) async throws {
        let node = shared.map { DatabaseNode(database: $0, now: now, logger: TestHub.silence) }
        let home = folder.appending(path: node == nil ? "gateway-\(UUID().uuidString)" : "gateway")
        let database = if let shared { shared } else { try await TestEngine.newDatabase() }
        try GatewayServer.migrate(database)
        self.home = home
        self.places = (home.appending(path: "in"), home.appending(path: "out"))
        self.gateway = AgencyGateway(
            organ: try #require(OrganCode(organ)), database: database,
            store: try await ContentPlace.settle(
                content, of: .gateway,
                staging: ContentStore(folder: home.appending(path: "content"), shared: node != nil), in: database),
            signals: GatewaySignals(), now: now, maximumBytes: 20 << 20)
        // Many tests at once: a probe may wait long for the disk.
        self.health = GatewayServer.health(
            self.gateway, roomFloorBytes: 0, deadlineMilliseconds: 60_000, logger: TestHub.silence)
        func lease(_ name: String) -> Lease { Lease(name, of: node, pace: .milliseconds(20)) }
        self.leases = (lease("exchange"), lease("folder"), lease("telling"))
        self.inFolder = try InFolder(
            gateway: self.gateway, folder: self.places.in, lease: self.leases.folder, logger: TestHub.silence)
        self.out = try OutFolder(gateway: self.gateway, folder: self.places.out, lease: self.leases.exchange)
        self.hub = hub
    }

    /// - Parameter pausedLogger: of a node that does not look whether its lease is another's by now, as one that was paused, and that has no folder
    ///   to look at; nil: it does everything.
    func start(paused pausedLogger: Logger? = nil) throws {
        let url = try #require(self.hub)
        let client = try HubClient(
            endpoint: HubEndpoint(url: url, token: TestHub.token(of: self.gateway.organ.text), trustedRoots: nil))
        let service = GatewayService(
            database: self.gateway.database, store: self.gateway.store, client: client,
            events: GatewayLink(gateway: self.gateway, out: self.out).events, signals: self.gateway.signals,
            lease: self.leases.exchange, logger: pausedLogger ?? TestHub.silence, now: self.gateway.now,
            pauses: RetryPauses(seconds: [0.05, 0.1], giveUpAfterSeconds: 3_600))
        let watched: [any Service] = [
            GatewayNews(gateway: self.gateway), LeasedServices(lease: self.leases.exchange, services: [service]),
            LeasedServices(lease: self.leases.folder, services: [self.inFolder]),
        ]
        let services = pausedLogger.map { [PausedService(service: service, logger: $0)] } ?? watched
        let group = ServiceGroup(configuration: .init(services: services, logger: TestHub.silence))
        let task = Task { try await group.run() }
        self.running.withLock { $0 = (group, task, client) }
    }

    func stop() async throws {
        let running = self.running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        await running.group.triggerGracefulShutdown()
        try await running.task.value
        try await running.client.shutdown()
    }

    // MARK: What the agency's software does

    /// Puts a file into the folder as software should: complete, by a rename.
    func drop(_ bytes: [UInt8], as name: String) throws {
        let hidden = self.places.in.appending(path: ".new")
        try Data(bytes).write(to: hidden)
        try FileManager.default.moveItem(at: hidden, to: self.places.in.appending(path: name))
    }

    /// Puts a document into the folder: header and files.
    func drop(header: JSON, files: [String: [UInt8]], as name: String) throws {
        let hidden = self.places.in.appending(path: "\(name).tmp", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true)
        try Data(try header.printed().utf8).write(to: hidden.appending(path: "header.json"))
        for (file, bytes) in files { try Data(bytes).write(to: hidden.appending(path: file)) }
        try FileManager.default.moveItem(at: hidden, to: self.places.in.appending(path: name))
    }

    /// A new document of H29 to G22, as `edxml build` reads it.
    static func header(_ number: Int, from organ: String = "H29", to receivers: [String] = ["G22"]) throws -> JSON {
        let json = """
            {"kind": "new", "from": {"organId": "\(organ)", "organName": "Ủy ban nhân dân Thành phố"},
             "to": [\(receivers.map { #"{"organId": "\#($0)", "organName": "Cơ quan nhận"}"# }.joined(separator: ","))],
             "document": {"codeNumber": "\(number)", "codeNotation": "UBND-VP", "promulgationDate": "2024-03-12",
               "documentType": {"typeName": "Công văn"}, "subject": "Về việc thử cổng liên thông",
               "signer": {"fullName": "Trần Văn Ví Dụ"}}}
            """
        return try #require(JSON(utf8: Array(json.utf8)))
    }

    // MARK: What the agency's software sees

    /// `sent/1.edxml`, `refused/x`: what was dropped, where it lies now.
    func dropped() throws -> [String] {
        try ["sending", "sent", "refused"].flatMap { place -> [String] in
            let folder = self.places.in.appending(path: place)
            return try Self.names(folder).flatMap { id in
                // What moves on at this moment lies in the next place.
                ((try? Self.names(folder.appending(path: id))) ?? [])
                    .filter { !["state.json", "receipt.json", "reason.txt"].contains($0) }.map { "\(place)/\($0)" }
            }
        }.sorted()
    }

    /// The text of a file beside what was dropped as `name`.
    func text(_ file: String, beside name: String, in place: String) throws -> String {
        let folder = self.places.in.appending(path: place)
        let home = try #require(
            try Self.names(folder).first { try Self.names(folder.appending(path: $0)).contains(name) })
        return try String(contentsOf: folder.appending(path: home).appending(path: file), encoding: .utf8)
    }

    /// The folders of what has come.
    func arrivals() throws -> [URL] {
        try Self.names(self.places.out).sorted().map { self.places.out.appending(path: $0) }
    }

    private static func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
    }

    func outboxCount() async throws -> Int {
        try await self.gateway.database.read { connection in
            try connection.row("SELECT COUNT(*) AS total FROM gateway_outbox")?["total"] ?? 0
        }
    }
}

/// A hub, the gateway of H29 and an office of G22 that the test starts; all are stopped at the end.
func withGateway(_ body: (TestHub, TestGateway, TestAgency) async throws -> Void) async throws {
    try await withFolder { folder in
        let hub = try await TestHub(folder: folder)
        let gateway = try await TestGateway(hub: try hub.url, folder: folder)
        let office = try await TestAgency("G22", hub: try hub.url, folder: folder)
        let result: Result<Void, any Error>
        do { result = .success(try await body(hub, gateway, office)) } catch { result = .failure(error) }
        try await gateway.stop()
        try await office.stop()
        try await hub.stop()
        try result.get()
    }
}

/// Of a node that was paused: it learns that its job is another's when it writes, and not before.
private struct PausedService: Service {
    let service: GatewayService
    let logger: Logger

    func run() async throws {
        do {
            try await self.service.run()
        } catch let lost as LeaseLost {
            self.logger.notice("told off", metadata: ["error": "\(lost)"])
            try await gracefulShutdown()
        }
    }
}
