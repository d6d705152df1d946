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
    /// Those that are reached through the hub above (trục cấp trên).
    var upward: Set<OrganCode> = []
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
    /// - Parameter audience: who gets a document. A status goes to whom it answers.
    static func judge(
        _ packet: Packet, broughtBy system: ConnectedSystem, to audience: Audience = .named, today: CalendarDate,
        in connection: Connection
    ) throws -> Ruling {
        let station = try Uplink.station(in: connection)
        if let station, packet.hasPassed(station, broughtBy: system.id) { throw Fault.loop(station) }
        let addressees = packet.status.map { [$0.responseFor.organ] } ?? audience.codes ?? packet.to.map(\.code)
        let entries = try OrganStore.entries([packet.from.code] + addressees, in: connection)
        guard let sender = entries[packet.from.code] else { throw Fault.unknownSender(packet.from.code) }
        guard try system.brings(sender.code, in: connection) else { throw Fault.foreignSender(packet.from.code) }
        var ruling =
            try packet.status.map { try self.judge($0, from: sender, knowing: entries, in: connection) }
            ?? self.judge(packet, from: sender, to: audience, knowing: entries, today: today, in: connection)
        if station != nil {
            ruling.upward = try Route.upward(ruling.receivers, broughtBy: system.id, in: connection)
        }
        return ruling
    }

    /// - Parameter entries: of sender and receivers.
    private static func judge(
        _ packet: Packet, from sender: DirectoryEntry, to audience: Audience,
        knowing entries: [OrganCode: DirectoryEntry], today: CalendarDate, in connection: Connection
    ) throws -> Ruling {
        guard let document = packet.document else { throw Fault.noDocument }
        guard sender.isOpen(on: today) else { throw Fault.closed(sender, place: .sender) }
        var receivers: [OrganCode] = []
        var addressedAs: [OrganCode: OrganCode] = [:]
        var seen: Set<OrganCode> = []
        let named = packet.to.map(\.code)
        for code in audience.codes ?? named {
            guard let entry = entries[code] else { throw Fault.unknownReceiver(code, place: .receiver) }
            if case .only = audience, try !self.names(entry, among: named, in: connection) {
                throw Fault.notNamed(code)
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

    /// Whether one of `codes` is the agency, by whatever spelling.
    private static func names(
        _ entry: DirectoryEntry, among codes: [OrganCode], in connection: Connection
    ) throws -> Bool {
        if codes.contains(entry.code) { return true }
        return try codes.contains { try OrganStore.entry($0, in: connection)?.code == entry.code }
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
        _ report: StatusReport, from reporter: DirectoryEntry, knowing entries: [OrganCode: DirectoryEntry],
        in connection: Connection
    ) throws -> Ruling {
        guard let addressee = entries[report.responseFor.organ] else {
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
        let earlier = try connection.rows(
            """
            SELECT package.received_at FROM package JOIN delivery ON delivery.package_id = package.id
            WHERE package.from_organ = $1 AND package.document_id = $2 AND delivery.organ = $3
                AND package.kind IN ('new', 'update', 'replacement') AND delivery.transport <> 'fail'
                AND (delivery.handling IS NULL OR delivery.handling <> '02')
                AND (delivery.closure IS NULL OR delivery.closure <> 'withdrawn')
            ORDER BY delivery.cursor LIMIT 1
            """, each: receivers.map { [sender, id, $0] })
        for (receiver, rows) in zip(receivers, earlier) {
            guard let first = rows.first else { continue }
            throw Fault.duplicate(id, receiver: receiver, sentAt: try first["received_at"])
        }
    }
}
