import EdXML
import Exchange
import Foundation
import Storage

/// A package on its way into the database.
struct PackageRecord: Sendable {
    let id: String
    let packet: Packet
    let ruling: Ruling
    let hash: ContentHash
    let sizeBytes: Int
    let receivedAt: Date

    /// Writes the package, one delivery for each receiver and, for a status, the history of what it reports on; all of it into the
    /// evidence log. Answers its receipt-to-be.
    ///
    /// - Parameter subject: of a status: the delivery that it reports on, as it is.
    func insert(
        sentBy system: String, about subject: HandlingStore.Subject?, in connection: Connection
    ) throws -> PromisedReceipt {
        try connection.executeLater(
            """
            INSERT INTO package
                (id, system_id, from_organ, kind, document_id, document_code, promulgation_date, urgency, sha256, size_bytes,
                received_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            self.id, system, self.ruling.from, self.packet.kind, self.ruling.documentID,
            self.packet.document?.code.text, self.packet.document?.promulgationDate,
            self.packet.document?.urgency ?? .ordinary, self.hash, self.sizeBytes, self.receivedAt)
        try self.markReplaced(in: connection)
        let (firstCursor, consignments) = try self.consign(isFirst: true, in: connection)
        var change: HandlingStore.Change?
        if let report = self.packet.status, let subject {
            change = try HandlingStore.add(
                report, to: subject, package: self.id, cursor: firstCursor, now: self.receivedAt, in: connection)
        }
        let receipt = try EvidenceLog.promise(.accepted(self, by: system, report: change), in: connection)
        try EvidenceLog.append(consignments, in: connection)
        return receipt
    }

    private func markReplaced(in connection: Connection) throws {
        for replaced in self.ruling.replaces {
            try connection.executeLater(
                "INSERT INTO replacement (package_id, document_id, organ) VALUES ($1, $2, $3)", self.id,
                replaced.documentID, replaced.organ)
        }
    }

    /// Writes one delivery for each receiver of the ruling; answers the first cursor and what the log is to be told. What is replaced at the
    /// receivers of the first send stands in its acceptance.
    private func consign(
        isFirst: Bool, in connection: Connection
    ) throws -> (firstCursor: Int, events: [EvidenceEvent]) {
        let asking: Asking? = [.recall, .update].contains(self.packet.kind) ? .requested : nil
        let firstCursor = try PackageStore.reserveCursors(self.ruling.receivers.count, in: connection)
        var consignments: [EvidenceEvent] = []
        var upward: [UplinkOutbox.Consigned] = []
        var rows: [[(any SQLBindable)?]] = []
        for (index, receiver) in self.ruling.receivers.enumerated() {
            let (delivery, cursor) = (UniqueID.make(at: self.receivedAt), firstCursor + index)
            let route: Route = self.ruling.upward.contains(receiver) ? .uplink : .local
            rows.append([
                delivery, cursor, self.id, receiver, Transport.initial, self.receivedAt,
                self.ruling.addressedAs[receiver], asking, asking.map { _ in self.receivedAt }, route,
            ])
            if route == .uplink { upward.append(.init(delivery: delivery, cursor: cursor)) }
            let replaces = isFirst ? [] : self.ruling.replaces.filter { $0.organ == receiver }
            consignments.append(
                .consigned(self, delivery: delivery, cursor: cursor, to: receiver, by: route, replaces: replaces))
        }
        try connection.insertLater(
            """
            INSERT INTO delivery
                (id, cursor, package_id, organ, transport, transport_at, addressed_as, asking, asking_at, route)
            """, rows)
        try UplinkOutbox.enqueue(upward, of: self.id, at: self.receivedAt, in: connection)
        return (firstCursor, consignments)
    }

    /// Sends a package that is there already, with the id of this record, to the receivers of the ruling too.
    func extend(in connection: Connection) throws {
        try self.markReplaced(in: connection)
        try EvidenceLog.append(try self.consign(isFirst: false, in: connection).events, in: connection)
    }
}
