import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing
@testable import Hub

/// What the operator does for a system that was restored from a backup.
@Suite struct RedeliverTests {
    @Test func `what a system took since its backup waits for it again, under the same id and behind every cursor`()
        async throws
    {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            let taken = try #require(try await hub.inbox("h29").items.first)
            _ = try await hub.acknowledge(taken, as: "h29")
            let other = try #require(try await hub.inbox("h53").items.first)
            _ = try await hub.acknowledge(other, as: "h53")
            #expect(try await hub.inbox("h29").items.isEmpty)

            let administration = hub.parts.administration
            #expect(try await administration.redeliver(to: "h29", since: Date().addingTimeInterval(86_400)) == 0)
            #expect(try await administration.redeliver(to: "h29", since: Date(timeIntervalSince1970: 0)) == 1)
            let again = try #require(try await hub.inbox("h29").items.first)
            #expect(again.deliveryId == taken.deliveryId && again.sha256 == taken.sha256)
            #expect(again.cursor > max(taken.cursor, other.cursor))
            // Another system's are left alone.
            #expect(try await hub.inbox("h53").items.isEmpty)
            _ = try await hub.acknowledge(again, as: "h29")
            #expect(try await hub.inbox("h29").items.isEmpty)
        }
    }

    @Test func `more than a page waits again in its order, and what is no longer kept is left out`() async throws {
        try await withHub { hub in
            for number in 90_001...90_004 {
                _ = try await hub.send(Packages.document(to: ["H29"], number: number), as: "g22").receipt
            }
            let taken = try await hub.inbox("h29").items
            #expect(taken.count == 4)
            for item in taken { _ = try await hub.acknowledge(item, as: "h29") }
            let gone = taken[1].packageId
            let now = Date()
            _ = try await hub.parts.database.write { connection in
                try connection.execute("UPDATE package SET removed_at = $1 WHERE id = $2", now, gone)
            }
            let count = try await hub.parts.administration.redeliver(
                to: "h29", since: Date(timeIntervalSince1970: 0), piece: 1)
            #expect(count == 3)
            let again = try await hub.inbox("h29").items
            #expect(again.map(\.deliveryId) == [taken[0], taken[2], taken[3]].map(\.deliveryId))
            #expect(again.allSatisfy { $0.cursor > taken[3].cursor })
        }
    }

    @Test func `a system that nobody knows is told`() async throws {
        try await withHub { hub in
            let fault = await #expect(throws: Fault.self) {
                _ = try await hub.parts.administration.redeliver(to: "x", since: Date(timeIntervalSince1970: 0))
            }
            #expect(fault?.code == .notFound)
        }
    }
}
