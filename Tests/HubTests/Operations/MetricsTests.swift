import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Hub

/// What Prometheus reads.
@Suite struct MetricsTests {
    @Test func `packages, refusals, answers and what waits are told, without a word from outside`() async throws {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        try await LiveHub.run(
            now: { TestHub.now },
            configure: { configuration in
                configuration.metricsListen = ("127.0.0.1", 0)
                configuration.onMetricsReady = { told.yield($0) }
            }
        ) { hub in
            let port = try #require(await ports.first { _ in true })
            try await hub.send(90_001)
            _ = try await hub.call("GET", "/v1/packages/strange-\"word\"", as: "g22")
            _ = try await hub.call("GET", "/strange-word", as: "g22")
            _ = try await hub.call("POST", "/v1/packages", as: "nobody")
            let client = HTTPClient.shared
            let response = try await client.execute(
                HTTPClientRequest(url: "http://127.0.0.1:\(port)/metrics"), timeout: .seconds(30))
            #expect(response.headers.first(name: "Content-Type") == "text/plain; version=0.0.4")
            let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
            for line in [
                #"lienthong_packages_total{kind="new"} 1"#, #"lienthong_refusals_total{code="unauthenticated"} 1"#,
                #"lienthong_refusals_total{code="not-found"} 2"#, "lienthong_deliveries_waiting 1",
                #"lienthong_answers_total{route="POST /v1/packages",status="2xx"} 1"#,
                #"lienthong_answers_total{route="POST /v1/packages",status="4xx"} 1"#,
                #"lienthong_answer_seconds_count{route="POST /v1/packages"} 2"#, "lienthong_evidence_entries 8",
                "lienthong_healthy 1", "lienthong_late_agencies 0", "lienthong_webhooks_failing 0",
            ] {
                #expect(text.contains(line + "\n"), "\(line)\n\(text)")
            }
            #expect(!text.contains("strange"))
            // Each series once, each family told what it is.
            let lines = text.split(separator: "\n")
            #expect(Set(lines).count == lines.count)
            for line in lines where !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }.replacing(/_(bucket|sum|count)$/, with: "")
                #expect(text.contains("# TYPE \(name) "), "\(line)")
            }
        }
    }
}
