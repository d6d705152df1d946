import Exchange
import Hummingbird
import Storage
import Web

/// Letting others see one document (chia sẻ quyền xem).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/incoming/:id/share`, `/outgoing/:id/share` | see `ShareRule` | 200, 303, 403, 404, 409, 422 |
/// | POST | `/shares/:id/end` | who shared it, and leaders who see the document | 303, 403, 404 |
struct ShareRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        for kind in SharedDocument.Kind.allCases {
            router.form("\(kind.rawValue)/:id/share") { context in
                let visit = try context.signedIn()
                let id = try context.parameters.require("id")
                return ActForm { fields, fault in
                    try await self.page(kind, id, visit, fields, fault).html
                } act: { fields in
                    try await self.share(kind, id, fields, by: visit.person)
                }
            }
        }
        router.post("shares/:id/end") { request, context -> Response in
            let visit = try context.signedIn()
            let fields = try await FormFields.read(request, csrf: visit.csrf)
            return .seeOther(
                try await ShareActs(office: self.office).end(
                    try context.parameters.require("id"), by: visit.person, form: try fields.token()))
        }
    }

    /// Sharing with what was filled in; the form and the API come here.
    func share(_ kind: SharedDocument.Kind, _ id: String, _ fields: FormFields, by person: Person) async throws
        -> String
    {
        var unread = FormFaults()
        let until = try unread.read { try fields.date("until", called: "Ngày cuối") }
        let wish = ShareActs.Wish(
            people: fields.all("people"), units: fields.all("units"), until: until ?? nil,
            reason: fields.longText("reason"), unread: unread)
        return try await ShareActs(office: self.office).share(kind, id, wish, by: person, form: try fields.token())
    }

    private func page(
        _ kind: SharedDocument.Kind, _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> SharePage {
        let office = self.office
        return try await office.database.read { connection in
            let document = try SharedDocument.find(kind, id, for: visit.person, in: connection)
            if let refusal = document.refusalToShare(by: visit.person) { throw refusal }
            return SharePage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                document: document,
                list: try PeopleList.read(
                    for: visit.person, on: office.today, fields: fields, chosen: ["people"], in: connection),
                units: try PersonStore.units(in: connection), once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
