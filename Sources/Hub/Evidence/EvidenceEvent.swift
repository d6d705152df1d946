import EdXML
import Exchange
import Foundation
import Storage

/// What happens at the hub, as the evidence log keeps it: an object with a name after ETSI EN 319 522-1, a time, and what it is about.
struct EvidenceEvent: Sendable {
    /// The names. Those of the standard that do not occur here are not used.
    enum Name: String, Sendable, CaseIterable {
        /// The hub has taken a package in: bytes and rows are on disk. Documents, recalls, updates, replacements and statuses alike.
        case submissionAcceptance = "SubmissionAcceptance"
        /// The hub has refused a package.
        case submissionRejection = "SubmissionRejection"
        /// The package lies in the inbox of one receiver, or waits for the hub above, behind which the receiver is.
        case contentConsignment = "ContentConsignment"
        /// The hub above has taken the package in for one receiver.
        case relayAcceptance = "RelayAcceptance"
        /// The receiver has proved by the hash that it has the package.
        case contentHandover = "ContentHandover"
        /// The receiver cannot take the package, or did not take it in time.
        case contentHandoverFailure = "ContentHandoverFailure"
        /// The hub has removed the file of a package when it had been kept for its time. No name of the standard.
        case contentRemoval = "ContentRemoval"
        /// Somebody has administered the hub. No name of the standard.
        case administration = "Administration"

        /// Whether it tells the sender what became of a delivery (`TransportFeed`).
        var tellsSender: Bool {
            [.contentConsignment, .contentHandover, .contentHandoverFailure].contains(self)
        }
    }

    let name: Name
    /// What it is about; nil for a refusal.
    let packageID: String?
    let deliveryID: String?
    let json: JSON

    private init(_ name: Name, at: Date, package: String? = nil, delivery: String? = nil, _ members: [String: JSON]) {
        self.name = name
        self.packageID = package
        self.deliveryID = delivery
        var members = members.filter { $0.value != .null }
        members["event"] = .text(name.rawValue)
        members["at"] = .text(Timestamp.text(at))
        members["packageId"] = package.map { .text($0) }
        members["deliveryId"] = delivery.map { .text($0) }
        self.json = .object(members)
    }

    static func administration(
        _ act: String, _ subject: String, _ details: [String: JSON], by actor: Actor, at: Date
    ) -> EvidenceEvent {
        let details = details.filter { $0.value != .null }
        return EvidenceEvent(
            .administration, at: at,
            [
                "act": .text(act), "subject": .text(subject), "actor": .text(actor.name),
                "source": .text(actor.source.rawValue), "details": details.isEmpty ? .null : .object(details),
            ])
    }

    static func accepted(_ record: PackageRecord, by system: String, report: HandlingStore.Change?) -> EvidenceEvent {
        EvidenceEvent(
            .submissionAcceptance, at: record.receivedAt, package: record.id,
            [
                "documentId": .text(record.ruling.documentID.text), "from": .text(record.ruling.from.text),
                "to": .list(record.ruling.receivers.map { .text($0.text) }),
                "kind": .text(record.packet.kind.rawValue), "sha256": .text(record.hash.hex),
                "sizeBytes": .number(record.sizeBytes), "system": .text(system),
                "documentCode": JSON(record.packet.document?.code.text),
                "promulgationDate": JSON(record.packet.document?.promulgationDate.iso),
                "urgency": .number((record.packet.document?.urgency ?? .ordinary).rawValue),
                "replaces": record.ruling.replaces.isEmpty ? .null : .list(record.ruling.replaces.map(\.json).sorted()),
                "report": report?.json ?? .null,
            ])
    }

    /// `finding`: the scanner's name for the malware in it.
    static func refused(
        _ hash: ContentHash, sizeBytes: Int, by system: String, _ fault: Fault, finding: String? = nil, at: Date
    ) -> EvidenceEvent {
        EvidenceEvent(
            .submissionRejection, at: at,
            [
                "sha256": .text(hash.hex), "sizeBytes": .number(sizeBytes), "system": .text(system),
                "code": .text(fault.code.rawValue), "place": JSON(fault.place), "finding": JSON(finding),
            ])
    }

    /// `replaces`: what the package replaces at a receiver that it reached later than others.
    static func consigned(
        _ record: PackageRecord, delivery: String, cursor: Int, to organ: OrganCode, by route: Route,
        replaces: [Ruling.Replaced]
    ) -> EvidenceEvent {
        EvidenceEvent(
            .contentConsignment, at: record.receivedAt, package: record.id, delivery: delivery,
            [
                "to": .text(organ.text), "cursor": .number(cursor),
                "addressedAs": JSON(record.ruling.addressedAs[organ]?.text), "route": route.json,
                "replaces": replaces.isEmpty ? .null : .list(replaces.map(\.json).sorted()),
            ])
    }

    /// A failed delivery waits again: an operator let it, at a new place in the inbox, or the hub above tells so.
    static func consignedAgain(_ package: String, _ delivery: Row, at: Date) throws -> EvidenceEvent {
        let route: Route = try delivery["route"]
        return EvidenceEvent(
            .contentConsignment, at: at, package: package, delivery: try delivery["id"],
            [
                "to": .text(try delivery["organ"]), "cursor": .number(try delivery["cursor"]),
                "addressedAs": JSON(try delivery["addressed_as"] as String?), "again": .bool(true),
                "route": route.json,
            ])
    }

    /// `relay`: what the hub above calls the package; `sha256`: of the bytes that went up, with our station in them; `receipt`: of the
    /// receipt that it gave, if it gives any.
    static func relayed(
        _ delivery: Row, relay: String, sha256: ContentHash, receipt: ContentHash?, at: Date
    ) throws -> EvidenceEvent {
        EvidenceEvent(
            .relayAcceptance, at: at, package: try delivery["package_id"], delivery: try delivery["id"],
            [
                "to": .text(try delivery["organ"]), "system": .text(Uplink.systemID), "relayId": .text(relay),
                "sha256": .text(sha256.hex), "receiptSha256": JSON(receipt?.hex),
            ])
    }

    static func handedOver(_ delivery: DeliveryStore.Delivery, to system: String, at: Date) -> EvidenceEvent {
        EvidenceEvent(
            .contentHandover, at: at, package: delivery.packageID, delivery: delivery.id,
            ["to": .text(delivery.organ.text), "system": .text(system), "sha256": .text(delivery.hash.hex)])
    }

    static func removed(_ due: RetentionRule.Due, keepDays: Int, at: Date) -> EvidenceEvent {
        EvidenceEvent(
            .contentRemoval, at: at, package: due.id,
            [
                "sha256": .text(due.hash.hex), "sizeBytes": .number(due.sizeBytes), "keepDays": .number(keepDays),
                "since": .text(Timestamp.text(due.since)),
            ])
    }

    static func adopted(_ package: Row, _ deliveries: [Row]) throws -> EvidenceEvent {
        EvidenceEvent(
            .submissionAcceptance, at: try package["received_at"], package: try package["id"],
            [
                "documentId": .text(try package["document_id"]), "from": .text(try package["from_organ"]),
                "to": .list(try deliveries.map { .text(try $0["organ"]) }), "kind": .text(try package["kind"]),
                "sha256": .text(try package["sha256"]), "sizeBytes": .number(try package["size_bytes"]),
                "system": .text(try package["system_id"]),
                "documentCode": JSON(try package["document_code"] as String?),
                "promulgationDate": JSON(try package["promulgation_date"] as String?),
                "urgency": .number(try package["urgency"]), "adopted": .bool(true),
            ])
    }

    static func adoptedConsignment(_ delivery: Row) throws -> EvidenceEvent {
        EvidenceEvent(
            .contentConsignment, at: try delivery["transport_at"], package: try delivery["package_id"],
            delivery: try delivery["id"],
            [
                "to": .text(try delivery["organ"]), "cursor": .number(try delivery["cursor"]),
                "addressedAs": JSON(try delivery["addressed_as"] as String?), "adopted": .bool(true),
            ])
    }

    static func adoptedHandover(_ delivery: Row, _ package: Row) throws -> EvidenceEvent {
        EvidenceEvent(
            .contentHandover, at: try delivery["transport_at"], package: try package["id"],
            delivery: try delivery["id"],
            ["to": .text(try delivery["organ"]), "sha256": .text(try package["sha256"]), "adopted": .bool(true)])
    }

    /// `system` is nil when nobody took it in time.
    static func failed(
        delivery: String, package: String, organ: OrganCode, system: String?, code: String, reason: String?, at: Date
    ) -> EvidenceEvent {
        EvidenceEvent(
            .contentHandoverFailure, at: at, package: package, delivery: delivery,
            ["to": .text(organ.text), "system": JSON(system), "code": .text(code), "reason": JSON(reason)])
    }
}

extension HandlingStore.Change {
    /// What a status reported and what it comes to.
    fileprivate var json: JSON {
        .object(
            [
                "deliveryId": .text(self.delivery), "status": .text(self.status.rawValue),
                "madeAt": .text(Timestamp.text(self.madeAt)), "verdict": .text(self.verdict.word),
                "detailsSha256": .text(self.details.hex), "handling": JSON(self.handling?.rawValue),
                "asking": JSON(self.asking?.rawValue),
                "closed": .list(self.closed.map { .text($0) }),
            ].filter { $0.value != .null && $0.value != .list([]) })
    }
}

extension Ruling.Replaced {
    fileprivate var json: JSON {
        .object(["documentId": .text(self.documentID.text), "organ": .text(self.organ.text)])
    }
}

extension [JSON] {
    /// By their texts: sets have no order of their own.
    fileprivate func sorted() -> [JSON] { self.sorted { $0.canonical < $1.canonical } }
}
