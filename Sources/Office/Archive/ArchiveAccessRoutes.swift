import Exchange
import Hummingbird
import Storage
import Web

/// Access to archived case files (khai thác hồ sơ lưu trữ).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/archive?q=…&page=…` | everybody but administrators | 200, 403 |
/// | GET, POST | `/archive/:id/ask` | who may not see the file | 200, 303, 403, 404, 422 |
/// | GET | `/archive/:id`, `/archive/:id/files/:file/:name` | to whom it was granted, until its last day | 200, 206, 304, 404 |
/// | GET, POST | `/archive-requests/:id/answer`, `/archive-requests/:id/end` | clerks, of restricted files leaders | 200, 303, 403, 404, 409, 422 |
struct ArchiveAccessRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("archive", use: self.list)
        router.get("archive/:id", use: self.show)
        router.get("archive/:id/files/:file/:name", use: self.file)
        router.form("archive/:id/ask", self.ask)
        for isEnding in [false, true] {
            router.form("archive-requests/:id/\(isEnding ? "end" : "answer")") { try self.answer(isEnding, $0) }
        }
    }

    private var acts: ArchiveAccessActs { ArchiveAccessActs(office: self.office) }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if visit.person.role == .admin { throw Fault.administratorsWork }
        let query = try FormFields.query(request)
        let sought = String(query.text("q").prefix(200))
        let number = PageNumber.of(query)
        let office = self.office
        let decides = [.clerk, .leader].contains(visit.person.role)
        let page = try await office.database.read { connection in
            let limit = 50
            return ArchivePage(
                shell: try Shell.read(visit, office: office, current: .archive, live: nil, in: connection),
                person: visit.person, sought: sought,
                files: try ArchivedFile.list(
                    containing: sought, for: visit.person, page: .init(limit: limit, offset: (number - 1) * limit),
                    in: connection),
                total: try ArchivedFile.count(containing: sought, for: visit.person, in: connection),
                own: try ArchiveAccess.own(visit.person.id, in: connection),
                open: decides ? try ArchiveAccess.open(on: office.today, in: connection) : [],
                today: office.today, pageNumber: number, pageSize: limit)
        }
        return .page(page.html)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            ArchivedFilePage(
                shell: try Shell.read(visit, office: office, current: .archive, live: nil, in: connection),
                reading: try ArchivedReading.read(id, for: visit.person, office: office, in: connection))
        }
        return .page(page.html)
    }

    /// Of pages and of the API.
    @Sendable func file(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let person = try context.acting()
        let (id, wanted) = (try context.parameters.require("id"), try context.parameters.require("file"))
        let office = self.office
        let file = try await office.database.read { connection in
            try ArchivedReading.attachment(wanted, in: id, for: person, office: office, connection)
        }
        // Nothing stays in a cache beyond the last day.
        return try await FileRoutes(office: office).answer(file, request, context, cache: "private, no-store")
    }

    @Sendable private func ask(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")

        return ActForm { fields, fault in
            try await self.asking(context, fields, fault).html
        } act: { fields in
            try await self.acts.ask(id, purpose: fields.longText("purpose"), by: visit.person, form: try fields.token())
        }
    }

    private func asking(
        _ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> ArchiveAskPage {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        return try await office.database.read { connection in
            let found = try ArchivedFile.find(id, for: visit.person, in: connection)
            if let refusal = ArchiveAccessRule.refusalToAsk(found.file, sees: found.isSeen, by: visit.person) {
                throw refusal
            }
            return ArchiveAskPage(
                shell: try Shell.read(visit, office: office, current: .archive, live: nil, in: connection),
                found: found, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    private func answer(_ isEnding: Bool, _ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")

        return ActForm { fields, fault in
            try await self.answering(context, isEnding, fields, fault).html
        } act: { fields in
            try await self.answer(id, isEnding, fields, by: visit.person)
        }
    }

    /// What the form says: an answer, or the end of what was granted.
    func answer(_ id: String, _ isEnding: Bool, _ fields: FormFields, by person: Person) async throws -> String {
        let (reason, form) = (fields.longText("reason"), try fields.token())
        if isEnding { return try await self.acts.end(id, reason: reason, by: person, form: form) }
        switch fields.text("answer") {
        case "grant":
            return try await self.acts.grant(
                id, until: try fields.date("until", called: "Ngày cuối"), by: person, form: form)
        case "refuse": return try await self.acts.refuse(id, reason: reason, by: person, form: form)
        default: throw FormFault("answer", "Chọn cho xem hoặc từ chối")
        }
    }

    private func answering(
        _ context: OfficeContext, _ isEnding: Bool, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> ArchiveAnswerPage {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        return try await office.database.read { connection in
            guard let access = try ArchiveAccess.find(id, in: connection) else { throw Fault.noSuchCaseFile }
            if let refusal = ArchiveAccessRule.refusalToAnswer(access, by: visit.person) { throw refusal }
            guard access.state == (isEnding ? .granted : .asked) else { throw Fault.staleCaseFile }
            return ArchiveAnswerPage(
                shell: try Shell.read(visit, office: office, current: .archive, live: nil, in: connection),
                access: access, isEnding: isEnding, today: office.today, once: RandomText.secret(), fields: fields,
                fault: fault)
        }
    }
}
