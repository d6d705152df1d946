import Exchange
import Hummingbird
import Storage
import Web

/// The rules of signing in, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people/sign-in` | admin | 200, 403 |
/// | POST | `/people/sign-in` | admin | 303, 403, 422 |
struct SignInRuleRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("people/sign-in", use: self.show)
        router.post("people/sign-in", use: self.save)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                SignInRulePage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    required: try SecondFactor.requiredRoles(in: connection)
                ).html)
        }
    }

    @Sendable private func save(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let ticked = fields.all("role")
        let roles = Set(ticked.compactMap { Role(rawValue: $0) })
        guard roles.count == ticked.count else { throw FormFields.broken }
        return .seeOther(
            try await self.office.act(by: visit.person, once: try fields.token().once, on: "") { connection, now in
                let before = try SecondFactor.requiredRoles(in: connection)
                guard roles != before else { return "/people/sign-in" }
                try SecondFactor.require(of: roles, in: connection)
                try AdministrativeLog.add(
                    .signInRuleChanged, to: ("sign-in", "Quy tắc đăng nhập"), from: Self.values(before),
                    to: Self.values(roles), by: visit.person, at: now, in: connection)
                return "/people/sign-in"
            })
    }

    private static func values(_ roles: Set<Role>) -> NamedValues {
        let names = Role.allCases.filter(roles.contains).map(RoleWords.name).joined(separator: ", ")
        return [("Bắt buộc xác thực hai bước", names.isEmpty ? "không vai trò nào" : names)]
    }
}
