import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Search over all documents (tra cứu).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/search?q=…&direction=…&…&page=…` | whoever is signed in; finds what they may see | 200, 422 |
/// | GET | `/search/export/:format?…` | the same: `csv`, `xlsx`, `docx`, `pdf` | 200, 404, 422 |
/// | POST | `/search/saved` | the same: saves the question | 303, 422 |
/// | GET | `/search/saved/:id` | whose it is, views of the board too | 200, 404 |
/// | POST | `/search/saved/:id/:act` | whose it is: `rename`, `delete` | 303, 404, 422 |
struct SearchRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("search", use: self.search)
        router.get("search/export/:format", use: self.export)
        router.post("search/saved", use: self.save)
        router.get("search/saved/:id", use: self.saved)
        router.post("search/saved/:id/:act", use: self.change)
    }

    @Sendable private func search(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try FormFields.query(request)
        let number = max(1, min(SearchQuery.bound / SearchQuery.pageSize, Int(fields.text("page")) ?? 1))
        do {
            let filter = try SearchFilter(fields)
            return .page(try await self.page(visit, fields, filter, number: number, fault: nil).html)
        } catch let fault as FormFault {
            return .page(
                try await self.page(visit, fields, SearchFilter(), number: 1, fault: fault).html,
                status: .unprocessableContent)
        }
    }

    /// Of documents that were found by their files, by the document's id.
    private static func excerpts(
        _ answer: SearchQuery.Answer, _ filter: SearchFilter, in connection: Connection
    ) throws -> [String: Excerpt] {
        guard let words = filter.words else { return [:] }
        let excerpts = try Excerpt.read(answer.hits.compactMap(\.file), words, in: connection)
        var byDocument: [String: Excerpt] = [:]
        for hit in answer.hits { byDocument[hit.documentID] = hit.file.flatMap { excerpts[$0] } }
        return byDocument
    }

    /// At most `SearchQuery.bound` rows, of the documents that the person may see, in the order of the page.
    @Sendable private func export(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard let format = SearchExport.Format(rawValue: try context.parameters.require("format")) else {
            throw Fault(.notFound, vi: "Không có trang này.", en: "There is no such page.")
        }
        let filter = try SearchFilter(try FormFields.query(request))
        let office = self.office
        let export = try await office.database.read { connection in
            let query = SearchQuery(
                filter: filter, person: visit.person, today: office.today, calendar: office.calendar)
            let answer = try query.answer(page: 1, size: SearchQuery.bound, in: connection)
            return SearchExport(
                filter: filter, results: try SearchResult.read(answer.hits, in: connection), isCut: answer.isCut,
                letterhead: office.identity.letterhead, taker: visit.person.signature, now: office.now())
        }
        return try await blocking { try export.answer(format) }
    }

    @Sendable private func save(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let asked = try FormFields(query: fields.text("query"))
        let filter = try SearchFilter(asked)
        do {
            return .seeOther(
                try await SavedSearchActs(office: self.office).save(
                    filter, as: fields.text("name"), by: visit.person, form: try fields.token()))
        } catch let fault as FormFault {
            return .page(
                try await self.page(visit, asked, filter, number: 1, fault: fault, named: fields.text("name")).html,
                status: .unprocessableContent)
        }
    }

    @Sendable private func saved(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        return .page(try await self.savedPage(try context.parameters.require("id"), visit).html)
    }

    private func savedPage(
        _ id: String, _ visit: Visit, fields: FormFields? = nil, fault: FormFault? = nil
    ) async throws -> SavedSearchPage {
        let office = self.office
        return try await office.database.read { connection in
            let search = try SavedSearch.find(id, of: visit.person, in: connection)
            let current: Shell.Current = search.kind == .search ? .search(search.query) : .board
            return SavedSearchPage(
                shell: try Shell.read(visit, office: office, current: current, live: nil, in: connection),
                search: search, once: [RandomText.secret(), RandomText.secret()], fields: fields, fault: fault)
        }
    }

    @Sendable private func change(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let acts = SavedSearchActs(office: self.office)
        do {
            switch try context.parameters.require("act") {
            case "rename":
                return .seeOther(
                    try await acts.rename(id, to: fields.text("name"), by: visit.person, form: try fields.token()))
            case "delete":
                return .seeOther(try await acts.delete(id, by: visit.person, form: try fields.token()))
            default: throw Fault(.notFound, vi: "Không có trang này.", en: "There is no such page.")
            }
        } catch let fault as FormFault {
            return .page(
                try await self.savedPage(id, visit, fields: fields, fault: fault).html, status: .unprocessableContent)
        }
    }

    private func page(
        _ visit: Visit, _ fields: FormFields, _ filter: SearchFilter, number: Int, fault: FormFault?, named: String = ""
    ) async throws -> SearchPage {
        let office = self.office
        return try await office.database.read { connection in
            let query = SearchQuery(
                filter: filter, person: visit.person, today: office.today, calendar: office.calendar)
            let answer = try query.answer(page: number, in: connection)
            return SearchPage(
                shell: try Shell.read(
                    visit, office: office, current: .search(filter.query()), live: nil, in: connection),
                fields: fields, filter: filter, answer: answer,
                results: try SearchResult.read(answer.hits, in: connection),
                excerpts: try Self.excerpts(answer, filter, in: connection), name: named, once: RandomText.secret(),
                saved: try SavedSearch.all(of: visit.person, onBoard: false, in: connection).first {
                    $0.query == filter.query()
                },
                units: try PersonStore.units(in: connection), pageNumber: number, today: office.today,
                calendar: office.calendar, fault: fault)
        }
    }
}
