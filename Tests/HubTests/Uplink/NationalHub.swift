import AsyncHTTPClient
import Exchange
import Foundation
import Programs
import struct Gateway.HubEndpoint
import struct Gateway.VXPEndpoint
import NIOCore
import NIOHTTP1
import Storage
import Testing
import Trust
import Web

@testable import Hub

/// A national hub of one test, and provincial ones below it: `province` is connected there for H29 and its units; G22 and H53 are above.
struct NationalHub: Sendable {
    /// What is spoken between the two.
    enum Language: Sendable, CaseIterable { case own, vxp }

    let language: Language
    let hub: LiveHub
    let line: SwitchedLine
    let clock: @Sendable () -> Date

    static let station = "001.00.20.H29"

    /// A clock that begins at `TestHub.now` and goes.
    static func goingClock() -> @Sendable () -> Date {
        let start = Date()
        return { TestHub.now.addingTimeInterval(Date().timeIntervalSince(start)) }
    }

    static func run(
        _ language: Language = .own, _ body: @escaping @Sendable (NationalHub) async throws -> Void
    ) async throws {
        let clock = Self.goingClock()
        let units = ["H29", "H29.90", "H29.91", "H29.92", "H29.93"]
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let listen = try VXPListen(host: "127.0.0.1", port: 0, prefix: "/vxp")
        try await LiveHub.run(
            systems: [("g22", ["G22"]), ("h53", ["H53"]), ("province", units)], now: clock,
            configure: { configuration in
                configuration.vxpListen = listen
                configuration.onVXPReady = { address in
                    told.yield(address.port)
                    told.finish()
                }
            }
        ) { hub in
            let port = try #require(await ports.first { _ in true })
            let sealed = try SealedSecrets(dataFolder: hub.parts.configuration.dataFolder)
                .seal(TestHub.token(of: "province"), of: "province")
            _ = try await hub.parts.database.write {
                try $0.execute("UPDATE system SET sealed_secret = $1 WHERE id = 'province'", sealed)
            }
            let line = try SwitchedLine(to: language == .own ? hub.address.port : port)
            defer { line.stop() }
            try await body(NationalHub(language: language, hub: hub, line: line, clock: clock))
            try await hub.check()
        }
    }

    /// Runs the provincial hub: `h29`, `h29.90` and `h29.91` are connected to it.
    func province(
        in folder: URL? = nil, configure: (inout HubConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveHub) async throws -> Void
    ) async throws {
        let (base, token) = ("http://127.0.0.1:\(self.line.port)", TestHub.token(of: "province"))
        let dialect: UplinkConfiguration.Dialect =
            switch self.language {
            case .own: .own(HubEndpoint(url: try #require(URL(string: base)), token: token, trustedRoots: nil))
            case .vxp:
                .vxp(
                    VXPEndpoint(
                        url: try #require(URL(string: "\(base)/vxp")), system: "province", secret: token,
                        trustedRoots: nil))
            }
        try await Self.below(dialect, in: folder, now: self.clock, configure: configure, body)
    }

    /// Runs a provincial hub below whatever speaks `dialect`.
    static func below(
        _ dialect: UplinkConfiguration.Dialect, in folder: URL? = nil, now: @escaping @Sendable () -> Date,
        configure: (inout HubConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveHub) async throws -> Void
    ) async throws {
        try await LiveHub.run(
            in: folder, systems: [("h29", ["H29"]), ("h29.90", ["H29.90"]), ("h29.91", ["H29.91"])], now: now,
            configure: { configuration in
                configuration.uplink = UplinkConfiguration(dialect, station: OrganCode(Self.station) ?? .standIn)
                configuration.uplink?.pauses.seconds = [0.05]
                configuration.uplink?.pauses.look = 0.05
                configure(&configuration)
            }
        ) { hub in
            try await body(hub)
            try await hub.check()
        }
    }
}

extension LiveHub {
    /// Sends a package; answers its id.
    @discardableResult
    func send(_ package: [UInt8], as system: String, query: String = "") async throws -> String {
        let answer = try await self.call(
            "POST", "/v1/packages\(query)", as: system,
            headers: [
                ("Content-Type", "application/edxml+xml"),
                ("Content-Digest", ContentDigest.header(ContentHash(of: package))),
            ], body: package)
        let receipt = try? JSONDecoder().decode(ReceiptBody.Outer.self, from: Data(answer.utf8))
        return try #require(receipt, "\(answer)").event.packageID
    }

    func tracking(_ package: String, as system: String) async throws -> [TrackingBody.Receiver] {
        let answer = try await self.call("GET", "/v1/packages/\(package)", as: system)
        return try JSONDecoder().decode(TrackingBody.self, from: Data(answer.utf8)).receivers
    }

    /// `G22 processing`, …
    func standing(_ package: String, as system: String) async throws -> [String] {
        try await self.tracking(package, as: system).map { "\($0.organ) \($0.transport)" }
    }

    /// What waits for a system once there are `count` items.
    func inbox(_ system: String, count: Int) async throws -> [InboxItem] {
        try await eventually("\(count) for \(system)") { try await self.inbox(system).count >= count }
        let items = try await self.inbox(system)
        try #require(items.count == count)
        return items
    }

    func package(_ item: InboxItem, as system: String) async throws -> String {
        try await self.call("GET", "/v1/deliveries/\(item.deliveryID)/package", as: system)
    }

    func acknowledge(_ item: InboxItem, as system: String, failing code: String? = nil) async throws {
        let outcome = code.map { #""fail","code":"\#($0)","reason":"Tệp hỏng.""# } ?? #""done""#
        let answer = try await self.call(
            "POST", "/v1/deliveries/\(item.deliveryID)/acknowledgement", as: system,
            headers: [("Content-Type", "application/json")],
            body: Array(#"{"sha256":"\#(item.sha256)","outcome":\#(outcome)}"#.utf8))
        #expect(answer.isEmpty)
    }

    /// Database, files and evidence agree.
    func check() async throws {
        let findings = try await HubCheck(tested: self.parts.configuration.dataFolder).run().findings
        #expect(findings == [])
    }
}
