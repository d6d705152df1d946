import AsyncHTTPClient
import Exchange
import Foundation
import Gateway
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

/// `lienthong sandbox` as a process, and what a vendor does with it.
struct RunningSandbox: Sendable {
    let folder: URL
    let hub: URL
    let vxp: URL
    let office: String
    let switches: String
    /// Nil when it was made before.
    let secret: String?
    private let client: HTTPClient

    struct Answer {
        let status: Int
        let text: String
        let headers: HTTPHeaders
    }

    /// Runs `body` while the sandbox serves `folder`, then ends it; it must end well.
    static func with(_ folder: URL, _ body: (RunningSandbox) async throws -> Void) async throws {
        let data = folder.appending(path: "box")
        let process = try Command(
            ["sandbox", "--data", data.path, "--port-base", "0", "--samples", Samples.url("").path, "--json"],
            folder: folder)
        let line = try await process.ready()
        guard let told = JSON(utf8: Array(line.utf8)) else {
            let result = try await process.result()
            Issue.record("the sandbox ended with \(result.status): \(result.errors)")
            return
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(data.appending(path: "vendor/ca.pem").path)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(
                RunningSandbox(
                    folder: data, hub: try #require(told["hub"]?.string.flatMap { URL(string: $0) }),
                    vxp: try #require(told["vxp"]?.string.flatMap { URL(string: $0) }),
                    office: try #require(told["offices"]?["G22"]?.string),
                    switches: try #require(told["switches"]?.string), secret: told["secret"]?.string, client: client))
        } catch {
            try await client.shutdown()
            process.send(signal: SIGKILL)
            throw error
        }
        try await client.shutdown()
        let result = try await process.stop()
        #expect(result.status == 0, "\(result.errors)")
    }

    /// The first line of a file of the vendor's.
    func kept(_ name: String) throws -> String {
        let text = try String(contentsOf: self.folder.appending(path: "vendor/\(name)"), encoding: .utf8)
        return String(try #require(text.split(separator: "\n").first))
    }

    func call(
        _ method: HTTPMethod, _ url: String, _ body: String? = nil, headers: [String: String] = [:], seconds: Int64 = 60
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let answer = try await self.client.execute(request, timeout: .seconds(seconds))
        return Answer(
            status: Int(answer.status.code), text: String(buffer: try await answer.body.collect(upTo: 1 << 20)),
            headers: answer.headers)
    }

    /// Over the API of the switches.
    func turn(_ id: String, on: Bool) async throws {
        let answer = try await self.control(.PUT, "switches/\(id)", "{\"on\":\(on)}")
        #expect(answer.status == 200, "\(answer.text)")
    }

    func control(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> Answer {
        try await self.call(
            method, "\(self.switches)/v1/\(path)", body,
            headers: ["Authorization": "Bearer \(try self.kept("switches.token"))"])
    }

    func health(seconds: Int64 = 60) async throws -> Int {
        try await self.call(.GET, "\(self.hub.absoluteString)/health", seconds: seconds).status
    }

    /// A system of the hub: the vendor's, the tester's.
    func system(_ file: String, _ body: (HubClient) async throws -> Void) async throws {
        let client = try HubClient(
            endpoint: HubEndpoint(
                url: self.hub, token: try self.kept(file), trustedRoots: self.folder.appending(path: "vendor/ca.pem")))
        do { try await body(client) } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}
