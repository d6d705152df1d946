import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// What the API reads of documents, with the rules and views of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/me` | who calls, and which posts and delegations they may name |
/// | `/api/v1/counters` | how many documents each view of the caller has |
/// | `/api/v1/incoming?view=…&state=…&after=…&limit=…`, `/outgoing?…` | a list, newest first |
/// | `/api/v1/incoming/{id}`, `/outgoing/{id}` | one document with everything about it |
/// | `/api/v1/files/{id}` | the bytes, also a range of them |
/// | `/api/v1/opinions` | who waits for the caller's opinion, and what they asked |
struct DocumentReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("me", use: self.me)
        group.get("counters", use: self.counters)
        group.get("incoming", use: self.incoming)
        group.get("outgoing", use: self.outgoing)
        group.get("incoming/{id}") { _, context in
            let (id, person) = (try context.parameters.require("id"), try context.called().person)
            try await ReadMarks.opened(id, by: person, office: self.office)
            return try await self.office.answer { [office] connection in
                let dossier = try Dossier.read(id, for: person, in: connection)
                let acts = try AllowedActs.on(
                    dossier.incoming, dossier.receipts, freeze: dossier.freeze, by: person, office, in: connection)
                return dossier.json(acts)
            }
        }
        group.get("outgoing/{id}") { _, context in
            let (id, person) = (try context.parameters.require("id"), try context.called().person)
            return try await self.office.answer { try Issue.read(id, for: person, in: $0).json(for: person) }
        }
        group.get("files/{id}", use: FileRoutes(office: self.office).show)
        group.get("opinions") { request, context in
            let person = try context.called().person
            let (number, limit) = (try request.pageNumber(), try request.limit())
            let page = IncomingStore.Page(limit: limit, offset: (number - 1) * limit)
            return try await self.office.answer { connection in
                let waiting = try OpinionRequest.waiting(for: person, page: page, in: connection)
                let asked = try OpinionRequest.asked(by: person, page: page, in: connection)
                return .object([
                    "waiting": .list(waiting.map(\.json)), "asked": .list(asked.map(\.json)),
                    "next": JSON(max(waiting.count, asked.count) == limit ? String(number + 1) : nil),
                ])
            }
        }
    }

    @Sendable private func me(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let caller = try context.called()
        let (office, account) = (self.office, caller.person.deputy?.id ?? caller.person.id)
        return try await office.answer { connection in
            let delegations = try Delegation.all(of: account, in: connection).filter {
                $0.to == account && $0.isActive(on: office.today)
            }
            return .object([
                "person": caller.person.json, "post": JSON(caller.person.postID),
                "posts": .list(
                    caller.posts.map { post in
                        .object([
                            "id": .text(post.id), "title": .text(post.draft.title), "unit": post.unit.json,
                            "role": .text(post.draft.role.rawValue), "endsOn": JSON(post.draft.endsOn),
                        ])
                    }), "deputy": JSON(caller.person.deputy?.fullName),
                "readsOnly": .bool(caller.readsOnly),
                "delegations": .list(
                    delegations.map { delegation in
                        .object([
                            "id": .text(delegation.id), "from": .text(delegation.fromName),
                            "scope": .text(delegation.scope.rawValue), "endsOn": JSON(delegation.endsOn),
                        ])
                    }),
            ])
        }
    }

    @Sendable private func counters(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        return try await office.answer { connection in
            let incoming = try IncomingStore.counts(
                IncomingView.work(of: person.role), for: person, on: office.today, in: connection)
            let outgoing = try OutgoingStore.counts(OutgoingView.work(of: person.role), for: person, in: connection)
            return .object([
                "incoming": .object(
                    Dictionary(uniqueKeysWithValues: incoming.map { ($0.key.rawValue, .number($0.value)) })),
                "outgoing": .object(
                    Dictionary(uniqueKeysWithValues: outgoing.map { ($0.key.rawValue, .number($0.value)) })),
                "opinions": .number(try OpinionRequest.waitingCount(for: person, in: connection)),
            ])
        }
    }

    @Sendable private func incoming(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let fields = try FormFields.query(request)
        let view = try IncomingView.named(fields.optional("view"), for: person)
        let state: InternalState? = try fields.word("state")
        let limit = try request.limit()
        return try await office.answer { connection in
            let documents = try IncomingStore.list(
                view, state: state, after: fields.optional("after"), limit: limit, for: person, on: office.today,
                in: connection)
            return .page(documents.map(\.json), next: documents.count == limit ? documents.last?.id : nil)
        }
    }

    @Sendable private func outgoing(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let fields = try FormFields.query(request)
        let view = try OutgoingView.named(fields.optional("view"), for: person)
        let state: OutgoingState? = try fields.word("state")
        let limit = try request.limit()
        return try await office.answer { connection in
            let documents = try OutgoingStore.list(
                view, state: state, after: fields.optional("after"), limit: limit, for: person, in: connection)
            return .page(documents.map(\.json), next: documents.count == limit ? documents.last?.id : nil)
        }
    }
}

extension Fault {
    /// Of a parameter that takes one of several words.
    static func noSuchValue(_ name: String) -> Fault {
        .invalid("Tham số “\(name)” không có giá trị này.", "The parameter \"\(name)\" has no such value.", place: name)
    }
}

extension FormFields {
    /// A parameter that takes one of several words; nil where it is missing. Throws `invalid-request`.
    func word<Value: RawRepresentable>(_ name: String) throws -> Value? where Value.RawValue == String {
        guard let text = self.optional(name) else { return nil }
        guard let value = Value(rawValue: text) else { throw Fault.noSuchValue(name) }
        return value
    }
}

extension Office {
    /// What was read, as JSON.
    func answer(_ read: @escaping @Sendable (Connection) throws -> JSON) async throws -> Response {
        try Response.json(try await self.database.read(read).withoutNull)
    }
}

extension JSON {
    /// What is not there is not told.
    var withoutNull: JSON {
        switch self {
        case .object(let members): .object(members.filter { $0.value != .null }.mapValues(\.withoutNull))
        case .list(let values): .list(values.map(\.withoutNull))
        default: self
        }
    }

    /// A part of a list that is read whole, because it is short.
    static func page(_ number: Int, of limit: Int, in items: [JSON]) -> JSON {
        .page(
            Array(items.dropFirst((number - 1) * limit).prefix(limit)),
            next: number * limit < items.count ? String(number + 1) : nil)
    }

    /// A part of a list; `next` is `after` of the part behind it, missing on the last.
    static func page(_ items: [JSON], next: String?) -> JSON { .object(["items": .list(items), "next": JSON(next)]) }
}

extension Request {
    /// How many rows are asked for: 1 to 100, without a word 50.
    func limit() throws -> Int { try self.number("limit", default: 50, in: 1...100) }
}

extension Person {
    var json: JSON {
        .object([
            "id": .text(self.id), "userName": .text(self.userName), "fullName": .text(self.fullName),
            "title": .text(self.title), "role": .text(self.role.rawValue), "unit": self.unit.json,
        ])
    }
}
