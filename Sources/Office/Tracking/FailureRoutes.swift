import Exchange
import Foundation
import Gateway
import Hummingbird
import Storage
import Web

/// What could not be sent, and what did not arrive.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/failures` | clerks | 200, 403 |
/// | POST | `/failures/:id/retry` | clerks: a package | 303, 403, 404 |
/// | POST | `/failures/:id/settle` | clerks: a recipient | 303, 403, 404 |
struct FailureRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("failures", use: self.failures)
        router.post("failures/:id/retry", use: self.retry)
        router.post("failures/:id/settle", use: self.settle)
    }

    @Sendable private func failures(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try self.clerk(visit)
        let office = self.office
        let page = try await office.database.read { connection in
            FailuresPage(
                shell: try Shell.read(visit, office: office, current: .failures, live: nil, in: connection),
                entries: try Self.lines(limit: 200, in: connection).map { ($0, RandomText.secret()) },
                refusals: try Refusal.all(limit: 200, in: connection).map { ($0, RandomText.secret()) }
            )
        }
        return .page(page.html)
    }

    /// Three statements, however many packages wait.
    private static func lines(limit: Int, in connection: Connection) throws -> [FailuresPage.Line] {
        let entries = try Outbox.failures(limit: limit, in: connection)
        let subjects = try RequestPackage.subjects(of: entries, in: connection)
        let names = try Directory.names(of: entries.flatMap(\.organs), in: connection)
        return entries.map { entry in
            let subject = subjects[entry.id]
            // Who is asked when it goes again.
            let receivers = (subject?.needing ?? entry.organs).map { organ in
                names[organ.key].map { "\($0) (\(organ.text))" } ?? organ.text
            }
            return FailuresPage.Line(
                entry, of: subject?.document ?? entry.reference, request: subject?.kind, subject: subject?.text,
                receivers: subject?.needing == nil ? receivers : receivers.sorted())
        }
    }

    @Sendable private func retry(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try self.clerk(visit)
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let id = try context.parameters.require("id")
        let form = try fields.token()
        let prepared = try await RequestRetry.prepare(id, by: visit.person, office: self.office)
        let named = [prepared?.package].compactMap { $0 }
        let location = try await self.office.act(by: visit.person, once: form.once, on: id, naming: named) {
            connection, now in
            guard let found = try Outbox.entry(id, in: connection) else { throw Fault.noSuchDocument }
            try RequestPackage.checkRetry(found, in: connection)
            guard let entry = try RequestRetry.narrow(found, to: prepared, at: now, in: connection) else {
                return "/failures"
            }
            if try Outbox.retry(id, at: now, in: connection) {
                for organ in entry.organs {
                    try connection.execute(
                        """
                        UPDATE recipient SET transport = 'queued', fault_code = NULL, fault_sentence = NULL
                        WHERE outgoing_id = $1 AND organ_code = $2 AND transport = 'failed'
                        """,
                        entry.reference, organ)
                }
                try RequestPackage.retried(entry, at: now, in: connection)
                let document = try RequestPackage.of(entry.reference, in: connection)?.outgoing ?? entry.reference
                try RequestPackage.settle(of: document, at: now, in: connection)
                try Timeline.add(.sendingRetried, to: document, by: visit.person, at: now, in: connection)
            }
            return "/failures"
        }
        return .seeOther(location)
    }

    /// The clerk has spoken with the recipient, sent it on paper, or the like: it leaves the box, what happened stays on the document.
    @Sendable private func settle(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try self.clerk(visit)
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let id = try context.parameters.require("id")
        let form = try fields.token()
        let changes = self.office.changes
        let location = try await self.office.act(by: visit.person, once: form.once, on: id) { connection, now in
            let found = try connection.row("SELECT \(Recipient.columns) FROM recipient WHERE id = $1", id)
            guard let recipient = try found.map(Recipient.init) else { throw Fault.noSuchDocument }
            // It may have arrived meanwhile.
            let settled = try connection.execute(
                "UPDATE recipient SET settled_at = $1 WHERE id = $2 AND \(Recipient.needsSomebody)", now, id)
            if settled == 1 {
                try Timeline.add(
                    .deliverySettled, to: recipient.outgoingID, by: visit.person, at: now, detail: recipient.name,
                    in: connection)
                try changes.tell(recipient.outgoingID, in: connection)
            }
            return "/failures"
        }
        return .seeOther(location)
    }

    private func clerk(_ visit: Visit) throws {
        guard visit.person.role == .clerk else {
            throw Fault.notAllowed("Chỉ văn thư làm được việc này.", "Only the clerk may do this.")
        }
    }
}
