import Exchange
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Synchronization
import Testing
import Trust

@testable import Hub

/// The hub's clock is set forwards and back: nothing is lost or ended by that.
@Suite struct ClockTests {
    @Test func `a clock that jumps by more than a day either way is doubted for a day, an ordinary one never`() {
        let (start, instant) = (TestHub.now, ContinuousClock.now)
        var clock = SteadyClock(last: start)
        #expect(clock.judge(start + 60, at: instant) == .steady)
        #expect(clock.judge(start + 3660, at: instant) == .steady)
        #expect(clock.judge(start + 60, at: instant) == .steady)
        #expect(clock.judge(start + 365 * 86_400, at: instant) == .jumped(365 * 86_400 - 60))
        #expect(clock.judge(start + 365 * 86_400 + 60, at: instant + .seconds(60)) == .doubted)
        #expect(clock.judge(start + 180, at: instant + .seconds(120)) == .jumped(120 - 365 * 86_400))
        #expect(clock.judge(start + 240, at: instant + .seconds(180)) == .doubted)
        #expect(clock.judge(start + 43_000, at: instant + .seconds(42_940)) == .doubted)
        #expect(clock.judge(start + 86_700, at: instant + .seconds(86_640)) == .steady)
    }

    @Test func `a clock that is a year ahead for a minute ends nothing, and the hub says so`() async throws {
        let clock = SetClock()
        let told = Mutex<[String]>([])
        try await withHub(now: { clock.now }) { hub in
            let logger = Logger(label: "test") { _ in MessagesLog { text in told.withLock { $0.append(text) } } }
            let watch = Watch(
                overdue: OverdueStore(database: hub.parts.database),
                expiry: Expiry(evidence: hub.parts.evidence, days: 30), lastKnown: nil, now: { clock.now },
                logger: logger)
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            var memory = Watch.Memory(clock: SteadyClock(last: clock.now))
            for days in [0.001, 365, 0.001, -365, 0.001] {
                clock.step(days: days)
                await watch.round(&memory)
            }
            #expect(try await hub.inbox("h29").items.count == 1)
            #expect(told.withLock { $0 }.count { $0.hasPrefix("the clock has jumped") } == 2)
            // What waits while the clock moves on as it should does expire.
            var patient = Watch.Memory(clock: SteadyClock(last: clock.now))
            for _ in 0..<31 {
                clock.step(days: 0.999)
                await watch.round(&patient)
            }
            #expect(try await hub.inbox("h29").items.isEmpty)
        }
    }

    @Test func `a hub that was away for a month gives its receivers a day`() async throws {
        let clock = SetClock()
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false, now: { clock.now }) { hub in
                _ = try await hub.send(Packages.document(), as: "g22").receipt
            }
            clock.step(days: 31)
            try await withHub(folder: folder, inMemory: false, now: { clock.now }) { hub in
                let known = try #require(hub.parts.lastKnown)
                #expect(known < clock.now.addingTimeInterval(-30 * 86_400))
                let watch = Watch(
                    overdue: OverdueStore(database: hub.parts.database),
                    expiry: Expiry(evidence: hub.parts.evidence, days: 30), lastKnown: known, now: { clock.now },
                    logger: hub.parts.configuration.logger)
                var memory = Watch.Memory(clock: SteadyClock(last: known))
                for _ in 0..<3 { await watch.round(&memory) }
                #expect(try await hub.inbox("h29").items.count == 1)
            }
        }
    }

    @Test func `ids, cursors, receipts and the log stay good while the clock jumps between and during sends`()
        async throws
    {
        let clock = SetClock()
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false, now: { clock.now }) { hub in
                var receipts: [String] = []
                let jumps = [0, 1.0 / 24, -1.0 / 24, 1, -1, 365, -365, 200, -200]
                for (number, days) in jumps.enumerated() {
                    clock.step(days: days)
                    receipts.append(try await hub.send(Packages.document(number: 91_000 + number), as: "g22").text)
                }
                // While sends are under way.
                receipts += try await withThrowingTaskGroup(of: String?.self) { group in
                    for number in 0..<40 {
                        group.addTask {
                            try await hub.send(Packages.document(number: 92_000 + number), as: "g22").text
                        }
                    }
                    group.addTask {
                        for days in [365.0, -365, 1, -1] {
                            clock.step(days: days)
                            await Task.yield()
                        }
                        return nil
                    }
                    return try await group.reduce(into: []) { if let text = $1 { $0.append(text) } }
                }
                let key = try VerifyingKey(
                    pem: String(contentsOf: folder.appending(path: "keys/receipt.pub.pem"), encoding: .utf8))
                for text in receipts {
                    #expect(throws: Never.self) { try Receipt(json: Data(text.utf8)).verify(with: key) }
                }
                let items = try await hub.inbox("h29", query: "?limit=100").items
                #expect(items.count == jumps.count + 40 && Set(items.map(\.packageId)).count == items.count)
                #expect(items.map(\.cursor) == Array(items[0].cursor..<(items[0].cursor + items.count)))
                // Sent and taken at times that contradict each other.
                clock.step(days: -400)
                #expect(try await hub.acknowledge(items[0], as: "h29").status == .noContent)
                clock.step(days: 400)
                #expect(try await hub.send(Packages.status(.arrived, number: 91_001), as: "h29").status == .created)
                try await Order.expectSound(hub.parts)
            }
        }
    }

    @Test func `a session does not live longer because the clock was set back`() async throws {
        try await withHub { hub in
            let operators = OperatorStore(database: hub.parts.database)
            _ = try await hub.parts.administration.add(
                operator: "tuong", fullName: "Ngô Tường", password: "mat-khau-dai-12",
                sealedBy: try SealedSecrets(dataFolder: hub.folder))
            let now = TestHub.now
            _ = try await hub.parts.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO operator_session (token_hash, operator, csrf, address, created_at, expires_at)
                    VALUES ($1, 'tuong', 'x', '127.0.0.1', $2, $3)
                    """, Token.hash("token"), now, now.addingTimeInterval(OperatorStore.sessionSeconds))
            }
            #expect(try await operators.visit(token: "token", at: now) != nil)
            #expect(try await operators.visit(token: "token", at: now.addingTimeInterval(-200)) != nil)
            #expect(try await operators.visit(token: "token", at: now.addingTimeInterval(-365 * 86_400)) == nil)
        }
    }

    /// On a database without a hub: its own sender would try as well.
    @Test func `a webhook that failed while the clock was a year ahead does not wait for a year`() async throws {
        let database = try await TestEngine.newHubDatabase()
        let now = TestHub.now
        let csv = try String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8)
        _ = try await OrganStore(database: database).importCSV(csv, now: now)
        let organ = try #require(OrganCode("H29"))
        _ = try await SystemStore(database: database).add(id: "h29", name: "h29", organs: [organ], now: now)
        let webhooks = WebhookStore(database: database)
        let webhook = try await webhooks.set("https://127.0.0.1:1/", of: "h29", now: now)
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO package
                    (id, system_id, from_organ, kind, document_id, urgency, sha256, size_bytes, received_at)
                VALUES ('p', 'h29', 'H29', 'new', 'x', 0, $1, 1, $2)
                """, ContentHash(of: Data([1])), now)
            return try connection.execute(
                """
                INSERT INTO delivery (id, cursor, package_id, organ, transport, transport_at)
                VALUES ('d', 1, 'p', 'H29', 'initial', $1)
                """, now)
        }
        let ahead = now.addingTimeInterval(365 * 86_400)
        try await webhooks.failed(webhook, error: "x", pauses: WebhookPauses(), at: ahead)
        #expect(try await webhooks.due(at: ahead, except: [], limit: 5).isEmpty)
        #expect(try await webhooks.due(at: now, except: [], limit: 5).count == 1)
    }
}

private struct MessagesLog: LogHandler {
    let tell: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) { self.tell(event.message.description) }
}
