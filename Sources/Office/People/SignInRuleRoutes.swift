import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// The rules of signing in, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people/sign-in` | admin | 200, 403 |
/// | POST | `/people/sign-in` | admin | 303, 403, 422 |
/// | POST | `/people/sign-in/passwords` | admin | 303, 403, 409, 422 |
struct SignInRuleRoutes: Sendable {
    let office: Office
    /// Of single sign-on, as people call it; nil: there is none.
    let provider: String?

    func add(to router: Router<OfficeContext>) {
        router.get("people/sign-in", use: self.show)
        router.post("people/sign-in", use: self.save)
        router.post("people/sign-in/passwords", use: self.savePasswords)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        .page(try await self.page(try context.administers(), nil, nil))
    }

    @Sendable private func savePasswords(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        return try await .form(request, of: visit) { fields in
            try await EmergencyAdministrator.set(
                fields.optional("emergency"), hasProvider: self.provider != nil, by: visit.person,
                form: try fields.token(), office: self.office)
        } again: { fields, fault in
            try await self.page(visit, fields, fault)
        }
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> HTML {
        let (office, provider) = (self.office, self.provider)
        return try await office.database.read { connection in
            SignInRulePage(
                shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                required: try SecondFactor.requiredRoles(in: connection),
                emergency: try EmergencyAdministrator.read(in: connection),
                candidates: try EmergencyAdministrator.candidates(in: connection), provider: provider, fields: fields,
                fault: fault
            ).html
        }
    }

    @Sendable private func save(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        return try await .form(request, of: visit) { fields in
            let ticked = fields.all("role")
            let roles = Set(ticked.compactMap { Role(rawValue: $0) })
            guard roles.count == ticked.count else { throw FormFields.broken }
            return try await self.require(roles, by: visit.person, form: try fields.token())
        } again: { fields, fault in
            try await self.page(visit, fields, fault)
        }
    }

    private func require(_ roles: Set<Role>, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let before = try SecondFactor.requiredRoles(in: connection)
            guard roles != before else { return "/people/sign-in" }
            try SecondFactor.require(of: roles, in: connection)
            // A rule that only lets roles off locks nobody out.
            if !roles.isSubset(of: before), let name = try EmergencyAdministrator.lockedOut(in: connection) {
                throw FormFault(
                    "role",
                    "Quản trị khẩn cấp \(name) chưa bật xác thực hai bước, sẽ không đăng nhập được: người ấy bật ở “Tài khoản của tôi” "
                        + "trước, hoặc chọn người khác ở phần Mật khẩu")
            }
            try AdministrativeLog.add(
                .signInRuleChanged, to: ("sign-in", "Quy tắc đăng nhập"), from: Self.values(before),
                to: Self.values(roles), by: person, at: now, in: connection)
            return "/people/sign-in"
        }
    }

    private static func values(_ roles: Set<Role>) -> NamedValues {
        let names = Role.allCases.filter(roles.contains).map(RoleWords.name).joined(separator: ", ")
        return [("Bắt buộc xác thực hai bước", names.isEmpty ? "không vai trò nào" : names)]
    }
}
