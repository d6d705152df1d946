import Exchange
import Foundation
import Storage
import Web

/// The clerk's answer to a sender who wants a document back: 15 or 16 goes out in the same transaction.
struct RecallAnswer: Sendable {
    let office: Office
    let agrees: Bool
    /// Needed to decline.
    let reason: String

    func give(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        let reports = StatusReports(office: office)
        return try await office.act(by: person, once: form.once, on: id) { connection, now in
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            guard form.version == incoming.version else { throw Fault.stale }
            if let refusal = RecallRule.refusalToAnswer(incoming, by: person) { throw refusal }
            try Reason.check(self.reason, "trả lời", atLeast: self.agrees ? 0 : 10)
            try connection.execute(
                """
                UPDATE incoming SET asking = $1, asking_at = $2, closure = COALESCE($3, closure),
                    closed_at = COALESCE($4, closed_at), version = version + 1
                WHERE id = $5
                """,
                self.agrees ? Asking.agreed : .declined, now, self.agrees ? Closure.withdrawn : nil,
                self.agrees ? now : nil, id)
            let quote = self.reason.isEmpty ? nil : self.reason
            try Timeline.add(self.agrees ? .gaveBack : .kept, to: id, by: person, at: now, quote: quote, in: connection)
            if self.agrees {
                try DuplicateLink.gaveBack(incoming, by: person, at: now, office: office, in: connection)
            }
            try reports.enqueue(
                self.agrees ? .agreed : .declined, for: incoming, by: person, reason: quote, at: now, in: connection)
            return "/incoming/\(id)"
        }
    }
}
