import AsyncHTTPClient
import Exchange
import Foundation
import HTTPTypes
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import Programs
import ServiceLifecycle
import Storage
import Testing
import Trust
import Web

/// Over real sockets: what the tests in process cannot see.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct LiveTests {
    @Test func `whoever trusts the hub's authority is served over TLS, others refuse it`() async throws {
        try await Self.withRunningHub(usesTLS: true) { address, folder, _ in
            #expect(address.url == "https://127.0.0.1:\(address.port)")
            let authority = folder.appending(path: "tls/ca.pem").path
            var trusting = TLSConfiguration.makeClientConfiguration()
            trusting.trustRoots = .file(authority)
            let response = try await Self.get("/health", address, host: "localhost", tls: trusting)
            #expect(response.status == .ok)
            var other = TLSConfiguration.makeClientConfiguration()
            other.trustRoots = .certificates([])
            await #expect(throws: (any Error).self) {
                _ = try await Self.get("/health", address, host: "localhost", tls: other)
            }
        }
    }

    @Test func `a certificate that was given to a system opens the door, another does not`() async throws {
        try await Self.withRunningHub(usesTLS: true) { address, folder, hub in
            let own = try HubAuthority.loadOrMake(in: folder, now: TestHub.now)
            let foreign = try HubAuthority.loadOrMake(in: folder.appending(path: "foreign"), now: Date())
            func tls(_ name: String, by authority: CertificateAuthority) throws -> (TLSConfiguration, ClientCertificate)
            {
                let target = folder.appending(path: name)
                let certificate = try ClientCertificate.issue(for: name, by: authority, into: target, now: Date())
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.trustRoots = .file(folder.appending(path: "tls/ca.pem").path)
                tls.certificateChain = try NIOSSLCertificate.fromPEMFile(target.appending(path: "\(name).pem").path)
                    .map { .certificate($0) }
                tls.privateKey = .privateKey(
                    try NIOSSLPrivateKey(file: target.appending(path: "\(name).key").path, format: .pem))
                return (tls, certificate)
            }
            func status(_ tls: TLSConfiguration, _ headers: HTTPFields = [:]) async throws -> Int {
                try await Self.get("/v1/inbox", address, host: "localhost", headers: headers, tls: tls).status.code
            }
            let (enrolled, certificate) = try tls("h29", by: own)
            #expect(try await status(enrolled) == 401)
            try await hub.systems.add(certificate, to: "h29", now: Date())
            #expect(try await status(enrolled) == 200)
            #expect(try await hub.systems.certificateEnds()["h29"] != nil)
            // A token that is shown is the one that counts.
            #expect(try await status(enrolled, [.authorization: "Bearer wrong-token-0123456789"]) == 401)
            #expect(try await status(try tls("h53", by: own).0) == 401)
            await #expect(throws: (any Error).self) { _ = try await status(try tls("g22", by: foreign).0) }
            await #expect(throws: Fault.self) { try await hub.systems.add(certificate, to: "g22", now: Date()) }
            try await hub.systems.disable("h29")
            #expect(try await status(enrolled) == 403)
        }
    }

    // Without being woken the answer would come after 30 seconds, but the hub would have gone by then.
    @Test func `a hub that stops answers those who wait and ends`() async throws {
        try await Self.withRunningHub { address, _, hub in
            let answer = try await withThrowingTaskGroup(of: TestClient.Response.self) { group in
                group.addTask {
                    try await Self.get(
                        "/v1/inbox?wait=30", address, headers: [.authorization: "Bearer \(TestHub.token(of: "h29"))"])
                }
                for await message in hub.messages where message == "inbox waits" { break }
                await hub.stop()
                return try await group.next()
            }
            #expect(answer?.status == .ok)
            #expect(answer?.body.map { String(buffer: $0) } == #"{"items":[],"next":0}"#)
        }
    }

    @Test func `an inbox is listened to; a cut stream goes on behind the last event`() async throws {
        try await Self.withRunningHub { address, _, hub in
            let url = "http://127.0.0.1:\(address.port)"
            let client = HTTPClient(eventLoopGroupProvider: .singleton)
            func listen(_ headers: [(String, String)], until text: String, _ onReady: () async throws -> Void)
                async throws
                -> String
            {
                var request = HTTPClientRequest(url: "\(url)/v1/inbox")
                request.headers = HTTPHeaders(
                    [("Authorization", "Bearer \(TestHub.token(of: "h29"))"), ("Accept", "text/event-stream")] + headers
                )
                let response = try await client.execute(request, timeout: .seconds(60))
                #expect(response.headers.first(name: "Content-Type") == "text/event-stream")
                var told = ""
                var isReady = false
                for try await piece in response.body {
                    told += String(buffer: piece)
                    if !isReady, told.contains(": ready") {
                        isReady = true
                        try await onReady()
                    }
                    if told.contains(text) { break }
                }
                return told
            }
            func send(_ number: Int) async throws {
                let package = try Packages.document(number: number)
                var request = HTTPClientRequest(url: "\(url)/v1/packages")
                request.method = .POST
                request.headers = [
                    "Authorization": "Bearer \(TestHub.token(of: "g22"))", "Content-Type": "application/edxml+xml",
                    "Content-Digest": ContentDigest.header(ContentHash(of: package)),
                ]
                request.body = .bytes(ByteBuffer(bytes: package))
                #expect(try await client.execute(request, timeout: .seconds(60)).status == .created)
            }
            do {
                try await send(90_001)
                let first = try await listen([], until: "90002/") { try await send(90_002) }
                #expect(first.contains("id: 1\nevent: delivery\ndata: {") && first.contains("90001/VPCP-KSTT"))
                let rest = try await listen([("Last-Event-ID", "1")], until: "90002/") {}
                #expect(rest.contains("id: 2\n") && !rest.contains("90001/"))
            } catch {
                try await client.shutdown()
                throw error
            }
            try await client.shutdown()
        }
    }

    @Test func `a stranger with a large body is answered and his connection ended`() async throws {
        try await Self.withRunningHub { address, folder, _ in
            let response = try await TestClient.withClient(host: "127.0.0.1", port: address.port) { client in
                try await client.execute(
                    .init(
                        "/v1/packages", method: .post, authority: "localhost",
                        headers: [.contentType: "application/edxml+xml"],
                        body: ByteBuffer(repeating: 0x41, count: 300_000)))
            }
            #expect(response.status == .unauthorized)
            #expect(response.headers[.connection] == "close")
        }
    }

    /// What a test may do to a hub that runs.
    struct Running: Sendable {
        /// What the hub logs.
        let messages: AsyncStream<String>
        let group: ServiceGroup
        let systems: SystemStore

        func stop() async { await self.group.triggerGracefulShutdown() }
    }

    private static func get(
        _ path: String, _ address: HubAddress, host: String = "127.0.0.1", headers: HTTPFields = [:],
        tls: TLSConfiguration? = nil
    ) async throws -> TestClient.Response {
        try await TestClient.withClient(
            host: host, port: address.port,
            configuration: .init(
                tlsConfiguration: tls, timeout: .seconds(60), serverName: host == "localhost" ? host : nil)
        ) { client in
            try await client.execute(.init(path, method: .get, authority: host, headers: headers))
        }
    }

    private static func withRunningHub(
        usesTLS: Bool = false, _ body: @escaping @Sendable (HubAddress, URL, Running) async throws -> Void
    ) async throws {
        try await withDataFolder { folder in
            let (ready, continuation) = AsyncStream.makeStream(of: HubAddress.self)
            let (messages, log) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(100))
            let logger = Logger(label: "test") { _ in MessageLog(messages: log) }
            var configuration = HubConfiguration(
                dataFolder: folder, usesTLS: usesTLS, logger: logger,
                onReady: { address in
                    continuation.yield(address)
                    continuation.finish()
                })
            configuration.healthDeadlineMilliseconds = 60_000
            let parts = try await HubParts(configuration)
            try await seed(parts)
            let group = ServiceGroup(
                configuration: .init(services: [try parts.application], logger: logger))
            let running = Running(messages: messages, group: group, systems: SystemStore(database: parts.database))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    // Also when the hub could not start: nobody waits for ever.
                    defer { continuation.finish() }
                    try await group.run()
                }
                for await address in ready { try await body(address, folder, running) }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }
}

/// Hands on what is logged.
private struct MessageLog: LogHandler {
    let messages: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) { self.messages.yield(event.message.description) }
}
