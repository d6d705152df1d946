import Exchange
import Hummingbird
import Storage
import Web

/// Drafts (dự thảo): their form, and what changed between their versions.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/new?answers=…`, `?replaces=…` | officers and heads | 200, 403 |
/// | POST | `/outgoing` | the same | 303, 403, 413, 422 |
/// | GET | `/outgoing/:id/edit` | whoever may edit it | 200, 403, 404 |
/// | POST | `/outgoing/:id/edit` | the same | 303, 403, 404, 409, 413, 422 |
/// | GET | `/outgoing/:id/compare?from=…&to=…` | whoever may see it | 200, 404 |
struct DraftRoutes: Sendable {
    let office: Office
    /// Sum of the files of one form, in bytes.
    let maximumUploadBytes: Int

    func add(to router: Router<OfficeContext>) {
        router.get("outgoing/new", use: self.new)
        router.post("outgoing", use: self.create)
        router.get("outgoing/:id/edit", use: self.form)
        router.post("outgoing/:id/edit", use: self.edit)
        router.get("outgoing/:id/compare", use: self.compare)
    }

    @Sendable private func new(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let answers = request.uri.queryParameters["answers"].map(String.init)
        let replaces = request.uri.queryParameters["replaces"].map(String.init)
        return .page(try await self.page(nil, answering: answers, replacing: replaces, visit, nil, nil).html)
    }

    @Sendable private func create(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let (fields, files, fault) = try await self.upload.form(request, of: visit)
        let (answers, replaces) = (fields.optional("answers"), fields.optional("replaces"))
        do {
            if let fault { throw fault }
            if PeopleList.isSought(fields) {
                return .page(
                    try await self.page(nil, answering: answers, replacing: replaces, visit, fields, nil).html)
            }
            return .seeOther(
                try await self.create(fields, files, by: visit.person))
        } catch let fault as FormFault {
            let page = try await self.page(nil, answering: answers, replacing: replaces, visit, fields, fault)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return .page(try await self.page(try context.parameters.require("id"), visit, nil, nil).html)
    }

    @Sendable private func edit(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let (fields, files, fault) = try await self.upload.form(request, of: visit)
        do {
            if let fault { throw fault }
            if PeopleList.isSought(fields) { return .page(try await self.page(id, visit, fields, nil).html) }
            return .seeOther(
                try await self.edit(id, fields, files, by: visit.person))
        } catch let fault as FormFault {
            return .page(try await self.page(id, visit, fields, fault).html, status: .unprocessableContent)
        }
    }

    /// A new draft with what was filled in; the form and the API come here.
    func create(_ fields: FormFields, _ files: [StoredFile], by person: Person) async throws -> String {
        try await DraftActs(office: self.office).draft(
            try Self.draft(fields, files), answering: fields.optional("answers"),
            replacing: fields.optional("replaces"), by: person, form: try fields.token())
    }

    /// A saving with what was filled in; the form and the API come here.
    func edit(_ id: String, _ fields: FormFields, _ files: [StoredFile], by person: Person) async throws -> String {
        try await DraftActs(office: self.office).edit(
            id, try Self.draft(fields, files), by: person, form: try fields.token())
    }

    private var upload: Upload { Upload(store: self.office.store, maximumBytes: self.maximumUploadBytes) }

    private func page(
        _ id: String?, answering: String? = nil, replacing: String? = nil, _ visit: Visit, _ fields: FormFields?,
        _ fault: FormFault?
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
                    answering: answered?.incoming, receipts: answered?.receipts ?? ReceiptTree([]), by: visit.person
                )
            {
                throw refusal
            }
            return DraftPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.drafts), live: nil, in: connection),
                issue: issue,
                answered: answered?.incoming,
                replaced: replaced,
                list: try PeopleList.read(
                    for: visit.person, but: issue?.outgoing.drafterID, on: office.today, fields: fields,
                    chosen: (1...Initialling.maximum).map { "initial-\($0)" },
                    kept: issue?.initials.map(\.personID) ?? [], in: connection),
                signers: try SigningAuthority.signers(on: office.today, in: connection),
                organs: try Directory.open(on: office.today, in: connection).filter {
                    $0.code != office.identity.organ
                },
                notations: ["Công văn", "Quyết định"].map {
                    "\($0) \(office.notation(of: $0, by: issue?.outgoing.unit ?? visit.person.unit))"
                }.joined(separator: ", "),
                maximumUploadBytes: self.maximumUploadBytes,
                once: RandomText.secret(),
                fields: fields,
                fault: fault
            )
        }
    }

    private static func draft(_ fields: FormFields, _ files: [StoredFile]) throws -> Draft {
        var unread = FormFaults()
        let urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:))
        unread.require(urgency != nil, "urgency", "Chọn độ khẩn trong danh sách")
        let steering = Int(fields.text("steering")).flatMap(Steering.init(rawValue:))
        unread.require(steering != nil, "steering", "Chọn tính chất trong danh sách")
        let way = IssueWay(rawValue: fields.optional(IssueWay.field) ?? IssueWay.exchange.rawValue)
        unread.require(way != nil, IssueWay.field, "Chọn cách phát hành trong danh sách")
        let circulation = try unread.read { try Circulation.read(fields) }
        let due = try unread.read { try fields.date("due", called: "Hạn trả lời") }
        let paper = try unread.read { try PaperRecipient.read(fields.longText("paper-recipients")) }
        let metadata = try unread.read { try DocumentMetadata(fields) }
        return Draft(
            typeName: fields.text("type"),
            subject: fields.text("subject"),
            notation: fields.text("notation"),
            urgency: urgency ?? .ordinary,
            circulation: circulation ?? nil,
            steering: steering ?? .none,
            due: due ?? nil,
            approverID: fields.text("approver"),
            initials: (1...Initialling.maximum).compactMap { fields.optional("initial-\($0)") },
            recipients: fields.all("recipients").filter { !$0.isEmpty },
            way: way ?? .exchange,
            paperRecipients: paper ?? [],
            metadata: metadata ?? DocumentMetadata(),
            note: fields.longText("note"),
            files: files,
            keepsFiles: fields.text("files") == "add",
            unread: unread
        )
    }

    @Sendable private func compare(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let wanted = request.uri.queryParameters
        let (from, to) = (wanted["from"].flatMap { Int(String($0)) }, wanted["to"].flatMap { Int(String($0)) })
        let office = self.office
        let (shell, issue) = try await office.database.read { connection in
            (
                try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                try Issue.read(id, for: visit.person, in: connection)
            )
        }
        // Without numbers: the newest with the one before.
        guard let newer = to.map({ number in issue.versions.first { $0.number == number } }) ?? issue.versions.first,
            let older = from.map({ number in issue.versions.first { $0.number == number } })
                ?? issue.versions.first(where: { $0.number < newer.number })
        else { throw Fault.noSuchVersion }
        return .page(
            DraftComparisonPage(
                shell: shell, issue: issue, older: older, newer: newer,
                files: try await FileComparison.all(older.files, newer.files, in: office.store)
            ).html)
    }
}

extension Fault {
    fileprivate static let noSuchVersion = Fault(
        .notFound, vi: "Dự thảo không có hai phiên bản này để so sánh.",
        en: "The draft has no such two versions to compare.")
}
