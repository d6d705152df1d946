import Exchange
import Hummingbird
import Storage
import Web

/// Opinions on documents.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/opinions` | everybody but the administrator | 200 |
/// | GET, POST | `/incoming/:id/ask-opinion`, `/outgoing/:id/ask-opinion` | see `OpinionRule.refusalToAsk` | 200, 303, 403, 404, 422 |
/// | GET, POST | `/opinions/:id/answer` | who was asked, while it is open | 200, 303, 403, 404, 422 |
/// | GET, POST | `/opinions/:id/close` | who asked, while it is open | 200, 303, 403, 404, 422 |
struct OpinionRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("opinions", use: self.list)
        for isIncoming in [true, false] {
            router.form("\(isIncoming ? "incoming" : "outgoing")/:id/ask-opinion") { context in
                try self.ask(.init(id: try context.parameters.require("id"), isIncoming: isIncoming), context)
            }
        }
        router.form("opinions/:id/:act", self.act)
    }

    private static func act(_ context: OfficeContext) throws -> OpinionPage.Act {
        guard let act = OpinionPage.Act(rawValue: try context.parameters.require("act")) else {
            throw Fault.noSuchDocument
        }
        return act
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard visit.person.role != .admin else {
            throw Fault.notAllowed("Quản trị không làm việc với văn bản.", "Administrators have no documents.")
        }
        let office = self.office
        let page = try await office.database.read { connection in
            OpinionListPage(
                shell: try Shell.read(visit, office: office, current: .opinions, live: nil, in: connection),
                waiting: try OpinionRequest.waiting(for: visit.person, in: connection),
                asked: try OpinionRequest.asked(by: visit.person, in: connection), today: office.today,
                calendar: office.calendar)
        }
        return .page(page.html)
    }

    private func ask(_ subject: OpinionActs.Subject, _ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()

        return ActForm { fields, fault in
            try await self.askPage(subject, visit, fields, fault).html
        } act: { fields in
            try await self.ask(subject, fields, by: visit.person)
        }
    }

    /// The question with what was filled in; the form and the API come here.
    func ask(_ subject: OpinionActs.Subject, _ fields: FormFields, by person: Person) async throws -> String {
        let question = OpinionActs.Question(
            text: fields.longText("question"), people: fields.all("people"),
            due: try fields.date("due", called: "Hạn"))
        return try await OpinionActs(office: self.office).ask(
            question, on: subject, by: person, form: try fields.token())
    }

    private func askPage(
        _ subject: OpinionActs.Subject, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> OpinionAskPage {
        let office = self.office
        return try await office.database.read { connection in
            if let refusal = try subject.refusalToAsk(by: visit.person, in: connection) { throw refusal }
            return OpinionAskPage(
                shell: try Shell.read(visit, office: office, current: .opinions, live: nil, in: connection),
                path: subject.path, title: try subject.title(for: visit.person, in: connection),
                list: try PeopleList.read(
                    for: visit.person, on: office.today, fields: fields, chosen: ["people"], in: connection),
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    @Sendable private func act(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let act = try Self.act(context)
        let id = try context.parameters.require("id")

        return ActForm { fields, fault in
            try await self.page(act, context, visit, fields, fault).html
        } act: { fields in
            try await self.perform(act, id, fields, by: visit.person)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(_ act: OpinionPage.Act, _ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let acts = OpinionActs(office: self.office)
        let form = try fields.token()
        switch act {
        case .answer:
            return try await acts.answer(
                id, Opinion.Answer(rawValue: fields.text("answer")), text: fields.said, by: person, form: form)
        case .close: return try await acts.close(id, summary: fields.longText("summary"), by: person, form: form)
        }
    }

    private func page(
        _ act: OpinionPage.Act, _ context: OfficeContext, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> OpinionPage {
        let office = self.office
        let id = try context.parameters.require("id")
        return try await office.database.read { connection in
            guard let request = try OpinionRequest.find(id, in: connection) else { throw Fault.noSuchDocument }
            let refusal =
                act == .answer
                ? OpinionRule.refusalToAnswer(request, by: visit.person)
                : OpinionRule.refusalToClose(request, by: visit.person)
            if let refusal { throw refusal }
            return OpinionPage(
                shell: try Shell.read(visit, office: office, current: .opinions, live: nil, in: connection),
                act: act, request: request, person: visit.person,
                phrases: try Phrase.all(for: visit.person, in: connection), once: RandomText.secret(), fields: fields,
                fault: fault)
        }
    }
}
