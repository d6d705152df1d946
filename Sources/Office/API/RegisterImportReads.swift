import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of registers that were kept elsewhere, with the rules of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/registers/import/{id}?page=…&limit=…` | what would be taken of a table and what not: the clerk who sent it |
/// | `/api/v1/registers/search?q=…` | lines of books that no document here has: clerks and leaders |
struct RegisterImportReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("registers/import/{id}", use: self.preview)
        group.get("registers/search", use: self.search)
    }

    @Sendable private func preview(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        let (page, limit) = (try request.pageNumber(), try request.limit())
        let pending = try await office.database.read { try RegisterImportActs.pending(id, of: person, in: $0) }
        if let refusal = RegisterImportActs.refusal(into: pending.book, by: person, on: office.today) { throw refusal }
        let table = try await RegisterImportActs(office: office).preview(pending)
        let (lines, refused) = (table.lines, table.refused)
        let before = (page - 1) * limit
        let answer = JSON.object([
            "file": .text(pending.fileName), "book": pending.book.json, "lines": .number(lines.count),
            "refused": .number(refused.count), "items": .list(lines.dropFirst(before).prefix(limit).map(\.json)),
            "problems": .list(
                refused.dropFirst(before).prefix(limit).map {
                    .object(["row": .number($0.row), "reason": .text($0.reason)])
                }), "next": JSON(page * limit < max(lines.count, refused.count) ? String(page + 1) : nil),
        ])
        return try Response.json(answer.withoutNull)
    }

    @Sendable private func search(_ request: Request, _ context: OfficeContext) async throws -> Response {
        if let refusal = Book.refusalToSee(by: try context.called().person) { throw refusal }
        let text = String(try FormFields.query(request).text("q").prefix(200))
        return try await self.office.answer { connection in
            let found = try text.folded.isEmpty ? [] : RegisterFind.all(text, in: connection)
            return .object(["items": .list(found.map(\.json))])
        }
    }
}

extension RegisterImport.Line {
    fileprivate var json: JSON {
        .object([
            "number": .text(self.number.description), "enteredOn": JSON(self.enteredOn), "code": .text(self.code),
            "date": JSON(self.documentDate), "type": .text(self.typeName), "subject": .text(self.subject),
            "parties": .text(self.parties), "signer": .text(self.signer), "unit": .text(self.unit),
            "copies": JSON(self.copies), "passedOn": JSON(self.passedOn), "note": .text(self.note),
        ])
    }
}

extension RegisterFind {
    fileprivate var json: JSON {
        .object([
            "book": self.book.json, "number": .text(self.number.description), "code": .text(self.code),
            "date": JSON(self.date), "subject": .text(self.subject), "parties": .text(self.parties),
        ])
    }
}
