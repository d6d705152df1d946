import EdXML
import Exchange
import Foundation
import HTTPTypes
import Logging
import Programs
import Storage
import Synchronization
import Testing
import Trust

@testable import Hub

/// What is not taken is seen, told once, and ends.
@Suite struct OverdueTests {
    @Test func `who has not taken a package in time is named, by urgency, the longest waiting first`() async throws {
        let clock = Clock()
        try await withHub(now: { clock.now }) { hub in
            let store = OverdueStore(database: hub.parts.database)
            _ = try await hub.send(Packages.document(to: ["H53"]), as: "g22").receipt
            clock.add(minutes: 20)
            _ = try await hub.send(Packages.document(to: ["H29"], number: 90_002, urgency: .flash), as: "g22").receipt
            clock.add(minutes: 5)
            #expect(try await store.agencies(at: clock.now).isEmpty)
            clock.add(minutes: 1)
            #expect(try await store.agencies(at: clock.now).map(\.organ.text) == ["H29"])
            clock.add(minutes: 5)
            let late = try await store.agencies(at: clock.now)
            #expect(late.map(\.organ.text) == ["H53", "H29"])
            #expect(late.map(\.count) == [1, 1] && late.map(\.system) == ["h53", "h29"])
            // Fetching starts the time for the acknowledgement; acknowledging ends it.
            let item = try #require(try await hub.inbox("h53").items.first)
            _ = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h53")
            #expect(try await store.agencies(at: clock.now).map(\.organ.text) == ["H29"])
            clock.add(minutes: 31)
            #expect(try await store.agencies(at: clock.now).map(\.organ.text) == ["H29", "H53"])
            _ = try await hub.acknowledge(item, as: "h53")
            #expect(try await store.agencies(at: clock.now).map(\.organ.text) == ["H29"])
        }
    }

    /// Lesson B20.
    @Test func `the watch tells of an agency when it becomes late and when it has caught up, once each`() async throws {
        let clock = Clock()
        let told = Mutex<[String]>([])
        try await withHub(now: { clock.now }) { hub in
            var logger = Logger(label: "test") { _ in TellingLog { text in told.withLock { $0.append(text) } } }
            logger.logLevel = .notice
            let watch = Watch(
                overdue: OverdueStore(database: hub.parts.database),
                expiry: Expiry(evidence: hub.parts.evidence, days: 30), lastKnown: nil, now: { clock.now },
                logger: logger)
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            var memory = Watch.Memory(clock: SteadyClock(last: clock.now))
            for minutes in [10.0, 25, 5] {
                clock.add(minutes: minutes)
                await watch.round(&memory)
            }
            #expect(told.withLock { $0 } == ["an agency does not take what waits for it"])
            _ = try await hub.acknowledge(try #require(try await hub.inbox("h29").items.first), as: "h29")
            await watch.round(&memory)
            await watch.round(&memory)
            #expect(told.withLock { $0 }.last == "an agency has caught up" && told.withLock { $0.count } == 2)
        }
    }

    @Test func `what nobody takes in thirty days fails as expired, and the sender sees it`() async throws {
        let clock = Clock()
        try await withHub(now: { clock.now }) { hub in
            let expiry = Expiry(evidence: hub.parts.evidence, days: 30)
            let sent = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            _ = try await hub.acknowledge(try #require(try await hub.inbox("h53").items.first), as: "h53")
            clock.add(minutes: 30 * 1440)
            #expect(try await expiry.run(at: clock.now) == 0)
            clock.add(minutes: 1)
            #expect(try await expiry.run(at: clock.now) == 1)
            #expect(try await expiry.run(at: clock.now) == 0)
            let told = try await hub.tracking(sent.packageID, as: "g22").receivers
            #expect(told.map(\.transport) == ["fail", "done"])
            #expect(told[0].failCode == "expired" && told[0].failReason?.contains("30 ngày") == true)
            #expect(told[0].awaits == nil)
            #expect(try await hub.inbox("h29").items.isEmpty)
            // It did not have the document: the sender may send it anew.
            #expect(try await hub.send(Packages.document(filling: 0x42), as: "g22").receipt.to == ["H29"])
        }
    }

    @Test(.aboutSQLite) func `the question is answered from the index, however much was delivered long ago`()
        async throws
    {
        try await withHub { hub in
            let plan = try await hub.parts.database.read { connection in
                try connection.rows(
                    """
                    EXPLAIN QUERY PLAN SELECT id FROM delivery
                    WHERE transport IN ('initial', 'processing') AND transport_at < $1 ORDER BY transport_at LIMIT 500
                    """, TestHub.now
                ).map { try $0["detail"] as String }
            }
            #expect(plan.contains { $0.contains("delivery_waiting_since") } && !plan.contains { $0.hasPrefix("SCAN") })
        }
    }
}

/// Turned by the test.
private final class Clock: Sendable {
    private let instant = Mutex(TestHub.now)

    var now: Date { self.instant.withLock { $0 } }
    func add(minutes: Double) { self.instant.withLock { $0 += 60 * minutes } }
}

private struct TellingLog: LogHandler {
    let tell: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) { self.tell(event.message.description) }
}
