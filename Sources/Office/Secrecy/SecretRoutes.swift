import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Secret documents on paper. None of this is in the API.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/secrets?view=ending&page=…` | everybody but the administrator, what is theirs | 200, 403 |
/// | GET | `/secrets/new?direction=…` | the clerk who keeps a secret book | 200, 403, 404 |
/// | POST | `/secrets` | the same | 303, 403, 404, 422 |
/// | GET | `/secrets/:id` | the clerk who keeps its book, and who has the paper | 200, 404 |
/// | GET, POST | `/secrets/:id/edit` | the clerk who keeps its book | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/secrets/:id/secrecy` | the same: a change or the lifting of its secrecy | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/secrets/:id/protection` | the same: its time of protection is extended or put right | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/secrets/:id/hand-over` | the same: the paper goes to somebody, or comes back | 200, 303, 403, 404, 409, 422 |
struct SecretRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("secrets", use: self.list)
        router.get("secrets/new", use: self.new)
        router.post("secrets", use: self.enter)
        router.get("secrets/:id", use: self.show)
        router.form("secrets/:id/edit") { context in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return ActForm { fields, fault in
                try await self.form(id, visit, fields: fields, fault: fault).html
            } act: { fields in
                try await SecretActs(office: self.office).edit(
                    id, fields, by: visit.person, form: try fields.token())
            }
        }
        router.form("secrets/:id/secrecy") { context in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return ActForm { fields, fault in
                try await self.kept(id, visit) { document, shell, _ in
                    SecrecyChangePage(
                        shell: shell, document: document, once: RandomText.secret(), fields: fields, fault: fault
                    ).html
                }
            } act: { fields in
                try await SecretActs(office: self.office).change(
                    id, fields, by: visit.person, form: try fields.token())
            }
        }
        router.form("secrets/:id/protection") { context in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return ActForm { fields, fault in
                try await self.kept(id, visit) { document, shell, _ in
                    SecretProtectionPage(
                        shell: shell, document: document, once: RandomText.secret(), fields: fields, fault: fault
                    ).html
                }
            } act: { fields in
                try await SecretActs(office: self.office).protect(
                    id, fields, by: visit.person, form: try fields.token())
            }
        }
        router.form("secrets/:id/hand-over") { context in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return ActForm { fields, fault in
                try await self.kept(id, visit) { document, shell, connection in
                    SecretHandoverPage(
                        shell: shell, document: document,
                        list: try PeopleList.read(
                            for: visit.person, on: self.office.today, fields: fields, chosen: ["holder"],
                            in: connection),
                        once: RandomText.secret(), today: self.office.today, fields: fields, fault: fault
                    ).html
                }
            } act: { fields in
                try await SecretActs(office: self.office).handOver(
                    id, fields, by: visit.person, form: try fields.token())
            }
        }
    }

    /// A page about a document that the visitor keeps.
    private func kept(
        _ id: String, _ visit: Visit, _ page: @escaping @Sendable (SecretDocument, Shell, Connection) throws -> HTML
    ) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            let document = try SecretActs.kept(id, by: visit.person, in: connection)
            return try page(
                document, try Shell.read(visit, office: office, current: .secrets, live: nil, in: connection),
                connection)
        }
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard visit.person.role != .admin else { throw Fault.administratorsWork }
        let query = try FormFields.query(request)
        let number = PageNumber.of(query)
        let (office, size) = (self.office, SecretListPage.size)
        let limit = SecretDocument.ending(on: office.today)
        let ending = query.text("view") == "ending" ? limit : nil
        let page = try await office.database.read { connection in
            SecretListPage(
                shell: try Shell.read(
                    visit, office: office, current: ending == nil ? .secrets : .endingSecrets, live: nil, in: connection
                ),
                documents: try SecretDocument.list(
                    for: visit.person, ending: ending, page: .init(limit: size, offset: (number - 1) * size),
                    in: connection),
                total: try SecretDocument.count(for: visit.person, ending: ending, in: connection),
                ending: ending == nil
                    ? try SecretDocument.count(for: visit.person, ending: limit, in: connection) : nil,
                today: office.today, pageNumber: number,
                directions: try Register.Direction.allCases.filter { direction in
                    try !NumberOptions.secret(direction, keptBy: visit.person, on: office.today, in: connection)
                        .options.isEmpty
                })
        }
        return .page(page.html)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            guard let document = try SecretDocument.find(id, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let isKept = try Book.find(document.bookID, in: connection)?.isKept(by: visit.person) ?? false
            return SecretPage(
                shell: try Shell.read(visit, office: office, current: .secrets, live: nil, in: connection),
                document: document, isKept: isKept, today: office.today,
                changes: try SecrecyChange.all(of: id, in: connection),
                protections: try SecretProtection.all(of: id, in: connection),
                handovers: try SecretHandover.all(of: id, for: visit.person, isKept: isKept, in: connection))
        }
        return .page(page.html)
    }

    @Sendable private func new(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let direction = try Self.direction(try FormFields.query(request))
        return .page(try await self.form(direction, visit, fields: nil, fault: nil).html)
    }

    @Sendable private func enter(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return try await .form(request, of: visit) { fields in
            let direction = try Self.direction(fields)
            return try await SecretActs(office: self.office).enter(
                try SecretEntry(fields, direction), direction, choosing: try NumberChoice.read(fields),
                by: visit.person, form: try fields.token()
            ) { "/secrets/\($0)" }
        } again: { fields, fault in
            try await self.form(try Self.direction(fields), visit, fields: fields, fault: fault).html
        }
    }

    private static func direction(_ fields: FormFields) throws -> Register.Direction {
        guard let direction = Register.Direction(rawValue: fields.text("direction")) else { throw Fault.noSuchBook }
        return direction
    }

    /// The form of one that is new.
    private func form(
        _ direction: Register.Direction, _ visit: Visit, fields: FormFields?, fault: FormFault?
    ) async throws -> SecretFormPage {
        let office = self.office
        return try await office.database.read { connection in
            let numbers = try NumberOptions.secret(direction, keptBy: visit.person, on: office.today, in: connection)
            guard !numbers.options.isEmpty else {
                throw Fault.notAllowed(
                    "Bạn không giữ sổ mật nào đang mở. Quản trị mở sổ mật và giao người giữ ở “Sổ văn bản”.",
                    "You keep no open secret register.")
            }
            return SecretFormPage(
                shell: try Shell.read(visit, office: office, current: .secrets, live: nil, in: connection),
                direction: direction, document: nil, numbers: numbers,
                list: try PeopleList.read(
                    for: visit.person, on: office.today, fields: fields, chosen: ["holder"], in: connection),
                once: RandomText.secret(), today: office.today, fields: fields, fault: fault)
        }
    }

    /// The form of one that stands in the register.
    private func form(
        _ id: String, _ visit: Visit, fields: FormFields?, fault: FormFault?
    ) async throws -> SecretFormPage {
        let office = self.office
        return try await office.database.read { connection in
            let document = try SecretActs.kept(id, by: visit.person, in: connection)
            return SecretFormPage(
                shell: try Shell.read(visit, office: office, current: .secrets, live: nil, in: connection),
                direction: document.direction, document: document, numbers: NumberOptions(options: []), list: nil,
                once: RandomText.secret(), today: office.today, fields: fields, fault: fault)
        }
    }
}
