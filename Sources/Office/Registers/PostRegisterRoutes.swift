import Exchange
import Hummingbird
import Pages
import Spreadsheet
import Storage
import Web

/// The registers of post (sổ gửi văn bản đi bưu điện) and of the use of kept copies (sổ sử dụng bản lưu).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/post-register?year=…&page=…`, `/copy-register?…` | clerks and leaders | 200, 403 |
/// | GET | `/post-register/xlsx?year=…`, `/copy-register/xlsx?…` | clerks and leaders | 200, 403, 413 |
/// | GET, POST | `/outgoing/:id/post`, `/outgoing/:id/copy-use` | clerks | 200, 303, 403, 404, 422 |
/// | POST | `/copy-register/:line/return` | clerks | 303, 403, 409 |
struct PostRegisterRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        self.addRegister(
            .post, router, PostEntry.columns, lines: { try PostEntry.list($1, page: $2, in: $0) },
            count: { try PostEntry.count($1, in: $0) }, document: \.outgoingID)
        self.addRegister(
            .copies, router, CopyUse.columns, lines: { try CopyUse.list($1, page: $2, in: $0) },
            count: { try CopyUse.count($1, in: $0) }, document: \.outgoingID,
            open: { $0.filter { $0.returnedOn == nil } })
        router.post("copy-register/:line/return") { request, context -> Response in
            let visit = try context.signedIn()
            let fields = try await FormFields.read(request, csrf: visit.csrf)
            return .seeOther(
                try await PostRegisterActs(office: self.office).giveBack(
                    try context.parameters.require("line"), by: visit.person, form: try fields.token()))
        }
        for kind in PostRegisterFormPage.Kind.allCases {
            let path = RouterPath("outgoing/:id/\(kind.rawValue)")
            router.form(path) { context in
                let visit = try context.signedIn()
                let id = try context.parameters.require("id")
                let acts = PostRegisterActs(office: self.office)
                return ActForm { fields, fault in
                    try await self.form(kind, context, fields, fault).html
                } act: { fields in
                    kind == .post
                        ? try await acts.post(id, fields, by: visit.person)
                        : try await acts.use(id, fields, by: visit.person)
                }
            }
        }
    }

    private func addRegister<Line: Sendable>(
        _ kind: PostRegisterPage.Kind, _ router: Router<OfficeContext>, _ columns: [LegalColumn<Line>],
        lines: @escaping @Sendable (Connection, Int, IncomingStore.Page) throws -> [Line],
        count: @escaping @Sendable (Connection, Int) throws -> Int, document: @escaping @Sendable (Line) -> String,
        open: @escaping @Sendable ([Line]) -> [CopyUse] = { _ in [] }
    ) {
        let office = self.office
        let path = kind.rawValue
        router.get(RouterPath(path)) { request, context -> Response in
            let visit = try context.signedIn()
            if let refusal = Book.refusalToSee(by: visit.person) { throw refusal }
            let fields = try FormFields.query(request)
            let year = self.office.year(fields)
            let number = PageNumber.of(fields)
            let size = PostRegisterPage.size
            let page = try await office.database.read { connection in
                let found = try lines(connection, year, .init(limit: size, offset: (number - 1) * size))
                return PostRegisterPage(
                    shell: try Shell.read(visit, office: office, current: .register("out"), live: nil, in: connection),
                    kind: kind, year: year, today: office.today, total: try count(connection, year), pageNumber: number,
                    columns: columns.map(\.printed),
                    rows: found.map { line in
                        columns.map { column in
                            guard column.title.hasPrefix("Số, ký hiệu") else { return column.cell(line).html }
                            return "<a href=\"\(url: "/outgoing/\(document(line))")\">\(column.cell(line).shown)</a>"
                        }
                    },
                    open: open(found).map { ($0, RandomText.secret()) })
            }
            return .page(page.html)
        }
        router.get(RouterPath("\(path)/xlsx")) { request, context -> Response in
            let visit = try context.signedIn()
            if let refusal = Book.refusalToSee(by: visit.person) { throw refusal }
            let year = self.office.year(try FormFields.query(request))
            let limit = RegisterWorkbook.maximumLines
            let found = try await office.database.read { try lines($0, year, .init(limit: limit + 1, offset: 0)) }
            return try office.workbook(
                PostRegisterPage.title(kind), of: year, columns, found, named: "\(path)-\(year)")
        }
    }

    private func form(
        _ kind: PostRegisterFormPage.Kind, _ context: OfficeContext, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> PostRegisterFormPage {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = PostRegisterActs.refusal(outgoing, by: visit.person) { throw refusal }
            return PostRegisterFormPage(
                shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection), kind: kind,
                outgoing: outgoing,
                caseSign: try CaseFileStore.holding(id, for: visit.person, in: connection).first?.sign.text ?? "",
                paper: try PaperRecipient.all(of: id, in: connection), today: office.today, once: RandomText.secret(),
                fields: fields, fault: fault)
        }
    }
}
