import Exchange
import Hummingbird
import Pages
import Spreadsheet
import Storage
import Web

/// Secret registers that were kept elsewhere, taken into a secret book of a former year. None of this is in the API.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/secrets/import?book=…` | the clerk who keeps the book | 200, 403, 404, 422 |
/// | POST | `/secrets/import` | the same: the file | 303 to the preview, 403, 404, 413, 422 |
/// | GET | `/secrets/import/:id` | whoever sent it and keeps the book: the preview | 200, 403, 404, 422 |
/// | POST | `/secrets/import/:id` | the same: takes it | 303, 403, 404, 422 |
struct SecretImportRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("secrets/import", use: self.form)
        router.post("secrets/import", use: self.send)
        router.get("secrets/import/:id", use: self.preview)
        router.post("secrets/import/:id", use: self.take)
    }

    @Sendable private func form(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return .page(try await self.form(try FormFields.query(request).text("book"), visit, fault: nil).html)
    }

    @Sendable private func send(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        // The file goes with the request.
        let (fields, read) = try await RegisterTable.read(request, csrf: visit.csrf, into: self.office.store) {
            staged, _ in
            defer { withExtendedLifetime(staged) {} }
            return Result { try RegisterImportActs.rows(of: staged.url) }
        }
        let id = fields.text("book")
        do {
            guard let rows = try read?.get() else { throw FormFault("file", "Chọn tệp .xlsx hoặc .csv") }
            let pending = try await SecretImportActs(office: self.office).keep(rows, for: id, by: visit.person)
            return .seeOther("/secrets/import/\(pending)")
        } catch let fault as FormFault {
            return .page(try await self.form(id, visit, fault: fault).html, status: .unprocessableContent)
        }
    }

    @Sendable private func preview(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            let pending = try SecretImportActs.pending(id, of: visit.person, on: office.today, in: connection)
            let table = try SecretImportActs.preview(pending, in: connection)
            return RegisterPreviewPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(pending.book.direction.rawValue), live: nil,
                    in: connection),
                book: pending.book, path: "/secrets/import", id: id, name: "", columns: Self.columns,
                lines: table.lines.prefix(RegisterPreviewPage.shown).map(Self.row), total: table.lines.count,
                refused: table.refused, once: RandomText.secret())
        }
        return .page(page.html)
    }

    @Sendable private func take(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        return .seeOther(
            try await SecretImportActs(office: self.office).take(
                try context.parameters.require("id"), by: visit.person, form: try fields.token()))
    }

    private func form(_ id: String, _ visit: Visit, fault: FormFault?) async throws -> RegisterImportPage {
        let office = self.office
        return try await office.database.read { connection in
            guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
            if let refusal = SecretImportActs.refusal(into: book, by: visit.person, on: office.today) { throw refusal }
            return RegisterImportPage(
                shell: try Shell.read(
                    visit, office: office, current: .register(book.direction.rawValue), live: nil, in: connection),
                book: book, path: "/secrets/import", once: RandomText.secret(), fault: fault)
        }
    }

    private static let columns: [ListTable.Column] = [
        .init("Số", .number), .init("Văn bản", .subject), .init("Số, ký hiệu"), .init("Người giữ bản giấy"),
        .init("Ngày", .when),
    ]

    private static func row(_ line: SecretImport.Line) -> ListTable.Row {
        .init([
            ListTable.number(line.number.description),
            """
            \(line.subject.isEmpty ? "Văn bản mật số \(line.number)" : line.subject)\
            \(under([
                secrecyStamp(SecrecyWords.level(line.level)), "bảo vệ đến \(Shown.date(line.protectedUntil))", "\(line.parties)",
            ]))
            """,
            "\(line.shownCode)", "\(line.receiver)", Shown.date(line.enteredOn),
        ])
    }
}
