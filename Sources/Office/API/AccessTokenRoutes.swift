import Exchange
import Hummingbird
import Storage
import Web

/// Access tokens for programs.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/account/tokens/new` | whoever is signed in | 200 |
/// | POST | `/account/tokens` | the same | 200: the secret, once; 303 when sent again, 422 |
/// | POST | `/account/tokens/:id/revoke` | whose it is | 303, 404 |
/// | GET | `/tokens` | the administrator | 200, 403 |
/// | POST | `/tokens/:id/revoke` | the administrator | 303, 403, 404 |
struct AccessTokenRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("account/tokens/new") { _, context in
            try await self.form(try context.signedIn(), fields: nil, fault: nil)
        }
        router.post("account/tokens", use: self.make)
        router.post("account/tokens/:id/revoke") { request, context in
            try await self.revoke(try context.signedIn(), request, context, then: "/account")
        }
        router.get("tokens", use: self.list)
        router.post("tokens/:id/revoke") { request, context in
            try await self.revoke(try context.administers(), request, context, then: "/tokens")
        }
    }

    private func form(_ visit: Visit, fields: FormFields?, fault: FormFault?) async throws -> Response {
        let office = self.office
        return try await office.database.read { connection in
            .page(
                AccessTokenFormPage(
                    shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection),
                    once: RandomText.secret(), fields: fields, fault: fault
                ).html, status: fault == nil ? .ok : .unprocessableContent)
        }
    }

    @Sendable private func make(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let office = self.office
        do {
            let wanted = try AccessTokenActs.Wanted(fields)
            let secret = try await AccessTokenActs(office: office).make(
                wanted, by: visit.account, form: try fields.token())
            guard let secret else { return .seeOther("/account") }
            return try await office.database.read { connection in
                .page(
                    AccessTokenSecretPage(
                        shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection),
                        name: wanted.name, secret: secret
                    ).html)
            }
        } catch let fault as FormFault {
            return try await self.form(visit, fields: fields, fault: fault)
        }
    }

    private func revoke(_ visit: Visit, _ request: Request, _ context: OfficeContext, then location: String)
        async throws -> Response
    {
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        let id = try context.parameters.require("id")
        return .seeOther(
            try await AccessTokenActs(office: self.office).revoke(id, by: visit.account, form: form, then: location))
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                AccessTokenListPage(
                    shell: try Shell.read(visit, office: office, current: .tokens, live: nil, in: connection),
                    tokens: try AccessToken.all(on: office.today, in: connection)
                ).html)
        }
    }
}
