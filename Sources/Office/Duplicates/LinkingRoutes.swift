import Exchange
import Hummingbird
import Storage
import Web

/// Linking what has come to what is in the register already, and undoing it.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming/:id/link` | clerks, while it waits to be registered | 200, 403, 404 |
/// | POST | `/incoming/:id/link` | the same | 303, 403, 404, 409, 422 |
/// | GET, POST | `/incoming/:id/unlink` | clerks, until the end of the next working day, while nothing follows | 200, 303, 403, 404, 409, 422 |
struct LinkingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("incoming/:id/link", self.link)
        router.form("incoming/:id/unlink", self.unlink)
    }

    @Sendable private func unlink(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.unlinkingPage(id, visit, fields, fault).html
        } act: { fields in
            try await UnlinkingAct(office: self.office).unlink(
                id, reason: fields.longText("reason"), by: visit.person, form: try fields.token())
        }
    }

    private func unlinkingPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> UnlinkingPage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            let refusal = try UnlinkRule.refusal(
                dossier.incoming, by: visit.person, at: office.now(), office.calendar, in: connection)
            if let refusal { throw refusal }
            guard let registered = dossier.copyOf else { throw Fault.stale }
            return UnlinkingPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                dossier: dossier, registered: registered, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    @Sendable private func link(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.page(id, visit, fields, fault).html
        } act: { fields in
            try await self.link(id, fields, by: visit.person)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func link(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let act = LinkingAct(office: self.office, target: fields.text("to"), checked: fields.isTicked("checked"))
        return try await act.link(id, by: person, form: try fields.token())
    }

    private func page(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> LinkingPage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let refusal = DuplicateRule.refusalToLink(dossier.incoming, by: visit.person) { throw refusal }
            return LinkingPage(
                shell: try Shell.read(
                    visit, office: office, current: .incoming(.toRegister), live: nil, in: connection),
                dossier: dossier, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
