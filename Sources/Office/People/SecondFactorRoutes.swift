import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// One's own second factor at sign-in.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/account/second-factor` | whoever is signed in | 200 |
/// | POST | `/account/second-factor/begin` | the same, without one | 303, 409 |
/// | POST | `/account/second-factor/confirm` | who has begun | 200 with the recovery codes; 303 when repeated; 409, 422 |
/// | GET | `/account/second-factor/codes`, `/off` | who has one | 200, 403, 409 |
/// | POST | `/account/second-factor/codes` | the same | 200 with the recovery codes; 303 when repeated; 409, 422 |
/// | POST | `/account/second-factor/off` | the same, when the role does not require it | 303, 403, 409, 422 |
struct SecondFactorRoutes: Sendable {
    let office: Office
    let password: OwnPassword

    /// What is asked for with the password alone.
    enum Act: String, CaseIterable, Sendable { case codes, off }

    private static let path = "/account/second-factor"

    func add(to router: Router<OfficeContext>) {
        router.get("account/second-factor") { _, context in
            Response.page(try await self.page(try context.signedIn(), nil))
        }
        router.post("account/second-factor/begin", use: self.begin)
        router.post("account/second-factor/confirm", use: self.confirm)
        for act in Act.allCases {
            router.get("account/second-factor/\(act.rawValue)") { _, context in
                Response.page(try await self.question(act, try context.signedIn(), nil))
            }
        }
        router.post("account/second-factor/codes", use: self.renewCodes)
        router.post("account/second-factor/off", use: self.switchOff)
    }

    /// Throws when the role requires the second factor.
    private static func checkMayGo(_ person: Person, in connection: Connection) throws {
        guard try !SecondFactor.isRequired(of: person.id, in: connection) else {
            throw Fault.notAllowed(
                "Vai trò của bạn phải có xác thực hai bước, không tắt được.", "Your role requires a second factor.")
        }
    }

    private func page(_ visit: Visit, _ fault: FormFault?) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            SecondFactorPage(
                shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection),
                state: try SecondFactor.state(of: visit.account.id, office.secrets, in: connection),
                isRequired: try SecondFactor.isRequired(of: visit.account.id, in: connection),
                issuer: office.identity.abbreviation, fault: fault
            ).html
        }
    }

    private func question(_ act: Act, _ visit: Visit, _ fault: FormFault?) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            guard try SecondFactor.isOn(visit.account.id, in: connection) else { throw Fault.stalePeople }
            if act == .off { try Self.checkMayGo(visit.account, in: connection) }
            return SecondFactorActPage(
                shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection), act: act,
                fault: fault
            ).html
        }
    }

    @Sendable private func begin(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        let (person, secrets) = (visit.account, self.office.secrets)
        return .seeOther(
            try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
                guard try !SecondFactor.isOn(person.id, in: connection) else { throw Fault.stalePeople }
                try SecondFactor.begin(person.id, secrets, in: connection)
                return Self.path
            })
    }

    @Sendable private func confirm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (secrets, codes) = (self.office.secrets, SecondFactor.makeRecoveryCodes())
        return try await self.perform(request, context, telling: codes, isEnrolment: true, again: self.page) {
            connection, person, fields, now in
            guard case .begun(let secret) = try SecondFactor.state(of: person.id, secrets, in: connection) else {
                throw Fault.stalePeople
            }
            try SecondFactor.confirm(person.id, code: fields.text("code"), secret: secret, at: now, in: connection)
            try SecondFactor.keep(recoveryCodes: codes, of: person.id, in: connection)
            return .secondFactorOn
        }
    }

    @Sendable private func renewCodes(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let codes = SecondFactor.makeRecoveryCodes()
        return try await self.perform(
            request, context, telling: codes, again: { try await self.question(.codes, $0, $1) }
        ) { connection, person, _, _ in
            guard try SecondFactor.isOn(person.id, in: connection) else { throw Fault.stalePeople }
            try SecondFactor.keep(recoveryCodes: codes, of: person.id, in: connection)
            return .recoveryCodesMade
        }
    }

    @Sendable private func switchOff(_ request: Request, _ context: OfficeContext) async throws -> Response {
        try await self.perform(request, context, telling: [], again: { try await self.question(.off, $0, $1) }) {
            connection, person, _, _ in
            try Self.checkMayGo(person, in: connection)
            guard try SecondFactor.isOn(person.id, in: connection) else { throw Fault.stalePeople }
            try SecondFactor.remove(of: person.id, in: connection)
            return .secondFactorOff
        }
    }

    /// Asks for the password, where there is one, does `body`, ends every other session, and tells the recovery codes: they stand in the answer itself and are kept
    /// nowhere from which a page could be made again.
    private func perform(
        _ request: Request, _ context: OfficeContext, telling codes: [String], isEnrolment: Bool = false,
        again: (Visit, FormFault?) async throws -> HTML,
        _ body: @escaping @Sendable (Connection, Person, FormFields, Date) throws -> AdministrativeAct
    ) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let (person, form) = (visit.account, try fields.token())
        // Stands in the answer: a repeat of the form gets that of the first time.
        let own = "\(Self.path)#\(RandomText.secret())"
        if let location = try await self.office.answer(to: form.once, of: person) { return .seeOther(location) }
        do {
            if !(isEnrolment && visit.enrolsWithoutPassword) {
                try await self.password.check(fields.text("current"), of: person)
            }
            let location = try await self.office.act(by: person, once: form.once, on: "") { connection, now in
                let act = try body(connection, person, fields, now)
                try Sessions.closeAll(of: person.id, but: visit.tokenHash, in: connection)
                try AdministrativeLog.add(
                    act, to: (person.id, person.fullName), by: person, at: now, in: connection)
                return own
            }
            if codes.isEmpty || location != own { return .seeOther(Self.path) }
        } catch let fault as FormFault {
            return .page(try await again(visit, fault), status: .unprocessableContent)
        }
        let office = self.office
        return try await office.database.read { connection in
            .page(
                RecoveryCodesPage(
                    shell: try Shell.read(visit, office: office, current: .account, live: nil, in: connection),
                    codes: codes
                ).html)
        }
    }
}
