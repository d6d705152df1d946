import Exchange
import Hummingbird
import Storage
import Web

/// What people do with receipt lines.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming/:id/assign`, `report`, `hand-over`, `send-back`, `ask-extension`, `answer-extension`, `supplement`, `withdraw` | see `LineAct.refusal` | 200, 403, 404 |
/// | POST | the same | the same | 303, 403, 404, 409, 422 |
struct LineRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        for act in LineAct.allCases {
            router.form("incoming/:id/\(act.rawValue)") { try self.form(act, $0) }
        }
    }

    private func form(_ act: LineAct, _ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")

        return ActForm { fields, fault in
            try await self.page(act, id, visit, fields, fault).html
        } act: { fields in
            try await self.perform(act, id, fields, by: visit.person)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(_ act: LineAct, _ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let acts = LineActs(office: self.office)
        let form = try fields.token()
        let reason = fields.longText("reason")
        switch act {
        case .assign:
            var unread = FormFaults()
            let due = try unread.read { try fields.date("due", called: "Hạn") }
            let wanted = LineActs.Assignment(
                officer: fields.text("officer"), unit: fields.text("unit"), support: fields.all("support"),
                know: fields.all("know"), supportUnits: fields.all("support-units"),
                knowUnits: fields.all("know-units"), due: due ?? nil, text: fields.said, unread: unread)
            return try await acts.assign(id, wanted, by: person, form: form)
        case .report: return try await acts.report(id, result: fields.longText("result"), by: person, form: form)
        case .handOver:
            return try await acts.handOver(
                id, to: fields.text("colleague"), reason: reason, by: person, form: form)
        case .sendBack: return try await acts.sendBack(id, reason: reason, by: person, form: form)
        case .askExtension:
            var unread = FormFaults()
            let due = try unread.read { try fields.date("due", called: "Hạn mới", missing: "Ghi hạn mới") }
            return try await acts.askExtension(id, to: due, unread, reason: reason, by: person, form: form)
        case .answerExtension:
            guard ["grant", "decline"].contains(fields.text("answer")) else {
                throw FormFault("answer", "Chọn gia hạn hoặc không")
            }
            return try await acts.answerExtension(
                id, request: fields.text("request"), grants: fields.text("answer") == "grant", reason: reason,
                by: person, form: form)
        case .supplement: return try await acts.supplement(id, try Direction(fields), by: person, form: form)
        case .withdraw:
            return try await acts.withdraw(id, line: fields.text("line"), reason: reason, by: person, form: form)
        }
    }

    private func page(
        _ act: LineAct, _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> LinePage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let refusal = act.refusal(on: dossier.incoming, receipts: dossier.receipts, by: visit.person) {
                throw refusal
            }
            return LinePage(
                shell: try Shell.read(visit, office: office, current: .incoming(.all), live: nil, in: connection),
                act: act, dossier: dossier,
                choices: try LineChoices.read(
                    act, dossier, for: visit.person, on: office.today, fields: fields, in: connection),
                person: visit.person,
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
