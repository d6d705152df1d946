import Exchange
import Hummingbird
import Storage
import Web

/// More receivers of an issued document (gửi bổ sung nơi nhận).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/:id/recipients` | clerks, when it was issued | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 422 |
struct FurtherRecipientsRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("outgoing/:id/recipients", self.send)
    }

    @Sendable private func send(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.page(id, visit, fields, fault).html
        } act: { fields in
            try await self.perform(id, fields, by: visit.person)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let organs = fields.all("recipients").filter { !$0.isEmpty }
        return try await FurtherRecipients(office: self.office, organs: organs).send(
            id, by: person, form: try fields.token())
    }

    private func page(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> FurtherRecipientsPage {
        let office = self.office
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = OutgoingRule.refusalToSendOn(outgoing, by: visit.person) { throw refusal }
            let present = Set(try Recipient.all(of: id, in: connection).map(\.organ))
            return FurtherRecipientsPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing,
                organs: try Directory.open(on: office.today, in: connection).filter {
                    $0.code != office.identity.organ && !present.contains($0.code)
                },
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
