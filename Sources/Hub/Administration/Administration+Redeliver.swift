import Exchange
package import Foundation
import Storage

extension Administration {
    /// Lets everything that a system has taken since `instant` wait for it once more (giao lại), in its order, behind every cursor that was given
    /// out; answers how many. For a system that was restored from a backup: what it took afterwards is lost there, and its senders have receipts
    /// and do not know. A system that has it already confirms it again. What is no longer kept is left out.
    ///
    /// `piece`: deliveries of one transaction. Throws `not-found`.
    package func redeliver(to system: String, since instant: Date, piece: Int = 500) async throws -> Int {
        let began = self.now()
        try await self.act("deliveries-renewed", system, ["since": .text(Timestamp.text(instant))]) { connection in
            guard try connection.row("SELECT 1 AS known FROM system WHERE id = $1", system) != nil else {
                throw Fault.noSystem(system)
            }
        }
        var total = 0
        guard var last = try await self.cursor(beforeTakenFrom: instant, to: began) else { return total }
        while true {
            let (ids, next) = try await self.evidence.database.read { [last] connection -> ([String], Int) in
                // What is joined to an empty text is in no index: it keeps to that of the cursors, and each page goes on where the one before ended.
                let rows = try connection.rows(
                    """
                    SELECT delivery.id, delivery.cursor FROM delivery
                    WHERE delivery.cursor > $1 AND delivery.transport || '' = 'done' AND delivery.route = 'local'
                        AND delivery.transport_at || '' >= $2 AND delivery.transport_at || '' <= $3
                        AND delivery.organ || '' IN (SELECT organ FROM system_organ WHERE system_id = $4)
                        AND EXISTS (SELECT 1 FROM package WHERE package.id = delivery.package_id AND package.removed_at IS NULL)
                    ORDER BY delivery.cursor LIMIT $5
                    """, last, instant, began, system, piece)
                return (try rows.map { try $0["id"] }, try rows.last?["cursor"] ?? last)
            }
            if ids.isEmpty { return total }
            last = next
            let now = self.now()
            total += try await self.evidence.write { connection in
                var events: [EvidenceEvent] = []
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
                    events.append(try .consignedAgain(try row["package_id"], row, at: now))
                }
                try EvidenceLog.append(events, in: connection)
                return events.count
            }
        }
    }

    /// The cursor before the first of what was taken in that time, by whichever system; nil when nothing was.
    private func cursor(beforeTakenFrom instant: Date, to end: Date) async throws -> Int? {
        try await self.evidence.database.read { connection in
            try connection.row(
                """
                SELECT MIN(+cursor) - 1 AS last FROM delivery
                WHERE transport = 'done' AND transport_at >= $1 AND transport_at <= $2
                """, instant, end)?["last"]
        }
    }
}
