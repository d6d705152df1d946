import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// By which ways people are told, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people/notices` | admin | 200, 403 |
/// | POST | `/people/notices` | admin | 303, 403, 409, 422 |
/// | POST | `/people/notices/key` | admin | 200 with the key; 303 when repeated; 403, 409 |
struct NoticeSettingsRoutes: Sendable {
    let office: Office
    let acts: NoticeSettingsActs
    /// Nil: this office sends no mail.
    let server: MailServer?

    init(office: Office, secrets: NoticeSecrets, server: MailServer?) {
        self.office = office
        self.acts = NoticeSettingsActs(office: office, secrets: secrets)
        self.server = server
    }

    func add(to router: Router<OfficeContext>) {
        router.form("people/notices") { context in
            let visit = try context.administers()
            return ActForm { fields, fault in
                try await self.page(visit, fields, fault).html
            } act: { fields in
                try await self.acts.save(
                    try NoticeSettingsActs.Draft(fields), by: visit.person, form: try fields.token())
            }
        }
        router.post("people/notices/key", use: self.makeKey)
    }

    /// The key stands in the answer itself: no page shows it again.
    @Sendable private func makeKey(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        guard let key = try await self.acts.makeKey(by: visit.person, form: form) else {
            return .seeOther("/people/notices")
        }
        let office = self.office
        return try await office.database.read { connection in
            .page(
                NoticeKeyPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection), key: key
                ).html)
        }
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> NoticeSettingsPage {
        let (office, server) = (self.office, self.server)
        return try await office.database.read { connection in
            NoticeSettingsPage(
                shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                settings: try NoticeSettings.read(in: connection),
                rules: try fields.map { try NoticeRules($0) } ?? NoticeRules.read(in: connection),
                server: server, waiting: try NoticeCall.waiting(in: connection),
                failures: try DigestFailure.recent(on: office.today, in: connection), fields: fields, fault: fault)
        }
    }
}
