import Exchange
import Hummingbird
import Storage
import Web

/// Registers that were kept elsewhere: taken into a book of a former year, and found again.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/registers/import?book=…` | clerks | 200, 403, 404, 422 |
/// | POST | `/registers/import` | clerks: the file | 303 to the preview, 403, 404, 413, 422 |
/// | GET | `/registers/import/:id` | whoever sent it: the preview | 200, 403, 404, 422 |
/// | POST | `/registers/import/:id` | the same: takes it | 303, 403, 404, 422 |
/// | GET | `/registers/search?q=…` | clerks and leaders | 200, 403 |
struct RegisterImportRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("registers/import", use: self.form)
        router.post("registers/import", use: self.send)
        router.get("registers/import/:id", use: self.preview)
        router.post("registers/import/:id", use: self.take)
        router.get("registers/search", use: self.search)
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try FormFields.query(request).text("book")
        return .page(try await self.formPage(id, visit, fault: nil).html)
    }

    @Sendable private func send(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let (fields, file) = try await RegisterTable.read(request, csrf: visit.csrf, into: self.office.store)
        let id = fields.text("book")
        do {
            // Once the form is gone back to, another file may be chosen in it: each sending is one of its own.
            return .seeOther(
                try await RegisterImportActs(office: self.office).send(
                    file, into: id, by: visit.person, once: RandomText.secret()))
        } catch let fault as FormFault {
            return .page(try await self.formPage(id, visit, fault: fault).html, status: .unprocessableContent)
        }
    }

    @Sendable private func preview(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let pending = try await office.database.read { try RegisterImportActs.pending(id, of: visit.person, in: $0) }
        if let refusal = RegisterImportActs.refusal(into: pending.book, by: visit.person, on: office.today) {
            throw refusal
        }
        let table = try await RegisterImportActs(office: office).preview(pending)
        let page = try await office.database.read { connection in
            RegisterPreviewPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(pending.book.direction.rawValue), live: nil,
                    in: connection),
                book: pending.book, path: "/registers/import", id: pending.id, name: pending.fileName,
                columns: RegisterPreviewPage.columns,
                lines: table.lines.prefix(RegisterPreviewPage.shown).map(RegisterPreviewPage.row),
                total: table.lines.count, refused: table.refused, once: RandomText.secret())
        }
        return .page(page.html)
    }

    @Sendable private func take(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        return .seeOther(
            try await RegisterImportActs(office: self.office).take(
                try context.parameters.require("id"), by: visit.person, form: try fields.token()))
    }

    @Sendable private func search(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = Book.refusalToSee(by: visit.person) { throw refusal }
        let text = String(try FormFields.query(request).text("q").prefix(200))
        let office = self.office
        let page = try await office.database.read { connection in
            RegisterSearchPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection), text: text,
                found: text.folded.isEmpty ? [] : try RegisterFind.all(text, in: connection))
        }
        return .page(page.html)
    }

    private func book(_ id: String, _ visit: Visit) async throws -> Book {
        let today = self.office.today
        return try await self.office.database.read {
            try RegisterImportActs.book(id, by: visit.person, on: today, in: $0)
        }
    }

    private func formPage(_ id: String, _ visit: Visit, fault: FormFault?) async throws -> RegisterImportPage {
        let book = try await self.book(id, visit)
        let office = self.office
        return try await office.database.read { connection in
            RegisterImportPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(book.direction.rawValue), live: nil, in: connection),
                book: book, path: "/registers/import", once: RandomText.secret(), fault: fault)
        }
    }
}

/// A line of a book that no document here has, found by its words.
struct RegisterFind: Sendable {
    let book: Book
    let number: EntryNumber
    let code: String
    let date: CalendarDate?
    let subject: String
    let parties: String

    /// With or without marks, in any book; the newest year first, at most 50.
    static func all(_ text: String, in connection: Connection) throws -> [RegisterFind] {
        let rows = try connection.rows(
            """
            SELECT register_text.register_id, register_text.number AS entry_number, register_text.suffix AS entry_suffix,
                register_text.code, register_text.document_date, register_text.subject, register_text.parties
            FROM register_text JOIN register ON register.id = register_text.register_id
            WHERE instr(register_text.search, $1) > 0
            ORDER BY register.year DESC, register_text.register_id, register_text.number LIMIT 50
            """, text.folded)
        var books: [String: Book] = [:]
        return try rows.compactMap { row in
            let id: String = try row["register_id"]
            if books[id] == nil { books[id] = try Book.find(id, in: connection) }
            guard let book = books[id] else { return nil }
            return RegisterFind(
                book: book, number: try EntryNumber(row), code: try row["code"], date: try row["document_date"],
                subject: try row["subject"], parties: try row["parties"])
        }
    }
}
