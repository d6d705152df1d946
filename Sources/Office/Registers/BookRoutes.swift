import Exchange
import Hummingbird
import Storage
import Web

/// The books, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/books`, `/books/new`, `/books/:id` | admin | 200, 403, 404 |
/// | POST | `/books`, `/books/:id` | admin | 303, 403, 404, 409, 422 |
/// | POST | `/books/:id/lock`, `/unlock` | admin | 303, 403, 404, 409 |
struct BookRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("books", use: self.list)
        router.get("books/new", use: self.new)
        router.post("books", use: self.make)
        router.form("books/:id", self.edit)
        router.post("books/:id/lock") { try await self.lock(true, $0, $1) }
        router.post("books/:id/unlock") { try await self.lock(false, $0, $1) }
    }

    private func admin(_ context: OfficeContext) throws -> Visit {
        let visit = try context.signedIn()
        if let refusal = BookActs.refusal(by: visit.person) { throw refusal }
        return visit
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.admin(context)
        let office = self.office
        try await office.openBooks()
        let page = try await office.database.read { connection in
            BookListPage(
                shell: try Shell.read(visit, office: office, current: .books, live: nil, in: connection),
                books: try Register.Direction.allCases.map { ($0, try Book.all($0, in: connection)) },
                today: office.today)
        }
        return .page(page.html)
    }

    @Sendable private func new(_ request: Request, _ context: OfficeContext) async throws -> Response {
        .page(try await self.form(nil, try self.admin(context), fields: nil, fault: nil).html)
    }

    @Sendable private func make(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.admin(context)
        return try await .form(request, of: visit) { fields in
            try await self.make(fields, by: visit.person)
        } again: { fields, fault in
            try await self.form(nil, visit, fields: fields, fault: fault).html
        }
    }

    /// What the form of a new book says.
    func make(_ fields: FormFields, by person: Person) async throws -> String {
        guard let direction = Register.Direction(rawValue: fields.text("direction")) else {
            throw FormFault("direction", "Chọn sổ đến hay sổ đi")
        }
        return try await BookActs(office: self.office).make(
            direction, year: Int(fields.text("year")) ?? 0, Self.plan(fields), by: person, form: try fields.token())
    }

    @Sendable private func edit(_ context: OfficeContext) throws -> ActForm {
        let visit = try self.admin(context)
        let id = try context.parameters.require("id")
        return ActForm { fields, fault in
            try await self.form(id, visit, fields: fields, fault: fault).html
        } act: { fields in
            try await self.edit(id, fields, by: visit.person)
        }
    }

    /// What the form of a book that is there says.
    func edit(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        try await BookActs(office: self.office).edit(id, Self.plan(fields), by: person, form: try fields.token())
    }

    private func lock(_ isLocked: Bool, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.admin(context)
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        return .seeOther(
            try await BookActs(office: self.office).lock(
                try context.parameters.require("id"), isLocked, by: visit.person, form: try fields.token()))
    }

    private static func plan(_ fields: FormFields) -> BookActs.Plan {
        BookActs.Plan(
            name: fields.text("name"), types: fields.all("types"), isDefault: fields.isTicked("default"),
            isSecret: fields.isTicked("secret"), keeper: fields.all("keeper").first)
    }

    private func form(
        _ id: String?, _ visit: Visit, fields: FormFields?, fault: FormFault?
    ) async throws -> BookFormPage {
        let office = self.office
        return try await office.database.read { connection in
            let book = try id.map { id in
                guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
                return book
            }
            return BookFormPage(
                shell: try Shell.read(visit, office: office, current: .books, live: nil, in: connection), book: book,
                types: try id.map { Set(try Book.types(of: $0, in: connection)) } ?? [],
                clerks: try BookActs.keepers(on: office.today, in: connection), once: RandomText.secret(),
                today: office.today, fields: fields, fault: fault)
        }
    }
}
