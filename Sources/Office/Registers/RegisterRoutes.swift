import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// The registers. `book` names one (this year's without it); `from`, `to`, `first`, `last` narrow it; `form=handling` shows that of
/// arrivals as sổ theo dõi giải quyết văn bản đến.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/registers/:direction?book=…&from=…&to=…&first=…&last=…&page=…` | clerks and leaders | 200, 403, 404, 422 |
/// | GET | `/registers/:direction/print?…&volume=…` | clerks and leaders | 200, 403, 404, 422 |
/// | GET | `/registers/:direction/xlsx?…` | clerks and leaders, not of a secret book | 200, 403, 404, 422 |
/// | GET | `/incoming/:id/sheet`, `/incoming/:id/stamp` | whoever may see the document; the stamp once it is registered | 200, 403, 404 |
struct RegisterRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("registers/:direction", use: self.show)
        router.get("registers/:direction/print", use: self.print)
        router.get("registers/:direction/xlsx", use: self.download)
        router.get("incoming/:id/sheet", use: self.sheet)
        router.get("incoming/:id/stamp", use: self.stamp)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        try await self.page(request, context, isPrint: false)
    }

    @Sendable private func print(_ request: Request, _ context: OfficeContext) async throws -> Response {
        try await self.page(request, context, isPrint: true)
    }

    private func page(_ request: Request, _ context: OfficeContext, isPrint: Bool) async throws -> Response {
        let (visit, direction) = try self.visit(context)
        let fields = try FormFields.query(request)
        let office = self.office
        try await office.openBooks()
        let page = try await office.database.read { connection in
            let books = try Book.all(direction, in: connection)
            let book = try self.book(fields, direction, books, in: connection)
            var (span, extent, fault): (RegisterSpan, RegisterExtent?, FormFault?) = (RegisterSpan(), nil, nil)
            var lines: [RegisterLine] = []
            do {
                span = try RegisterSpan.read(fields)
                extent = try RegisterExtent.read(book, span, in: connection)
                if isPrint {
                    lines = try RegisterPage.printed(book, span, extent, for: visit.person, in: connection)
                } else {
                    let offset = (Self.number(fields) - 1) * RegisterPage.size
                    lines = try RegisterLine.read(
                        book, span, for: visit.person, limit: RegisterPage.size, offset: offset, in: connection)
                }
            } catch let found as FormFault {
                fault = found
            }
            return RegisterPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(direction.rawValue), live: nil, in: connection),
                book: book, books: books, form: Self.form(fields, book), span: span, extent: extent, lines: lines,
                isPrint: isPrint,
                pageNumber: Self.number(fields), fields: fields, today: office.today, fault: fault)
        }
        return .page(page.html, status: page.fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func download(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (_, direction) = try self.visit(context)
        let fields = try FormFields.query(request)
        try await self.office.openBooks()
        let book = try await self.office.database.read { connection in
            try self.book(fields, direction, try Book.all(direction, in: connection), in: connection)
        }
        // A print is signed for; a file would lie about.
        if book.isSecret { throw Fault.staysOnPaper }
        let form = Self.form(fields, book)
        return try await RegisterWorkbook(
            office: self.office, book: book, form: form, span: try RegisterSpan.read(fields)
        ).answer()
    }

    /// Phiếu giải quyết văn bản đến.
    @Sendable private func sheet(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            if let closure = dossier.incoming.closure { throw Fault.closed(closure) }
            return HandlingSheetPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.all), live: nil, in: connection),
                dossier: dossier)
        }
        return .page(page.html)
    }

    /// Dấu “ĐẾN”.
    @Sendable private func stamp(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            let dossier = try Dossier.read(id, for: visit.person, in: connection)
            guard let number = dossier.incoming.number, let date = dossier.incoming.enteredOn else {
                throw CaseFileRule.notRegistered
            }
            return ArrivalStampPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.all), live: nil, in: connection),
                incoming: dossier.incoming, body: office.identity.name, number: number, date: date,
                passedTo: dossier.receipts.lead?.unit.shortName ?? dossier.incoming.leaderName ?? "",
                caseSigns: dossier.caseFiles.map(\.sign.text))
        }
        return .page(page.html)
    }

    private func visit(_ context: OfficeContext) throws -> (Visit, Register.Direction) {
        let visit = try context.signedIn()
        if let refusal = Book.refusalToSee(by: visit.person) { throw refusal }
        guard let direction = Register.Direction(rawValue: try context.parameters.require("direction")) else {
            throw Fault.noSuchDocument
        }
        return (visit, direction)
    }

    /// The book that is asked for; else this year's default.
    private func book(
        _ fields: FormFields, _ direction: Register.Direction, _ books: [Book], in connection: Connection
    ) throws -> Book {
        let year = self.office.today.year
        let book =
            try fields.optional("book").map { try Book.find($0, in: connection) }
            ?? books.first { $0.year == year && $0.isDefault }
        guard let book, book.direction == direction else { throw Fault.noSuchBook }
        return book
    }

    private static func form(_ fields: FormFields, _ book: Book) -> RegisterForm {
        RegisterForm(book, isHandling: fields.text("form") == "handling")
    }

    private static func number(_ fields: FormFields) -> Int {
        min(max(Int(fields.text("page")) ?? 1, 1), 100_000)
    }
}
