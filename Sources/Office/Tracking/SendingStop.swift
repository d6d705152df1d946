import Exchange
import Foundation
import Gateway
import Storage
import Web

/// Thôi gửi: what lies in "Gửi lỗi" does not go to some of its receivers any more, or to none, as when a code was closed and its successor got the
/// document: one receiver who cannot be reached keeps no package from the others. What was done in its place is written down and stays.
struct SendingStop: Sendable {
    let office: Office
    /// Codes of those to whom a document shall go still.
    let kept: [String]
    /// What was done in place of sending.
    let reason: String

    /// Shown before the act.
    struct Subject: Sendable {
        let entry: OutboxEntry
        /// Of a document, in order of their names; empty for a status, a recall or an update, which go as they are or not at all.
        let recipients: [Recipient]

        /// Nil when nothing of the kind waits in the box.
        init?(_ id: String, in connection: Connection) throws {
            guard let entry = try Outbox.waiting(id, in: connection) else { return nil }
            self.entry = entry
            guard entry.kind == .document, try RequestPackage.of(entry.reference, in: connection) == nil else {
                self.recipients = []
                return
            }
            let organs = Set(entry.organs)
            self.recipients = try Recipient.all(of: entry.reference, in: connection).filter {
                organs.contains($0.organ)
            }
        }
    }

    /// The package for those who remain is built and on disk first, then one transaction does it. Answers the form that sends the document to the
    /// successors of those who are left out, where there are any.
    func stop(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let reason = self.reason.normalized
        try Reason.check(reason, "thôi gửi")
        let (kept, package) = try await office.database.read { connection -> (Set<OrganCode>, IssuedPackage?) in
            let subject = try self.subject(id, in: connection)
            let kept = try self.known(subject)
            guard !kept.isEmpty else { return (kept, nil) }
            guard let outgoing = try OutgoingStore.find(subject.entry.reference, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let package = try outgoing.package(
                to: subject.recipients.filter { kept.contains($0.organ) }.map(\.organBlock),
                places: try Recipient.all(of: outgoing.id, in: connection).filter { !$0.hasLeft }.map(\.name),
                by: person, office: office, in: connection)
            return (kept, package)
        }
        let hash = try await package?.keep(in: office.store)
        return try await office.act(by: person, once: form.once, on: id, naming: [hash].compactMap { $0 }) {
            connection, now in
            let subject = try self.subject(id, in: connection)
            if let hash {
                // Another clerk may have taken receivers from it meanwhile: the package names them still.
                let organs = subject.entry.organs.filter(kept.contains)
                guard organs.count == kept.count, try Outbox.narrow(id, to: organs, package: hash, in: connection),
                    try Outbox.retry(id, at: now, in: connection)
                else { throw Fault.stale }
            } else {
                guard try Outbox.drop(id, at: now, in: connection) else { throw Fault.stale }
            }
            try Self.note(subject, kept, at: now, in: connection)
            let request = try RequestPackage.of(subject.entry.reference, in: connection)
            let document = request?.outgoing ?? subject.entry.reference
            let dropped = subject.recipients.filter { !kept.contains($0.organ) }
            try Timeline.add(
                .sendingStopped, to: document, by: person, at: now,
                detail: dropped.map(\.name).joined(separator: "; "), quote: reason, in: connection)
            try office.changes.tell(document, in: connection)
            return try FurtherRecipients.path(
                for: document, inPlaceOf: dropped.map(\.organ), by: person, office: office, in: connection)
                ?? "/failures"
        }
    }

    private func subject(_ id: String, in connection: Connection) throws -> Subject {
        guard let subject = try Subject(id, in: connection) else { throw Fault.noSuchDocument }
        return subject
    }

    /// Who stays, of those whom the package is for; throws when that is everybody.
    private func known(_ subject: Subject) throws -> Set<OrganCode> {
        let kept = Set(self.kept.compactMap { OrganCode($0) }).intersection(subject.recipients.map(\.organ))
        guard kept.isEmpty || kept.count < subject.recipients.count else {
            throw FormFault("kept", "Bỏ chọn nơi không gửi nữa; để gửi lại cho tất cả, quay lại và bấm “Gửi lại”")
        }
        return kept
    }

    /// Who stays waits again, who does not is dealt with.
    private static func note(
        _ subject: Subject, _ kept: Set<OrganCode>, at now: Date, in connection: Connection
    ) throws {
        for recipient in subject.recipients {
            if kept.contains(recipient.organ) {
                try connection.execute(
                    "UPDATE recipient SET transport = 'queued', fault_code = NULL, fault_sentence = NULL WHERE id = $1",
                    recipient.id)
            } else {
                try connection.execute("UPDATE recipient SET settled_at = $1 WHERE id = $2", now, recipient.id)
            }
        }
    }
}
