import Exchange
import Foundation
import Storage

/// One delivery and what its receiver does with it. Everything asks first whether the delivery belongs to the caller; what is
/// somebody else's is not found.
struct DeliveryStore: Sendable {
    let evidence: EvidenceLog
    /// Wakes senders who wait for the end of a delivery.
    let senders: InboxSignal
    let now: @Sendable () -> Date

    struct Delivery: Sendable, Equatable {
        var id: String
        var packageID: String
        var organ: OrganCode
        /// The sender.
        var from: OrganCode
        var transport: Transport
        var hash: ContentHash
        var sizeBytes: Int
        /// When the file went, having been kept for its time; nil while it is there.
        var removedAt: Date?

        /// Opens the file; the whole of it is read once before it is handed out, parts are not (`KeptContent.sound`, `present`).
        ///
        /// Throws `package-removed`.
        func open(in content: KeptContent, whole: Bool = true) async throws -> any ReadableContent {
            if let removedAt = self.removedAt { throw Fault.packageRemoved(removedAt) }
            return whole ? try await content.sound(self.hash) : try await content.present(self.hash)
        }
    }

    /// What the receiver says of a package.
    enum Outcome: Sendable, Equatable {
        case done
        /// `code`: a stable word such as `bad-zip`. `reason`: a sentence for people.
        case fail(code: String, reason: String?)
    }

    /// The delivery, when it is the system's; looking changes nothing.
    func find(_ id: String, by system: ConnectedSystem) async throws -> Delivery {
        try await self.evidence.database.lookUp { try Self.find(id, of: system, in: $0) }
    }

    /// The receiver begins to read: `initial` becomes `processing`. Reading again, also after the end, changes nothing. A hub that cannot write at
    /// the moment hands out all the same: when somebody began to read is no evidence.
    func fetch(_ id: String, by system: ConnectedSystem) async throws -> Delivery {
        let delivery = try await self.evidence.database.lookUp { try Self.find(id, of: system, in: $0) }
        guard delivery.transport == .initial else { return delivery }
        let now = self.now()
        do {
            return try await self.evidence.write(Self.foresight(id, of: system)) { connection in
                var delivery = try Self.find(id, of: system, in: connection)
                guard let next = delivery.transport.after(.fetched), next != delivery.transport else { return delivery }
                delivery.transport = next
                try connection.executeLater(
                    "UPDATE delivery SET transport = $2, transport_at = $3 WHERE id = $1", id, next, now)
                return delivery
            }
        } catch let fault as Fault where fault.code == .diskFull || fault.code == .cannotWrite {
            return delivery
        }
    }

    /// Ends the delivery. The receiver proves with `hash` which bytes it speaks of. Repeated: nothing changes.
    ///
    /// Throws `not-found`, `hash-mismatch`, `conflict` (the other outcome was reported before).
    func acknowledge(
        _ id: String, hash: ContentHash, outcome: Outcome, by system: ConnectedSystem
    ) async throws {
        let now = self.now()
        try await self.evidence.write(Self.foresight(id, of: system)) { connection in
            let delivery = try Self.find(id, of: system, in: connection)
            guard hash == delivery.hash else { throw Fault.otherBytes }
            guard let next = delivery.transport.after(outcome == .done ? .acknowledged : .rejected) else {
                throw Fault.otherOutcome(delivery.transport)
            }
            guard next != delivery.transport else { return }
            var (code, reason): (String?, String?) = (nil, nil)
            if case .fail(let failCode, let failReason) = outcome { (code, reason) = (failCode, failReason) }
            try connection.executeLater(
                "UPDATE delivery SET transport = $2, transport_at = $3, fail_code = $4, fail_reason = $5 WHERE id = $1",
                id, next, now, code, reason)
            let event: EvidenceEvent =
                if let code {
                    .failed(
                        delivery: id, package: delivery.packageID, organ: delivery.organ, system: system.id, code: code,
                        reason: reason, at: now)
                } else {
                    .handedOver(delivery, to: system.id, at: now)
                }
            try EvidenceLog.append(event, in: connection)
            connection.afterCommit { self.senders.wake([delivery.from]) }
        }
    }

    /// What it asks in a transaction, and what it is about: the delivery alone.
    private static func foresight(_ id: String, of system: ConnectedSystem) -> GroupWriter.Foresight {
        GroupWriter.Foresight(asking: [Question(self.query, id, system.id)], about: ["delivery \(id)"])
    }

    private static let query = """
        SELECT delivery.package_id, delivery.organ, delivery.transport, package.from_organ, package.sha256,
            package.size_bytes, package.removed_at
        FROM delivery
        JOIN package ON package.id = delivery.package_id
        JOIN system_organ ON system_organ.organ = delivery.organ
        WHERE delivery.id = $1 AND system_organ.system_id = $2 AND delivery.route = 'local'
        """

    private static func find(_ id: String, of system: ConnectedSystem, in connection: Connection) throws -> Delivery {
        let row = try connection.row(self.query, id, system.id)
        guard let row else { throw Fault.noDelivery }
        return Delivery(
            id: id, packageID: try row["package_id"], organ: try row["organ"], from: try row["from_organ"],
            transport: try row["transport"], hash: try row["sha256"], sizeBytes: try row["size_bytes"],
            removedAt: try row["removed_at"])
    }
}

extension Fault {
    static var noDelivery: Fault {
        Fault(
            .notFound,
            vi: "Không có gói tin này trong hộp nhận của hệ thống.",
            en: "There is no such delivery for this system."
        )
    }

    static var otherBytes: Fault {
        Fault(
            .hashMismatch,
            vi: "Mã băm không khớp với gói tin: tải lại gói tin rồi xác nhận lại.",
            en: "The hash is not that of the package. Fetch it again.",
            place: "sha256"
        )
    }

    static func otherOutcome(_ transport: Transport) -> Fault {
        Fault(
            .conflict,
            vi: "Gói tin đã được xác nhận với kết quả khác (\(transport.rawValue)).",
            en: "The delivery has already ended with the outcome \"\(transport.rawValue)\".",
            place: "outcome"
        )
    }
}
