import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// One act for many incoming documents (xử lý hàng loạt), as the form of a list does it: each row by the rule of its act and in a transaction of its
/// own, with an answer of its own.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | POST | `/api/v1/incoming/bulk` | everybody but administrators | 200 with a result for each row, 400, 403, 409, 422 |
extension OfficeAPI {
    @Sendable func bulk(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let person = try context.called().person
        guard person.role != .admin else { throw Fault.administratorsWork }
        let key = try Self.key(request)
        var fields = try await Self.json(of: request)
        guard let act = BulkAct(rawValue: fields.text("act")) else {
            throw Fault.invalid("Không có thao tác này.", "There is no such act.", place: "act")
        }
        let known = act.fields
        if let unknown = fields.names.first(where: {
            !["act", "document"].contains($0) && !APIAct.knows($0, of: known)
        }) {
            throw Fault.invalid(
                "Thao tác này không có trường “\(unknown)”.", "This act has no field \"\(unknown)\".", place: unknown)
        }
        let choices = try Self.choices(fields)
        fields.add("version", "0")
        let attempt = APIAttempt(key: key, person: person, path: request.uri.path, fields: fields, files: [])
        let now = self.office.now()
        try await self.office.database.write { connection in
            try attempt.check(in: connection)
            // The rows have tokens of their own.
            try attempt.keep(for: person, at: request.uri.path, now, in: connection)
        }
        fields.add("once", attempt.token)
        let outcomes = try await BulkActs(office: self.office).perform(act, on: choices, fields, by: person)
        return try .json(
            JSON.object([
                "done": .number(outcomes.count { $0.refusal == nil }), "items": .list(outcomes.map(\.json)),
            ]))
    }

    /// Each document once, with its version.
    private static func choices(_ fields: FormFields) throws -> [BulkActs.Choice] {
        let texts = fields.all("document")
        let choices = texts.compactMap(BulkActs.Choice.init)
        guard (1...BulkAct.maximum).contains(texts.count), choices.count == texts.count,
            Set(choices.map(\.id)).count == choices.count
        else {
            throw Fault.invalid(
                "Ghi từ 1 đến \(BulkAct.maximum) văn bản, mỗi văn bản một lần, theo mẫu “mã:version”.",
                "Give 1 to \(BulkAct.maximum) documents, each once, as \"id:version\".", place: "document")
        }
        return choices
    }
}

extension BulkAct {
    /// Beside `act` and `document`; what the forms of single documents ask besides is asked there alone.
    var fields: [(name: String, schema: APISchema)] {
        switch self {
        case .register: [Self.checked]
        case .link:
            [Self.checked, ("to", .any("Object: id of a document → id of the registered one, of `duplicates`"))]
        case .submit: [("leader", .text("Id of the person"))]
        case .direct: APIAct.direction + [("reply-required?", .boolean("Cannot be finished without a reply"))]
        case .read: []
        case .remind:
            [("kind", .choice(ReminderKind.allCases.map(\.rawValue), "How firmly")), ("text", .text("What is read"))]
        case .file: [("file", .text("Id of the case file"))]
        }
    }

    private static let checked: (String, APISchema) = (
        "checked", .boolean("Signatures and addressee were checked")
    )
}

extension BulkActs.Outcome {
    fileprivate var json: JSON {
        JSON.object([
            "document": .text(self.id), "done": .bool(self.refusal == nil), "code": JSON(self.code?.rawValue),
            "place": JSON(self.place), "detail": JSON(self.refusal),
        ]).withoutNull
    }
}

extension OfficeOperations {
    static let bulk: [APIOperation] = [
        APIOperation(
            method: .post, path: "\(OfficeAPI.root)/incoming/bulk", id: "bulkIncoming",
            vietnamese: "Xử lý hàng loạt",
            english:
                "One act for at most \(BulkAct.maximum) documents; each row is judged by itself, and one that is refused holds up no other.",
            parameters: [Self.key],
            body: .init(
                type: "application/json", schema: .object(Self.bulkFields),
                english: "What the act asks of its form: the fields of the single act.", example: "{}"),
            answers: [
                .json(
                    200, "What became of each row; done before: the same.",
                    .object([
                        ("done", .integer("Rows")),
                        (
                            "items",
                            .list(
                                .object([
                                    ("document", .text("Id")), ("done", .boolean("")),
                                    ("code?", .text("Why not, as in problem details")),
                                    ("place?", .text("The field")), ("detail?", .text("Vietnamese")),
                                ]))
                        ),
                    ])), Self.wrong, Self.unauthenticated, Self.refused,
                .problem(409, "The key was used for another act."),
                .problem(422, "A field that all rows share must be corrected; see `place`."),
                .problem(429, "Too many calls; see Retry-After."),
            ])
    ]

    /// Of all acts; which of them one has stands with the single act.
    private static var bulkFields: [(String, APISchema)] {
        var fields: [(String, APISchema)] = [
            ("act", .choice(BulkAct.allCases.map(\.rawValue), "What is done")),
            ("document", .list(.text("`id:version` of each, as it was read"))),
        ]
        var seen: Set<String> = []
        for (name, schema) in BulkAct.allCases.flatMap(\.fields) {
            let own = APIAct.own(name)
            if seen.insert(own).inserted { fields.append((own + "?", schema)) }
        }
        return fields
    }
}
