import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// The address for the mail of the day.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/account/mail` | whoever is signed in | 200 |
/// | POST | `/account/mail` | the same, for their own | 303, 409, 422 |
/// | GET | `/people/:id/mail` | admin | 200, 403, 404 |
/// | POST | `/people/:id/mail` | admin | 303, 403, 404, 409, 422 |
struct PersonMailRoutes: Sendable {
    let office: Office
    /// Nil: this office sends no mail.
    let server: MailServer?

    func add(to router: Router<OfficeContext>) {
        router.get("account/mail") { _, context -> Response in
            let visit = try context.signedIn()
            return .page(try await self.page(visit, visit.account.id, isOwn: true, nil, nil).html)
        }
        router.post("account/mail") { request, context -> Response in
            let visit = try context.signedIn()
            return try await self.save(request, visit, visit.account, visit.account.id, isOwn: true)
        }
        router.get("people/:id/mail") { _, context -> Response in
            let visit = try context.administers()
            let id = try context.parameters.require("id")
            return .page(try await self.page(visit, id, isOwn: false, nil, nil).html)
        }
        router.post("people/:id/mail") { request, context -> Response in
            let visit = try context.administers()
            return try await self.save(
                request, visit, visit.person, try context.parameters.require("id"), isOwn: false)
        }
    }

    private func save(
        _ request: Request, _ visit: Visit, _ person: Person, _ id: String, isOwn: Bool
    ) async throws -> Response {
        try await .form(request, of: visit) { fields in
            try await PersonMailActs(office: self.office).save(
                try PersonMailActs.address(fields), wantsDigest: fields.isTicked("digest"), of: id, by: person,
                form: try fields.token(), next: isOwn ? "/account" : "/people/\(id)")
        } again: { fields, fault in
            try await self.page(visit, id, isOwn: isOwn, fields, fault).html
        }
    }

    private func page(
        _ visit: Visit, _ id: String, isOwn: Bool, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> PersonMailPage {
        let (office, isOn) = (self.office, self.server != nil)
        return try await office.database.read { connection in
            let person = try PersonRecord.find(id, in: connection).person
            if let refusal = PersonMail.refusal(of: person) { throw refusal }
            return PersonMailPage(
                shell: try Shell.read(
                    visit, office: office, current: isOwn ? .account : .people, live: nil, in: connection),
                person: person, isOwn: isOwn,
                mail: try PersonMail.read(of: id, in: connection),
                time: isOn ? try NoticeSettings.read(in: connection).digestTime : nil, fields: fields, fault: fault)
        }
    }
}
