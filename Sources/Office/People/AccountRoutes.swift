import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// One's own account: password and sessions.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/account`, `/account/password` | whoever is signed in | 200 |
/// | POST | `/account/password` | the same | 303, 409, 422 |
/// | POST | `/account/sessions/end` | the same, for their own | 303 |
struct AccountRoutes: Sendable {
    let office: Office
    private let password: OwnPassword

    init(office: Office) {
        self.office = office
        self.password = OwnPassword(office: office)
    }

    func add(to router: Router<OfficeContext>) {
        SecondFactorRoutes(office: self.office, password: self.password).add(to: router)
        router.get("account", use: self.show)
        router.get("account/password") { _, context in try await self.form(try context.signedIn(), nil) }
        router.post("account/password", use: self.change)
        router.post("account/sessions/end", use: self.end)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let office = self.office
        let now = office.now()
        return try await office.database.read { connection in
            .page(
                AccountPage(
                    shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection),
                    sessions: try Sessions.all(of: visit.account.id, at: now, in: connection),
                    tokens: try AccessToken.all(of: visit.account.id, on: office.today, in: connection)
                ).html)
        }
    }

    private func form(_ visit: Visit, _ fault: FormFault?, status: HTTPResponse.Status = .ok) async throws -> Response {
        let office = self.office
        return try await office.database.read { connection in
            .page(
                PasswordPage(
                    shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection),
                    once: RandomText.secret(), fault: fault
                ).html, status: status)
        }
    }

    @Sendable private func change(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let form = try fields.token()
        if let location = try await self.office.answer(to: form.once, of: visit.account) { return .seeOther(location) }
        do {
            return .seeOther(try await self.change(fields, form, visit))
        } catch let fault as FormFault {
            return try await self.form(visit, fault, status: .unprocessableContent)
        }
    }

    private func change(_ fields: FormFields, _ form: FormToken, _ visit: Visit) async throws -> String {
        let person = visit.account
        let (current, wanted) = (fields.text("current"), fields.text("wanted"))
        let old = try await self.password.check(current, of: person)
        if let refusal = PasswordRule.refusal(wanted, userName: person.userName, fullName: person.fullName) {
            throw FormFault("wanted", refusal)
        }
        guard wanted != current else { throw FormFault("wanted", "Mật khẩu mới phải khác mật khẩu đang dùng") }
        guard wanted == fields.text("again") else {
            throw FormFault("again", "Hai lần ghi mật khẩu mới chưa giống nhau")
        }
        let new = try await blocking { try Passwords.hash(wanted) }
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            // Not over a password that the administrator gave meanwhile.
            guard
                try connection.execute(
                    """
                    UPDATE person SET password_hash = $2, password_is_first = 0, version = version + 1
                    WHERE id = $1 AND password_hash = $3
                    """, person.id, new, old) == 1
            else { throw Fault.stalePeople }
            try Sessions.closeAll(of: person.id, but: visit.tokenHash, in: connection)
            try AdministrativeLog.add(
                .passwordChanged, to: (person.id, person.fullName), by: person, at: now, in: connection)
            return "/account"
        }
    }

    /// One session, or all but this one.
    @Sendable private func end(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let session = fields.optional("session")
        let hash = session.flatMap { ContentHash(hex: $0) }
        if session != nil, hash == nil { throw FormFields.broken }
        try await self.office.database.write { connection in
            if let hash {
                try Sessions.close(hash, of: visit.account.id, in: connection)
            } else {
                try Sessions.closeAll(of: visit.account.id, but: visit.tokenHash, in: connection)
            }
        }
        return .seeOther("/account")
    }
}
