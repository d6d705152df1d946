import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of registers, with the rules of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/registers/{direction}` | the books (sổ): clerks and leaders |
/// | `/api/v1/registers/{direction}/{book}?from=…&to=…&first=…&last=…&page=…` | the entries of a book, 100 a page |
/// | `/api/v1/registers/{direction}/{book}/check` | its gaps, twins, kept and cancelled numbers (kiểm tra sổ) |
/// | `/api/v1/books`, `/books/{id}` | as the administrator sees them: administrators |
struct BookReads: Sendable {
    let office: Office

    /// Books of one direction, of all years.
    private static let maximum = 2_000

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("registers/{direction}", use: self.books)
        group.get("registers/{direction}/{book}", use: self.entries)
        group.get("registers/{direction}/{book}/check", use: self.check)
        group.get("books") { request, context in
            if let refusal = BookActs.refusal(by: try context.called().person) { throw refusal }
            let (number, limit) = (try request.pageNumber(), try request.limit())
            try await self.office.openBooks()
            return try await self.office.answer { connection in
                let books = try Register.Direction.allCases.flatMap {
                    try Book.all($0, limit: Self.maximum, in: connection)
                }
                return .page(number, of: limit, in: books.map { $0.record(types: nil) })
            }
        }
        group.get("books/{id}") { _, context in
            let id = try context.parameters.require("id")
            if let refusal = BookActs.refusal(by: try context.called().person) { throw refusal }
            return try await self.office.answer { connection in
                guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
                return book.record(types: try Book.types(of: id, in: connection))
            }
        }
    }

    private func direction(_ context: OfficeContext) throws -> Register.Direction {
        if let refusal = Book.refusalToSee(by: try context.called().person) { throw refusal }
        guard let direction = Register.Direction(rawValue: try context.parameters.require("direction")) else {
            throw Fault.noSuchBook
        }
        return direction
    }

    @Sendable private func books(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let direction = try self.direction(context)
        let (number, limit) = (try request.pageNumber(), try request.limit())
        try await self.office.openBooks()
        return try await self.office.answer {
            .page(number, of: limit, in: try Book.all(direction, limit: Self.maximum, in: $0).map(\.json))
        }
    }

    @Sendable private func entries(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let direction = try self.direction(context)
        let id = try context.parameters.require("book")
        let span = try RegisterSpan.read(try FormFields.query(request))
        let page = try request.number("page", default: 1, in: 1...100_000)
        return try await self.office.answer { connection in
            let book = try Book.find(id, of: direction, in: connection)
            let lines = try RegisterLine.read(book, span, limit: 100, offset: (page - 1) * 100, in: connection)
            return .page(lines.map(\.json), next: lines.count == 100 ? String(page + 1) : nil)
        }
    }

    @Sendable private func check(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let direction = try self.direction(context)
        let id = try context.parameters.require("book")
        return try await office.answer { connection in
            let book = try Book.find(id, of: direction, in: connection)
            let acts = RegisterAct.allCases.filter { $0.refusal(on: book, by: person, today: office.today) == nil }
            return .object([
                "book": book.json, "acts": .list(acts.map { .text($0.rawValue) }),
                "check": try RegisterCheck.read(book, in: connection).json,
            ])
        }
    }
}

extension Book {
    var json: JSON {
        .object([
            "id": .text(self.id), "name": .text(self.name), "year": .number(self.year),
            "nextNumber": .number(self.nextNumber), "isDefault": .bool(self.isDefault),
            "isLocked": .bool(self.lockedAt != nil || self.restoredAt != nil),
        ])
    }

    /// As the administrator sees it; `types` where it is read alone.
    fileprivate func record(types: [String]?) -> JSON {
        .object([
            "book": self.json, "direction": .text(self.direction.rawValue), "isSecret": .bool(self.isSecret),
            "keeper": JSON(self.keeperID),
            "types": types.map { .list($0.map { .text($0) }) } ?? .null, "version": .number(self.version),
        ])
    }

    /// After an act of the administrator.
    var standing: JSON {
        .object([
            "id": .text(self.id), "state": .text(self.lockedAt == nil ? "open" : "locked"),
            "version": .number(self.version), "acts": .list([.text(self.lockedAt == nil ? "lock" : "unlock")]),
        ])
    }
}

extension RegisterCheck {
    fileprivate var json: JSON {
        .object([
            "total": .number(self.total),
            "gaps": .list(self.gaps.map { .object(["first": .number($0.first), "last": .number($0.last)]) }),
            "twins": .list(
                self.twins.map { twins in
                    .object([
                        "name": .text(twins.name),
                        "documents": .list(
                            twins.documents.map {
                                .object(["number": .text($0.number.description), "page": .text($0.link)])
                            }),
                    ])
                }),
            "special": .list(
                self.special.map { entry in
                    .object([
                        "number": .text(entry.number.description), "state": .text(entry.state.rawValue),
                        "reason": .text(entry.reason), "enteredOn": JSON(entry.enteredOn),
                    ])
                }),
        ])
    }
}

extension RegisterLine {
    fileprivate var json: JSON {
        .object([
            "number": .text(self.number.description), "enteredOn": JSON(self.enteredOn), "page": JSON(self.link),
            "parties": .text(self.parties), "code": .text(self.code), "date": JSON(self.documentDate),
            "type": .text(self.typeName), "subject": .text(self.subject), "signer": .text(self.signer),
            "unit": .text(self.unit), "note": .text(self.note),
        ])
    }
}
