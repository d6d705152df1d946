import AsyncHTTPClient
import Exchange
import Foundation
import struct Gateway.WebhookPauses
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Programs
import Storage
import Testing
import Web

@testable import Hub

/// A hub of one test that listens, with its services.
struct LiveHub: Sendable {
    let address: HubAddress
    let parts: HubParts
    let secrets: WebhookSecrets
    private let client: HTTPClient

    var store: WebhookStore { WebhookStore(database: self.parts.database) }
    var systems: SystemStore { SystemStore(database: self.parts.database) }

    /// Sends a document of G22.
    func send(_ number: Int, to organs: [String] = ["H29"]) async throws {
        let package = try Packages.document(to: organs, number: number)
        let answer = try await self.call(
            "POST", "/v1/packages", as: "g22",
            headers: [
                ("Content-Type", "application/edxml+xml"),
                ("Content-Digest", ContentDigest.header(ContentHash(of: package))),
            ], body: package)
        #expect(answer.contains("packageId"))
    }

    func inbox(_ system: String) async throws -> [InboxItem] {
        let system = try #require(try await self.systems.find(system))
        return try await Inbox(database: self.parts.database, signal: self.parts.signal)
            .items(for: system, after: 0, limit: 100)
    }

    /// The body of the answer.
    func call(
        _ method: String, _ path: String, as system: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> String {
        var request = HTTPClientRequest(url: "\(self.address.url)\(path)")
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders([("Authorization", "Bearer \(TestHub.token(of: system))")] + headers)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await self.client.execute(request, timeout: .seconds(60))
        return String(buffer: try await response.body.collect(upTo: 10 << 20))
    }

    /// - Parameter given: a data folder that stays; nil: one of its own.
    static func run(
        in given: URL? = nil, systems: Systems = usualSystems,
        now: @escaping @Sendable () -> Date, configure: (inout HubConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveHub) async throws -> Void
    ) async throws {
        try await Turn.take {
            let own = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
            let folder = given ?? own
            // A database that is just being closed removes files of its own.
            defer { if given == nil { try? FileManager.default.removeItem(at: own) } }
            let (ready, continuation) = AsyncStream.makeStream(of: HubAddress.self)
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            var configuration = HubConfiguration(
                dataFolder: folder, usesTLS: false, logger: logger, now: now,
                onReady: { address in
                    continuation.yield(address)
                    continuation.finish()
                })
            configuration.databaseAddress = try await TestEngine.address(of: folder)
            configuration.webhookPauses = WebhookPauses(seconds: [0.05])
            configuration.healthDeadlineMilliseconds = 60_000
            configure(&configuration)
            let parts = try await HubParts(configuration)
            try await seed(parts, systems: systems)
            let group = ServiceGroup(configuration: .init(services: [try parts.application], logger: logger))
            let client = HTTPClient(eventLoopGroupProvider: .singleton)
            let result: Result<Void, any Error>
            do {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        defer { continuation.finish() }
                        try await group.run()
                    }
                    for await address in ready {
                        try await body(
                            LiveHub(
                                address: address, parts: parts, secrets: try WebhookSecrets(dataFolder: folder),
                                client: client))
                    }
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await client.shutdown()
            try result.get()
        }
    }
}
