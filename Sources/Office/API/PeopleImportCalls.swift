import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Units, people or further posts from a file (nhập đơn vị, người dùng), as the page does it: first what it would do, then exactly that. Whoever is new
/// has no password: what opens an account goes to no program, the administrator gives it on the page.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | POST | `/api/v1/people/import` | admin | 200 with the preview; 400, 403, 413, 422 |
/// | POST | `/api/v1/people/import/take` | admin | 200; 400, 403, 409 when the preview is not true any more, 413, 422 |
extension OfficeAPI {
    @Sendable func previewPeople(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (file, _) = try await Self.peopleFile(request, by: try context.called().person, of: ["text"])
        let imports = PeopleImport(database: self.office.database, now: self.office.now)
        return try .json(try await imports.preview(file).json)
    }

    @Sendable func takePeople(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let person = try context.called().person
        let (file, fields) = try await Self.peopleFile(request, by: person, of: ["text", "mark"])
        let attempt = APIAttempt(
            key: try Self.key(request), person: person, path: request.uri.path, fields: fields, files: [])
        try await self.office.database.read { try attempt.check(in: $0) }
        let mark = fields.text("mark")
        let location = try await self.office.act(by: person, once: attempt.token, on: "") { connection, now in
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            let outcome = try PeopleImport.apply(file, [:], by: person, at: now, in: connection)
            guard outcome.refused.isEmpty, outcome.mark.hex == mark else { throw Fault.stalePeople }
            return "/people/log"
        }
        return try .json(JSON.object(["location": .text(location)]))
    }

    /// Throws `not-allowed`, `invalid-request`, `too-large`, and `invalid-form` for `text` when it cannot be read as a whole.
    private static func peopleFile(
        _ request: Request, by person: Person, of known: [String]
    ) async throws -> (PeopleFile, FormFields) {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        let fields = try await Self.json(of: request)
        if let unknown = fields.names.first(where: { !known.contains($0) }) {
            throw Fault.invalid(
                "Thao tác này không có trường “\(unknown)”.", "This act has no field \"\(unknown)\".", place: unknown)
        }
        let text = fields.longText("text")
        guard text.utf8.count <= PeopleFile.maximumBytes else {
            throw Fault(
                .tooLarge, vi: "Tệp lớn hơn \(PeopleFile.maximumBytes >> 10) KB: chia tệp ra.",
                en: "The file exceeds \(PeopleFile.maximumBytes) bytes.", place: "text")
        }
        do throws(Fault) {
            return (try PeopleFile(text), fields)
        } catch {
            throw Fault(
                .invalidForm, vi: error.vietnamese, en: error.english, place: "text", line: error.line)
        }
    }
}

extension PeopleImport.Outcome {
    /// Of each list the first so many.
    static let told = 1_000

    fileprivate var json: JSON {
        JSON.object([
            "mark": JSON(self.refused.isEmpty ? self.mark.hex : nil),
            "added": .number(self.changes.count { $0.isNew }), "changed": .number(self.changes.count { !$0.isNew }),
            "unchanged": .number(self.unchanged), "refused": .number(self.refused.count),
            "items": .list(
                self.changes.prefix(Self.told).map { change in
                    .object([
                        "line": .number(change.line), "key": .text(change.key), "name": .text(change.name),
                        "isNew": .bool(change.isNew), "before": .list(change.before.map { .text($0) }),
                        "after": .list(change.after.map { .text($0) }),
                    ])
                }),
            "problems": .list(
                self.refused.prefix(Self.told).map { fault in
                    .object([
                        "line": .number(fault.line ?? 0), "code": .text(fault.code.rawValue),
                        "reason": .text(fault.vietnamese),
                    ])
                }),
        ]).withoutNull
    }
}

extension OfficeOperations {
    static let peopleImport: [APIOperation] = [
        APIOperation(
            method: .post, path: "\(OfficeAPI.root)/people/import", id: "previewPeople",
            vietnamese: "Xem trước tệp đơn vị, người dùng",
            english:
                "What a file of units, people or further posts would do, and why a line cannot be taken: administrators. "
                + "Nothing is done. `mark` stands for exactly this outcome; it is missing where a line is wrong.",
            parameters: [],
            body: .init(
                type: "application/json", schema: .object([Self.peopleText]), english: "The file.", example: "{}"),
            answers: [
                .json(
                    200, "The counts are whole; of each list the first \(PeopleImport.Outcome.told).",
                    Self.peoplePreview)
            ] + Self.peopleRefusals),
        APIOperation(
            method: .post, path: "\(OfficeAPI.root)/people/import/take", id: "takePeople",
            vietnamese: "Nhập đơn vị, người dùng",
            english: "Does what the preview said, all in one act, or nothing: administrators. "
                + "Whoever is new has no password yet: the administrator gives the first one on the page.",
            parameters: [Self.key],
            body: .init(
                type: "application/json", schema: .object([Self.peopleText, ("mark", .text("Of the preview"))]),
                english: "The file, and the mark of its preview.", example: "{}"),
            answers: [
                .json(
                    200, "Done; done before: the same answer.",
                    .object([("location", .text("The page of what administrators did"))])),
                .problem(409, "The preview is not true any more, or the key was used for another act."),
            ] + Self.peopleRefusals),
    ]

    private static let peoplePreview = APISchema.object([
        ("mark?", .text("To be given when it is taken")), ("added", .integer("")),
        ("changed", .integer("")), ("unchanged", .integer("")), ("refused", .integer("")),
        (
            "items",
            .list(
                .object([
                    ("line", .integer("In the file, from 1")),
                    (
                        "key",
                        .text("Id of the unit, user name, or user name, unit and role of the post")
                    ),
                    ("name", .text("")), ("isNew", .boolean("")),
                    ("before", .list(.text("What changes: Vietnamese"))),
                    ("after", .list(.text("The same"))),
                ]))
        ),
        (
            "problems",
            .list(
                .object([
                    ("line", .integer("")), ("code", .text("As in problem details")),
                    ("reason", .text("Vietnamese")),
                ]))
        ),
    ])

    private static let peopleText: (name: String, schema: APISchema) = (
        "text", .text("CSV with a first line of column names, at most \(PeopleFile.maximumBytes >> 10) KiB")
    )

    private static let peopleRefusals: [APIOperation.Answer] = [
        Self.wrong, Self.unauthenticated, Self.refused, .problem(413, "The body or a file is too large."),
        .problem(422, "A field must be corrected; see `place`."), .problem(429, "Too many calls; see Retry-After."),
    ]
}
