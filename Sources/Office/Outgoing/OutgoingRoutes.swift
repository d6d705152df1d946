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
/// | GET | `/outgoing?view=…&page=…` | whoever has the view | 200 |
/// | GET | `/outgoing/new?answers=…`, `?replaces=…` | officers and heads | 200, 403 |
/// | POST | `/outgoing` | officers and heads | 303, 403, 422 |
/// | GET | `/outgoing/:id` | whoever may see it | 200, 404 |
/// | GET | `/outgoing/:id/package` | clerks: the package as it was sent | 200, 403, 404 |
/// | GET | `/outgoing/:id/:form` | whoever may do the act: `edit`, `return`, `publish` | 200, 403 |
/// | POST | `/outgoing/:id/:act` | the same, and `submit`, `approve`, `number`, `attach` | 303, 403, 404, 409, 422 |
struct OutgoingRoutes: Sendable {
    let office: Office
    /// Sum of the files of one form, in bytes.
    let maximumUploadBytes: Int

    func add(to router: Router<OfficeContext>) {
        router.get("outgoing", use: self.list)
        router.get("outgoing/new", use: self.new)
        router.post("outgoing", use: self.create)
        router.get("outgoing/:id", use: self.show)
        router.get("outgoing/:id/package", use: self.package)
        router.get("outgoing/:id/:act", use: self.form)
        router.post("outgoing/:id/:act", use: self.act)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let view = request.uri.queryParameters["view"].flatMap { OutgoingView(rawValue: String($0)) } ?? .all
        guard view == .all || OutgoingView.work(of: visit.person.role).contains(view), visit.person.role != .admin
        else {
            throw Fault.notAllowed(
                "Danh mục này không thuộc vai trò của bạn.", "This view does not belong to your role.")
        }
        let number = max(1, min(10_000, request.uri.queryParameters["page"].flatMap { Int(String($0)) } ?? 1))
        let office = self.office
        let page = try await office.database.read { connection in
            let limit = 50
            return OutgoingListPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(view), live: nil, in: connection),
                view: view,
                documents: try OutgoingStore.list(
                    view, for: visit.person, page: .init(limit: limit, offset: (number - 1) * limit), in: connection
                ),
                total: try OutgoingStore.count(view, for: visit.person, in: connection),
                pageNumber: number,
                pageSize: limit,
                mayDraft: OutgoingRule.refusalToDraft(answering: nil, receipts: [], by: visit.person) == nil,
                today: office.today,
                calendar: office.calendar
            )
        }
        return .page(page.html)
    }

    @Sendable private func new(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let answers = request.uri.queryParameters["answers"].map(String.init)
        let replaces = request.uri.queryParameters["replaces"].map(String.init)
        return .page(
            try await self.draftPage(nil, answering: answers, replacing: replaces, visit, fields: nil, fault: nil).html)
    }

    @Sendable private func create(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let (answers, replaces) = (fields.optional("answers"), fields.optional("replaces"))
        do {
            let draft = try self.draft(fields)
            return .seeOther(
                try await OutgoingActs(office: self.office).draft(
                    draft, answering: answers, replacing: replaces, by: visit.person, form: try fields.token())
            )
        } catch let fault as FormFault {
            let page = try await self.draftPage(
                nil, answering: answers, replacing: replaces, visit, fields: fields, fault: fault)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return .page(try await self.documentPage(try context.parameters.require("id"), visit, fault: nil).html)
    }

    private func documentPage(_ id: String, _ visit: Visit, fault: FormFault?) async throws -> OutgoingPage {
        let office = self.office
        return try await office.database.read { connection in
            OutgoingPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: id, in: connection),
                issue: try Issue.read(id, for: visit.person, in: connection),
                person: visit.person,
                once: (0..<4).map { _ in RandomText.secret() },
                nextNumber: try Register.nextNumber(.outgoing, year: office.today.year, in: connection),
                maximumUploadBytes: self.maximumUploadBytes,
                today: office.today,
                calendar: office.calendar,
                fault: fault
            )
        }
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        switch try context.parameters.require("act") {
        case "edit": return .page(try await self.draftPage(id, answering: nil, visit, fields: nil, fault: nil).html)
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
            return try connection.row("SELECT package_hash FROM outgoing WHERE id = $1", id)?["package_hash"]
        }
        guard let hash else { throw Fault.noSuchDocument }
        return .file(
            try self.office.store.open(hash), type: "application/edxml+xml",
            disposition: "attachment; filename=\"\(id).edxml\"", eventLoop: context.eventLoop
        )
    }

    private func draftPage(
        _ id: String?, answering: String?, replacing: String? = nil, _ visit: Visit, fields: FormFields?,
        fault: FormFault?
    ) async throws -> DraftPage {
        let office = self.office
        return try await office.database.read { connection in
            let issue = try id.map { try Issue.read($0, for: visit.person, in: connection) }
            if let issue, let refusal = OutgoingRule.refusal(.edit, on: issue.outgoing, by: visit.person) {
                throw refusal
            }
            let replaced = try replacing.map { try Issue.read($0, for: visit.person, in: connection) }
            if let replaced, let refusal = OutgoingRule.refusalToReplace(replaced.outgoing, by: visit.person) {
                throw refusal
            }
            let answered = try answering.map { try Dossier.read($0, for: visit.person, in: connection) }
            if issue == nil,
                let refusal = OutgoingRule.refusalToDraft(
                    answering: answered?.incoming, receipts: answered?.receipts ?? [], by: visit.person
                )
            {
                throw refusal
            }
            return DraftPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.drafts), live: nil, in: connection),
                issue: issue,
                answered: answered?.incoming,
                replaced: replaced,
                leaders: try PersonStore.people([.leader], in: connection),
                organs: try Directory.open(on: office.today, in: connection).filter {
                    $0.code != office.identity.organ
                },
                notation: office.notation(of: visit.person.unit),
                once: RandomText.secret(),
                fields: fields,
                fault: fault
            )
        }
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
        let acts = OutgoingActs(office: self.office)
        var fields = FormFields()
        do {
            if act == .attach {
                let upload = Upload(store: self.office.store, maximumBytes: self.maximumUploadBytes)
                let (read, files) = try await upload.read(request, of: visit)
                return .seeOther(try await acts.attach(id, files, by: visit.person, form: try read.token()))
            }
            fields = try await FormFields.read(request, csrf: visit.csrf)
            let form = try fields.token()
            switch act {
            case .edit: return .seeOther(try await acts.edit(id, try self.draft(fields), by: visit.person, form: form))
            case .submit: return .seeOther(try await acts.submit(id, by: visit.person, form: form))
            case .approve: return .seeOther(try await acts.approve(id, by: visit.person, form: form))
            case .return:
                return .seeOther(
                    try await acts.sendBack(id, reason: fields.longText("reason"), by: visit.person, form: form))
            case .number: return .seeOther(try await acts.number(id, by: visit.person, form: form))
            case .publish:
                return .seeOther(try await Publishing(office: self.office).publish(id, by: visit.person, form: form))
            case .attach: throw Fault.noSuchDocument
            }
        } catch let fault as FormFault {
            switch act {
            case .edit:
                return .page(
                    try await self.draftPage(id, answering: nil, visit, fields: fields, fault: fault).html,
                    status: .unprocessableContent
                )
            case .return:
                return .page(
                    try await self.actPage(act, id, visit, fields: fields, fault: fault).html,
                    status: .unprocessableContent)
            default:
                return .page(try await self.documentPage(id, visit, fault: fault).html, status: .unprocessableContent)
            }
        }
    }

    private func draft(_ fields: FormFields) throws -> OutgoingActs.Draft {
        guard let urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:)) else {
            throw FormFault("urgency", "Chọn độ khẩn trong danh sách")
        }
        guard let steering = Int(fields.text("steering")).flatMap(Steering.init(rawValue:)) else {
            throw FormFault("steering", "Chọn tính chất trong danh sách")
        }
        return OutgoingActs.Draft(
            typeName: fields.text("type"),
            subject: fields.text("subject"),
            notation: fields.text("notation"),
            urgency: urgency,
            steering: steering,
            due: try fields.date("due", called: "Hạn trả lời"),
            approverID: fields.text("approver"),
            recipients: fields.all("recipients").filter { !$0.isEmpty }
        )
    }
}

extension Office {
    /// The notation that a unit's công văn usually has: `VPCP-KSTT`.
    func notation(of unit: Unit) -> String { "\(self.identity.abbreviation)-\(unit.shortName)" }
}
