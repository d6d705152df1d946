import Exchange
import Hummingbird
import Storage
import Web

/// Putting a document into a file from the document's own page (đưa vào hồ sơ).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/incoming/:id/case-files`, `/outgoing/:id/case-files` | whoever may see the document, not administrators | 200, 303, 403, 404, 422 |
struct FilingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        for kind in ["incoming", "outgoing"] {
            router.get("\(kind)/:id/case-files") { request, context -> Response in
                let visit = try context.signedIn()
                let file = try FormFields.query(request).text("file")
                return .page(
                    try await self.page(try context.parameters.require("id"), visit, chosen: file, nil).html)
            }
            router.post("\(kind)/:id/case-files") { request, context -> Response in
                let visit = try context.signedIn()
                let id = try context.parameters.require("id")
                return try await .form(request, of: visit) { fields in
                    try await self.file(id, of: kind, fields, by: visit.person)
                } again: { fields, fault in
                    // The file is what can be chosen anew here.
                    try await self.page(
                        id, visit, chosen: fields.text("file"), fault.map { FormFault("file", $0.sentence) }
                    ).html
                }
            }
        }
    }

    /// Filing with what was filled in; the form and the API come here.
    func file(_ id: String, of kind: String, _ fields: FormFields, by person: Person) async throws -> String {
        guard let file = fields.optional("file") else { throw FormFault("file", "Chọn hồ sơ") }
        return try await CaseFileActs(office: self.office).put(
            [id], into: file, by: person, form: try fields.token(), then: "/\(kind)/\(id)")
    }

    private func page(_ id: String, _ visit: Visit, chosen: String, _ fault: FormFault?) async throws -> FilingPage {
        let office = self.office
        return try await office.database.read { connection in
            let document = try Fileable.find(id, for: visit.person, in: connection)
            let holding = try CaseFileStore.holding(id, for: visit.person, in: connection)
            return FilingPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                document: document, holding: holding,
                choices: try CaseFileStore.changeable(by: visit.person, in: connection).filter { file in
                    !holding.contains { $0.id == file.id }
                },
                chosen: chosen, once: RandomText.secret(), fault: fault)
        }
    }
}
