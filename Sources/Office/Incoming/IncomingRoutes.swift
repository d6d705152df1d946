import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Incoming documents (văn bản đến).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming?view=…&page=…` | whoever has the view | 200, 403 |
/// | GET | `/incoming/:id` | whoever may see it | 200, 404 |
/// | GET | `/incoming/:id/:form` | whoever may do the act: `register`, `return`, `submit`, `direct`, `back`, `finish` | 200, 403 |
/// | POST | `/incoming/:id/:act` | the same, and `begin` | 303, 403, 404, 409, 422 |
struct IncomingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("incoming", use: self.list)
        router.get("incoming/:id", use: self.show)
        router.get("incoming/:id/:act", use: self.form)
        router.post("incoming/:id/:act", use: self.act)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let view = try IncomingView.named(request.uri.queryParameters["view"].map(String.init), for: visit.person)
        let number = PageNumber.of(request)
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let limit = 50
            return IncomingListPage(
                shell: try Shell.read(visit, office: office, current: .incoming(view), live: nil, in: connection),
                view: view,
                documents: try IncomingStore.list(
                    view, for: visit.person, on: today, page: .init(limit: limit, offset: (number - 1) * limit),
                    in: connection
                ),
                total: try IncomingStore.counts([view], for: visit.person, on: today, in: connection)[view] ?? 0,
                pageNumber: number,
                pageSize: limit,
                today: today,
                calendar: office.calendar,
                now: office.now(),
                role: visit.person.role
            )
        }
        return .page(page.html)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        try await ReadMarks.opened(id, by: visit.person, office: office)
        let page = try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            let mayUnlink =
                try dossier.copyOf != nil
                && UnlinkRule.refusal(
                    dossier.incoming, by: visit.person, at: office.now(), office.calendar, in: connection) == nil
            return IncomingPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.all), live: id, in: connection),
                origin: ListOrigin(of: request, else: .incoming),
                dossier: dossier,
                person: visit.person,
                once: RandomText.secret(),
                today: office.today,
                calendar: office.calendar,
                mayUnlink: mayUnlink
            )
        }
        return .page(page.html)
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        guard let act = InternalState.Act(path: try context.parameters.require("act")), act != .begin else {
            throw Fault.noSuchDocument
        }
        return .page(try await self.formPage(act, id, visit, fields: nil, fault: nil).html)
    }

    /// The form of an act, empty or with what was typed and what must be corrected.
    private func formPage(
        _ act: InternalState.Act, _ id: String, _ visit: Visit, fields: FormFields?, fault: FormFault?
    ) async throws -> IncomingFormPage {
        let office = self.office
        return try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let refusal = HandlingRule.refusal(
                act, on: dossier.incoming, receipts: dossier.receipts, by: visit.person)
            {
                throw refusal
            }
            var choices = try FormChoices.read(
                act, for: visit.person, on: office.today, fields: fields, in: connection)
            if act == .register {
                choices.typeDeadline = try TypeDeadline.of(dossier.incoming.typeName, in: connection)
            }
            return IncomingFormPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.all), live: nil, in: connection),
                act: act,
                dossier: dossier,
                choices: choices,
                once: RandomText.secret(),
                today: office.today,
                calendar: office.calendar,
                fields: fields,
                fault: fault
            )
        }
    }

    @Sendable private func act(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        guard let act = InternalState.Act(path: try context.parameters.require("act")) else {
            throw Fault.noSuchDocument
        }
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        if (act == .register && DueProposal.isTaken(fields)) || (act == .direct && PeopleList.isSought(fields)) {
            return .page(try await self.formPage(act, id, visit, fields: fields, fault: nil).html)
        }
        do {
            return .seeOther(try await self.perform(act, on: id, fields, by: visit.person))
        } catch let fault as FormFault {
            let page = try await self.formPage(act, id, visit, fields: fields, fault: fault)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(_ act: InternalState.Act, on id: String, _ fields: FormFields, by person: Person) async throws
        -> String
    {
        let acts = IncomingActs(office: self.office)
        let form = try fields.token()
        let page = "/incoming/\(id)"
        switch act {
        case .register:
            var unread = FormFaults()
            let due = try unread.read { try fields.date("due", called: "Hạn xử lý") }
            let number = try unread.read { try NumberChoice.read(fields) }
            let metadata = try unread.read { try DocumentMetadata(fields) }
            let registration = IncomingActs.Registration(
                checked: fields.isTicked("checked"),
                due: due ?? nil,
                despiteDuplicate: fields.isTicked("despite-duplicate"),
                duplicateReason: fields.longText("duplicate-reason"),
                number: number ?? .usual, metadata: metadata, unread: unread
            )
            let next = fields.isTicked("next") ? "/incoming/\(id)/submit" : page
            return try await acts.register(id, registration, by: person, form: form, then: next)
        case .return:
            return try await acts.sendBack(id, reason: fields.longText("reason"), by: person, form: form, then: page)
        case .submit:
            return try await acts.submit(id, to: fields.text("leader"), by: person, form: form, then: page)
        case .direct:
            return try await acts.direct(id, try Direction(fields), by: person, form: form, then: page)
        case .giveBack:
            return try await acts.giveBack(id, reason: fields.longText("reason"), by: person, form: form, then: page)
        case .begin:
            return try await acts.begin(id, by: person, form: form, then: page)
        case .finish:
            return try await acts.finish(id, result: fields.longText("result"), by: person, form: form, then: page)
        }
    }
}

extension InternalState.Act {
    /// The last part of the act's path.
    var path: String {
        switch self {
        case .register: "register"
        case .return: "return"
        case .submit: "submit"
        case .direct: "direct"
        case .giveBack: "back"
        case .begin: "begin"
        case .finish: "finish"
        }
    }

    init?(path: String) {
        guard let act = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = act
    }
}
