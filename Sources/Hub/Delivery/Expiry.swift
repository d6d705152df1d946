import Exchange
import Foundation
import Storage

/// Ends what nobody takes (hết hạn): after so many days a delivery fails with the code `expired`, and its sender sees that, instead of
/// waiting for ever. What the hub above has is ended by that one only.
struct Expiry: Sendable {
    let evidence: EvidenceLog
    /// Days without a word from the receiver.
    let days: Int
    var lease = Lease.alone

    static let code = "expired"

    /// Rows of one transaction; other writers come in between.
    private static let batch = 500

    /// Answers how many deliveries ended.
    func run(at now: Date) async throws -> Int {
        let limit = now.addingTimeInterval(-Double(self.days) * 86_400)
        let reason =
            "Nơi nhận không nhận gói tin trong \(self.days) ngày. The receiver did not take it in \(self.days) days."
        let unsent =
            "Trục cấp trên không nhận gói tin trong \(self.days) ngày. The hub above did not take it in \(self.days) days."
        var total = 0
        while !Task.isCancelled {
            let count = try await self.evidence.write { connection in
                try self.lease.check(in: connection)
                let ended = try connection.rows(
                    """
                    UPDATE delivery SET transport = 'fail', transport_at = $2, fail_code = $3,
                        fail_reason = CASE route WHEN 'uplink' THEN $6 ELSE $4 END
                    WHERE id IN (
                        SELECT id FROM delivery WHERE transport IN ('initial', 'processing') AND transport_at < $1
                            AND (route = 'local' OR transport = 'initial')
                        ORDER BY transport_at LIMIT $5
                    )
                    RETURNING id, package_id, organ, fail_reason
                    """, limit, now, Self.code, reason, Self.batch, unsent)
                let events = try ended.map { row in
                    EvidenceEvent.failed(
                        delivery: try row["id"], package: try row["package_id"], organ: try row["organ"], system: nil,
                        code: Self.code, reason: try row["fail_reason"], at: now)
                }
                try EvidenceLog.append(events, in: connection)
                return ended.count
            }
            total += count
            if count < Self.batch { break }
        }
        return total
    }
}
