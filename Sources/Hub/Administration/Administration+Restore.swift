import Exchange
package import Foundation
import Storage

extension Administration {
    /// Cursors that a restored hub leaves out: more than a hub gives out between two backups.
    private static let gap = 1_000_000_000
    /// Deliveries of one transaction.
    private static let batch = 500

    /// Lets a data folder that was restored from a backup go on (tiếp tục sau phục hồi), before any hub serves it. Receivers go by cursors, and
    /// those that the lost hub gave out after the backup must not come again: who has seen 150 would never see 101 to 150. So whatever
    /// still waits is consigned again, behind all of them, in its order; whoever has it already confirms it again.
    ///
    /// - Parameter address: of its database on PostgreSQL, which was restored by the means of that; nil: `hub.sqlite`.
    package static func restored(_ folder: URL, database address: String? = nil) async throws {
        let administration = try Administration(folder: folder, database: address)
        try await administration.goOn()
        try administration.evidence.database.close()
    }

    private func goOn() async throws {
        let last = try await self.act("hub-restored", HubConfiguration.defaultName) { connection in
            try PackageStore.reserveCursors(Self.gap, in: connection)
        }
        let now = self.now()
        while true {
            let count = try await self.evidence.write { connection in
                let waiting = try connection.rows(
                    """
                    SELECT id FROM delivery WHERE transport IN ('initial', 'processing') AND cursor < $1
                    ORDER BY cursor LIMIT $2
                    """, last, Self.batch)
                var events: [EvidenceEvent] = []
                for row in waiting {
                    let (id, cursor): (String, Int) = (
                        try row["id"], try PackageStore.reserveCursors(1, in: connection)
                    )
                    let delivery = try connection.row(
                        """
                        UPDATE delivery SET transport = 'initial', transport_at = $2, cursor = $3 WHERE id = $1 RETURNING *
                        """, id, now, cursor)
                    guard let delivery else { throw MissingRow(table: "delivery") }
                    events.append(try .consignedAgain(try delivery["package_id"], delivery, at: now))
                }
                try EvidenceLog.append(events, in: connection)
                return waiting.count
            }
            if count == 0 { return }
        }
    }
}
