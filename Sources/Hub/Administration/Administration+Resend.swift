import Exchange
import Foundation
import Storage

extension Administration {
    /// As many deliveries as one act may send again.
    static let maximumResends = 50

    /// Lets failed deliveries wait for their receivers again, as on the first day (gửi lại); answers how many. One that has not failed, or was
    /// sent again meanwhile, or whose file is no longer kept, is left alone.
    ///
    /// Throws `too-many` beyond `maximumResends`.
    func resend(_ deliveries: [String], signal: InboxSignal) async throws -> Int {
        let ids = Set(deliveries).sorted()
        guard ids.count <= Self.maximumResends else {
            throw Fault(
                .tooMany, vi: "Mỗi lần gửi lại tối đa \(Self.maximumResends) gói.",
                en: "At most \(Self.maximumResends) deliveries at once.")
        }
        let (now, actor) = (self.now(), self.actor)
        return try await self.evidence.write { connection in
            var organs: [OrganCode] = []
            for id in ids {
                let cursor = try PackageStore.reserveCursors(1, in: connection)
                let row = try connection.row(
                    """
                    UPDATE delivery SET transport = 'initial', transport_at = $2, cursor = $3, fail_code = NULL,
                        fail_reason = NULL
                    WHERE id = $1 AND transport = 'fail' AND package_id IN (SELECT id FROM package WHERE removed_at IS NULL)
                    RETURNING *
                    """, id, now, cursor)
                guard let row else { continue }
                organs.append(try row["organ"])
                try EvidenceLog.append(.consignedAgain(try row["package_id"], row, at: now), in: connection)
                try EvidenceLog.append(
                    .administration(
                        "delivery-resent", id,
                        ["to": .text(try row["organ"]), "package": .text(try row["package_id"])],
                        by: actor, at: now), in: connection)
            }
            let woken = organs
            connection.afterCommit { signal.wake(woken) }
            return organs.count
        }
    }
}
