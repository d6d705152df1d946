import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Tasks that directives give to us (nhiệm vụ được giao).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/received-tasks?part=…&page=…` | everybody but administrators: clerks and leaders all, others those of their unit | 200, 403 |
/// | GET, POST | `/incoming/:id/received-tasks/:task/:act` | see `ReceivedTaskRule.refusal` | 200, 303, 403, 404, 409, 422 |
struct ReceivedTaskRoutes: Sendable {
    let office: Office

    /// Tasks a page.
    static let size = 50

    func add(to router: Router<OfficeContext>) {
        router.get("received-tasks", use: self.list)
        router.form("incoming/:id/received-tasks/:task/:act") { context in
            let visit = try context.signedIn()
            let wanted = try Self.wanted(context)
            return ActForm { fields, fault in
                try await self.page(wanted, visit, fields, fault)
            } act: { fields in
                try await ReceivedTaskActs(office: self.office).perform(
                    wanted.act, on: wanted.task, of: wanted.document, fields, by: visit.person)
            }
        }
    }

    /// What an address asks for.
    private struct Wanted: Sendable {
        let document: String
        let task: String
        let act: ReceivedTaskAct
    }

    private static func wanted(_ context: OfficeContext) throws -> Wanted {
        guard let act = ReceivedTaskAct(rawValue: try context.parameters.require("act")) else { throw Fault.noSuchTask }
        return Wanted(
            document: try context.parameters.require("id"), task: try context.parameters.require("task"), act: act)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = ReceivedTaskRule.refusalToList(by: visit.person) { throw refusal }
        let office = self.office
        let fields = try FormFields.query(request)
        let part = ReceivedTaskPart(rawValue: fields.text("part"))
        let number = PageNumber.of(fields)
        let page = try await office.database.read { connection in
            ReceivedTaskListPage(
                shell: try Shell.read(visit, office: office, current: .receivedTasks, live: nil, in: connection),
                list: try ReceivedTaskList.read(
                    part, for: visit.person, page: (Self.size, (number - 1) * Self.size), today: office.today,
                    calendar: office.calendar, in: connection),
                part: part, role: visit.person.role, pageNumber: number, today: office.today,
                calendar: office.calendar)
        }
        return .page(page.html)
    }

    private func page(
        _ wanted: Wanted, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            guard let incoming = try IncomingStore.find(wanted.document, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let tasks = try ReceivedTask.all(of: incoming.id, in: connection)
            guard let task = tasks.first(where: { $0.id == wanted.task }) else { throw Fault.noSuchTask }
            let receipts = try ReceiptStore.tree(of: incoming.id, in: connection)
            let refusal = ReceivedTaskRule.refusal(
                wanted.act, on: task, of: incoming, receipts: receipts, by: visit.person)
            if let refusal { throw refusal }
            let namesAny = ReceivedTaskRule.names(anyUnitOf: incoming, by: visit.person)
            return ReceivedTaskPage(
                shell: try Shell.read(visit, office: office, current: .incoming(.all), live: nil, in: connection),
                act: wanted.act, incoming: incoming, task: task,
                holding: ReceivedTaskRule.units(of: receipts, for: visit.person),
                others: wanted.act == .give && namesAny ? try PersonStore.units(in: connection) : [],
                names: visit.person.role != .head, once: RandomText.secret(), fields: fields, fault: fault
            ).html
        }
    }
}
