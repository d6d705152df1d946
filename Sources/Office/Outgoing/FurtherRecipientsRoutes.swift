import Exchange
import Hummingbird
import Storage
import Web

/// More receivers of an issued document (gửi bổ sung nơi nhận).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/:id/recipients?to=…` | clerks, when it was issued; `to` are codes that are chosen at first | 200, 403, 404 |
/// | POST | `/outgoing/:id/recipients` | the same | 303, 403, 404, 409, 422 |
struct FurtherRecipientsRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("outgoing/:id/recipients") { request, context -> Response in
            let chosen = try FormFields.query(request).all("to")
            return .page(
                try await self.page(
                    try context.parameters.require("id"), try context.signedIn(), chosen: chosen, nil, nil
                ).html)
        }
        router.post("outgoing/:id/recipients") { request, context -> Response in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return try await .form(request, of: visit) { fields in
                try await self.perform(id, fields, by: visit.person)
            } again: { fields, fault in
                try await self.page(id, visit, chosen: [], fields, fault).html
            }
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let organs = fields.all("recipients").filter { !$0.isEmpty }
        return try await FurtherRecipients(office: self.office, organs: organs).send(
            id, by: person, form: try fields.token())
    }

    private func page(
        _ id: String, _ visit: Visit, chosen: [String], _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> FurtherRecipientsPage {
        let office = self.office
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = OutgoingRule.refusalToSendOn(outgoing, by: visit.person) { throw refusal }
            let present = Set(try Recipient.all(of: id, in: connection).map(\.organ))
            let organs = try Directory.open(on: office.today, in: connection).filter {
                $0.code != office.identity.organ && !present.contains($0.code)
            }
            return FurtherRecipientsPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing, organs: organs, chosen: Set(organs.map(\.code.text)).intersection(chosen),
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
