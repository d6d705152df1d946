import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Tasks in directives (nhiệm vụ trong văn bản chỉ đạo).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/tasks?agency=…&part=…&from=…&to=…&page=…` | clerks and leaders | 200, 403, 422 |
/// | GET, POST | `/outgoing/:id/tasks` | see `TaskRule.refusalToAdd`: one more | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/outgoing/:id/field` | the same: its field | 200, 303, 403, 404, 409, 422 |
/// | GET | `/outgoing/:id/task-annex` | whoever may see the document | 200 .xlsx: its tasks as they go with it, 404 |
/// | GET, POST | `/outgoing/:id/tasks/:task/:act` | see `TaskRule.refusal` | 200, 303, 403, 404, 409, 422 |
struct TaskRoutes: Sendable {
    let office: Office

    /// Tasks a page.
    static let size = 50

    func add(to router: Router<OfficeContext>) {
        router.get("tasks", use: self.list)
        router.form("outgoing/:id/tasks") { context in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return ActForm { fields, fault in
                try await self.form(id, visit, fields, fault)
            } act: { fields in
                try await TaskActs(office: self.office).add(to: id, fields, by: visit.person)
            }
        }
        router.form("outgoing/:id/field") { context in
            let visit = try context.signedIn()
            let id = try context.parameters.require("id")
            return ActForm { fields, fault in
                try await self.fieldForm(id, visit, fields, fault)
            } act: { fields in
                try await TaskActs(office: self.office).setField(of: id, fields, by: visit.person)
            }
        }
        router.get("outgoing/:id/task-annex", use: self.annex)
        router.form("outgoing/:id/tasks/:task/:act") { context in
            let visit = try context.signedIn()
            let wanted = try Self.wanted(context)
            return ActForm { fields, fault in
                try await self.page(wanted, visit, fields, fault)
            } act: { fields in
                try await TaskActs(office: self.office).perform(
                    wanted.act, on: wanted.task, of: wanted.document, fields, by: visit.person)
            }
        }
    }

    /// What an address asks for.
    private struct Wanted: Sendable {
        let document: String
        let task: String
        let act: TaskAct
    }

    private static func wanted(_ context: OfficeContext) throws -> Wanted {
        guard let act = TaskAct(rawValue: try context.parameters.require("act")) else { throw Fault.noSuchTask }
        return Wanted(
            document: try context.parameters.require("id"), task: try context.parameters.require("task"), act: act)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = TaskRule.refusalToList(by: visit.person) { throw refusal }
        let office = self.office
        let fields = try FormFields.query(request)
        let (asked, fault) = try BoardQuestion.read(fields)
        let question = asked.ofTasks
        let number = PageNumber.of(fields)
        let page = try await office.database.read { connection in
            TaskListPage(
                shell: try Shell.read(visit, office: office, current: .tasks, live: nil, in: connection),
                list: try TaskList.read(
                    question, page: (Self.size, (number - 1) * Self.size), today: office.today,
                    calendar: office.calendar, in: connection),
                fields: fields, question: question, fault: fault, pageNumber: number, today: office.today,
                calendar: office.calendar)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func annex(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let annex = try await office.database.read { connection in
            guard try OutgoingStore.find(id, for: visit.person, in: connection) != nil else {
                throw Fault.noSuchDocument
            }
            return try TaskAnnex.of(id, office, in: connection)
        }
        guard let annex else { throw Fault.noSuchTask }
        let workbook = try Workbook(annex.layout)
        for cells in annex.cells { try workbook.append(cells) }
        return try workbook.answer(named: String(TaskAnnex.fileName.dropLast(5)))
    }

    /// Whose tasks and field `person` may write down; throws why not.
    private static func directive(_ id: String, for person: Person, in connection: Connection) throws -> Outgoing {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
            throw Fault.noSuchDocument
        }
        if let refusal = TaskRule.refusalToAdd(outgoing, by: person) { throw refusal }
        return outgoing
    }

    private func form(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            let outgoing = try Self.directive(id, for: visit.person, in: connection)
            return TaskFormPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing, recipients: try Recipient.all(of: id, in: connection), task: nil,
                once: RandomText.secret(), fields: fields, fault: fault
            ).html
        }
    }

    private func fieldForm(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            let outgoing = try Self.directive(id, for: visit.person, in: connection)
            return DirectiveFieldPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing, known: try DirectiveField.all(in: connection), once: RandomText.secret(),
                fields: fields, fault: fault
            ).html
        }
    }

    private func page(
        _ wanted: Wanted, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(wanted.document, for: visit.person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let tasks = try DirectiveTask.all(
                of: outgoing.id, today: office.today, calendar: office.calendar, in: connection)
            guard let task = tasks.first(where: { $0.id == wanted.task }) else { throw Fault.noSuchTask }
            if let refusal = TaskRule.refusal(wanted.act, on: task, of: outgoing, by: visit.person) { throw refusal }
            let shell = try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection)
            guard wanted.act != .edit else {
                return TaskFormPage(
                    shell: shell, outgoing: outgoing, recipients: try Recipient.all(of: outgoing.id, in: connection),
                    task: task, once: RandomText.secret(), fields: fields, fault: fault
                ).html
            }
            return TaskActPage(
                shell: shell, act: wanted.act, outgoing: outgoing, task: task,
                wish: try TaskNews.wish(of: task.id, in: connection), today: office.today,
                calendar: office.calendar, once: RandomText.secret(), fields: fields, fault: fault
            ).html
        }
    }
}
