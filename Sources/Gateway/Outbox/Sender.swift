import Exchange
import Foundation
import Logging
import Storage

/// Sends what waits in one lane. Documents and statuses have lanes of their own, so that a large document delays no status.
struct Sender: Sendable {
    let lane: OutboxEntry.Kind
    let database: Database
    let store: KeptContent
    let client: HubClient
    let events: GatewayEvents
    let pauses: RetryPauses
    /// Who sends twice tells the office twice.
    let lease: Lease
    let now: @Sendable () -> Date
    let logger: Logger
    let wakes: WakeSignal

    /// Until cancelled. Looks at once after a wake-up, and every second as a net. Trouble of our own (a database that cannot be
    /// written) is logged and tried again: the lane never ends by it. Throws `LeaseLost`.
    func run() async throws {
        while !Task.isCancelled {
            do {
                try await self.takeUp()
                while !Task.isCancelled {
                    while let work = try await self.claim() { try await self.send(work) }
                    await self.wakes.wait(until: .now + .seconds(1))
                }
            } catch is CancellationError {
                return
            } catch let lost as LeaseLost {
                throw lost
            } catch {
                self.logger.error("sending stopped for a moment", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// What this lane was sending when it was interrupted is sent again: the hub answers a repeat with the first answer.
    private func takeUp() async throws {
        _ = try await self.database.write { [lane, lease] connection in
            try lease.check(in: connection)
            return try connection.execute(
                "UPDATE gateway_outbox SET state = 'queued' WHERE state = 'sending' AND kind = $1", lane)
        }
    }

    private struct Work: Sendable {
        let entry: OutboxEntry
        let hash: ContentHash?
        let body: [UInt8]?
    }

    /// Takes the next row in one statement. A status waits while an earlier one for the same document and agency is on its way.
    private func claim() async throws -> Work? {
        let now = self.now()
        return try await self.database.write { [lane, lease] connection in
            try lease.check(in: connection)
            let order = lane == .document ? "candidate.urgency DESC, candidate.seq" : "candidate.seq"
            let row = try connection.row(
                """
                UPDATE gateway_outbox
                SET state = 'sending', attempts = attempts + 1, first_attempt_at = COALESCE(first_attempt_at, $1)
                WHERE seq = (
                    SELECT candidate.seq FROM gateway_outbox AS candidate
                    WHERE candidate.state = 'queued' AND candidate.kind = $2 AND candidate.next_attempt_at <= $1
                        AND NOT EXISTS (
                            SELECT 1 FROM gateway_outbox AS earlier
                            WHERE earlier.subject_id = candidate.subject_id AND earlier.organs = candidate.organs
                                AND earlier.state IN ('queued', 'sending') AND earlier.seq < candidate.seq
                        )
                    ORDER BY \(order)
                    LIMIT 1
                )
                RETURNING \(OutboxEntry.columns), package_hash, body
                """,
                now, lane
            )
            return try row.map { Work(entry: try OutboxEntry($0), hash: try $0["package_hash"], body: try $0["body"]) }
        }
    }

    private func send(_ work: Work) async throws {
        do {
            let receipt: HubReceipt
            if let hash = work.hash {
                receipt = try await self.store.withFile(of: hash) { file in
                    try await self.client.send(file: ContentReader(url: file), hash: hash)
                }
            } else {
                receipt = try await self.client.send(bytes: work.body ?? [])
            }
            try await self.mark(work.entry, sent: receipt)
        } catch let fault as Fault {
            try await self.mark(work.entry, failed: fault)
        }
    }

    private func mark(_ entry: OutboxEntry, sent receipt: HubReceipt) async throws {
        let now = self.now()
        try await self.database.write { [events, lease] connection in
            try lease.check(in: connection)
            try connection.execute(
                """
                UPDATE gateway_outbox SET state = 'sent', sent_at = $1, package_id = $2, receipt = $3, fault_code = NULL,
                    fault_sentence = NULL
                WHERE id = $4
                """,
                now, receipt.packageId, receipt.json, entry.id
            )
            guard let marked = try Outbox.entry(entry.id, in: connection) else { return }
            try events.sent(connection, marked, now)
            // The hub may have told of it before its answer to the send was here.
            for event in try TransportLog.kept(of: receipt.packageId, in: connection) {
                try events.transport(connection, marked, event)
            }
        }
        self.events.committed()
    }

    private func mark(_ entry: OutboxEntry, failed fault: Fault) async throws {
        let now = self.now()
        let giveUp = now.addingTimeInterval(-self.pauses.giveUpAfterSeconds)
        let next = now.addingTimeInterval(self.pauses.pause(afterAttempt: entry.attempts))
        let isFinal = try await self.database.write { [events, lease] connection -> Bool in
            try lease.check(in: connection)
            let first: Date? = try connection.row(
                "SELECT first_attempt_at FROM gateway_outbox WHERE id = $1", entry.id)?["first_attempt_at"]
            let isFinal = !fault.isTransient || (first.map { $0 < giveUp } ?? false)
            try connection.execute(
                "UPDATE gateway_outbox SET state = $1, next_attempt_at = $2, fault_code = $3, fault_sentence = $4 WHERE id = $5",
                isFinal ? OutboxEntry.State.failed : .queued, next, fault.code.rawValue, fault.vietnamese, entry.id
            )
            if isFinal, let marked = try Outbox.entry(entry.id, in: connection) {
                try events.failed(connection, marked, now)
            }
            return isFinal
        }
        if isFinal || entry.attempts == 1 {
            self.logger.notice(
                "package not sent",
                metadata: ["outbox.id": "\(entry.id)", "fault.code": "\(fault.code.rawValue)", "final": "\(isFinal)"]
            )
        }
        self.events.committed()
    }
}
