import Exchange
import Hummingbird
import Storage
import Web

/// Case files (hồ sơ công việc).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/case-files?view=…&q=…&page=…` | whoever has the view | 200, 403 |
/// | GET | `/case-files/new?incoming=…`, `?outgoing=…` | everybody but administrators | 200, 403 |
/// | POST | `/case-files` | the same | 303, 403, 422 |
/// | GET | `/case-files/:id` | whoever may see it | 200, 404 |
/// | GET, POST | `/case-files/:id/edit` | keeper and head; of a planned file the clerk | 200, 303, 403, 404, 409, 422 |
/// | POST | `/case-files/:id/open`, `/drop` | keeper and head; the clerk | 303, 403, 404, 409 |
/// | GET, POST | `/case-files/:id/put?q=…` | keeper and head | 200, 303, 403, 404, 422 |
/// | GET, POST | `/case-files/:id/documents/:document/take-out` | keeper and head | 200, 303, 403, 404, 409, 422 |
struct CaseFileRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("case-files", use: self.list)
        router.get("case-files/new", use: self.new)
        router.post("case-files", use: self.begin)
        router.get("case-files/:id", use: self.show)
        router.form("case-files/:id/edit", self.edit)
        router.post("case-files/:id/open", use: self.open)
        router.post("case-files/:id/drop", use: self.drop)
        router.get("case-files/:id/put", use: self.putForm)
        router.post("case-files/:id/put", use: self.put)
        router.form("case-files/:id/documents/:document/take-out", self.takeOut)
    }

    private var acts: CaseFileActs { CaseFileActs(office: self.office) }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let query = try FormFields.query(request)
        let view = try CaseFileView.named(query.optional("view"), for: visit.person)
        let sought = String(query.text("q").prefix(200))
        let number = PageNumber.of(query)
        let office = self.office
        let page = try await office.database.read { connection in
            let limit = 50
            return CaseFileListPage(
                shell: try Shell.read(visit, office: office, current: .caseFiles(view), live: nil, in: connection),
                view: view, sought: sought,
                files: try CaseFileStore.list(
                    view, containing: sought, for: visit.person, on: office.today,
                    page: .init(limit: limit, offset: (number - 1) * limit), in: connection),
                total: try CaseFileStore.count(
                    view, containing: sought, for: visit.person, on: office.today, in: connection),
                pageNumber: number, pageSize: limit)
        }
        return .page(page.html)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            guard let file = try CaseFileStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchCaseFile
            }
            return CaseFilePage(
                shell: try Shell.read(visit, office: office, current: .none, live: id, in: connection),
                origin: ListOrigin(of: request, else: .caseFiles), file: file, organ: office.identity.organ,
                person: visit.person,
                documents: try CaseDocument.all(of: id, for: visit.person, office: office, in: connection),
                events: try Timeline.events(of: id, in: connection),
                freeze: try Freeze.standing(on: id, in: connection),
                once: RandomText.secret())
        }
        return .page(page.html)
    }

    // MARK: Opening and editing

    @Sendable private func new(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = CaseFileRule.refusalToBegin(by: visit.person) { throw refusal }
        let query = try FormFields.query(request)
        return .page(try await self.formPage(.new(for: Self.document(query)), visit, nil, nil).html)
    }

    @Sendable private func begin(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = CaseFileRule.refusalToBegin(by: visit.person) { throw refusal }
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let document = Self.document(fields)
        do {
            let location = try await self.acts.begin(
                try CaseFileDraft(fields, keeper: visit.person, needsStart: true), under: fields.text("heading"),
                by: visit.person, form: try fields.token()
            ) { id in document.map { "\($0)/case-files?file=\(id)" } ?? "/case-files/\(id)" }
            return .seeOther(location)
        } catch let fault as FormFault {
            let page = try await self.formPage(.new(for: document), visit, fields, fault)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    /// The path of the document that is to be put into the new file.
    private static func document(_ fields: FormFields) -> String? {
        for kind in ["incoming", "outgoing"] {
            if let id = fields.optional(kind), id.wholeMatch(of: /[0-9a-f-]{36}/) != nil { return "/\(kind)/\(id)" }
        }
        return nil
    }

    @Sendable private func edit(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.formPage(.edit(id), visit, fields, fault).html
        } act: { fields in
            let draft = try CaseFileDraft(fields, keeper: visit.person, needsStart: false)
            return try await self.acts.edit(id, draft, by: visit.person, form: try fields.token())
        }
    }

    private func formPage(
        _ purpose: CaseFileFormPage.Purpose, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CaseFileFormPage {
        try await CaseFileFormPage.read(purpose, visit, office: self.office, fields: fields, fault: fault)
    }

    @Sendable private func open(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        return .seeOther(
            try await self.acts.open(try context.parameters.require("id"), by: visit.person, form: try fields.token()))
    }

    @Sendable private func drop(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        return .seeOther(
            try await self.acts.drop(try context.parameters.require("id"), by: visit.person, form: try fields.token()))
    }

    // MARK: Documents

    @Sendable private func putForm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let sought = String(try FormFields.query(request).text("q").prefix(200))
        return .page(try await self.putPage(try context.parameters.require("id"), sought, visit, nil).html)
    }

    @Sendable private func put(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return try await .form(request, of: visit) { fields in
            try await self.acts.put(
                fields.all("documents"), into: id, by: visit.person, form: try fields.token(),
                then: "/case-files/\(id)")
        } again: { fields, fault in
            try await self.putPage(id, fields.text("q"), visit, fault).html
        }
    }

    private func putPage(
        _ id: String, _ sought: String, _ visit: Visit, _ fault: FormFault?
    ) async throws -> CaseFilePutPage {
        let office = self.office
        return try await office.database.read { connection in
            let file = try CaseFileStore.find(id, .put, for: visit.person, in: connection)
            return CaseFilePutPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                file: file, sought: sought,
                found: sought.isEmpty
                    ? []
                    : try Fileable.search(
                        sought, outside: id, for: visit.person, office: office, in: connection),
                once: RandomText.secret(), fault: fault)
        }
    }

    @Sendable private func takeOut(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        return ActForm { fields, fault in
            try await self.takeOutPage(context, visit, fields, fault).html
        } act: { fields in
            try await self.acts.takeOut(
                try context.parameters.require("document"), of: try context.parameters.require("id"),
                reason: fields.longText("reason"), by: visit.person, form: try fields.token())
        }
    }

    private func takeOutPage(
        _ context: OfficeContext, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CaseFileReasonPage {
        let (id, document) = (try context.parameters.require("id"), try context.parameters.require("document"))
        let office = self.office
        return try await office.database.read { connection in
            let file = try CaseFileStore.find(id, .takeOut, for: visit.person, in: connection)
            let lines = try CaseDocument.all(of: id, for: visit.person, office: office, in: connection)
            guard let line = lines.first(where: { $0.id == document }) else { throw Fault.noSuchDocument }
            return CaseFileReasonPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                file: file, path: "documents/\(document)/take-out", title: "Đưa văn bản ra khỏi hồ sơ",
                lead: "\(line.code.shown): \(line.subject)",
                hint: "Từ 10 đến 1.000 ký tự, lưu cùng hồ sơ và văn bản. Văn bản không bị xóa.",
                button: "Đưa ra", once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}

extension CaseFileDraft {
    /// Reads the form; `keeper` where nobody else is named.
    init(_ fields: FormFields, keeper: Person, needsStart: Bool) throws {
        var unread = FormFaults()
        let retention = Retention(value: fields.text("retention"))
        unread.require(retention != nil, "retention", "Chọn thời hạn bảo quản trong danh sách")
        let access = CaseFile.Access(rawValue: fields.text("access"))
        unread.require(access != nil, "access", "Chọn chế độ sử dụng trong danh sách")
        let matter = CaseFile.Matter(rawValue: fields.text("matter"))
        unread.require(matter != nil, "matter", "Chọn loại việc trong danh sách")
        let started = try unread.read { try fields.date("started", called: "Ngày bắt đầu") }
        unread.require(fields.optional("started") != nil || !needsStart, "started", "Ghi ngày bắt đầu")
        self.init(
            title: fields.text("title"), retention: retention ?? Retention(years: nil), access: access ?? .free,
            matter: matter ?? .ordinary, keeperID: fields.optional("keeper") ?? keeper.id,
            language: fields.text("language"), note: fields.longText("note"), startedOn: started ?? nil,
            unread: unread)
    }
}
