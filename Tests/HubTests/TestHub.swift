import Exchange
import Foundation
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing
import Web

/// A hub of one test: its parts, a way to call it, and what the test may turn.
struct TestHub: Sendable {
    let parts: HubParts
    let client: any TestClientProtocol
    let folder: URL

    /// 2024-08-15 in Vietnam: after all sample documents that the tests use.
    static let now = Date(timeIntervalSince1970: 1_723_700_000)

    /// `token(of: "g22")`.
    static func token(of system: String) -> String { "token-of-\(system)-0123456789" }

    @discardableResult
    func call(
        _ method: HTTPRequest.Method, _ path: String, as system: String?, headers: HTTPFields = [:],
        body: ByteBuffer? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let system { headers[.authorization] = "Bearer \(Self.token(of: system))" }
        return try await self.client.executeRequest(uri: path, method: method, headers: headers, body: body)
    }

    /// Sends a package file with its right digest.
    func send(_ package: [UInt8], as system: String) async throws -> TestResponse {
        try await self.call(
            .post, "/v1/packages", as: system,
            headers: [
                .contentType: "application/edxml+xml",
                .contentDigest: ContentDigest.header(ContentHash(of: package)),
            ],
            body: ByteBuffer(bytes: package))
    }

    func inbox(_ system: String, query: String = "") async throws -> InboxPage {
        let response = try await self.call(.get, "/v1/inbox\(query)", as: system)
        try #require(response.status == .ok)
        return try response.decode(InboxPage.self)
    }

    func acknowledge(_ item: InboxPage.Item, as system: String, body: String? = nil) async throws -> TestResponse {
        let body = body ?? #"{"sha256":"\#(item.sha256)","outcome":"done"}"#
        return try await self.call(
            .post, "/v1/deliveries/\(item.deliveryId)/acknowledgement", as: system, body: ByteBuffer(string: body))
    }

    func tracking(_ package: String, as system: String) async throws -> TrackingBody {
        try await self.call(.get, "/v1/packages/\(package)", as: system).decode(TrackingBody.self)
    }
}

/// Runs a hub in process on a database in memory (or on PostgreSQL, `TestEngine`), with the sample directory and the systems `g22`, `h29` (with
/// its units H29.90 to H29.93), `h53`, and `closed`, which serves the closed agency H29.95.
func withHub<Value: Sendable>(
    folder: URL? = nil,
    inMemory: Bool = true,
    maximumPackageBytes: Int = 1024 * 1024,
    callsPerSecond: Int = 100_000,
    usesTLS: Bool = false,
    now: @escaping @Sendable () -> Date = { TestHub.now },
    configure: (inout HubConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (TestHub) async throws -> Value
) async throws -> Value {
    try await Turn.take {
        let own = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
        let data = folder ?? own
        defer { if folder == nil { try? FileManager.default.removeItem(at: own) } }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var configuration = HubConfiguration(
            dataFolder: data, hubName: "Trục thử", maximumPackageBytes: maximumPackageBytes,
            callsPerSecond: callsPerSecond, usesTLS: usesTLS,
            database: inMemory ? try await TestEngine.newHubDatabase() : nil, logger: logger, now: now)
        if !inMemory { configuration.databaseAddress = try await TestEngine.address(of: data) }
        configuration.healthDeadlineMilliseconds = 60_000
        configure(&configuration)
        let parts = try await HubParts(configuration)
        try await seed(parts)
        return try await parts.application.test(.router) { client in
            try await body(TestHub(parts: parts, client: client, folder: data))
        }
    }
}

/// Systems and their agencies.
typealias Systems = [(id: String, codes: [String])]

let usualSystems: Systems = [
    ("g22", ["G22"]), ("h29", ["H29", "H29.90", "H29.91", "H29.92", "H29.93"]), ("h53", ["H53"]),
    ("closed", ["H29.95"]),
]

func seed(_ parts: HubParts, systems: Systems = usualSystems) async throws {
    guard try await OrganStore(database: parts.database).count() == 0 else { return }
    let administration = parts.administration
    try await administration.importDirectory(
        String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
    for (id, codes) in systems {
        _ = try await administration.add(
            system: id, name: id, organs: codes.compactMap(OrganCode.init), secret: TestHub.token(of: id))
    }
}

/// The sample data of the project.
enum Samples {
    static func url(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Samples").appendingPathComponent(path)
    }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: self.url(path))) }
    static func package(_ name: String) throws -> [UInt8] { try self.bytes("packages/\(name).edxml") }
}

/// The code of the fault that `body` ends with.
func faultCode(_ body: () async throws -> Void) async -> Fault.Code? {
    (await #expect(throws: Fault.self) { try await body() })?.code
}
