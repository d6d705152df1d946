import Exchange
import Hummingbird
import Storage
import Web

/// Looking a book over, and numbers without a document.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/registers/:direction/check?book=…` | clerks and leaders | 200, 403, 404 |
/// | GET | `/registers/:direction/reserve?book=…`, `/cancel` | clerks, while the book is open | 200, 403, 404, 422 |
/// | GET | `/registers/:direction/confirm?book=…` | clerks, of a restored book | 200, 403, 404, 422 |
/// | POST | the same, `book` in the form | the same | 303, 403, 404, 422 |
struct RegisterActRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("registers/:direction/check", use: self.check)
        for act in RegisterAct.allCases {
            router.get("registers/:direction/\(act.rawValue)") { request, context in
                try await self.form(act, request, context)
            }
            router.post("registers/:direction/\(act.rawValue)") { request, context in
                try await self.perform(act, request, context)
            }
        }
    }

    @Sendable private func check(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = Book.refusalToSee(by: visit.person) { throw refusal }
        let office = self.office
        let (id, direction) = (try FormFields.query(request).text("book"), try Self.direction(context))
        let page = try await office.database.read { connection in
            let book = try Book.find(id, of: direction, in: connection)
            return RegisterCheckPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(book.direction.rawValue), live: nil, in: connection),
                book: book, books: try Book.all(book.direction, in: connection),
                check: try RegisterCheck.read(book, for: visit.person, in: connection),
                mayKeep: book.refusalToKeep(by: visit.person, on: office.today) == nil,
                mayConfirm: book.refusalToConfirm(by: visit.person) == nil,
                importPath: Self.importPath(book, visit.person, office.today),
                today: office.today)
        }
        return .page(page.html)
    }

    /// Where a register of elsewhere is taken into `book`; nil where `person` may not.
    private static func importPath(_ book: Book, _ person: Person, _ today: CalendarDate) -> String? {
        if book.isSecret {
            return SecretImportActs.refusal(into: book, by: person, on: today) == nil ? "/secrets/import" : nil
        }
        return RegisterImportActs.refusal(into: book, by: person, on: today) == nil ? "/registers/import" : nil
    }

    private func form(_ act: RegisterAct, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let (book, direction) = (try FormFields.query(request).text("book"), try Self.direction(context))
        return .page(try await self.page(act, book, direction, visit, fields: nil, fault: nil).html)
    }

    private static func direction(_ context: OfficeContext) throws -> Register.Direction? {
        Register.Direction(rawValue: try context.parameters.require("direction"))
    }

    private func perform(
        _ act: RegisterAct, _ request: Request, _ context: OfficeContext
    ) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let direction = try Self.direction(context)
        do {
            return .seeOther(try await self.perform(act, direction, fields, by: visit.person))
        } catch let fault as FormFault {
            return .page(
                try await self.page(act, fields.text("book"), direction, visit, fields: fields, fault: fault).html,
                status: .unprocessableContent)
        }
    }

    /// What the form says. The book is one of the direction that the address names: a deputy's scope goes by addresses.
    func perform(
        _ act: RegisterAct, _ direction: Register.Direction?, _ fields: FormFields, by person: Person
    ) async throws -> String {
        let book = fields.text("book")
        _ = try await self.office.database.read { try Book.find(book, of: direction, in: $0) }
        let acts = RegisterActs(office: self.office)
        let form = try fields.token()
        let reason = fields.longText("reason")
        switch act {
        case .reserve:
            return try await acts.reserve(
                Int(fields.text("count")) ?? 0, in: book, reason: reason, by: person, form: form)
        case .cancel:
            let number = EntryNumber(fields.text("number").lowercased())
            return try await acts.cancel(number, in: book, reason: reason, by: person, form: form)
        case .confirm:
            return try await acts.confirm(
                last: Int(fields.text("last")), used: fields.text("used"), in: book, by: person, form: form)
        }
    }

    private func page(
        _ act: RegisterAct, _ id: String, _ direction: Register.Direction?, _ visit: Visit, fields: FormFields?,
        fault: FormFault?
    ) async throws -> RegisterActPage {
        let office = self.office
        return try await office.database.read { connection in
            let book = try Book.find(id, of: direction, in: connection)
            if let refusal = act.refusal(on: book, by: visit.person, today: office.today) { throw refusal }
            return RegisterActPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(book.direction.rawValue), live: nil, in: connection),
                act: act, book: book,
                reserved: act == .confirm ? try RegisterEntry.reserved(in: book, connection) : [],
                once: RandomText.secret(), fields: fields, fault: fault)
        }
    }
}
