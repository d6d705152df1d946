import EdXML
import Exchange
import Foundation
import Logging
import Programs
import ServiceLifecycle
import Storage
import Synchronization
import Testing

@testable import Gateway

/// One agency's gateway on a database of its own. It can be stopped and started again, as an office would be.
final class TestAgency: Sendable {
    let organ: OrganCode
    let database: Database
    let store: ContentStore
    /// `store`, or the database.
    let kept: KeptContent
    let signals = GatewaySignals()
    /// Where `store` lies.
    let storeFolder: URL
    let now: @Sendable () -> Date
    private let pauses: RetryPauses
    private let logger: Logger
    private let endpoint: HubEndpoint
    private let running = Mutex<(group: ServiceGroup, task: Task<Void, any Error>, client: HubClient)?>(nil)
    /// What the office was told of, in order.
    private let told = Mutex<[String]>([])
    /// Answers what the office does with a package that comes; throws to refuse it.
    private let receives = Mutex<(@Sendable (ReceivedPackage) throws -> Void)?>(nil)

    private let learns = Mutex<(@Sendable (TransportEvent) throws -> Void)?>(nil)

    init(
        _ organ: String, hub: URL, token: String? = nil, folder: URL, logger: Logger = TestHub.silence,
        now: @escaping @Sendable () -> Date = { Date() },
        pauses: RetryPauses = RetryPauses(seconds: [0.05, 0.1], giveUpAfterSeconds: 3_600),
        keeping place: ContentPlace = .folder
    ) async throws {
        self.organ = try #require(OrganCode(organ))
        self.endpoint = HubEndpoint(url: hub, token: token ?? TestHub.token(of: organ), trustedRoots: nil)
        self.database = try await TestEngine.newDatabase()
        try self.database.migrate(Outbox.migrations + [KeptContent.migration])
        self.storeFolder = folder.appending(path: "\(organ)-\(UUID().uuidString)")
        self.store = try ContentStore(folder: self.storeFolder)
        self.kept = KeptContent(self.store, in: place == .database ? self.database : nil)
        self.now = now
        self.pauses = pauses
        self.logger = logger
    }

    /// `sent 1/A`, `failed 1/A unknown-receiver`, `received G22,2024/03/12,1/A`, `received 03`.
    var events: [String] { self.told.withLock { $0.filter { !Self.isTransport($0) } } }
    /// `waits 1/A H29`, `delivered 1/A H29`, `undelivered 1/A H29 bad-zip`.
    var transport: [String] { self.told.withLock { $0.filter(Self.isTransport) } }
    /// Both, in the order in which they were told.
    var everything: [String] { self.told.withLock { $0 } }

    private static func isTransport(_ line: String) -> Bool {
        ["waits", "delivered", "undelivered"].contains { line.hasPrefix($0) }
    }

    /// Does something when it is told of a delivery; throws as a database that cannot be written.
    func onTransport(_ body: @escaping @Sendable (TransportEvent) throws -> Void) {
        self.learns.withLock { $0 = body }
    }

    func onReceiving(_ body: @escaping @Sendable (ReceivedPackage) throws -> Void) {
        self.receives.withLock { $0 = body }
    }

    func start() throws {
        let client = try HubClient(endpoint: self.endpoint)
        let service = GatewayService(
            database: self.database, store: self.kept, client: client, events: self.gatewayEvents,
            signals: self.signals,
            logger: self.logger, now: self.now, pauses: self.pauses)
        let group = ServiceGroup(configuration: .init(services: [service], logger: self.logger))
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

    private var gatewayEvents: GatewayEvents {
        GatewayEvents(
            received: { connection, package in
                try self.receives.withLock { $0 }?(package)
                let name = package.packet.status?.status.rawValue ?? package.packet.document?.id.text ?? ""
                connection.afterCommit { self.told.withLock { $0.append("received \(name)") } }
            },
            sent: { connection, entry, _ in
                connection.afterCommit { self.told.withLock { $0.append("sent \(entry.summary)") } }
            },
            failed: { connection, entry, _ in
                connection.afterCommit {
                    self.told.withLock { $0.append("failed \(entry.summary) \(entry.faultCode ?? "")") }
                }
            },
            transport: { connection, entry, event in
                try self.learns.withLock { $0 }?(event)
                let (name, organ) = ("\(entry.summary)", event.organ.text)
                connection.afterCommit {
                    self.told.withLock {
                        switch event.kind {
                        case .waiting: $0.append("waits \(name) \(organ)")
                        case .delivered: $0.append("delivered \(name) \(organ)")
                        case .failed(let code, _): $0.append("undelivered \(name) \(organ) \(code)")
                        }
                    }
                }
            },
            committed: { self.signals.wake() }
        )
    }

    // MARK: What an office does

    /// Queues a document, in one transaction as publishing does.
    @discardableResult
    func queue(
        _ number: Int, to organs: [String] = ["H29"], bytes: Int = 2_000, urgency: Urgency = .ordinary
    ) async throws -> String {
        let packet = try Packages.document(number, from: self.organ, to: organs, bytes: bytes)
        defer { Packages.remove(packet) }
        let hash = try await self.kept.keep { file in
            try PacketWriter.write(packet) { try file.write($0) }
        }
        return try await self.queue(hash, summary: packet.header.code.text, to: organs, urgency: urgency)
    }

    /// Queues bytes that are a package or pretend to be one.
    func queue(
        _ hash: ContentHash, summary: String, to organs: [String], urgency: Urgency = .ordinary
    ) async throws -> String {
        let codes = try organs.map { try #require(OrganCode($0)) }
        let now = self.now()
        let id = try await self.database.write { connection in
            try Outbox.enqueue(
                document: summary, organs: codes, package: hash, summary: summary, urgency: urgency, at: now,
                in: connection)
        }
        self.signals.wake()
        return id
    }

    /// Queues a status about a document of `organ`.
    func queue(_ status: HandlingStatus, of number: Int, to organ: String) async throws {
        let packet = try Packages.status(status, of: number, from: self.organ, to: organ)
        let body = try PacketWriter.bytes(of: packet)
        let receiver = packet.report.responseFor.organ
        let documentID = try #require(packet.report.responseFor.documentID)
        let now = self.now()
        _ = try await self.database.write { connection in
            try Outbox.enqueue(
                status: status, documentID: documentID, to: receiver, reference: "document", body: body,
                summary: status.rawValue, at: now, in: connection)
        }
        self.signals.wake()
    }

    func entry(_ id: String) async throws -> OutboxEntry? {
        try await self.database.read { try Outbox.entry(id, in: $0) }
    }

    /// The rows of the inbox, `d1 stored -`, `d2 rejected not-xml`, in the order of their ids.
    func inbox() async throws -> [String] {
        try await self.database.read { connection in
            try connection.rows(
                "SELECT delivery_id, state, fault_code FROM gateway_inbox ORDER BY delivery_id LIMIT 100"
            )
            .map { row in
                let (id, state, code): (String, String, String?) = (
                    try row["delivery_id"], try row["state"], try row["fault_code"]
                )
                return "\(id) \(state) \(code ?? "-")"
            }
        }
    }

    /// What is being written into the store: names and sizes of files; empty when nothing is half-done.
    func staged() throws -> [String: Int] {
        let folder = self.storeFolder.appending(path: "staging")
        var sizes: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            // A folder, or what has gone in the meantime, counts as empty.
            sizes[name] = (try? Data(contentsOf: folder.appending(path: name)).count) ?? 0
        }
        return sizes
    }
}
