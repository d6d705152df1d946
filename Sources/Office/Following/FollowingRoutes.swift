import Exchange
import Hummingbird
import Storage
import Web

/// What a leader does while others work.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming/:id/remind`, `/extend` | the leader to whom it was submitted; `extend` also who gave the work out | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 422 |
struct FollowingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        for act in Following.allCases {
            router.form("incoming/:id/\(act.rawValue)") { try self.form(act, $0) }
        }
    }

    private func form(_ act: Following, _ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")

        return ActForm { fields, fault in
            try await self.page(act, id, visit, fields, fault).html
        } act: { fields in
            try await self.perform(act, id, fields, by: visit.person)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(
        _ act: Following, _ id: String, _ fields: FormFields, by person: Person
    ) async throws -> String {
        let acts = FollowingActs(office: self.office)
        let form = try fields.token()
        switch act {
        case .remind:
            guard let kind = ReminderKind(rawValue: fields.text("kind")) else {
                throw FormFault("kind", "Chọn mức độ trong danh sách")
            }
            return try await acts.remind(id, kind, text: fields.longText("text"), by: person, form: form)
        case .extend:
            let due = try fields.date("due", called: "Hạn mới", missing: "Ghi hạn mới")
            return try await acts.extend(
                id, receipt: fields.optional("whose"), to: due, reason: fields.longText("reason"), by: person,
                form: form)
        }
    }

    private func page(
        _ act: Following, _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> FollowingPage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let refusal = act.refusal(on: dossier.incoming, receipts: dossier.receipts, by: visit.person) {
                throw refusal
            }
            return FollowingPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.directed), live: nil, in: connection),
                act: act, dossier: dossier, person: visit.person, once: RandomText.secret(), fields: fields,
                fault: fault)
        }
    }
}
