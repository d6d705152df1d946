import Exchange
import Foundation
import Gateway
import Storage

/// What happens when the hub tells what became of a delivery (tình hình giao nhận): it touches exactly the recipient that it is about,
/// and never what people there do with the document.
struct TransportArrival: Sendable {
    let office: Office

    /// Runs in the transaction in which the gateway keeps its place in the hub's log.
    func receive(_ event: TransportEvent, of entry: OutboxEntry, in connection: Connection) throws {
        switch entry.kind {
        case .document:
            if try RequestPackage.arrived(entry, event, self.office, in: connection) { return }
            try self.document(entry.reference, event, in: connection)
        case .status: try self.status(entry, event, in: connection)
        }
    }

    private func document(_ outgoing: String, _ event: TransportEvent, in connection: Connection) throws {
        // A successor may stand in for a closed agency and be a recipient itself: the hub makes one delivery of the two.
        let recipients = try connection.rows(
            """
            SELECT \(Recipient.columns) FROM recipient
            WHERE recipient.outgoing_id = $1 AND recipient.organ_code IN ($2, $3)
            ORDER BY recipient.organ_code LIMIT 2
            """,
            outgoing, event.organ, event.addressedAs ?? event.organ
        ).map(Recipient.init)
        for recipient in recipients {
            guard let next = recipient.transport.after(event.kind) else { continue }
            var code: String?
            var reason: String?
            if case .failed(let failure, let sentence) = event.kind {
                code = failure
                reason = sentence
            }
            try connection.execute(
                """
                UPDATE recipient SET transport = $1, transport_at = $2, fault_code = $3, fault_sentence = $4, settled_at = NULL
                WHERE id = $5
                """,
                next, event.at, code, reason, recipient.id)
            // That it arrived stands at the recipient; a line for each of 200 recipients would hide what people did.
            if next != .delivered {
                try Timeline.add(
                    next == .refused ? .deliveryRefused : .deliveryRenewed, to: outgoing, by: nil, at: event.at,
                    detail: recipient.name, quote: reason, in: connection)
            }
            try self.office.changes.tell(outgoing, in: connection)
        }
    }

    /// A status that the issuer's system cannot take is told on the incoming document; that it was taken is what everybody expects.
    private func status(_ entry: OutboxEntry, _ event: TransportEvent, in connection: Connection) throws {
        guard case .failed(_, let reason) = event.kind else { return }
        try Timeline.add(
            .statusRefused, to: entry.reference, by: nil, at: event.at, detail: entry.status?.rawValue ?? "",
            quote: reason, in: connection)
        try self.office.changes.tell(entry.reference, in: connection)
    }
}

extension Recipient.Transport {
    /// Nil when nothing changes. That the receiver proved to have the package is final, also when a restored hub has forgotten it; before
    /// that the last word counts.
    func after(_ event: TransportEvent.Kind) -> Recipient.Transport? {
        switch (self, event) {
        case (.delivered, _), (.sent, .waiting): nil
        case (_, .waiting): .sent
        case (_, .delivered): .delivered
        case (_, .failed): .refused
        }
    }
}
