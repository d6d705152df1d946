import EdXML
import Exchange
import Foundation
import Storage

/// What the hub decides about a package before it takes it in: from whom, to whom, about what.
struct Ruling: Sendable, Equatable {
    /// The sender as the directory writes it.
    var from: OrganCode
    /// One for each receiver, in the order of the package; an agency that is named by its old and its new code is one.
    var receivers: [OrganCode]
    /// The closed agencies that the package names, by the receivers that stand in for them.
    var addressedAs: [OrganCode: OrganCode] = [:]
    /// Of a replacement: what it replaces at which of its receivers, as the directory writes their codes.
    var replaces: [Replaced] = []
    /// Of a status: the document that it reports on.
    var documentID: DocumentID
    /// Of a status: the delivery that it reports on.
    var deliveryID: String?

    struct Replaced: Sendable, Hashable {
        var documentID: DocumentID
        var organ: OrganCode
    }

    /// Judges `packet`, which `system` brought; throws the fault for which it is refused. Asked once before the bytes are kept and
    /// once more in the transaction that writes the rows.
    ///
    /// - Parameter named: who gets a document, whatever the package says; nil: whom the package names. A status goes to whom it answers.
    static func judge(
        _ packet: Packet, broughtBy system: ConnectedSystem, to named: [OrganCode]? = nil, today: CalendarDate,
        in connection: Connection
    ) throws -> Ruling {
        guard let sender = try OrganStore.entry(packet.from.code, in: connection) else {
            throw Fault.unknownSender(packet.from.code)
        }
        guard system.acts(for: sender.code) else { throw Fault.foreignSender(packet.from.code) }
        if let report = packet.status {
            return try self.judge(report, from: sender, in: connection)
        }
        guard let document = packet.document else { throw Fault.noDocument }
        guard sender.isOpen(on: today) else { throw Fault.closed(sender, place: .sender) }
        var receivers: [OrganCode] = []
        var addressedAs: [OrganCode: OrganCode] = [:]
        var seen: Set<OrganCode> = []
        for code in named ?? packet.to.map(\.code) {
            guard let entry = try OrganStore.entry(code, in: connection) else {
                throw Fault.unknownReceiver(code, place: .receiver)
            }
            let receiver = try Succession.receiver(for: entry, on: today, place: .receiver, in: connection)
            guard seen.insert(receiver.code).inserted else { continue }
            receivers.append(receiver.code)
            if receiver.code != entry.code { addressedAs[receiver.code] = entry.code }
        }
        guard !receivers.isEmpty else { throw Fault.noReceiver }
        if packet.kind == .new || packet.kind == .replacement {
            try self.refuseDuplicate(document.id, from: sender.code, to: receivers, in: connection)
        }
        return Ruling(
            from: sender.code, receivers: receivers, addressedAs: addressedAs,
            replaces: try self.replaced(packet.business, among: seen, in: connection), documentID: document.id)
    }

    /// Agencies that do not get the replacement, or that nobody knows, have nothing replaced.
    private static func replaced(
        _ business: Business?, among receivers: Set<OrganCode>, in connection: Connection
    ) throws -> [Replaced] {
        var replaced: Set<Replaced> = []
        for replacement in business?.replaces ?? [] {
            for organ in replacement.organs {
                guard let code = try OrganStore.entry(organ, in: connection)?.code, receivers.contains(code) else {
                    continue
                }
                replaced.insert(Replaced(documentID: replacement.documentID, organ: code))
            }
        }
        return Array(replaced)
    }

    /// A status goes to `ResponseFor/OrganId`. The addressee may be closed by now: what it sent is still answered.
    private static func judge(
        _ report: StatusReport, from reporter: DirectoryEntry, in connection: Connection
    ) throws -> Ruling {
        guard let addressee = try OrganStore.entry(report.responseFor.organ, in: connection) else {
            throw Fault.unknownReceiver(report.responseFor.organ, place: .addressee)
        }
        let match = try StatusMatch.find(report, from: reporter.code, to: addressee.code, in: connection)
        return Ruling(
            from: reporter.code, receivers: [addressee.code], documentID: match.documentID, deliveryID: match.deliveryID
        )
    }

    /// edXML §1.6, test 2: a new document goes to each receiver once. One that could not take the package or has returned the
    /// document (02) or given it back does not have it.
    private static func refuseDuplicate(
        _ id: DocumentID, from sender: OrganCode, to receivers: [OrganCode], in connection: Connection
    ) throws {
        for receiver in receivers {
            let first = try connection.row(
                """
                SELECT package.received_at FROM package JOIN delivery ON delivery.package_id = package.id
                WHERE package.from_organ = $1 AND package.document_id = $2 AND delivery.organ = $3
                    AND package.kind IN ('new', 'update', 'replacement') AND delivery.transport <> 'fail'
                    AND (delivery.handling IS NULL OR delivery.handling <> '02')
                    AND (delivery.closure IS NULL OR delivery.closure <> 'withdrawn')
                ORDER BY delivery.cursor LIMIT 1
                """, sender, id, receiver)
            if let first { throw Fault.duplicate(id, receiver: receiver, sentAt: try first["received_at"]) }
        }
    }
}
