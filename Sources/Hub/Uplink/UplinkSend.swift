import Exchange
import Foundation
import Storage

/// One package on its way up.
struct UplinkSend: Sendable {
    let cursor: Int
    let packageID: String
    /// When it came here, or was sent again: stands in our TraceHeader.
    let passedAt: Date
    let kind: PackageKind
    let from: OrganCode
    let hash: ContentHash
    /// Tries that the other hub answered with no.
    let attempts: Int
    /// The codes under which the package names its receivers there.
    let receivers: [OrganCode]

    /// The most urgent one of the lane that is due, then the first; nil when none is. What has an earlier one about the same document before it
    /// waits. Ends sends whose deliveries have all ended meanwhile.
    static func next(
        _ lane: UplinkOutbox.Lane, at now: Date, in connection: Connection
    ) throws -> UplinkSend? {
        while true {
            let row = try connection.row(
                """
                SELECT candidate.*, package.kind, package.from_organ, package.sha256 AS package_sha256
                FROM uplink_send AS candidate JOIN package ON package.id = candidate.package_id
                WHERE candidate.lane = $1 AND candidate.state = 'queued' AND candidate.next_attempt_at <= $2
                    AND NOT EXISTS (
                        SELECT 1 FROM uplink_send AS earlier
                        WHERE earlier.subject = candidate.subject AND earlier.state = 'queued'
                            AND earlier.cursor < candidate.cursor)
                ORDER BY candidate.urgency DESC, candidate.cursor LIMIT 1
                """, lane, now)
            guard let row else { return nil }
            let cursor: Int = try row["cursor"]
            let deliveries = try UplinkOutbox.deliveries(of: cursor, waiting: true, in: connection)
            guard deliveries.isEmpty else { return try UplinkSend(row, deliveries) }
            try connection.execute("UPDATE uplink_send SET state = 'ended' WHERE cursor = $1", cursor)
        }
    }

    private init(_ row: Row, _ deliveries: [Row]) throws {
        self.cursor = try row["cursor"]
        self.packageID = try row["package_id"]
        self.passedAt = try row["passed_at"]
        self.kind = try row["kind"]
        self.from = try row["from_organ"]
        self.hash = try row["package_sha256"]
        self.attempts = try row["attempts"]
        // The package may name a closed agency; who stands in for it the other hub decides anew.
        self.receivers = try deliveries.map { try $0["addressed_as"] ?? $0["organ"] }
    }

    /// Before a try: the bytes that will go up, so that what the other hub tells of them is understood even when its answer never came.
    func begin(_ sha256: ContentHash, in connection: Connection) throws {
        try connection.execute(
            "UPDATE uplink_send SET sha256 = $2 WHERE cursor = $1", self.cursor, sha256)
    }

    /// The other hub has it.
    func succeed(_ relay: Relay, _ sha256: ContentHash, at now: Date, in connection: Connection) throws {
        try connection.execute(
            """
            UPDATE uplink_send SET state = 'sent', relay_id = $2, receipt = $3, last_error = NULL WHERE cursor = $1
            """, self.cursor, relay.id, relay.receipt)
        let receipt = relay.receipt.map { ContentHash(of: Data($0.utf8)) }
        for delivery in try UplinkOutbox.deliveries(of: self.cursor, waiting: true, in: connection) {
            try connection.execute(
                "UPDATE delivery SET transport = 'processing', transport_at = $2 WHERE id = $1",
                try delivery["id"] as String, now)
            try EvidenceLog.append(
                .relayed(delivery, relay: relay.id, sha256: sha256, receipt: receipt, at: now), in: connection)
        }
    }

    /// It is tried again at `next`; nil: as soon as the other hub is reached.
    func wait(_ fault: Fault, until next: Date?, in connection: Connection) throws {
        try connection.execute(
            """
            UPDATE uplink_send SET next_attempt_at = COALESCE($2, next_attempt_at), last_error = $3,
                attempts = attempts + CASE WHEN $2 IS NULL THEN 0 ELSE 1 END
            WHERE cursor = $1
            """, self.cursor, next, "\(fault.code.rawValue): \(fault.vietnamese)")
    }

    /// It does not go up, for good: its deliveries fail with the cause.
    func fail(_ code: Fault.Code, _ reason: String, at now: Date, in connection: Connection) throws {
        let reason = String(reason.prefix(1000))
        try connection.execute(
            "UPDATE uplink_send SET state = 'ended', last_error = $2 WHERE cursor = $1", self.cursor, reason)
        for delivery in try UplinkOutbox.deliveries(of: self.cursor, waiting: true, in: connection) {
            let id: String = try delivery["id"]
            try connection.execute(
                """
                UPDATE delivery SET transport = 'fail', transport_at = $2, fail_code = $3, fail_reason = $4
                WHERE id = $1
                """, id, now, code.rawValue, reason)
            try EvidenceLog.append(
                .failed(
                    delivery: id, package: try delivery["package_id"], organ: try delivery["organ"],
                    system: Uplink.systemID, code: code.rawValue, reason: reason, at: now), in: connection)
        }
    }

    /// One receiver that the other hub does not take must not hold up the others: each goes by itself.
    func split(in connection: Connection) throws {
        for delivery in try UplinkOutbox.deliveries(of: self.cursor, waiting: true, in: connection).dropFirst() {
            let (id, cursor): (String, Int) = (try delivery["id"], try delivery["cursor"])
            try connection.execute(
                """
                INSERT INTO uplink_send
                    (cursor, package_id, passed_at, lane, urgency, subject, state, next_attempt_at)
                SELECT $2, package_id, passed_at, lane, urgency, subject, 'queued', passed_at
                FROM uplink_send WHERE cursor = $1
                """, self.cursor, cursor)
            try UplinkOutbox.bind(id, to: cursor, in: connection)
        }
    }
}
