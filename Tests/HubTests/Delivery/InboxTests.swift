import Exchange
import Foundation
import Gateway
import HTTPTypes
@testable import Hub
import HummingbirdTesting
import Programs
import Storage
import Testing
import Trust

@Suite(.inTurn, .timeLimit(.minutes(5))) struct InboxTests {
    @Test func `the cursor goes on where the last page ended`() async throws {
        try await withHub { hub in
            for number in 0..<5 {
                _ = try await hub.send(try Packages.document(number: 91_000 + number), as: "g22").receipt
            }
            let first = try await hub.inbox("h29", query: "?limit=2")
            let second = try await hub.inbox("h29", query: "?limit=2&after=\(first.next)")
            let third = try await hub.inbox("h29", query: "?limit=2&after=\(second.next)")
            let empty = try await hub.inbox("h29", query: "?limit=2&after=\(third.next)")
            #expect([first, second, third, empty].map(\.items.count) == [2, 2, 1, 0])
            #expect(empty.next == third.next)
            let cursors = (first.items + second.items + third.items).map(\.cursor)
            #expect(cursors == cursors.sorted() && Set(cursors).count == 5)
        }
    }

    /// Lesson B1, B2.
    @Test func `looking and reading change nothing, acknowledging one leaves the others`() async throws {
        try await withHub { hub in
            for number in 0..<3 {
                _ = try await hub.send(try Packages.document(number: 91_000 + number), as: "g22").receipt
            }
            let items = try await hub.inbox("h29").items
            for item in items + items {
                #expect(try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29").status == .ok)
            }
            #expect(try await hub.inbox("h29").items == items)
            #expect(try await hub.acknowledge(items[1], as: "h29").status == .noContent)
            #expect(try await hub.inbox("h29").items == [items[0], items[2]])
        }
    }

    /// Lesson B10.
    @Test func `a stranger neither sees nor reads nor ends a delivery`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Packages.document(), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            for stranger in ["h53", "g22"] {
                #expect(try await hub.inbox(stranger).items.isEmpty)
                let read = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: stranger)
                #expect(try read.problem.code == "not-found")
                let end = try await hub.acknowledge(item, as: stranger)
                #expect(end.status == .notFound)
            }
            #expect(try await hub.call(.get, "/v1/packages/\(sent.packageID)", as: "h29").status == .notFound)
            #expect(try await hub.tracking(sent.packageID, as: "g22").receivers.map(\.transport) == ["initial"])
        }
    }

    @Test func `a waiting caller gets what comes`() async throws {
        try await withHub { hub in
            async let page = hub.inbox("h29", query: "?wait=30")
            let sent = try await hub.send(try Packages.document(), as: "g22").receipt
            #expect(try await page.items.map(\.packageId) == [sent.packageID])
            #expect(hub.parts.signal.waiting == 0)
        }
    }

    @Test func `what came for somebody else does not end a wait, its deadline does`() async throws {
        try await withHub { hub in
            let start = ContinuousClock.now
            async let page = hub.inbox("h53", query: "?wait=1")
            _ = try await hub.send(try Packages.document(), as: "g22").receipt
            #expect(try await page.items.isEmpty)
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    // Whoever is woken comes back long before a deadline of ten minutes, also on a busy machine.

    @Test func `taking a package in wakes its receivers`() async throws {
        try await withHub { hub in
            let system = try #require(
                try await SystemStore(database: hub.parts.database).list().first { $0.id == "h29" })
            try await hub.parts.signal.listening(for: system) { bell in
                let start = ContinuousClock.now
                _ = try await hub.send(try Packages.document(), as: "g22").receipt
                await bell.wait(until: start + .seconds(600))
                #expect(ContinuousClock.now - start < .seconds(500))
            }
        }
    }

    @Test func `a wake between looking and waiting is not lost, and only its own agencies are woken`() async throws {
        let signal = InboxSignal()
        let organ = try #require(OrganCode("H29"))
        let system = ConnectedSystem(id: "a", name: "a", organs: [organ], isEnabled: true, createdAt: TestHub.now)
        try await signal.listening(for: system) { bell in
            let start = ContinuousClock.now
            signal.wake([organ])
            await bell.wait(until: start + .seconds(600))
            #expect(ContinuousClock.now - start < .seconds(500))
            let again = ContinuousClock.now
            signal.wake([try #require(OrganCode("H53"))])
            await bell.wait(until: again + .milliseconds(50))
            #expect(ContinuousClock.now - again >= .milliseconds(50))
            // After a wait that ended by its time the next one still waits, and still hears.
            let later = ContinuousClock.now
            await bell.wait(until: later + .milliseconds(50))
            #expect(ContinuousClock.now - later >= .milliseconds(50))
            signal.wake([organ])
            await bell.wait(until: later + .seconds(600))
            #expect(ContinuousClock.now - later < .seconds(500))
        }
    }

    @Test func `more waits than one system may have are put off`() async throws {
        let signal = InboxSignal(limit: 10, limitPerSystem: 1)
        let system = ConnectedSystem(id: "a", name: "a", organs: [], isEnabled: true, createdAt: TestHub.now)
        try await signal.listening(for: system) { _ in
            let fault = await #expect(throws: Fault.self) { try await signal.listening(for: system) { _ in } }
            #expect(fault?.code == .tooManyRequests)
        }
        try await signal.listening(for: system) { _ in }
        #expect(signal.waiting == 0)
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=a", "after=-1", "wait=31", "wait=1.5"])
    func `a parameter out of range is refused by name`(query: String) async throws {
        try await withHub { hub in
            let problem = try await hub.call(.get, "/v1/inbox?\(query)", as: "h29").problem
            #expect(problem.code == "invalid-request")
            #expect(problem.place == query.split(separator: "=").first.map(String.init))
        }
    }

    /// Lesson B16.
    @Test(.aboutSQLite) func `the inbox is read through the index of what waits, never by reading everything`()
        async throws
    {
        try await withHub { hub in
            let plan = try await hub.parts.database.read { connection in
                try connection.rows("EXPLAIN QUERY PLAN " + Inbox.query, "h29", 0, 50).map {
                    try $0["detail"] as String
                }
            }
            #expect(plan.contains { $0.contains("INDEX delivery_waiting (organ=? AND cursor>?)") }, "\(plan)")
            #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
        }
    }

    @Test func `a system serves all its agencies in one inbox`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(to: ["H29.90", "H29", "H53"]), as: "g22").receipt
            #expect(try await hub.inbox("h29").items.map(\.to) == ["H29.90", "H29"])
        }
    }
}
