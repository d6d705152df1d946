import Hummingbird
import Storage
import Web

/// Stock phrases: the person's own, the agency's of the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/phrases` | everybody | 200 |
/// | POST | `/phrases`, `/phrases/:id/remove` | everybody, of what they keep | 303, 404, 422 |
struct PhraseRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("phrases") { context in
            let visit = try context.signedIn()
            return ActForm { fields, fault in
                try await self.page(visit, fields, fault).html
            } act: { fields in
                try await PhraseActs(office: self.office).add(
                    fields.text("text"), by: visit.person, form: try fields.token())
            }
        }
        router.post("phrases/:id/remove") { request, context -> Response in
            let visit = try context.signedIn()
            let fields = try await FormFields.read(request, csrf: visit.csrf)
            return .seeOther(
                try await PhraseActs(office: self.office).remove(
                    try context.parameters.require("id"), by: visit.person, form: try fields.token()))
        }
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> PhrasePage {
        let office = self.office
        return try await office.database.read { connection in
            PhrasePage(
                shell: try Shell.read(visit, office: office, current: .phrases, live: nil, in: connection),
                phrases: try Phrase.all(for: visit.person, in: connection), isAdmin: visit.person.role == .admin,
                fields: fields, fault: fault)
        }
    }
}
