import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing

@testable import Hub

/// Whoever reads the log finds who was refused, over what, and the request that the caller speaks of.
@Suite struct RefusalLogTests {
    @Test func `a refusal stands in the log with its ids, and the caller reads the id of his request`() async throws {
        let log = LogRecord()
        try await withHub(configure: { $0.logger = log.logger }) { hub in
            /// Calls, and hands back what was logged of the refusal.
            func refusal(_ call: () async throws -> TestResponse) async throws -> LogRecord.Event {
                let id = try await call().problem.requestId
                return try #require(log.events.last { $0.metadata["hb.request.id"].map { "\($0)" } == id }, "\(id)")
            }
            let spoiled = Array("x".utf8)
            let sent = try await refusal { try await hub.send(spoiled, as: "g22") }
            #expect(sent.message == "request refused" && sent.level == .notice)
            #expect(sent.metadata["hub.system"] == "g22" && sent.metadata["fault.code"] == "not-xml")
            #expect(sent.metadata["hub.sha256"] == "\(ContentHash(of: spoiled).hex)")
            #expect(sent.metadata["http.route"] == "/v1/packages")

            let tracked = try await refusal { try await hub.call(.get, "/v1/packages/lost", as: "h29") }
            #expect(tracked.metadata["hub.package"] == "lost" && tracked.metadata["hub.system"] == "h29")
            let fetched = try await refusal { try await hub.call(.get, "/v1/deliveries/lost/package", as: "h29") }
            #expect(fetched.metadata["hub.delivery"] == "lost")

            let stranger = try await refusal { try await hub.call(.get, "/v1/inbox", as: "nobody") }
            #expect(stranger.level == .warning && stranger.metadata["hub.system"] == nil)
            try await SystemStore(database: hub.parts.database).disable("h53")
            let disabled = try await refusal { try await hub.call(.get, "/v1/inbox", as: "h53") }
            #expect(disabled.metadata["hub.system"] == "h53" && disabled.metadata["net.peer"] != nil)

            let package = try Packages.document()
            #expect(try await hub.send(package, as: "g22").status == .created)
            let delivery = try #require(try await hub.inbox("h29").items.first)
            let path = "/v1/deliveries/\(delivery.deliveryId)/package"
            let range = try await refusal {
                try await hub.call(.get, path, as: "h29", headers: [.range: "bytes=99999999-"])
            }
            #expect(range.metadata["hub.delivery"] == "\(delivery.deliveryId)")
            let taken = try #require(log.events.first { $0.message == "package taken in" })
            #expect(taken.metadata["hub.package"] == "\(delivery.packageId)" && taken.metadata["hub.system"] == "g22")

            // What fails inside is told to the log only.
            _ = try await hub.parts.database.write { try $0.execute("ALTER TABLE organ RENAME TO lost_organ") }
            let failed = try await refusal { try await hub.call(.get, "/v1/organs", as: "h29") }
            #expect(failed.level == .error && failed.metadata["hub.system"] == "h29")
            let missing = TestEngine.isPostgreSQL ? "relation \"organ\" does not exist" : "no such table"
            #expect("\(failed.metadata["error"] ?? "")".contains(missing))
        }
    }
}
