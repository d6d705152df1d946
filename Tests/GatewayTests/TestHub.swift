import Exchange
import Foundation
import Hub
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import Testing

/// The real hub in this process, on a port of its own that it keeps when it is stopped and started again.
final class TestHub: Sendable {
    let folder: URL
    private let usesTLS: Bool
    private let port: KeptPort
    private let running = Mutex<(group: ServiceGroup, task: Task<Void, any Error>)?>(nil)

    /// A hub that runs, with the agencies G22, H29 and H53 and a system for each.
    init(folder: URL, usesTLS: Bool = false) async throws {
        self.folder = folder.appending(path: "hub")
        self.usesTLS = usesTLS
        self.port = try KeptPort()
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let administration = try Administration(folder: self.folder)
        try await self.add(["G22", "H29", "H53"])
        for organ in ["G22", "H29"] {
            _ = try await administration.add(
                system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                secret: Self.token(of: organ))
        }
        try await self.start()
    }

    /// A logger for what a test does not look at.
    static var silence: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    static func token(of organ: String) -> String { "token-of-\(organ.lowercased())-0123456789" }

    var url: URL {
        get throws {
            try #require(URL(string: "\(self.usesTLS ? "https" : "http")://127.0.0.1:\(self.port.number)"))
        }
    }

    /// PEM of the authority that issued the hub's certificate.
    var authority: URL { self.folder.appending(path: "tls/ca.pem") }

    /// How many packages the hub has taken in.
    func packageCount() async throws -> Int {
        try await HubDatabase.open(in: self.folder).read { connection in
            try connection.row("SELECT COUNT(*) AS total FROM package")?["total"] ?? 0
        }
    }

    /// Who has got the package with this content, in the order of delivery.
    func deliveries(of hash: ContentHash) async throws -> [String] {
        try await HubDatabase.open(in: self.folder).read { connection in
            try connection.rows(
                """
                SELECT delivery.organ FROM delivery JOIN package ON package.id = delivery.package_id
                WHERE package.sha256 = $1 ORDER BY delivery.cursor LIMIT 100
                """, hash
            ).map { try $0["organ"] }
        }
    }

    func add(_ codes: [String]) async throws {
        let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email"
        let lines = [header] + codes.map { "\($0),,Cơ quan \($0),,other,,,,," }
        try await Administration(folder: self.folder).importDirectory(lines.joined(separator: "\n") + "\n")
    }

    func start() async throws {
        let logger = Self.silence
        let (ready, told) = AsyncStream.makeStream(of: Int.self)
        let application = try await buildHub(
            HubConfiguration(
                dataFolder: self.folder, port: self.port.number, usesTLS: self.usesTLS, logger: logger,
                onReady: { address in
                    told.yield(address.port)
                    told.finish()
                }))
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        let task = Task {
            // Also when the hub could not start: nobody waits for ever.
            defer { told.finish() }
            try await group.run()
        }
        guard await ready.contains(self.port.number) else {
            try await task.value
            throw NotStarted()
        }
        self.running.withLock { $0 = (group, task) }
    }

    private struct NotStarted: Error {}

    func stop() async throws {
        let running = self.running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        await running.group.triggerGracefulShutdown()
        try await running.task.value
    }
}

/// A hub and the gateways of G22 and H29, which the test starts itself; all are stopped at the end.
func withExchange(
    keeping place: ContentPlace = .folder, _ body: (TestHub, TestAgency, TestAgency) async throws -> Void
) async throws {
    try await withFolder { folder in
        let hub = try await TestHub(folder: folder)
        let sender = try await TestAgency("G22", hub: try hub.url, folder: folder, keeping: place)
        let receiver = try await TestAgency("H29", hub: try hub.url, folder: folder, keeping: place)
        let result: Result<Void, any Error>
        do { result = .success(try await body(hub, sender, receiver)) } catch { result = .failure(error) }
        try await sender.stop()
        try await receiver.stop()
        try await hub.stop()
        try result.get()
    }
}

func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A database that is just being closed removes files of its own.
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}
