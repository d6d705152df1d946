import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of copies (bản sao) that the agency made: clerks and leaders, as on pages; of one that was sent to a unit also its people.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/copies?year=…&page=…&limit=…` | the register of copies of a year |
/// | `/api/v1/copies/{id}` | one with all that is printed on it, or the files of an electronic one |
/// | `/api/v1/copies/{id}/files/{file}` | the bytes, also a range of them |
struct CopyReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("copies", use: self.list)
        group.get("copies/{id}") { _, context in
            let id = try context.parameters.require("id")
            let person = try context.called().person
            return try await self.office.answer { connection in
                let copy = try DocumentCopy.find(id, for: person, in: connection)
                guard copy.isElectronic, case .object(var members) = copy.json else { return copy.json }
                members["files"] = .list(try CopyFile.all(of: id, in: connection).map(\.json))
                return .object(members)
            }
        }
        group.get("copies/{id}/files/{file}", use: CopyRoutes(office: self.office).file)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        if let refusal = Book.refusalToSee(by: try context.called().person) { throw refusal }
        let year = try request.number("year", default: self.office.today.year, in: 1900...2999)
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await self.office.answer { connection in
            let copies = try DocumentCopy.list(
                year, page: .init(limit: limit, offset: (page - 1) * limit), in: connection)
            return .page(copies.map(\.json), next: copies.count == limit ? String(page + 1) : nil)
        }
    }
}

extension DocumentCopy {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "code": .text(self.code), "kind": .text(self.kind.rawValue),
            "madeOn": JSON(self.madeOn), "place": .text(self.place), "document": .text(self.source.documentID),
            "direction": .text(self.source.direction.rawValue), "sourceCode": .text(self.source.code),
            "sourceDate": JSON(self.source.date), "sourceTitle": .text(self.source.title),
            "sourceIssuer": .text(self.source.issuer), "part": .text(self.part),
            "block": .list(self.block.map { .text($0) }), "signer": .text(self.signer),
            "receivers": .list(self.receivers.map { .text($0) }), "copies": .number(self.copies),
            "isElectronic": .bool(self.isElectronic),
        ])
    }
}
