import Exchange
import HTTPTypes
import Hummingbird
import Storage
import Web

/// Case files that leave their place (nộp lưu, hủy), and keeping them back.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/transfers?purpose=…&page=…` | everybody but administrators: what they may see | 200, 403 |
/// | GET, POST | `/transfers/new?purpose=…` | those responsible for files; the clerk | 200, 303, 403, 422 |
/// | GET | `/transfers/:id`, `/list`, `/record`, `/xlsx` | whoever may see it | 200, 404 |
/// | GET | `/transfers/:id/package` | clerks | 200, 403, 404, 413 |
/// | GET, POST | `/transfers/:id/end` | clerks; of a destruction leaders | 200, 303, 403, 404, 409, 422, 500 |
/// | GET, POST | `/transfers/:id/files/:file/return` | the same | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/case-files/:id/hold` | keeper and head | 200, 303, 403, 404, 409, 422 |
struct TransferRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("transfers", use: self.list)
        router.get("transfers/new", use: self.makeForm)
        router.post("transfers/new", use: self.make)
        router.get("transfers/:id", use: self.show)
        router.get("transfers/:id/list", use: self.printedList)
        router.get("transfers/:id/record", use: self.record)
        router.get("transfers/:id/xlsx", use: self.sheet)
        router.get("transfers/:id/package", use: self.package)
        router.form("transfers/:id/end", self.end)
        router.form("transfers/:id/files/:file/return", self.giveBack)
        router.form("case-files/:id/hold", self.hold)
    }

    private var acts: TransferActs { TransferActs(office: self.office) }

    private func read<Page: Sendable>(
        _ visit: Visit, _ body: @escaping @Sendable (Shell, Connection) throws -> Page
    ) async throws -> Page {
        let office = self.office
        return try await office.database.read { connection in
            try body(
                try Shell.read(visit, office: office, current: .transfers, live: nil, in: connection), connection)
        }
    }

    private func purpose(_ fields: FormFields) -> TransferPurpose {
        TransferPurpose(rawValue: fields.text("purpose")) ?? .archive
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = CaseFileRule.refusalToBegin(by: visit.person) { throw refusal }
        let query = try FormFields.query(request)
        let (person, purpose) = (visit.person, self.purpose(query))
        let decides = CaseTransfer.isDecided(by: person.role)
        let isWaiting = decides && query.text("waiting") == "1"
        let number = PageNumber.of(query)
        let part = IncomingStore.Page(
            limit: TransferListPage.size, offset: (number - 1) * TransferListPage.size)
        let page = try await self.read(visit) { shell, connection in
            TransferListPage(
                shell: shell, purpose: isWaiting ? nil : purpose, decides: decides,
                transfers: isWaiting
                    ? try CaseTransfer.waiting(for: person.role, page: part, in: connection)
                    : try CaseTransfer.list(purpose, for: person, page: part, in: connection),
                total: isWaiting
                    ? try CaseTransfer.waitingCount(for: person.role, in: connection)
                    : try CaseTransfer.count(purpose, for: person, in: connection),
                pageNumber: number, mayMake: !isWaiting && purpose.refusalToMake(by: person) == nil)
        }
        return .page(page.html)
    }

    // MARK: Beginning

    @Sendable private func makeForm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return .page(try await self.makePage(self.purpose(try FormFields.query(request)), visit, nil, nil).html)
    }

    @Sendable private func make(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return try await .form(request, of: visit) { fields in
            try await self.acts.make(
                self.purpose(fields), of: fields.all("files"), note: fields.longText("note"), by: visit.person,
                form: try fields.token())
        } again: { fields, fault in
            try await self.makePage(self.purpose(fields), visit, fields, fault).html
        }
    }

    private func makePage(
        _ purpose: TransferPurpose, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> TransferMakePage {
        if let refusal = purpose.refusalToMake(by: visit.person) { throw refusal }
        let today = self.office.today
        return try await self.read(visit) { shell, connection in
            TransferMakePage(
                shell: shell, purpose: purpose,
                candidates: try purpose.candidates(for: visit.person, on: today, in: connection), today: today,
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    // MARK: One transfer

    private func found<Page: Sendable>(
        _ context: OfficeContext, _ body: @escaping @Sendable (Shell, TransferList, Connection) throws -> Page
    ) async throws -> Page {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return try await self.read(visit) { shell, connection in
            try body(shell, try TransferList.read(id, for: visit.person, in: connection), connection)
        }
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        .page(
            try await self.found(context) { shell, list, _ in
                TransferPage(shell: shell, list: list)
            }.html)
    }

    @Sendable private func printedList(_ request: Request, _ context: OfficeContext) async throws -> Response {
        .page(try await self.found(context) { shell, list, _ in TransferListPrint(shell: shell, list: list) }.html)
    }

    @Sendable private func record(_ request: Request, _ context: OfficeContext) async throws -> Response {
        .page(try await self.found(context) { shell, list, _ in TransferRecordPrint(shell: shell, list: list) }.html)
    }

    @Sendable private func sheet(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let list = try await self.found(context) { _, list, _ in list }
        return try list.workbook(self.office.identity.letterhead)
    }

    @Sendable private func package(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let package = try await office.database.read {
            try TransferPackage.read(id, for: visit.person, office: office, in: $0)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip", .cacheControl: "private, no-store",
                .contentDisposition: "attachment; filename=\"\(package.fileName)\"",
            ], body: try await package.zip().body(context.eventLoop))
    }

    @Sendable private func end(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.endPage(context, fields, fault).html
        } act: { fields in
            try await self.acts.end(id, paper: fields.text("paper"), by: visit.person, form: try fields.token())
        }
    }

    private func endPage(_ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?) async throws
        -> TransferEndPage
    {
        let person = try context.signedIn().person
        return try await self.found(context) { shell, list, connection in
            _ = try CaseTransfer.findOpen(list.transfer.id, for: person, in: connection)
            return TransferEndPage(
                shell: shell, list: list, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    @Sendable private func giveBack(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let (id, file) = (try context.parameters.require("id"), try context.parameters.require("file"))
        return ActForm { fields, fault in
            try await self.returnPage(context, fields, fault).html
        } act: { fields in
            try await self.acts.giveBack(
                file, of: id, reason: fields.longText("reason"), by: visit.person, form: try fields.token())
        }
    }

    private func returnPage(_ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?) async throws
        -> CaseFileReasonPage
    {
        let person = try context.signedIn().person
        let file = try context.parameters.require("file")
        return try await self.found(context) { shell, list, connection in
            let transfer = try CaseTransfer.findOpen(list.transfer.id, for: person, in: connection)
            guard let line = list.standing.first(where: { $0.file.id == file }) else { throw Fault.noSuchCaseFile }
            return CaseFileReasonPage(
                shell: shell, backTitle: "Biên bản \(transfer.sign.text)", back: "/transfers/\(transfer.id)",
                version: transfer.version, path: "files/\(file)/return", title: "Trả lại hồ sơ \(line.file.sign.text)",
                lead: line.file.title,
                hint: "Từ 10 đến 1.000 ký tự, lưu cùng hồ sơ. Các hồ sơ khác trong biên bản vẫn chờ.",
                button: "Trả lại", once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    // MARK: Keeping back

    @Sendable private func hold(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.holdPage(context, fields, fault).html
        } act: { fields in
            let end = try fields.date("until", called: "Giữ lại đến", missing: "Ghi ngày giữ lại đến")
            return try await CaseFileActs(office: self.office).hold(
                id, until: end, consent: fields.longText("consent"), by: visit.person, form: try fields.token())
        }
    }

    private func holdPage(_ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?) async throws
        -> CaseHoldPage
    {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return try await self.read(visit) { shell, connection in
            CaseHoldPage(
                shell: shell, file: try CaseFileStore.find(id, .hold, for: visit.person, in: connection),
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
