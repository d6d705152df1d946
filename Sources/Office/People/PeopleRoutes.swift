import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// The people of the agency, for its administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people?unit`, `/people/new`, `/people/:id`, `/people/log` | admin | 200, 403, 404 |
/// | POST | `/people` | admin | 200 with the first password; 303 when repeated; 403, 422 |
/// | POST | `/people/:id` | admin | 303, 403, 404, 409, 422 |
/// | GET | `/people/:id/lock`, `/unlock`, `/password`, `/second-factor` | admin | 200, 403, 404 |
/// | POST | the same | admin | 303 or, with a password, 200; 403, 404, 409 |
struct PeopleRoutes: Sendable {
    let office: Office

    /// What is done to an account as a whole, after a page that asks.
    enum Act: String, CaseIterable, Sendable {
        case lock, unlock, password
        case secondFactor = "second-factor"
        case signOn = "sign-on"
    }

    func add(to router: Router<OfficeContext>) {
        router.get("people", use: self.list)
        router.get("people/log", use: self.log)
        router.get("people/new") { _, context in try await self.form(context, nil, nil, nil) }
        router.post("people", use: self.add)
        router.get("people/:id") { _, context in
            try await self.form(context, try context.parameters.require("id"), nil, nil)
        }
        router.post("people/:id", use: self.change)
        for act in Act.allCases {
            router.get("people/:id/\(act.rawValue)") { _, context in try await self.question(act, context) }
            router.post("people/:id/\(act.rawValue)") { request, context in
                try await self.perform(act, request, context)
            }
        }
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let unit = try FormFields.query(request).optional("unit")
        let office = self.office
        return try await office.database.read { connection in
            .page(
                PeoplePage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    people: try PersonRecord.all(unit: unit, in: connection),
                    units: try UnitRecord.tree(in: connection), unit: unit
                ).html)
        }
    }

    @Sendable private func log(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                AdministrativeLogPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    entries: try AdministrativeLog.entries(in: connection)
                ).html)
        }
    }

    private func form(_ context: OfficeContext, _ id: String?, _ fields: FormFields?, _ fault: FormFault?) async throws
        -> Response
    {
        let visit = try context.administers()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                PersonFormPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    record: try id.map { try PersonRecord.find($0, in: connection) },
                    units: try UnitRecord.tree(in: connection),
                    posts: try id.map { try Post.all(of: $0, in: connection) } ?? [],
                    rights: try id.map { try SigningRight.all(of: $0, in: connection) } ?? [], today: office.today,
                    entries: try id.map { try AdministrativeLog.entries(of: $0, in: connection) } ?? [],
                    once: RandomText.secret(), fields: fields, fault: fault
                ).html, status: fault == nil ? .ok : .unprocessableContent)
        }
    }

    @Sendable private func add(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        do {
            let outcome = try await PersonActs(office: self.office).add(
                fields.text("user").lowercased(), try PersonDraft(fields), by: visit.person, form: try fields.token())
            return try await self.told(outcome, visit)
        } catch let fault as FormFault {
            return try await self.form(context, nil, fields, fault)
        }
    }

    @Sendable private func change(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let id = try context.parameters.require("id")
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        do {
            return .seeOther(
                try await PersonActs(office: self.office).change(
                    id, try PersonDraft(fields), by: visit.person, form: try fields.token()))
        } catch let fault as FormFault {
            return try await self.form(context, id, fields, fault)
        }
    }

    private func question(_ act: Act, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let id = try context.parameters.require("id")
        let office = self.office
        return try await office.database.read { connection in
            .page(
                PersonActPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection), act: act,
                    record: try PersonRecord.find(id, in: connection), once: RandomText.secret()
                ).html)
        }
    }

    private func perform(_ act: Act, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let id = try context.parameters.require("id")
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        let acts = PersonActs(office: self.office)
        do {
            switch act {
            case .lock, .unlock:
                return .seeOther(try await acts.lock(id, act == .lock, by: visit.person, form: form))
            case .secondFactor:
                return .seeOther(try await acts.resetSecondFactor(id, by: visit.person, form: form))
            case .signOn:
                return .seeOther(try await acts.clearSignOn(id, by: visit.person, form: form))
            case .password:
                return try await self.told(try await acts.givePassword(id, by: visit.person, form: form), visit)
            }
        } catch let fault as FormFault {
            // Unlocked into a unit that was closed meanwhile.
            return try await self.form(context, id, nil, fault)
        }
    }

    /// The first password stands in the answer itself: it is kept nowhere from which a page could be made again.
    private func told(_ outcome: PersonActs.Outcome, _ visit: Visit) async throws -> Response {
        guard let password = outcome.firstPassword else { return .seeOther("/people/\(outcome.personID)") }
        let office = self.office
        return try await office.database.read { connection in
            let person = try PersonRecord.find(outcome.personID, in: connection).person
            return .page(
                FirstPasswordPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    passwords: [(person.fullName, person.userName, password)]
                ).html)
        }
    }
}

extension PersonDraft {
    /// Reads the form.
    init(_ fields: FormFields) throws(FormFault) {
        guard let role = Role(rawValue: fields.text("role")) else {
            throw FormFault("role", "Chọn vai trò trong danh sách")
        }
        self.init(
            fullName: fields.text("full-name"), title: fields.text("title"), unitID: fields.text("unit"), role: role)
    }
}

extension OfficeContext {
    /// Who administers; throws `not-allowed` for everybody else.
    func administers() throws -> Visit {
        let visit = try self.signedIn()
        if let refusal = PeopleRule.refusal(by: visit.person) { throw refusal }
        return visit
    }
}
