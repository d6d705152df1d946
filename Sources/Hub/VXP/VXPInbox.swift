import Exchange
import Foundation
import Storage

/// The inbox of a system as the VXP wire shows it: what nobody has acknowledged yet, one item for each receiving agency.
struct VXPInbox: Sendable {
    let database: Database
    let deliveries: DeliveryStore

    /// Items of one answer: a client acknowledges what it took and asks again.
    static let listLimit = 1000

    /// `messagetype` is `edoc` (a document, the default) or `status`. Every other parameter may be left over from an earlier call.
    static func wantsStatuses(_ parameters: VXPParameters) -> Bool {
        parameters["messagetype"]?.lowercased() == "status"
    }

    /// What is most urgent (hỏa tốc) first, then in the order of arrival.
    func list(of system: ConnectedSystem, statuses: Bool) async throws -> [String] {
        try await self.database.read { connection in
            try connection.rows(
                """
                SELECT delivery.id, delivery.organ, delivery.transport, delivery.transport_at, package.kind,
                    package.from_organ, package.received_at
                FROM system_organ
                JOIN delivery ON delivery.organ = system_organ.organ
                JOIN package ON package.id = delivery.package_id
                WHERE system_organ.system_id = $1 AND delivery.route = 'local'
                    AND delivery.transport IN ('initial', 'processing')
                    AND CASE WHEN package.kind = 'status' THEN 1 ELSE 0 END = $2
                ORDER BY CASE WHEN package.urgency = $3 THEN 0 ELSE 1 END, delivery.cursor LIMIT $4
                """, system.id, statuses ? 1 : 0, Urgency.flash.rawValue, Self.listLimit
            ).map { row in
                VXPAnswer.object([
                    ("docId", .text(try row["id"])), ("serviceType", .text("eDoc")),
                    ("messageType", .text(VXPInbox.messageType(try row["kind"]))),
                    ("created_time", VXPAnswer.time(try row["received_at"])),
                    ("updated_time", VXPAnswer.time(try row["transport_at"])), ("from", .text(try row["from_organ"])),
                    ("to", .text(try row["organ"])), ("status", .text(try row["transport"])),
                    ("status_desc", .text("")),
                ])
            }
        }
    }

    func count(of system: ConnectedSystem, statuses: Bool) async throws -> Int {
        try await self.database.read { connection in
            let row = try connection.row(
                """
                SELECT COUNT(*) AS count
                FROM system_organ
                JOIN delivery ON delivery.organ = system_organ.organ
                JOIN package ON package.id = delivery.package_id
                WHERE system_organ.system_id = $1 AND delivery.route = 'local'
                    AND delivery.transport IN ('initial', 'processing')
                    AND CASE WHEN package.kind = 'status' THEN 1 ELSE 0 END = $2
                """, system.id, statuses ? 1 : 0)
            return try row?["count"] ?? 0
        }
    }

    static func messageType(_ kind: PackageKind) -> String { kind == .status ? "status" : "edoc" }

    /// Reading changes nothing here: `updateStatus` does.
    func delivery(_ parameters: VXPParameters, of system: ConnectedSystem) async throws -> DeliveryStore.Delivery {
        guard let id = parameters.document(preferring: "docId", else: "docid") else { throw Fault.noDelivery }
        return try await self.deliveries.find(id, by: system)
    }

    /// What the caller did with an item: `processing`, `done`, `fail`, in any case. Repeated: nothing changes. The call cannot name the
    /// bytes: the hub takes it that they are those that it gave out.
    ///
    /// Throws `Fault`: `not-found`, `bad-format`, `conflict`.
    func update(_ parameters: VXPParameters, by system: ConnectedSystem) async throws {
        guard let id = parameters.document(preferring: "docid", else: "docId") else { throw Fault.noDelivery }
        let delivery = try await self.deliveries.find(id, by: system)
        switch parameters["status"]?.lowercased() {
        case "initial": break
        case "processing": _ = try await self.deliveries.fetch(id, by: system)
        case "done":
            try await self.deliveries.acknowledge(id, hash: delivery.hash, outcome: .done, by: system)
        case "fail":
            let reason = parameters["description"].map { String($0.normalized.prefix(1000)) }
            try await self.deliveries.acknowledge(
                id, hash: delivery.hash, outcome: .fail(code: "vxp-fail", reason: reason), by: system)
        default:
            throw Fault(
                .badFormat, vi: "Trạng thái phải là processing, done hoặc fail.",
                en: "The status must be processing, done or fail.", place: "status")
        }
    }
}
