import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Tasks drawn from the text of a directive: its paragraphs are marked, then each marked one fills a form.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/outgoing/:id/task-marks?file=…&mark=…` | see `TaskRule.refusalToAdd`: the paragraphs | 200, 403, 404 |
/// | GET | the same with `next=1` | the same: the forms of what was marked | 200, 403, 404, 422 |
/// | POST | `/outgoing/:id/task-marks` | the same: writes them down | 303, 403, 404, 409, 422 |
struct TaskMarkRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("outgoing/:id/task-marks", use: self.page)
        router.post("outgoing/:id/task-marks", use: self.add)
    }

    @Sendable private func page(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try FormFields.query(request)
        let asked = try await self.read(try context.parameters.require("id"), fields, visit)
        guard fields.isTicked("next") else { return .page(asked.paragraphs(fields, nil)) }
        do {
            return .page(asked.forms(try asked.marks(fields), nil, nil))
        } catch let fault {
            return .page(asked.paragraphs(fields, fault), status: .unprocessableContent)
        }
    }

    @Sendable private func add(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        return try await .form(request, of: visit) { fields in
            try await TaskActs(office: self.office).addMarked(to: id, fields, by: visit.person)
        } again: { fields, fault in
            let asked = try await self.read(id, fields, visit)
            guard let marks = try? asked.marks(fields) else { return asked.paragraphs(fields, fault) }
            return asked.forms(marks, fields, fault)
        }
    }

    /// What both pages show.
    private struct Asked: Sendable {
        let shell: Shell
        let outgoing: Outgoing
        let recipients: [Recipient]
        let present: Int
        let text: TaskText
        let suggestions: [TaskSuggestion]

        /// Those that the text has.
        func marks(_ fields: FormFields) throws(FormFault) -> TaskMarks {
            let marks = try TaskMarks(fields, beside: self.present)
            guard marks.places.allSatisfy({ $0 < self.suggestions.count }) else {
                throw FormFault("mark", "Văn bản không có đoạn đã đánh dấu: đánh dấu lại")
            }
            return marks
        }

        func paragraphs(_ fields: FormFields, _ fault: FormFault?) -> HTML {
            TaskMarkPage(
                shell: self.shell, outgoing: self.outgoing, text: self.text, suggestions: self.suggestions,
                marked: Set(fields.all("mark")), fault: fault
            ).html
        }

        func forms(_ marks: TaskMarks, _ fields: FormFields?, _ fault: FormFault?) -> HTML {
            TaskMarkFormsPage(
                shell: self.shell, outgoing: self.outgoing, recipients: self.recipients, text: self.text,
                suggestions: marks.places.map { ($0, self.suggestions[$0]) }, first: self.present + 1,
                once: RandomText.secret(), fields: fields, fault: fault
            ).html
        }
    }

    /// The file is read between two looks at the database: programs of others run for seconds.
    private func read(_ id: String, _ fields: FormFields, _ visit: Visit) async throws -> Asked {
        let office = self.office
        let files = try await office.database.read { connection in
            _ = try Self.document(id, visit, in: connection)
            return try TaskText.files(of: id, in: connection)
        }
        let text = try await TaskText.read(fields.text("file"), of: files, in: office.store)
        return try await office.database.read { connection in
            let outgoing = try Self.document(id, visit, in: connection)
            let recipients = try Recipient.all(of: id, in: connection)
            let tasks = try DirectiveTask.all(
                of: id, today: office.today, calendar: office.calendar, in: connection)
            let agencies = TaskAgencies(
                recipients: recipients.map { .init(organ: $0.organ, name: $0.name) },
                directory: try Directory.open(on: office.today, in: connection).map {
                    .init(organ: $0.code, name: $0.name)
                })
            let day = outgoing.promulgationDate ?? office.today
            let text = try text.recognized(in: connection) ?? text
            return Asked(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing, recipients: recipients, present: tasks.count, text: text,
                suggestions: text.paragraphs.map { TaskSuggestion($0, agencies: agencies, from: day) })
        }
    }

    private static func document(_ id: String, _ visit: Visit, in connection: Connection) throws -> Outgoing {
        guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection) else {
            throw Fault.noSuchDocument
        }
        if let refusal = TaskRule.refusalToAdd(outgoing, by: visit.person) { throw refusal }
        return outgoing
    }
}
