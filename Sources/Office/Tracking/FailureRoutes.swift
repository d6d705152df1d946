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
struct FailureRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("failures", use: self.failures)
        router.post("failures/:id/retry", use: self.retry)
    }

    @Sendable private func failures(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try Self.check(visit)
        let office = self.office
        let page = try await office.database.read { connection in
            FailuresPage(
                shell: try Shell.read(visit, office: office, current: .failures, live: nil, in: connection),
                entries: try Self.lines(limit: 200, in: connection).map { ($0, RandomText.secret()) },
                refusals: try Refusal.all(limit: 200, in: connection)
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
        let (visit, id) = try Self.clerk(context)
        let fields = try await FormFields.read(request, csrf: visit.csrf)
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

    /// Who asks, and for which line of the box.
    static func clerk(_ context: OfficeContext) throws -> (visit: Visit, id: String) {
        let visit = try context.signedIn()
        try self.check(visit)
        return (visit, try context.parameters.require("id"))
    }

    private static func check(_ visit: Visit) throws {
        guard visit.person.role == .clerk else {
            throw Fault.notAllowed("Chỉ văn thư làm được việc này.", "Only the clerk may do this.")
        }
    }
}
