import Exchange
import Hummingbird
import Spreadsheet
import Storage
import Web

/// Copies of documents (bản sao) and their register.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/copies?year=…&page=…` | clerks and leaders | 200, 403 |
/// | GET | `/copies/xlsx?year=…` | clerks and leaders | 200, 403, 413 |
/// | GET | `/copies/:id` | clerks and leaders: the block to be printed, or an electronic copy; that also the units to which it was sent | 200, 403, 404 |
/// | GET | `/copies/:id/files/:file` | the same | 200, 206, 304, 403, 404 |
/// | GET | `/copies/:id/files/:file/first-page` | the same: page 1 as a JPEG | 200, 304, 403, 404, 413, 422, 429 |
/// | GET, POST | `/incoming/:id/make-copy`, `/outgoing/:id/make-copy` | clerks | 200, 303, 403, 404, 422 |
struct CopyRoutes: Sendable {
    let office: Office
    /// Whether the server can sign, so that an electronic copy is offered.
    var canSign = false

    func add(to router: Router<OfficeContext>) {
        router.get("copies", use: self.list)
        router.get("copies/xlsx", use: self.download)
        router.get("copies/:id", use: self.show)
        router.get("copies/:id/files/:file", use: self.file)
        router.get("copies/:id/files/:file/first-page", use: self.firstPage)
        for direction in Register.Direction.allCases {
            let path = RouterPath("\(direction.folder)/:id/make-copy")
            router.form(path) { context in
                let visit = try context.signedIn()
                let id = try context.parameters.require("id")
                return ActForm { fields, fault in
                    try await self.form(direction, context, fields, fault).html
                } act: { fields in
                    try await CopyActs(office: self.office).make(direction, of: id, fields, by: visit.person)
                }
            }
        }
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.reader(context)
        let fields = try FormFields.query(request)
        let (year, number) = (self.office.year(fields), PageNumber.of(fields))
        let office = self.office
        let size = CopyRegisterPage.size
        let page = try await office.database.read { connection in
            CopyRegisterPage(
                shell: try Shell.read(visit, office: office, current: .register("out"), live: nil, in: connection),
                year: year, today: office.today, total: try DocumentCopy.count(year, in: connection),
                pageNumber: number,
                copies: try DocumentCopy.list(
                    year, page: .init(limit: size, offset: (number - 1) * size), in: connection))
        }
        return .page(page.html)
    }

    @Sendable private func download(_ request: Request, _ context: OfficeContext) async throws -> Response {
        _ = try self.reader(context)
        let year = self.office.year(try FormFields.query(request))
        let limit = RegisterWorkbook.maximumLines
        let copies = try await self.office.database.read {
            try DocumentCopy.list(year, page: .init(limit: limit + 1, offset: 0), in: $0)
        }
        return try self.office.workbook(
            CopyWords.register, of: year, DocumentCopy.columns, copies, named: "copies-\(year)")
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            let copy = try DocumentCopy.find(id, for: visit.person, in: connection)
            let isReader = Book.refusalToSee(by: visit.person) == nil
            let shell = try Shell.read(
                visit, office: office, current: isReader ? .register("out") : .none, live: nil, in: connection)
            guard copy.isElectronic else { return CopyBlockPage(shell: shell, copy: copy).html }
            return ElectronicCopyPage(
                shell: shell, copy: copy, files: try CopyFile.all(of: id, in: connection),
                units: try CopyFile.units(of: id, in: connection), isReader: isReader
            ).html
        }
        return .page(page)
    }

    /// Of pages and of the API.
    @Sendable func file(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let file = try await self.found(context)
        return try await FileRoutes(office: self.office).answer(file, request, context, cache: "private, max-age=3600")
    }

    @Sendable private func firstPage(_ request: Request, _ context: OfficeContext) async throws -> Response {
        try await FileRoutes(office: self.office).firstPage(of: try await self.found(context), request)
    }

    /// The file that is asked for, for whoever may see the copy.
    private func found(_ context: OfficeContext) async throws -> Attachment {
        let person = try context.acting()
        let (id, wanted) = (try context.parameters.require("id"), try context.parameters.require("file"))
        return try await self.office.database.read {
            try CopyFile.find(wanted, of: id, for: person, in: $0)
        }
    }

    private func reader(_ context: OfficeContext) throws -> Visit {
        let visit = try context.signedIn()
        if let refusal = Book.refusalToSee(by: visit.person) { throw refusal }
        return visit
    }

    private func form(
        _ direction: Register.Direction, _ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CopyFormPage {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        return try await office.database.read { connection in
            CopyFormPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                source: try CopyRule.source(
                    direction, id, by: visit.person, identity: office.identity, in: connection),
                signers: try SigningAuthority.signers(on: office.today, in: connection),
                nextNumber: try DocumentCopy.nextNumber(office.today.year, in: connection),
                abbreviation: office.identity.abbreviation, canSign: self.canSign,
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}

extension Fault {
    static let noSuchCopy = Fault(
        .notFound, vi: "Không có bản sao này.", en: "There is no such copy.")
}
