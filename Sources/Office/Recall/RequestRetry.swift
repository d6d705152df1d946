import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// Gửi lại a request that did not go out: it asks only the receivers who still need it. When that is not all of them, it goes as a package of its
/// own, which is built and on disk before the act.
struct RequestRetry: Sendable {
    let organs: [OrganCode]
    let package: ContentHash

    /// Nil when the entry is no request, or goes to all of its receivers, or to none.
    static func prepare(_ id: String, by person: Person, office: Office) async throws -> RequestRetry? {
        let found = try await office.database.read { connection -> (organs: [OrganCode], packet: DocumentPacket)? in
            guard let entry = try Outbox.entry(id, in: connection), entry.state == .failed,
                let request = try RequestPackage.of(entry.reference, in: connection),
                let outgoing = try OutgoingStore.find(request.outgoing, for: person, in: connection)
            else { return nil }
            let recipients = try request.needing(entry, in: connection)
            guard !recipients.isEmpty, recipients.count < entry.organs.count else { return nil }
            return (
                recipients.map(\.organ),
                try request.packet(
                    again: entry.reference, of: outgoing, to: recipients, by: person, office: office, in: connection)
            )
        }
        guard let (organs, packet) = found else { return nil }
        let hash = try await office.store.keep { file in try PacketWriter.write(packet) { try file.write($0) } }
        return RequestRetry(organs: organs, package: hash)
    }

    /// Before the entry goes again: who needs it no more is left out. Answers the entry as it goes, nil when nobody needs it; throws `stale-version`
    /// when that is not what `prepared` was made for.
    static func narrow(
        _ entry: OutboxEntry, to prepared: RequestRetry?, at now: Date, in connection: Connection
    ) throws -> OutboxEntry? {
        guard entry.state == .failed, let request = try RequestPackage.of(entry.reference, in: connection) else {
            return entry
        }
        let organs = try request.needing(entry, in: connection).map(\.organ)
        guard !organs.isEmpty else {
            try RequestPackage.settle(of: request.outgoing, at: now, in: connection)
            return nil
        }
        guard organs.count < entry.organs.count else { return entry }
        guard let prepared, Set(prepared.organs) == Set(organs),
            try Outbox.narrow(entry.id, to: prepared.organs, package: prepared.package, in: connection)
        else { throw Fault.stale }
        return try Outbox.entry(entry.id, in: connection)
    }
}

extension RequestPackage {
    /// The request `reference` once more, in the words of then.
    fileprivate func packet(
        again reference: String, of outgoing: Outgoing, to recipients: [Recipient], by person: Person, office: Office,
        in connection: Connection
    ) throws -> DocumentPacket {
        let table =
            switch self.kind {
            case .recall: "recall"
            case .update: "document_update"
            }
        guard let row = try connection.row("SELECT reason FROM \(table) WHERE id = $1", reference) else {
            throw Fault.noSuchDocument
        }
        let reason: String = try row["reason"]
        return switch self.kind {
        case .recall:
            try RecallRequest.packet(
                of: outgoing, to: recipients, reason: reason, by: person, office: office, in: connection)
        case .update:
            try UpdateSending.packet(
                again: outgoing, to: recipients, reason: reason, by: person, office: office, in: connection)
        }
    }
}
