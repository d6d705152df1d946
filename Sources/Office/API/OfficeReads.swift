import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// What the API reads beside documents, with the rules of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/search?q=…&…&page=…` | what the search of the pages finds, with its conditions |
/// | `/api/v1/case-files?view=…&q=…&page=…`, `/case-files/{id}` | case files (hồ sơ), one with its documents |
/// | `/api/v1/case-plan?year=…&page=…&limit=…` | the list of case files of a year (danh mục hồ sơ): everybody but administrators |
/// | `/api/v1/units`, `/people` | who can be named |
/// | `/api/v1/units/{id}`, `/people/{id}` | one as the administrator sees it: administrators |
/// | `/api/v1/statistics?by=…&from=…&to=…` | figures: clerks, leaders; heads for their unit |
/// | `/api/v1/statistics/issues?by=…&from=…&to=…` | what was issued: the same |
struct OfficeReads: Sendable {
    let office: Office

    /// Units, people: more than an agency has.
    private static let maximum = 5_000

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("search", use: self.search)
        group.get("case-files", use: self.caseFiles)
        group.get("case-files/{id}", use: self.caseFile)
        group.get("case-plan", use: self.casePlan)
        group.get("units") { request, context in
            _ = try context.called()
            let (number, limit) = (try request.pageNumber(), try request.limit())
            return try await self.office.answer {
                .page(number, of: limit, in: try PersonStore.units(limit: Self.maximum, in: $0).map(\.json))
            }
        }
        group.get("people") { request, context in
            _ = try context.called()
            let (number, limit) = (try request.pageNumber(), try request.limit())
            return try await self.office.answer { connection in
                let people = try PersonStore.people(
                    Role.working, on: self.office.today, limit: Self.maximum, in: connection)
                return .page(number, of: limit, in: people.map(\.json))
            }
        }
        group.get("units/{id}") { _, context in
            let (id, person) = (try context.parameters.require("id"), try context.called().person)
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            return try await self.office.answer { try UnitRecord.find(id, in: $0).json }
        }
        group.get("people/{id}") { _, context in
            let (id, person) = (try context.parameters.require("id"), try context.called().person)
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            return try await self.office.answer { connection in
                try PersonRecord.find(id, in: connection).json(
                    try Post.all(of: id, in: connection), try SigningRight.all(of: id, in: connection))
            }
        }
        group.get("statistics", use: self.statistics)
        group.get("statistics/issues", use: self.issues)
    }

    @Sendable private func search(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let filter = try SearchFilter(try FormFields.query(request))
        let page = try request.number("page", default: 1, in: 1...SearchQuery.bound / SearchQuery.pageSize)
        return try await office.answer { connection in
            let query = SearchQuery(filter: filter, person: person, today: office.today, calendar: office.calendar)
            let answer = try query.answer(page: page, in: connection)
            let results = try SearchResult.read(answer.hits, in: connection).map { result -> JSON in
                switch result {
                case .incoming(let incoming): .object(["direction": .text("in"), "document": incoming.json])
                case .outgoing(let outgoing): .object(["direction": .text("out"), "document": outgoing.json])
                }
            }
            return .object([
                "items": .list(results), "total": .number(answer.total), "isCut": .bool(answer.isCut),
                "next": JSON(page * SearchQuery.pageSize < answer.total ? String(page + 1) : nil),
            ])
        }
    }

    @Sendable private func caseFiles(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let fields = try FormFields.query(request)
        let view = try CaseFileView.named(fields.optional("view"), for: person)
        let (page, limit) = (try request.number("page", default: 1, in: 1...10_000), try request.limit())
        return try await office.answer { connection in
            let files = try CaseFileStore.list(
                view, containing: String(fields.text("q").prefix(200)), for: person,
                on: office.today,
                page: .init(limit: limit, offset: (page - 1) * limit), in: connection)
            return .page(
                files.map { $0.json(of: office.identity.organ) }, next: files.count == limit ? String(page + 1) : nil)
        }
    }

    @Sendable private func caseFile(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        return try await office.answer { connection in
            guard let file = try CaseFileStore.find(id, for: person, in: connection) else { throw Fault.noSuchCaseFile }
            let documents = try CaseDocument.all(of: id, for: person, office: office, in: connection)
            let freeze = try Freeze.standing(on: id, in: connection)
            return .object([
                "file": file.json(of: office.identity.organ),
                "acts": .list(AllowedActs.on(file, freeze: freeze, by: person).map { .text($0) }),
                "freeze": freeze?.json ?? .null, "documents": .list(documents.map(\.json)),
                "timeline": .list(try Timeline.events(of: id, in: connection).map(\.json)),
            ])
        }
    }

    @Sendable private func casePlan(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if let refusal = CaseFileRule.refusalToBegin(by: person) { throw refusal }
        let year = try request.number("year", default: office.today.year, in: 1900...2999)
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await office.answer { connection in
            let headings = try CaseHeading.all(of: year, in: connection)
            let files = try CasePlan.files(
                of: year, page: .init(limit: limit, offset: (page - 1) * limit), in: connection)
            return .object([
                "year": .number(year),
                "isOpen": .bool(CasePlanActs.isOpen(year, today: office.today)),
                "headings": .list(
                    headings.map { .object(["abbreviation": .text($0.abbreviation), "name": .text($0.name)]) }),
                "items": .list(files.map { $0.planned(for: person) }),
                "next": JSON(files.count == limit ? String(page + 1) : nil),
            ])
        }
    }

    @Sendable private func statistics(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let question = try Statistics.Question(try FormFields.query(request), today: office.today)
        return try await office.answer { connection in
            let statistics = try StatisticsRoutes(office: office).read(question, for: person, in: connection)
            return .object([
                "from": JSON(question.period.lowerBound), "to": JSON(question.period.upperBound),
                "rows": .list(
                    statistics.rows.map { row in
                        .object([
                            "id": .text(row.id), "name": .text(row.name), "under": .text(row.under),
                            "doneInTime": .number(row.counts.doneInTime), "doneLate": .number(row.counts.doneLate),
                            "inTime": .number(row.counts.inTime), "near": .number(row.counts.near),
                            "late": .number(row.counts.late),
                        ])
                    }),
            ])
        }
    }

    @Sendable private func issues(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let unit = try StatisticsRule.unit(of: try context.called().person)
        let fields = try FormFields.query(request)
        if let by = fields.optional("by"), IssueReport.Grouping(rawValue: by) == nil { throw Fault.noSuchValue("by") }
        let question = try IssueReport.Question(fields, today: self.office.today)
        return try await self.office.answer { connection in
            let report = try IssueReport.read(
                by: question.grouping, in: question.period, unit: unit, in: connection)
            return .object([
                "from": JSON(question.period.lowerBound), "to": JSON(question.period.upperBound),
                "rows": .list(report.rows.map(\.json)),
            ])
        }
    }
}

extension IssueReport.Row {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "name": .text(self.name), "under": .text(self.under),
            "total": .number(self.counts.total), "inTime": .number(self.counts.inTime),
            "late": .number(self.counts.late), "urgent": .number(self.counts.urgent),
            "replies": .number(self.counts.replies), "withdrawn": .number(self.counts.withdrawn),
            "recipients": .number(self.counts.recipients),
        ])
    }
}

extension CaseFile {
    func json(of organ: OrganCode) -> JSON {
        .object([
            "id": .text(self.id), "code": .text(self.sign.code(of: organ)), "title": .text(self.title),
            "heading": .text(self.headingName), "keeper": .text(self.keeperName), "unit": self.unit.json,
            "state": .text(self.state.rawValue), "startedOn": JSON(self.startedOn), "endedOn": JSON(self.endedOn),
            "documents": .number(self.documents), "version": .number(self.version),
            "retention": .text(self.retention.value), "access": .text(self.access.rawValue),
            "matter": .text(self.matter.rawValue), "keeperId": .text(self.keeperID),
            "language": .text(self.language), "note": .text(self.note), "isListed": .bool(self.isListed),
        ])
    }

    /// A line of the year's list; its id for those alone who may see the file.
    fileprivate func planned(for person: Person) -> JSON {
        .object([
            "id": JSON(CaseFileRule.isSeen(self, by: person) ? self.id : nil), "sign": .text(self.sign.text),
            "heading": .text(self.sign.heading), "title": .text(self.title),
            "retention": .text(self.retention.value), "keeper": .text(self.keeperName), "note": .text(self.note),
            "isListed": .bool(self.isListed),
        ])
    }
}

extension CaseDocument {
    /// Where the caller may not see the document itself, only that it is there.
    var json: JSON {
        .object([
            "ordinal": .number(self.ordinal), "page": JSON(self.isVisible ? self.path : nil),
            "code": .text(self.code.text), "date": JSON(self.datedOn), "type": .text(self.typeName),
            "subject": .text(self.subject), "author": .text(self.author), "pages": JSON(self.pages),
        ])
    }
}

extension CaseFile {
    /// After an act.
    func standing(freeze: Freeze?, for person: Person) -> JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "acts": .list(AllowedActs.on(self, freeze: freeze, by: person).map { .text($0) }),
        ])
    }
}
