import Exchange
import Foundation
import Storage
import Web

/// Who may copy what (NĐ 30/2020/NĐ-CP, Điều 27: the head of the agency decides on copies of what it issued and of what came).
/// Who signs is checked with the rights to sign.
enum CopyRule {
    /// What of a document can be copied now; throws why it cannot, or `not-found`.
    static func source(
        _ direction: Register.Direction, _ id: String, by person: Person, identity: Office.Identity,
        in connection: Connection
    ) throws -> DocumentCopy.Source {
        switch direction {
        case .incoming:
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = self.refusal(incoming, by: person) { throw refusal }
            try Destruction.check(id, in: connection)
            return DocumentCopy.Source(
                documentID: id, direction: direction, code: incoming.code.shown, date: incoming.promulgationDate,
                title: self.title(incoming.typeName, incoming.subject), issuer: incoming.organName)
        case .outgoing:
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = self.refusal(outgoing, by: person) { throw refusal }
            try Destruction.check(id, in: connection)
            guard let code = outgoing.code, let date = outgoing.promulgationDate else { throw Fault.stale }
            return DocumentCopy.Source(
                documentID: id, direction: direction, code: code.text, date: date,
                title: self.title(outgoing.typeName, outgoing.subject), issuer: identity.name)
        }
    }

    static func refusal(_ incoming: Incoming, by person: Person) -> Fault? {
        guard person.role == .clerk else { return CaseFileRule.only("văn thư", "the clerk") }
        if let closure = incoming.closure { return .closed(closure) }
        guard incoming.number != nil else {
            return .notAllowed("Văn bản chưa vào sổ nên chưa sao được.", "The document has not been registered.")
        }
        return nil
    }

    static func refusal(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else { return CaseFileRule.only("văn thư", "the clerk") }
        guard outgoing.isStanding else {
            return .notAllowed(
                "Chỉ sao được văn bản đã ban hành và chưa thu hồi.",
                "Only a document that was issued and not given back can be copied.")
        }
        return nil
    }

    private static func title(_ type: String, _ subject: String) -> String {
        type.isEmpty ? subject : "\(type): \(subject)"
    }
}

/// Sao văn bản: the line of the register with its number, in one transaction.
struct CopyActs: Sendable {
    let office: Office

    static let maximumCopies = 999
    /// More numbers than an agency gives to copies beside this system; who mistypes one is not to fill the series.
    static let maximumSkipped = 1_000

    /// On no document: a copy changes nothing on it, so a freeze does not stand against it.
    func make(
        _ direction: Register.Direction, of id: String, _ fields: FormFields, by person: Person
    ) async throws -> String {
        let office = self.office
        let today = office.today
        return try await office.act(by: person, once: try fields.token().once, on: "") { connection, now in
            let source = try CopyRule.source(
                direction, id, by: person, identity: office.identity, in: connection)
            let plan = try CopyPlan(fields, of: direction)
            let line = try plan.line(on: today, in: connection)
            let (copy, code) = try plan.add(
                line, of: source, by: person, on: today, at: now, identity: office.identity, in: connection)
            try Timeline.add(
                .copied, to: id, by: person, at: now,
                detail: "\(CopyWords.kind(plan.kind)) số \(code), \(plan.copies) bản, \(line.signer.fullName) ký",
                in: connection)
            try office.changes.tell(id, in: connection)
            return "/copies/\(copy)"
        }
    }
}
