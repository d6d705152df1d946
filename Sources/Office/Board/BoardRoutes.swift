import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// The leaders' board (theo dõi chỉ đạo): figures by agency, the lists behind them, each line with its steps.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/board?from=…&to=…&urgency=…&by=…&field=…&agency=…&page=…` | leaders | 200, 403, 422 |
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
        let asked = try Asked(request, context)
        return try await self.show(Self.kind(asked.fields.text("view"), of: [.steps, .pictures]), asked)
    }

    private static func kind(_ name: String, of kinds: [SavedSearch.Kind]) -> SavedSearch.Kind {
        kinds.first { $0.rawValue == name } ?? .board
    }

    /// What a page of the board is asked for.
    private struct Asked: Sendable {
        let visit: Visit
        let fields: FormFields
        let question: BoardQuestion
        let fault: FormFault?
        let saving: BoardSaving

        /// Of a page that is opened.
        init(_ request: Request, _ context: OfficeContext) throws {
            self.visit = try context.signedIn()
            try BoardRoutes.mayOpen(self.visit.person)
            self.fields = try FormFields.query(request)
            (self.question, self.fault) = try BoardQuestion.read(self.fields)
            self.saving = BoardSaving()
        }

        /// Of one whose question could not be saved.
        init(_ visit: Visit, _ fields: FormFields, _ question: BoardQuestion, saving: BoardSaving) {
            (self.visit, self.fields, self.question, self.fault, self.saving) = (visit, fields, question, nil, saving)
        }

        func answer(_ page: HTML) -> Response {
            .page(page, status: self.fault == nil && self.saving.fault == nil ? .ok : .unprocessableContent)
        }
    }

    private func show(_ kind: SavedSearch.Kind, _ asked: Asked) async throws -> Response {
        switch kind {
        case .lines: try await self.list(asked)
        case .pictures: try await self.pictures(asked)
        case .steps: try await self.steps(asked)
        case .board, .search: try await self.matrix(asked)
        }
    }

    private func pictures(_ asked: Asked) async throws -> Response {
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(asked.visit, office: office, current: .board, live: nil, in: connection)
            var form = BoardForm(
                fields: asked.fields, question: asked.question.ofMatrix,
                choices: try BoardChoices.read(in: connection),
                fault: asked.fault)
            form.view = "pictures"
            return BoardPicturesPage(
                shell: shell,
                pictures: try BoardPictures.read(
                    asked.question, today: today, calendar: office.calendar, in: connection),
                form: form,
                views: try BoardViews.read(
                    shell.views, current: asked.question.ofMatrix, kind: .pictures, saving: asked.saving, today: today,
                    calendar: office.calendar, in: connection))
        }
        return asked.answer(page.html)
    }

    /// Four statements read the steps themselves, so the page asks neither who directs nor how long the saved views are.
    private func steps(_ asked: Asked) async throws -> Response {
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(asked.visit, office: office, current: .board, live: nil, in: connection)
            let board = try BoardSteps.read(
                asked.question.ofMatrix, today: today, calendar: office.calendar, in: connection)
            var form = BoardForm(
                fields: asked.fields, question: asked.question.ofMatrix,
                choices: board.lines.isEmpty
                    ? try BoardChoices.read(in: connection)
                    : BoardChoices(directors: board.directors, fields: board.fields), fault: asked.fault)
            form.view = "steps"
            return BoardStepsPage(
                shell: shell, board: board, form: form,
                views: BoardViews(
                    saved: shell.views.map { ($0, nil) }, question: asked.question.ofMatrix, kind: .steps,
                    saving: asked.saving),
                now: office.now(), calendar: office.calendar)
        }
        return asked.answer(page.html)
    }

    private func matrix(_ asked: Asked) async throws -> Response {
        let (office, today) = (self.office, self.office.today)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(asked.visit, office: office, current: .board, live: nil, in: connection)
            let matrix = try BoardMatrix.read(asked.question, today: today, calendar: office.calendar, in: connection)
            return BoardPage(
                shell: shell,
                matrix: matrix,
                changes: try BoardChanges.read(
                    asked.question, total: matrix.total, today: today, calendar: office.calendar, in: connection),
                form: BoardForm(
                    fields: asked.fields, question: asked.question.ofMatrix,
                    choices: try BoardChoices.read(in: connection), fault: asked.fault),
                views: try BoardViews.read(
                    shell.views, current: asked.question.ofMatrix, kind: .board, saving: asked.saving, today: today,
                    calendar: office.calendar, in: connection),
                pageNumber: PageNumber.of(asked.fields), pageSize: Self.agencies)
        }
        return asked.answer(page.html)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        try await self.list(try Asked(request, context))
    }

    private func list(_ asked: Asked) async throws -> Response {
        let office = self.office
        let number = PageNumber.of(asked.fields)
        let page = try await office.database.read { connection in
            let shell = try Shell.read(asked.visit, office: office, current: .board, live: nil, in: connection)
            let found = try BoardLine.read(
                asked.question, page: (Self.lines, (number - 1) * Self.lines), today: office.today,
                calendar: office.calendar, in: connection)
            var form = BoardForm(
                fields: asked.fields, question: asked.question, choices: try BoardChoices.read(in: connection),
                fault: asked.fault)
            form.organName = found.organName
            return BoardLinesPage(
                shell: shell, lines: found.lines, total: found.total,
                urging: UrgingCells(found.lines.map(\.urging), for: asked.visit.person, today: office.today),
                form: form,
                views: try BoardViews.read(
                    shell.views, current: asked.question, kind: .lines, saving: asked.saving, today: office.today,
                    calendar: office.calendar, in: connection),
                pageNumber: number, pageSize: Self.lines, today: office.today, calendar: office.calendar)
        }
        return asked.answer(page.html)
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
            return try await self.show(
                kind, Asked(visit, asked, question, saving: BoardSaving(name: name, fault: fault)))
        }
    }

    /// Only leaders, on every page of the board.
    static func mayOpen(_ person: Person) throws {
        guard person.role == .leader else {
            throw Fault.notAllowed("Chỉ lãnh đạo xem được bảng theo dõi chỉ đạo.", "Only leaders may see the board.")
        }
    }
}
