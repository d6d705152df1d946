package import Foundation
package import Storage

/// How much waits in the outbox, for metrics.
package struct OutboxFigures: Sendable {
    /// Packages that the hub does not have yet, and since when the oldest of them waits.
    package let waiting: Int
    package let oldest: Date?
    /// Packages that were given up.
    package let failed: Int

    package init(_ connection: Connection) throws {
        let row = try connection.row(
            "SELECT COUNT(*) AS total, MIN(queued_at) AS oldest FROM gateway_outbox WHERE state IN ('queued', 'sending')"
        )
        self.waiting = try row?["total"] ?? 0
        self.oldest = try row?["oldest"]
        self.failed = try Outbox.failureCount(in: connection)
    }

    /// Seconds; 0 when nothing waits.
    package func oldestAge(at now: Date) -> Double { self.oldest.map { now.timeIntervalSince($0) } ?? 0 }
}
