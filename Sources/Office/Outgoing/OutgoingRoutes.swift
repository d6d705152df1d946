import Exchange
import Foundation
import Gateway
import Hummingbird
import Storage
import Web

/// Outgoing documents (văn bản đi).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing?view=…&page=…` | whoever has the view | 200, 403 |
/// | GET | `/outgoing/:id` | whoever may see it | 200, 404 |
/// | GET | `/outgoing/:id/package` | clerks: the package as it was sent | 200, 403, 404 |
/// | GET | `/outgoing/:id/:form` | whoever may do the act: `return`, `publish` | 200, 403 |
/// | POST | `/outgoing/:id/:act` | the same, and `submit`, `initial`, `approve`, `attach`, `detach` | 303, 403, 404, 409, 422 |
struct OutgoingRoutes: Sendable {
    let office: Office
    /// Sum of the files of one form, in bytes.
    let maximumUploadBytes: Int
    /// Whether this server signs.
    let canSign: Bool

    func add(to router: Router<OfficeContext>) {
        router.get("outgoing", use: self.list)
        router.get("outgoing/:id", use: self.show)
        router.get("outgoing/:id/package", use: self.package)
        router.get("outgoing/:id/:act", use: self.form)
        router.post("outgoing/:id/:act", use: self.act)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let view = try OutgoingView.named(request.uri.queryParameters["view"].map(String.init), for: visit.person)
        let number = PageNumber.of(request)
        let office = self.office
        let page = try await office.database.read { connection in
            let limit = 50
            return OutgoingListPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(view), live: nil, in: connection),
                view: view,
                documents: try OutgoingStore.list(
                    view, for: visit.person, page: .init(limit: limit, offset: (number - 1) * limit), in: connection
                ),
                total: try OutgoingStore.counts([view], for: visit.person, in: connection)[view] ?? 0,
                pageNumber: number,
                pageSize: limit,
                mayDraft: OutgoingRule.refusalToDraft(answering: nil, receipts: ReceiptTree([]), by: visit.person)
                    == nil,
                today: office.today,
                calendar: office.calendar,
                now: office.now()
            )
        }
        return .page(page.html)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let origin = ListOrigin(of: request, else: .outgoing)
        return .page(try await self.documentPage(try context.parameters.require("id"), visit, nil, nil, origin).html)
    }

    private func documentPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?, _ origin: ListOrigin = .outgoing
    ) async throws -> OutgoingPage {
        let office = self.office
        return try await office.database.read { connection in
            let issue = try Issue.read(id, for: visit.person, in: connection)
            return OutgoingPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: id, in: connection),
                origin: origin,
                issue: issue,
                tasks: try DirectiveTask.all(
                    of: id, today: office.today, calendar: office.calendar, in: connection),
                urging: try UrgingCells.read(
                    issue.progress.map(\.recipient.id), for: visit.person, today: office.today, in: connection),
                urgings: try UrgingLetter.read(id, in: connection)?.rows.count ?? 0,
                tasksOutdated: try TaskAnnex.isOutdated(id, in: connection),
                signatureBlock: try SigningAuthority.block(of: issue.outgoing, on: office.today, in: connection),
                person: visit.person,
                once: (0..<12).map { _ in RandomText.secret() },
                nextNumber: try Register.nextNumber(
                    .outgoing, year: office.today.year, type: issue.outgoing.typeName, in: connection),
                maximumUploadBytes: self.maximumUploadBytes,
                canSign: self.canSign,
                today: office.today,
                calendar: office.calendar,
                now: office.now(),
                fields: fields,
                fault: fault
            )
        }
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        switch try context.parameters.require("act") {
        case "return": return .page(try await self.actPage(.return, id, visit, fields: nil, fault: nil).html)
        case "publish": return .page(try await self.actPage(.publish, id, visit, fields: nil, fault: nil).html)
        default: throw Fault.noSuchDocument
        }
    }

    @Sendable private func package(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard visit.person.role == .clerk else {
            throw Fault.notAllowed("Chỉ văn thư tải được gói tin.", "Only the clerk may fetch the package.")
        }
        let id = try context.parameters.require("id")
        let hash = try await self.office.database.read { connection -> ContentHash? in
            guard try OutgoingStore.find(id, for: visit.person, in: connection) != nil else { return nil }
            try Destruction.check(id, in: connection)
            return try connection.row("SELECT package_hash FROM outgoing WHERE id = $1", id)?["package_hash"]
        }
        guard let hash else { throw Fault.noSuchDocument }
        return .file(
            try await self.office.store.open(hash), type: "application/edxml+xml",
            disposition: "attachment; filename=\"\(id).edxml\"", eventLoop: context.eventLoop
        )
    }

    private func actPage(
        _ act: OutgoingState.Act, _ id: String, _ visit: Visit, fields: FormFields?, fault: FormFault?
    ) async throws -> OutgoingActPage {
        let office = self.office
        return try await office.database.read { connection in
            let issue = try Issue.read(id, for: visit.person, in: connection)
            if let refusal = OutgoingRule.refusal(act, on: issue.outgoing, by: visit.person) { throw refusal }
            return OutgoingActPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                act: act,
                issue: issue,
                // Whoever may not see it reads nothing of it.
                finished: try issue.answered == nil
                    ? nil : IncomingActs.finished(by: issue.outgoing, in: connection),
                passed: try PassedDeadlines.doubt(id, on: office.today, in: connection),
                once: RandomText.secret(),
                fields: fields,
                fault: fault
            )
        }
    }

    @Sendable private func act(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        guard let act = OutgoingState.Act(rawValue: try context.parameters.require("act")) else {
            throw Fault.noSuchDocument
        }
        var fields = FormFields()
        do {
            if act == .attach {
                let upload = Upload(store: self.office.store, maximumBytes: self.maximumUploadBytes)
                let (read, files) = try await upload.read(request, of: visit)
                return .seeOther(try await self.perform(act, on: id, read, files, by: visit.person))
            }
            fields = try await FormFields.read(request, csrf: visit.csrf)
            return .seeOther(try await self.perform(act, on: id, fields, [], by: visit.person))
        } catch let fault as FormFault {
            switch act {
            // What is missing before publishing is put right on the document's page, the rest in the form.
            case .publish where fault.field == "file":
                return .page(try await self.documentPage(id, visit, fields, fault).html, status: .unprocessableContent)
            case .return, .publish:
                return .page(
                    try await self.actPage(act, id, visit, fields: fields, fault: fault).html,
                    status: .unprocessableContent)
            default:
                return .page(try await self.documentPage(id, visit, fields, fault).html, status: .unprocessableContent)
            }
        }
    }

    /// The act with what was filled in; the form and the API come here.
    func perform(
        _ act: OutgoingState.Act, on id: String, _ fields: FormFields, _ files: [StoredFile], by person: Person
    ) async throws -> String {
        let acts = OutgoingActs(office: self.office)
        let form = try fields.token()
        switch act {
        case .submit: return try await acts.submit(id, by: person, form: form)
        case .initial:
            let remark = fields.longText("remark").normalized
            return try await acts.initial(id, remark: remark.isEmpty ? nil : remark, by: person, form: form)
        case .approve:
            let urgency = try fields.optional("urgency").map { text in
                guard let urgency = Int(text).flatMap(Urgency.init(rawValue:)) else {
                    throw FormFault("urgency", "Chọn độ khẩn trong danh sách")
                }
                return urgency
            }
            return try await acts.approve(id, urgency: urgency, by: person, form: form)
        case .return:
            return try await acts.sendBack(id, reason: fields.longText("reason"), by: person, form: form)
        // Its form has a route of its own; the API comes here.
        case .number:
            return try await acts.number(id, choosing: try NumberChoice.read(fields), by: person, form: form)
        case .publish:
            let override = Publishing.Override(
                isWanted: fields.isTicked("anyway"), reason: fields.longText("reason").normalized)
            let isOnPaper = try await self.office.database.read { connection in
                try OutgoingStore.find(id, for: person, in: connection)?.isPaperOnly ?? false
            }
            // Each looks in its transaction whether the draft still says so.
            return isOnPaper
                ? try await PaperIssue(office: self.office).publish(
                    id, isConfirmed: fields.isTicked("on-paper"), by: person, form: form)
                : try await Publishing(office: self.office).publish(
                    id, override, paper: fields.optional(PaperCase.field), by: person, form: form)
        case .attach: return try await acts.attach(id, files, by: person, form: form)
        case .detach: return try await acts.detach(id, file: fields.text("attachment"), by: person, form: form)
        // Its form has a route of its own.
        case .edit: throw Fault.noSuchDocument
        }
    }
}
