import Exchange
package import Foundation
import Storage

extension Administration {
    /// Deliveries of one transaction.
    private static let piece = 500

    /// Lets everything that a system has taken since `instant` wait for it once more (giao lại), in its order, behind every cursor that was given
    /// out; answers how many. For a system that was restored from a backup: what it took afterwards is lost there, and its senders have receipts
    /// and do not know. A system that has it already confirms it again. What is no longer kept is left out.
    ///
    /// Throws `not-found`.
    package func redeliver(to system: String, since instant: Date) async throws -> Int {
        let began = self.now()
        try await self.act("deliveries-renewed", system, ["since": .text(Timestamp.text(instant))]) { connection in
            guard try connection.row("SELECT 1 AS known FROM system WHERE id = $1", system) != nil else {
                throw Fault.noSystem(system)
            }
        }
        var total = 0
        while true {
            let ids: [String] = try await self.evidence.database.read { connection in
                try connection.rows(
                    """
                    SELECT delivery.id FROM system_organ
                    JOIN delivery ON delivery.organ = system_organ.organ
                    JOIN package ON package.id = delivery.package_id
                    WHERE system_organ.system_id = $1 AND delivery.transport = 'done' AND delivery.route = 'local'
                        AND delivery.transport_at >= $2 AND delivery.transport_at <= $3 AND package.removed_at IS NULL
                    ORDER BY delivery.cursor LIMIT $4
                    """, system, instant, began, Self.piece
                ).map { try $0["id"] }
            }
            if ids.isEmpty { return total }
            let now = self.now()
            total += try await self.evidence.write { connection in
                var count = 0
                for id in ids {
                    let cursor = try PackageStore.reserveCursors(1, in: connection)
                    let row = try connection.row(
                        """
                        UPDATE delivery SET transport = 'initial', transport_at = $2, cursor = $3
                        WHERE id = $1 AND transport = 'done' AND transport_at <= $4
                            AND package_id IN (SELECT id FROM package WHERE removed_at IS NULL)
                        RETURNING *
                        """, id, now, cursor, began)
                    guard let row else { continue }
                    try EvidenceLog.append(.consignedAgain(try row["package_id"], row, at: now), in: connection)
                    count += 1
                }
                return count
            }
        }
    }
}
