import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of the register of post (sổ gửi văn bản đi bưu điện) and of that of the use of kept copies (sổ sử dụng bản lưu): clerks and
/// leaders, as on pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/post-register?year=…&page=…&limit=…` | what went out on paper in a year, by day |
/// | `/api/v1/copy-register?year=…&page=…&limit=…` | who used kept copies in a year, by day |
struct PostRegisterReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("post-register") { request, context in
            try await self.list(request, context) { year, page, connection in
                (
                    try PostEntry.list(year, page: page, in: connection).map(\.json),
                    try PostEntry.count(year, in: connection)
                )
            }
        }
        group.get("copy-register") { request, context in
            try await self.list(request, context) { year, page, connection in
                (
                    try CopyUse.list(year, page: page, in: connection).map(\.json),
                    try CopyUse.count(year, in: connection)
                )
            }
        }
    }

    private func list(
        _ request: Request, _ context: OfficeContext,
        _ read: @escaping @Sendable (Int, IncomingStore.Page, Connection) throws -> (lines: [JSON], total: Int)
    ) async throws -> Response {
        if let refusal = Book.refusalToSee(by: try context.called().person) { throw refusal }
        let year = try request.number("year", default: self.office.today.year, in: 1900...2999)
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await self.office.answer { connection in
            let (lines, total) = try read(year, .init(limit: limit, offset: (page - 1) * limit), connection)
            return .object([
                "items": .list(lines), "total": .number(total),
                "next": JSON(page * limit < total ? String(page + 1) : nil),
            ])
        }
    }
}

extension PostEntry {
    fileprivate var json: JSON {
        .object([
            "sentOn": JSON(self.sentOn), "document": .text(self.outgoingID), "code": .text(self.code),
            "recipient": .text(self.recipient), "envelopes": .number(self.envelopes),
            "way": .text(self.way.rawValue), "note": .text(self.note),
        ])
    }
}

extension CopyUse {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "usedOn": JSON(self.usedOn), "document": .text(self.outgoingID),
            "user": .text(self.userName), "code": .text(self.code), "title": .text(self.title),
            "caseSign": .text(self.caseSign), "returnedOn": JSON(self.returnedOn),
            "permittedBy": .text(self.permittedBy), "note": .text(self.note),
        ])
    }
}
