import Exchange
import Hummingbird
import Storage
import Web

/// What lies in "Gửi lỗi" and is not to be sent, or was dealt with in another way.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/failures/:id/stop` | clerks: a package that could not be sent | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 422 |
/// | GET | `/failures/:id/settle` | clerks: a recipient whose system did not take a document | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 422 |
struct SendingStopRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("failures/:id/stop", self.stop)
        router.form("failures/:id/settle", self.settle)
    }

    @Sendable private func stop(_ context: OfficeContext) throws -> ActForm {
        let (visit, id) = try FailureRoutes.clerk(context)
        let office = self.office
        return ActForm { fields, fault in
            try await office.database.read { connection in
                guard let subject = try SendingStop.Subject(id, in: connection) else { throw Fault.noSuchDocument }
                let closed = try subject.recipients.compactMap { recipient in
                    try Directory.entry(recipient.organ, in: connection).flatMap { organ in
                        organ.isClosed(on: office.today) ? (recipient.organ, organ) : nil
                    }
                }
                return SendingStopPage(
                    shell: try Shell.read(visit, office: office, current: .failures, live: nil, in: connection),
                    subject: subject, closed: Dictionary(closed) { $1 }, once: RandomText.secret(),
                    fields: fields, fault: fault)
            }.html
        } act: { fields in
            try await SendingStop(office: office, kept: fields.all("kept"), reason: fields.longText("reason")).stop(
                id, by: visit.person, form: try fields.token())
        }
    }

    @Sendable private func settle(_ context: OfficeContext) throws -> ActForm {
        let (visit, id) = try FailureRoutes.clerk(context)
        let office = self.office
        return ActForm { fields, fault in
            try await office.database.read { connection in
                guard let refusal = try Refusal.find(id, in: connection) else { throw Fault.noSuchDocument }
                return SettlingPage(
                    shell: try Shell.read(visit, office: office, current: .failures, live: nil, in: connection),
                    refusal: refusal, once: RandomText.secret(), fields: fields, fault: fault)
            }.html
        } act: { fields in
            let reason = fields.longText("reason").normalized
            try Reason.check(reason, "không chờ nữa")
            return try await office.act(by: visit.person, once: try fields.token().once, on: id) { connection, now in
                try Refusal.settle(
                    id, reason: reason, by: visit.person, at: now, office.changes, in: connection)
                return "/failures"
            }
        }
    }
}
