import Foundation
import Programs
import Storage
import Synchronization
import Testing

@testable import Gateway

/// When the gateway tries again, by a clock that the test turns.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct PausesTests {
    @Test(arguments: [(1, 1.0), (60, 1), (61, 2), (62, 5), (63, 10), (66, 120), (68, 600), (69, 600), (10_000, 600)])
    func `each attempt has its pause, a fifth shorter or longer`(attempt: Int, seconds: Double) {
        let pauses = (0..<200).map { _ in RetryPauses.standard.pause(afterAttempt: attempt) }
        #expect(pauses.allSatisfy { (0.8 * seconds...1.2 * seconds).contains($0) })
        #expect(Set(pauses).count > 1, "offices that lost the hub together must not come back together")
    }

    @Test func `the next try is recorded one pause after the failed one and is made then`() async throws {
        try await Self.withoutHub(RetryPauses(seconds: [10, 100, 1_000], giveUpAfterSeconds: 86_400)) { agency, clock in
            let id = try await agency.queue(90_001)
            for (index, pause) in [10.0, 100, 1_000, 1_000].enumerated() {
                try await eventually("attempt \(index + 1)") { try await agency.hasFailed(id, attempts: index + 1) }
                let waiting = try #require(try await agency.entry(id))
                let recorded = waiting.nextAttemptAt.timeIntervalSince(clock.now)
                #expect((0.8 * pause - 0.01...1.2 * pause + 0.01).contains(recorded), "attempt \(index + 1)")
                clock.set(waiting.nextAttemptAt.addingTimeInterval(0.01))
                agency.signals.wake()
            }
        }
    }

    @Test func `before its pause is over nothing is tried`() async throws {
        try await Self.withoutHub(RetryPauses(seconds: [100], giveUpAfterSeconds: 86_400)) { agency, clock in
            let first = try await agency.queue(90_001)
            try await eventually("tried") { try await agency.hasFailed(first, attempts: 1) }
            clock.set(clock.now.addingTimeInterval(79))
            // Were the first one due, it would be taken before the second one.
            let second = try await agency.queue(90_002)
            try await eventually("the second one tried") { try await agency.hasFailed(second, attempts: 1) }
            #expect(try await agency.entry(first)?.attempts == 1)
        }
    }

    /// Lesson B8.
    @Test func `after the last day the box of failures has it, and retry starts anew`() async throws {
        try await withFolder { folder in
            let hub = try await TestHub(folder: folder)
            try await hub.stop()
            let clock = ManualClock()
            let agency = try await TestAgency(
                "G22", hub: try hub.url, folder: folder, now: { clock.now },
                pauses: RetryPauses(seconds: [1], giveUpAfterSeconds: 3_600))
            try agency.start()
            let id = try await agency.queue(90_001)
            try await eventually("tried") { try await agency.hasFailed(id, attempts: 1) }
            #expect(try await agency.database.read { try Outbox.failureCount(in: $0) } == 0)

            clock.set(clock.now.addingTimeInterval(3_601))
            agency.signals.wake()
            try await eventually("given up") { try await agency.entry(id)?.state == .failed }
            let failed = try #require(try await agency.database.read { try Outbox.failures(limit: 10, in: $0) }.first)
            #expect(failed.id == id && failed.faultCode == "unreachable" && failed.faultSentence?.isEmpty == false)
            #expect(agency.events == ["failed 90001/VPCP-KSTT unreachable"])

            try await hub.start()
            let now = clock.now
            #expect(try await agency.database.write { try Outbox.retry(id, at: now, in: $0) })
            agency.signals.wake()
            try await eventually("sent") { try await agency.entry(id)?.state == .sent }
            let sent = try #require(try await agency.entry(id))
            #expect(sent.attempts == 1 && sent.faultCode == nil && sent.faultSentence == nil)
            try await agency.stop()
            try await hub.stop()
        }
    }

    /// A gateway whose hub does not answer, and its clock.
    private static func withoutHub(
        _ pauses: RetryPauses, _ body: (TestAgency, ManualClock) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let clock = ManualClock()
            // Nobody listens on port 1.
            let nowhere = try #require(URL(string: "http://127.0.0.1:1"))
            let agency = try await TestAgency("G22", hub: nowhere, folder: folder, now: { clock.now }, pauses: pauses)
            try agency.start()
            let result: Result<Void, any Error>
            do { result = .success(try await body(agency, clock)) } catch { result = .failure(error) }
            try await agency.stop()
            try result.get()
        }
    }
}

/// Stands still until the test turns it.
private final class ManualClock: Sendable {
    private let instant = Mutex(Date(timeIntervalSince1970: 1_795_000_000))

    var now: Date { self.instant.withLock { $0 } }
    func set(_ instant: Date) { self.instant.withLock { $0 = instant } }
}

extension TestAgency {
    /// Whether the last of so many tries has failed and the next one is awaited.
    fileprivate func hasFailed(_ id: String, attempts: Int) async throws -> Bool {
        let entry = try await self.entry(id)
        return entry?.state == .queued && entry?.attempts == attempts
    }
}
