import Exchange
import Foundation
import Logging
import Storage

/// Learns from the hub above what became of the deliveries that went there. Only what it says ends one.
struct UplinkReports: Sendable {
    let upper: any UpperHub
    let evidence: EvidenceLog
    let pauses: UplinkPauses
    let pulse: UplinkPulse
    var lease = Lease.alone
    let now: @Sendable () -> Date
    let logger: Logger

    static let migration = Migration(
        "0221 index what the hub above has",
        sql: """
            CREATE INDEX delivery_passed ON delivery (id) WHERE route = 'uplink' AND transport = 'processing';
            """
    )

    /// A send of which the other hub has not said the last word.
    struct Open: Sendable {
        var cursor: Int
        var relay: String
        var isStatus: Bool
    }

    /// Sends that are asked about in one round; those that were asked longest ago.
    private static let asksAtOnce = 50

    /// Until cancelled, or `LeaseLost`.
    func run() async throws {
        var failures = 0
        while true {
            try Task.checkCancellation()
            do {
                let isNews = try await self.round()
                failures = 0
                if !isNews, !self.upper.waits { try await Task.sleep(for: .seconds(self.pauses.look)) }
            } catch let error where error is CancellationError || error is LeaseLost {
                throw error
            } catch {
                failures += 1
                if failures == 1 {
                    self.logger.notice("the hub above says nothing of deliveries", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(self.pauses.pause(afterFailure: failures)))
            }
        }
    }

    /// Asks once and writes down what is told, together with how far it was read. Answers whether something changed.
    private func round() async throws -> Bool {
        let (cursor, asked) = try await self.evidence.database.read { connection in
            let row = try connection.row("SELECT transport_cursor FROM uplink WHERE id = 1")
            guard let cursor: Int = try row?["transport_cursor"] else { throw MissingRow(table: "uplink") }
            return (cursor, self.upper.waits ? [] : try Self.open(in: connection))
        }
        guard self.upper.waits || !asked.isEmpty else { return false }
        let answer = try await self.upper.reports(after: cursor, asked: asked)
        let now = self.now()
        self.pulse.heard(at: now)
        guard !answer.reports.isEmpty || answer.cursor != cursor || !asked.isEmpty else { return false }
        return try await self.evidence.write { connection in
            try self.lease.check(in: connection)
            try connection.execute("UPDATE uplink SET transport_cursor = $1 WHERE id = 1", answer.cursor)
            for one in asked {
                try connection.execute("UPDATE uplink_send SET asked_at = $2 WHERE cursor = $1", one.cursor, now)
            }
            return try answer.reports.reduce(false) { try $1.apply(at: now, in: connection) || $0 }
        }
    }

    static func open(in connection: Connection) throws -> [Open] {
        try connection.rows(
            """
            SELECT cursor, relay_id, lane FROM uplink_send
            WHERE state = 'sent' AND cursor IN (
                SELECT uplink_receiver.send_cursor
                FROM delivery JOIN uplink_receiver ON uplink_receiver.delivery_id = delivery.id
                WHERE delivery.route = 'uplink' AND delivery.transport = 'processing')
            ORDER BY COALESCE(asked_at, ''), cursor LIMIT $1
            """, Self.asksAtOnce
        ).map {
            Open(
                cursor: try $0["cursor"], relay: try $0["relay_id"],
                isStatus: try $0["lane"] == UplinkOutbox.Lane.status)
        }
    }
}

extension UplinkReport {
    /// Writes down what changes by it, if anything.
    func apply(at now: Date, in connection: Connection) throws -> Bool {
        guard var delivery = try self.delivery(in: connection) else { return false }
        var transport: Transport = try delivery["transport"]
        let sent = transport
        if transport == .fail {
            // A refusal that is told again changes nothing; anything else means that it waits there after all.
            if case .failed = self.standing { return false }
            delivery = try Self.reopen(delivery, at: now, in: connection)
            transport = .processing
        }
        switch (self.standing, transport) {
        case (.done, .initial), (.done, .processing): try Self.end(delivery, at: now, in: connection)
        case (.failed(let code, let reason), .initial), (.failed(let code, let reason), .processing):
            try Self.fail(delivery, code, reason, at: now, in: connection)
        default: return sent != transport
        }
        return true
    }

    /// Nil when it is about nothing of ours. Where one receiver is behind the send, it is meant: the other hub may know a successor of whom
    /// we know nothing.
    private func delivery(in connection: Connection) throws -> Row? {
        let (column, value): (String, String) =
            switch self.subject {
            case .bytes(let hash): ("sha256", hash.hex)
            case .relay(let id): ("relay_id", id)
            }
        let rows = try connection.rows(
            """
            SELECT delivery.*, package.from_organ, package.sha256, package.size_bytes, uplink_send.relay_id,
                uplink_send.sha256 AS passed_sha256
            FROM uplink_send JOIN uplink_receiver ON uplink_receiver.send_cursor = uplink_send.cursor
            JOIN delivery ON delivery.id = uplink_receiver.delivery_id JOIN package ON package.id = delivery.package_id
            WHERE uplink_send.\(column) = $1 AND delivery.route = 'uplink' LIMIT 2000
            """, value)
        if rows.count == 1 { return rows[0] }
        let organ = try OrganStore.entry(self.to, in: connection)?.code ?? self.to
        return try rows.first { row in
            let named: OrganCode? = try row["addressed_as"]
            return try row["organ"] == organ || named == organ
        }
    }

    private static func reopen(_ delivery: Row, at now: Date, in connection: Connection) throws -> Row {
        let (id, package): (String, String) = (try delivery["id"], try delivery["package_id"])
        try connection.execute(
            """
            UPDATE delivery SET transport = 'processing', transport_at = $2, fail_code = NULL, fail_reason = NULL
            WHERE id = $1
            """, id, now)
        try EvidenceLog.append(.consignedAgain(package, delivery, at: now), in: connection)
        let relay: String? = try delivery["relay_id"]
        try EvidenceLog.append(
            .relayed(delivery, relay: relay ?? "", sha256: try delivery["passed_sha256"], receipt: nil, at: now),
            in: connection)
        return delivery
    }

    private static func end(_ delivery: Row, at now: Date, in connection: Connection) throws {
        let id: String = try delivery["id"]
        try connection.execute(
            "UPDATE delivery SET transport = 'done', transport_at = $2 WHERE id = $1", id, now)
        try EvidenceLog.append(
            .handedOver(
                .init(
                    id: id, packageID: try delivery["package_id"], organ: try delivery["organ"],
                    from: try delivery["from_organ"], transport: .done, hash: try delivery["sha256"],
                    sizeBytes: try delivery["size_bytes"]),
                to: Uplink.systemID, at: now), in: connection)
    }

    private static func fail(
        _ delivery: Row, _ code: String, _ reason: String?, at now: Date, in connection: Connection
    ) throws {
        let id: String = try delivery["id"]
        let reason = reason.map { String($0.prefix(1000)) }
        try connection.execute(
            "UPDATE delivery SET transport = 'fail', transport_at = $2, fail_code = $3, fail_reason = $4 WHERE id = $1",
            id, now, code, reason)
        try EvidenceLog.append(
            .failed(
                delivery: id, package: try delivery["package_id"], organ: try delivery["organ"],
                system: Uplink.systemID, code: code, reason: reason, at: now), in: connection)
    }
}
