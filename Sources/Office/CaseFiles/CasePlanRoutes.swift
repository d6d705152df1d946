import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// The list of files of a year (danh mục hồ sơ).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/case-plan?year=…` | everybody but administrators | 200, 403 |
/// | POST | `/case-plan/copy` | clerks | 303, 403, 409 |
/// | GET, POST | `/case-plan/heading`, `/case-plan/file` | clerks | 200, 303, 403, 422 |
struct CasePlanRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("case-plan", use: self.show)
        router.post("case-plan/copy", use: self.copy)
        router.get("case-plan/heading", use: self.headingForm)
        router.post("case-plan/heading", use: self.addHeading)
        router.get("case-plan/file", use: self.fileForm)
        router.post("case-plan/file", use: self.addFile)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = CaseFileRule.refusalToBegin(by: visit.person) { throw refusal }
        let year = self.office.year(try FormFields.query(request))
        let office = self.office
        let page = try await office.database.read { connection in
            CasePlanPage(
                shell: try Shell.read(visit, office: office, current: .casePlan, live: nil, in: connection),
                plan: try CasePlan.read(year, in: connection), person: visit.person, today: office.today,
                once: RandomText.secret())
        }
        return .page(page.html)
    }

    @Sendable private func copy(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        return .seeOther(
            try await CasePlanActs(office: self.office).copy(
                to: self.office.year(fields), by: visit.person, form: try fields.token()))
    }

    // MARK: Headings

    @Sendable private func headingForm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.clerk(context)
        return .page(try await self.headingPage(self.office.year(try FormFields.query(request)), visit, nil, nil).html)
    }

    @Sendable private func addHeading(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.clerk(context)
        return try await .form(request, of: visit) { fields in
            try await CasePlanActs(office: self.office).add(
                fields.text("abbreviation"), fields.text("name"), year: self.office.year(fields), by: visit.person,
                form: try fields.token())
        } again: { fields, fault in
            try await self.headingPage(self.office.year(fields), visit, fields, fault).html
        }
    }

    private func headingPage(
        _ year: Int, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> CaseHeadingPage {
        let office = self.office
        return try await office.database.read { connection in
            CaseHeadingPage(
                shell: try Shell.read(visit, office: office, current: .casePlan, live: nil, in: connection),
                year: year, once: RandomText.secret(), fields: fields, fault: fault)
        }
    }

    // MARK: Lines

    @Sendable private func fileForm(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.clerk(context)
        let year = self.office.year(try FormFields.query(request))
        return .page(
            try await CaseFileFormPage.read(.planned(year), visit, office: self.office, fields: nil, fault: nil).html)
    }

    @Sendable private func addFile(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try self.clerk(context)
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let year = self.office.year(fields)
        return try await .form(fields) { fields in
            try await CaseFileActs(office: self.office).plan(
                try CaseFileDraft(fields, keeper: visit.person, needsStart: false), under: fields.text("heading"),
                year: year, by: visit.person, form: try fields.token())
        } again: { fields, fault in
            try await CaseFileFormPage.read(.planned(year), visit, office: self.office, fields: fields, fault: fault)
                .html
        }
    }

    private func clerk(_ context: OfficeContext) throws -> Visit {
        let visit = try context.signedIn()
        if let refusal = CaseFileRule.refusalToList(by: visit.person) { throw refusal }
        return visit
    }
}
