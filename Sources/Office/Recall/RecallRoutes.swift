import Exchange
import Hummingbird
import Storage
import Web

/// Asking documents back, and answering (thu hồi).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/:id/recall` | clerks, when it was issued | 200, 403, 404 |
/// | POST | `/outgoing/:id/recall` | the same | 303, 403, 404, 409, 422 |
/// | GET | `/incoming/:id/recall` | clerks, when its sender asks | 200, 403, 404 |
/// | POST | `/incoming/:id/recall` | the same | 303, 403, 404, 409, 422 |
struct RecallRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.form("outgoing/:id/recall", self.ask)
        router.form("incoming/:id/recall", self.answer)
    }

    @Sendable private func ask(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.askPage(id, visit, fields, fault).html
        } act: { fields in
            try await self.ask(id, fields, by: visit.person)
        }
    }

    /// The request with what was filled in; the form and the API come here.
    func ask(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let asking = RecallRequest(
            office: self.office, reason: fields.longText("reason"), organs: Set(fields.all("recipients")))
        return try await asking.send(id, by: person, form: try fields.token())
    }

    private func askPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> RecallRequestPage {
        let office = self.office
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = RecallRule.refusalToAsk(outgoing, by: visit.person) { throw refusal }
            return RecallRequestPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing,
                recipients: try Recipient.all(of: id, in: connection).filter(RecallRule.holds),
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    @Sendable private func answer(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.answerPage(id, visit, fields, fault).html
        } act: { fields in
            try await self.answer(id, fields, by: visit.person)
        }
    }

    /// The answer with what was filled in; the form and the API come here.
    func answer(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let agrees = try SenderAnswer.agrees(fields, "Bấm “Đồng ý trả lại” hoặc “Từ chối”")
        let answer = RecallAnswer(office: self.office, agrees: agrees, reason: fields.longText("reason"))
        return try await answer.give(id, by: person, form: try fields.token())
    }

    private func answerPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> RecallAnswerPage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let refusal = RecallRule.refusalToAnswer(dossier.incoming, by: visit.person) { throw refusal }
            return RecallAnswerPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.asked), live: nil, in: connection),
                dossier: dossier, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
