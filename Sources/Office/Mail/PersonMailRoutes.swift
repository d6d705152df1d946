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
        router.form("account/mail") { context in
            let visit = try context.signedIn()
            return self.form(visit, visit.account, visit.account.id, isOwn: true)
        }
        router.form("people/:id/mail") { context in
            let visit = try context.administers()
            return self.form(visit, visit.person, try context.parameters.require("id"), isOwn: false)
        }
    }

    private func form(_ visit: Visit, _ person: Person, _ id: String, isOwn: Bool) -> ActForm {
        ActForm { fields, fault in
            try await self.page(visit, id, isOwn: isOwn, fields, fault).html
        } act: { fields in
            try await PersonMailActs(office: self.office).save(
                try PersonMailActs.address(fields), wantsDigest: fields.isTicked("digest"),
                reports: Set(ReportPeriod.Kind.allCases.filter { fields.isTicked($0.rawValue) }), of: id, by: person,
                form: try fields.token(), next: isOwn ? "/account" : "/people/\(id)")
        }
    }

    private func page(
        _ visit: Visit, _ id: String, isOwn: Bool, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> PersonMailPage {
        let (office, isOn) = (self.office, self.server != nil)
        return try await office.database.read { connection in
            let person = try PersonRecord.find(id, in: connection).person
            return PersonMailPage(
                shell: try Shell.read(
                    visit, office: office, current: isOwn ? .account : .people, live: nil, in: connection),
                person: person, isOwn: isOwn,
                mail: try PersonMail.read(of: id, in: connection),
                time: isOn ? try NoticeSettings.read(in: connection).digestTime : nil, fields: fields, fault: fault)
        }
    }
}
