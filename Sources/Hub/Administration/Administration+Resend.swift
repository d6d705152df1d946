import Exchange
import Foundation
import Storage

extension Administration {
    /// As many deliveries as one act may send again.
    static let maximumResends = 50

    /// Lets failed deliveries wait for their receivers again, as on the first day (gửi lại); answers how many. One that has not failed, or was
    /// sent again meanwhile, or whose file is no longer kept, is left alone. Which way they go is decided anew; up they go as a new package, with
    /// the time of now in our TraceHeader: the other hub answers the old one with the old receipt.
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
        return try await self.write { connection in
            var organs: [OrganCode] = []
            var upward: [String: [UplinkOutbox.Consigned]] = [:]
            for id in ids {
                let cursor = try PackageStore.reserveCursors(1, in: connection)
                let row = try connection.row(
                    """
                    UPDATE delivery SET transport = 'initial', transport_at = $2, cursor = $3, fail_code = NULL,
                        fail_reason = NULL, route = $4
                    WHERE id = $1 AND transport = 'fail' AND package_id IN (SELECT id FROM package WHERE removed_at IS NULL)
                    RETURNING *
                    """, id, now, cursor, try Self.route(of: id, in: connection))
                guard let row else { continue }
                organs.append(try row["organ"])
                if try row["route"] == Route.uplink {
                    upward[try row["package_id"], default: []].append(.init(delivery: id, cursor: cursor))
                }
                try EvidenceLog.append(.consignedAgain(try row["package_id"], row, at: now), in: connection)
                try EvidenceLog.append(
                    .administration(
                        "delivery-resent", id,
                        ["to": .text(try row["organ"]), "package": .text(try row["package_id"])],
                        by: actor, at: now), in: connection)
            }
            for (package, deliveries) in upward {
                try UplinkOutbox.enqueue(deliveries, of: package, at: now, in: connection)
            }
            let woken = organs
            connection.afterCommit { signal.wake(woken) }
            return organs.count
        }
    }

    private static func route(of delivery: String, in connection: Connection) throws -> Route {
        let row = try connection.row(
            """
            SELECT delivery.organ, package.system_id FROM delivery JOIN package ON package.id = delivery.package_id
            WHERE delivery.id = $1
            """, delivery)
        guard let row, try Uplink.station(in: connection) != nil else { return .local }
        let upward = try Route.upward([try row["organ"]], broughtBy: try row["system_id"], in: connection)
        return upward.isEmpty ? .local : .uplink
    }
}
