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
        let found = try await office.database.read {
            connection -> (organs: [OrganCode], package: IssuedPackage)? in
            guard let entry = try Outbox.entry(id, in: connection), entry.state == .failed,
                let request = try RequestPackage.of(entry.reference, in: connection),
                let outgoing = try OutgoingStore.find(request.outgoing, for: person, in: connection)
            else { return nil }
            let recipients = try request.needing(entry, in: connection)
            guard !recipients.isEmpty, recipients.count < entry.organs.count else { return nil }
            return (
                recipients.map(\.organ),
                try request.package(
                    again: entry.reference, of: outgoing, to: recipients, by: person, office: office, in: connection)
            )
        }
        guard let (organs, package) = found else { return nil }
        return RequestRetry(organs: organs, package: try await package.keep(in: office.store))
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
    /// The request `reference` once more, in the words of then. The files of an update take the place of those that were sent, so its tasks go too.
    fileprivate func package(
        again reference: String, of outgoing: Outgoing, to recipients: [Recipient], by person: Person, office: Office,
        in connection: Connection
    ) throws -> IssuedPackage {
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
            IssuedPackage(
                packet: try RecallRequest.packet(
                    of: outgoing, to: recipients, reason: reason, by: person, office: office, in: connection),
                files: [], annex: nil)
        case .update:
            IssuedPackage(
                packet: try UpdateSending.packet(
                    again: outgoing, to: recipients, reason: reason, by: person, office: office, in: connection),
                files: try IssuedPackage.File.issued(of: outgoing.id, in: connection),
                annex: try TaskAnnex.of(outgoing.id, office, in: connection))
        }
    }
}
