import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Urging the receivers of issued documents (đôn đốc).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/urging?view=…&agency=…&times=…&days=…&page=…` | clerks and leaders | 200, 403, 422 |
/// | GET | `/urging/new?line=…`, `?outgoing=…`, `?list=board&…`, `?list=view&…` | the same: whom it would urge | 200, 403, 404, 422 |
/// | POST | `/urging` | the same, see `UrgingRule.obstacle` | 303, 403, 404, 422 |
/// | GET | `/outgoing/:id/urging` | whoever may see the letter: what it tells, to be printed | 200, 404 |
struct UrgingRoutes: Sendable {
    let office: Office

    /// Rows a page.
    static let size = 50

    func add(to router: Router<OfficeContext>) {
        router.get("urging", use: self.list)
        router.get("urging/new") { request, context -> Response in
            let visit = try context.signedIn()
            return .page(try await self.form(request.uri.query ?? "", visit, nil, nil))
        }
        router.post("urging") { request, context -> Response in
            let visit = try context.signedIn()
            return try await .form(request, of: visit) { fields in
                try await UrgingActs(office: self.office).urge(fields, by: visit.person)
            } again: { fields, fault in
                try await self.form(fields.text("asked"), visit, fields, fault)
            }
        }
        router.get("outgoing/:id/urging", use: self.letter)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = UrgingRule.refusal(by: visit.person) { throw refusal }
        let office = self.office
        let fields = try FormFields.query(request)
        let (question, fault) = try UrgingQuestion.read(fields)
        let number = PageNumber.of(fields)
        let (today, calendar) = (office.today, office.calendar)
        let page = try await office.database.read { connection in
            let range = (Self.size, (number - 1) * Self.size)
            let isLetters = question.view == .letters
            return UrgingListPage(
                shell: try Shell.read(visit, office: office, current: .urging, live: nil, in: connection),
                question: question,
                counts: try UrgingCounts.read(
                    question, for: visit.person, today: today, calendar: calendar, in: connection),
                lines: isLetters
                    ? []
                    : try UrgingLine.read(question, page: range, today: today, calendar: calendar, in: connection),
                letters: isLetters
                    ? try UrgingLetters.read(for: visit.person, page: range, in: connection) : [],
                fields: fields, fault: fault, pageNumber: number, person: visit.person, today: today,
                calendar: calendar)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }

    /// The question before somebody is urged; `asked` is the query of its address.
    private func form(_ asked: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> HTML
    {
        if let refusal = UrgingRule.refusal(by: visit.person) { throw refusal }
        let office = self.office
        let (person, today) = (visit.person, office.today)
        // Conditions of a list that cannot be read are a refusal here: they are corrected there.
        let selection = try UrgingSelection(try FormFields(query: asked))
        return try await office.database.read { connection in
            let (lines, total) = try selection.read(
                for: person, today: today, calendar: office.calendar, in: connection)
            return UrgingPage(
                shell: try Shell.read(visit, office: office, current: .urging, live: nil, in: connection),
                asked: asked, back: selection.back(lines), lines: lines, total: total, person: person,
                signers: person.role == .leader
                    ? [(person.id, "\(person.fullName), \(person.title)")]
                    : try SigningAuthority.signers(on: today, in: connection).map { ($0.personID, $0.label) },
                drafters: person.role == .leader
                    ? try UrgingChoices.drafters(for: person, on: today, fields: fields, in: connection) : nil,
                officeName: office.identity.name, once: RandomText.secret(), fields: fields, fault: fault, today: today,
                calendar: office.calendar
            ).html
        }
    }

    @Sendable private func letter(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let office = self.office
        let page = try await office.database.read { connection in
            guard let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection),
                let letter = try UrgingLetter.read(id, in: connection)
            else { throw Fault.noSuchDocument }
            return UrgingLetterPage(
                shell: try Shell.read(visit, office: office, current: .outgoing(.all), live: nil, in: connection),
                outgoing: outgoing, letter: letter, person: visit.person)
        }
        return .page(page.html)
    }
}

extension UrgingLine {
    /// One page of a view of receivers.
    static func read(
        _ question: UrgingQuestion, page: (limit: Int, offset: Int), today: CalendarDate, calendar: WorkingCalendar,
        in connection: Connection
    ) throws -> [UrgingLine] {
        var values: [(any SQLBindable)?] = [today]
        let condition = question.condition(question.view, today: today, calendar: calendar) { value in
            values.append(value)
            return "$\(values.count)"
        }
        return try self.read(
            "\(Self.pending) AND \(condition)", values: values, page: page, in: connection)
    }
}
