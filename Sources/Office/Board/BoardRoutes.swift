import Exchange
import Hummingbird
import Storage
import Web

/// The leaders' board (theo dõi chỉ đạo): figures by agency, the lists behind them, each line with its steps.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/board?from=…&to=…&urgency=…&by=…&agency=…&page=…` | leaders | 200, 403, 422 |
/// | GET | `/board?view=steps`, `?view=pictures` and the fields of the first | leaders | 200, 403, 422 |
/// | GET | `/board/lines?organ=…&part=…&step=…&change=…` and the fields above | leaders | 200, 403, 422 |
/// | POST | `/board/views` | leaders: saves the question of the page under a name | 303, 403, 422 |
struct BoardRoutes: Sendable {
    let office: Office

    /// Agencies a page, lines a page.
    static let agencies = 200
    static let lines = 50

    func add(to router: Router<OfficeContext>) {
        router.get("board", use: self.board)
        router.get("board/lines", use: self.list)
        router.post("board/views", use: self.save)
    }

    @Sendable private func board(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try Self.mayOpen(visit.person)
        let fields = try FormFields.query(request)
        let (question, fault) = try BoardQuestion.read(fields)
        return try await self.show(
            Self.kind(fields.text("view"), of: [.steps, .pictures]), visit, fields, question, fault, BoardSaving())
    }

    private static func kind(_ name: String, of kinds: [SavedSearch.Kind]) -> SavedSearch.Kind {
        kinds.first { $0.rawValue == name } ?? .board
    }

    private func show(
        _ kind: SavedSearch.Kind, _ visit: Visit, _ fields: FormFields, _ question: BoardQuestion, _ fault: FormFault?,
        _ saving: BoardSaving
    ) async throws -> Response {
        switch kind {
        case .lines: try await self.list(visit, fields, question, fault, saving)
        case .pictures: try await self.pictures(visit, fields, question, fault, saving)
        case .steps: try await self.steps(visit, fields, question, fault, saving)
        case .board, .search: try await self.matrix(visit, fields, question, fault, saving)
        }
    }

    private func pictures(
        _ visit: Visit, _ fields: FormFields, _ question: BoardQuestion, _ fault: FormFault?, _ saving: BoardSaving
    ) async throws -> Response {
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(visit, office: office, current: .board, live: nil, in: connection)
            var form = BoardForm(
                fields: fields, question: question.ofMatrix, directors: try BoardMatrix.directors(in: connection),
                fault: fault)
            form.view = "pictures"
            return BoardPicturesPage(
                shell: shell,
                pictures: try BoardPictures.read(question, today: today, calendar: office.calendar, in: connection),
                form: form,
                views: try BoardViews.read(
                    shell.views, current: question.ofMatrix, kind: .pictures, saving: saving, today: today,
                    calendar: office.calendar, in: connection))
        }
        return .page(page.html, status: fault == nil && saving.fault == nil ? .ok : .unprocessableContent)
    }

    /// Four statements read the steps themselves, so the page asks neither who directs nor how long the saved views are.
    private func steps(
        _ visit: Visit, _ fields: FormFields, _ question: BoardQuestion, _ fault: FormFault?, _ saving: BoardSaving
    ) async throws -> Response {
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(visit, office: office, current: .board, live: nil, in: connection)
            let board = try BoardSteps.read(
                question.ofMatrix, today: today, calendar: office.calendar, in: connection)
            var form = BoardForm(
                fields: fields, question: question.ofMatrix,
                directors: board.lines.isEmpty ? try BoardMatrix.directors(in: connection) : board.directors,
                fault: fault)
            form.view = "steps"
            return BoardStepsPage(
                shell: shell, board: board, form: form,
                views: BoardViews(
                    saved: shell.views.map { ($0, nil) }, question: question.ofMatrix, kind: .steps, saving: saving),
                now: office.now(), calendar: office.calendar)
        }
        return .page(page.html, status: fault == nil && saving.fault == nil ? .ok : .unprocessableContent)
    }

    private func matrix(
        _ visit: Visit, _ fields: FormFields, _ question: BoardQuestion, _ fault: FormFault?, _ saving: BoardSaving
    ) async throws -> Response {
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(visit, office: office, current: .board, live: nil, in: connection)
            let matrix = try BoardMatrix.read(question, today: today, calendar: office.calendar, in: connection)
            return BoardPage(
                shell: shell,
                matrix: matrix,
                changes: try BoardChanges.read(
                    question, total: matrix.total, today: today, calendar: office.calendar, in: connection),
                form: BoardForm(
                    fields: fields, question: question.ofMatrix, directors: try BoardMatrix.directors(in: connection),
                    fault: fault),
                views: try BoardViews.read(
                    shell.views, current: question.ofMatrix, kind: .board, saving: saving, today: today,
                    calendar: office.calendar, in: connection),
                pageNumber: PageNumber.of(fields), pageSize: Self.agencies)
        }
        return .page(page.html, status: fault == nil && saving.fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try Self.mayOpen(visit.person)
        let fields = try FormFields.query(request)
        let (question, fault) = try BoardQuestion.read(fields)
        return try await self.list(visit, fields, question, fault, BoardSaving())
    }

    private func list(
        _ visit: Visit, _ fields: FormFields, _ question: BoardQuestion, _ fault: FormFault?, _ saving: BoardSaving
    ) async throws -> Response {
        let office = self.office
        let number = PageNumber.of(fields)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(visit, office: office, current: .board, live: nil, in: connection)
            let found = try BoardLine.read(
                question, page: (Self.lines, (number - 1) * Self.lines), today: office.today,
                calendar: office.calendar, in: connection)
            var form = BoardForm(
                fields: fields, question: question, directors: try BoardMatrix.directors(in: connection), fault: fault)
            form.organName = found.organName
            return BoardLinesPage(
                shell: shell, lines: found.lines, total: found.total,
                urging: UrgingCells(found.lines.map(\.urging), for: visit.person, today: office.today), form: form,
                views: try BoardViews.read(
                    shell.views, current: question, kind: .lines, saving: saving, today: office.today,
                    calendar: office.calendar, in: connection),
                pageNumber: number, pageSize: Self.lines, today: office.today, calendar: office.calendar)
        }
        return .page(page.html, status: fault == nil && saving.fault == nil ? .ok : .unprocessableContent)
    }

    /// The question of the page, under a name of one's own.
    @Sendable private func save(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try Self.mayOpen(visit.person)
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let asked = try FormFields(query: fields.text("query"))
        let (question, name) = (try BoardQuestion(asked), fields.text("name"))
        let kind = Self.kind(fields.text("kind"), of: [.lines, .steps, .pictures])
        do {
            return .seeOther(
                try await SavedSearchActs(office: self.office).save(
                    question, of: kind, as: name, by: visit.person, form: try fields.token()))
        } catch let fault as FormFault {
            return try await self.show(kind, visit, asked, question, nil, BoardSaving(name: name, fault: fault))
        }
    }

    /// Only leaders, on every page of the board.
    static func mayOpen(_ person: Person) throws {
        guard person.role == .leader else {
            throw Fault.notAllowed("Chỉ lãnh đạo xem được bảng theo dõi chỉ đạo.", "Only leaders may see the board.")
        }
    }
}
