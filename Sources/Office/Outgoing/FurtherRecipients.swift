import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Web

/// Gửi bổ sung nơi nhận: an issued document goes to more agencies, in a package of its own; who has it already gets nothing again.
struct FurtherRecipients: Sendable {
    let office: Office
    /// Codes of the agencies.
    let organs: [String]

    /// The package is built and on disk first, then one transaction keeps the recipients and queues it.
    func send(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let package = try await office.database.read { connection in
            let (outgoing, added) = try self.named(id, by: person, form: form, in: connection)
            let places =
                try Recipient.all(of: id, in: connection).filter { !$0.hasLeft }.map(\.name) + added.map(\.name)
            return try outgoing.package(
                to: added.map { Organ(code: $0.code, name: $0.name) }, places: places, by: person, office: office,
                in: connection)
        }
        let hash = try await package.keep(in: office.store)
        return try await office.act(by: person, once: form.once, on: id, naming: [hash]) { connection, now in
            let (outgoing, added) = try self.named(id, by: person, form: form, in: connection)
            try OutgoingStore.move(outgoing, to: .published, in: connection)
            try RecipientNames.save(added, of: id, as: .queued, at: now, in: connection)
            _ = try Outbox.enqueue(
                document: id, organs: added.map(\.code), package: hash, summary: outgoing.code?.text ?? "",
                urgency: outgoing.urgency, at: now, in: connection)
            try Timeline.add(
                .recipientsAdded, to: id, by: person, at: now, detail: added.map(\.name).joined(separator: "; "),
                in: connection)
            return "/outgoing/\(id)"
        }
    }

    /// The form, with those chosen who took over the work of `closed`; nil when nobody did who can get the document and is no receiver yet.
    static func path(
        for id: String, inPlaceOf closed: [OrganCode], by person: Person, office: Office, in connection: Connection
    ) throws -> String? {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection),
            OutgoingRule.refusalToSendOn(outgoing, by: person) == nil
        else { return nil }
        let present = try Recipient.all(of: id, in: connection).map(\.organ) + [office.identity.organ]
        let successors = try closed.compactMap {
            try Directory.successor(of: $0, on: office.today, in: connection)?.code
        }
        let chosen = Set(successors).subtracting(present).map { "to=\($0.text)" }.sorted()
        return chosen.isEmpty ? nil : "/outgoing/\(id)/recipients?\(chosen.joined(separator: "&"))"
    }

    /// The document and who is added, or why nobody can be.
    private func named(
        _ id: String, by person: Person, form: FormToken, in connection: Connection
    ) throws -> (Outgoing, [Directory.Entry]) {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        guard form.version == outgoing.version else { throw Fault.stale }
        if let refusal = OutgoingRule.refusalToSendOn(outgoing, by: person) { throw refusal }
        let added = try RecipientNames.checked(
            self.organs, own: self.office.identity.organ, today: self.office.today, in: connection)
        let present = Set(try Recipient.all(of: id, in: connection).map(\.organ))
        if let twice = added.first(where: { present.contains($0.code) }) {
            throw FormFault("recipients", "\(twice.name) đã là nơi nhận của văn bản này")
        }
        guard present.count + added.count <= RecipientNames.maximum else {
            throw FormFault("recipients", "Một văn bản có tối đa \(RecipientNames.maximum) nơi nhận")
        }
        return (outgoing, added)
    }
}
