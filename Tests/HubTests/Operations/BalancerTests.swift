import AsyncHTTPClient
import Exchange
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import Storage
import Testing

@testable import Hub

/// A hub that a balancer stands in front of, which begins each connection with a PROXY header.
@Suite struct BalancerTests {
    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// Of the balancer's own connections.
    private static let local = Self.signature + [0x20, 0, 0, 0]

    /// Of a connection of this address.
    private static func header(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> [UInt8] {
        Self.signature + [0x21, 0x11, 0, 12, a, b, c, d, 127, 0, 0, 1, 0xDD, 0x5A, 0x21, 0x0C]
    }

    @Test func `behind a balancer a system is judged by the address that the balancer names, over TLS`() async throws {
        let log = LogRecord()
        try await Self.run("127.0.0.1", log) { (hub: LiveHub) async throws in
            #expect(try await Self.status(hub, saying: Self.header(10, 22, 0, 7)) == 200)
            #expect(try await Self.status(hub, saying: Self.header(10, 23, 0, 7)) == 403)
            #expect(log.events.last { $0.message == "request refused" }?.metadata["net.peer"] == "10.23.0.7")
            // It looks whether the hub is well, and is itself nobody who may call.
            #expect(try await Self.status(hub, "/health", saying: Self.local) == 200)
            #expect(try await Self.status(hub, saying: Self.local) == 403)
            #expect(log.events.last { $0.message == "request refused" }?.metadata["net.peer"] == "127.0.0.1")
            // It does not know who calls.
            #expect(try await Self.status(hub, saying: Self.signature + [0x21, 0, 0, 0]) == 403)
        }
    }

    @Test func `a balancer that does not say whose connection it hands on is cut off`() async throws {
        let log = LogRecord()
        try await Self.run("127.0.0.0/8", log) { (hub: LiveHub) async throws in
            await #expect(throws: (any Error).self) { try await Self.status(hub, saying: []) }
            let closed = log.events.first { $0.message == "a connection of a balancer was closed" }
            #expect(closed?.level == .warning && closed?.metadata["net.peer"] == "127.0.0.1")
            #expect(try await Self.status(hub, saying: Self.header(10, 22, 0, 7)) == 200)
        }
    }

    @Test func `whoever is no balancer of ours is not believed, and is served without a header`() async throws {
        try await Self.run("10.0.0.10", LogRecord()) { (hub: LiveHub) async throws in
            await #expect(throws: (any Error).self) {
                try await Self.status(hub, saying: Self.header(10, 22, 0, 7))
            }
            #expect(try await Self.status(hub, "/health", saying: []) == 200)
            #expect(try await Self.status(hub, saying: []) == 403)
        }
    }

    @Test func `the VXP wire and the operators' pages take the caller from the header too`() async throws {
        let log = LogRecord()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let balancer = try #require(Network("127.0.0.1"))
        try await VXPHub.run(
            configure: { configuration in
                configuration.balancers = [balancer]
                configuration.logger = log.logger
                configuration.consoleListen = ("127.0.0.1", 0)
                configuration.onConsoleReady = { address in
                    continuation.yield(address.port)
                    continuation.finish()
                }
            }
        ) { (hub: VXPHub) async throws in
            try await hub.hub.systems.bind("h29", to: [try #require(Network("10.22.0.0/16"))])
            let client = hub.client("h29")
            let call = client.request("countReceiveEdoc")
            let own = try await client.exchange(Self.header(10, 22, 0, 7) + call)
            #expect(try own.string("status") == "OK")
            let foreign = try await client.exchange(Self.header(10, 23, 0, 7) + call)
            #expect(try foreign.string("ErrorDesc").contains("dia chi mang"))
            for await port in ports {
                let form = "user=nobody&password=guessed&code=000000"
                let head = "Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded"
                let visit = "POST /sign-in HTTP/1.1\r\n\(head)\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)"
                try await onThread { () throws in
                    let socket = try RawConnection(port: port)
                    defer { socket.end() }
                    try socket.send(Self.header(10, 24, 0, 7) + Array(visit.utf8))
                    #expect(try socket.head().status == 422)
                }
            }
            let refused = log.events.last { $0.message == "console sign-in refused" }
            #expect(refused?.metadata["net.peer"] == "10.24.0.7")
        }
    }

    @Test func `nothing but one place takes the other end of a connection for the caller`() throws {
        let sources = Samples.url("../Sources").standardized
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" && !file.path.contains("/Web/Callers/") {
            #expect(try !String(contentsOf: file, encoding: .utf8).contains("remoteAddress"), "\(file.path)")
            count += 1
        }
        #expect(count > 500)
    }

    /// A hub whose balancers are `balancers` and whose system h29 may call from 10.22.0.0/16.
    private static func run(
        _ balancers: String, _ log: LogRecord, _ body: @escaping @Sendable (LiveHub) async throws -> Void
    ) async throws {
        let network = try #require(Network(balancers))
        try await LiveHub.run(
            now: { Date() },
            configure: { configuration in
                configuration.usesTLS = true
                configuration.balancers = [network]
                configuration.logger = log.logger
            }
        ) { (hub: LiveHub) async throws in
            try await hub.systems.bind("h29", to: [try #require(Network("10.22.0.0/16"))])
            try await body(hub)
        }
    }

    /// What h29 is answered over TLS, when `words` came before it. Throws when the connection ends before.
    private static func status(
        _ hub: LiveHub, _ path: String = "/v1/inbox", saying words: [UInt8]
    ) async throws -> UInt {
        let line = try SwitchedLine(to: hub.address.port, saying: words)
        defer { line.stop() }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(hub.parts.configuration.dataFolder.appending(path: "tls/ca.pem").path)
        var settings = HTTPClient.Configuration(tlsConfiguration: tls)
        settings.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        var request = HTTPClientRequest(url: "https://127.0.0.1:\(line.port)\(path)")
        request.headers.add(name: "Authorization", value: "Bearer \(TestHub.token(of: "h29"))")
        let result: Result<UInt, any Error>
        do {
            result = .success(try await client.execute(request, timeout: .seconds(60)).status.code)
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }
}
