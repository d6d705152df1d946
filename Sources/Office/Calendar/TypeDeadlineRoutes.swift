import Exchange
import Hummingbird
import Storage
import Web

/// Deadlines by the type of a document, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/type-deadlines` | admin | 200, 403 |
/// | POST | `/type-deadlines`, `/type-deadlines/remove` | admin | 303, 403, 404, 422 |
struct TypeDeadlineRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("type-deadlines") { _, context in try await self.page(try context.administers(), nil, nil) }
        router.post("type-deadlines") { request, context in
            try await self.act(request, context) { fields in
                // What is no number is out of its limits too.
                Int(fields.text("days")) ?? 0
            }
        }
        router.post("type-deadlines/remove") { request, context in try await self.act(request, context) { _ in nil } }
    }

    private func act(
        _ request: Request, _ context: OfficeContext, days: (FormFields) -> Int?
    ) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        do {
            return .seeOther(
                try await TypeDeadlineActs(office: self.office).set(
                    days(fields), for: fields.text("type"), by: visit.person, form: try fields.token()))
        } catch let fault as FormFault {
            return try await self.page(visit, fields, fault)
        }
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> Response {
        let office = self.office
        let page = try await office.database.read { connection in
            TypeDeadlinePage(
                shell: try Shell.read(visit, office: office, current: .typeDeadlines, live: nil, in: connection),
                rules: try TypeDeadline.all(in: connection), fields: fields, fault: fault)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }
}
