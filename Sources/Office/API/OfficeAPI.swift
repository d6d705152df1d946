import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Web

/// The API of the office: what people read and do on pages, for programs, under the same rules. Who calls is a person (`AccessGate`).
///
/// | Method | Path | Answers |
/// |--------|------|---------|
/// | GET | `/api/v1/openapi.json`, `/docs`, `/docs/{part}` | open to everybody |
/// | GET | `/api/v1/…` | see `DocumentReads`, `OfficeReads` and the other reads |
/// | POST | `/api/v1/…` | the acts: `APIAct.all` |
/// | POST | `/api/v1/incoming/bulk` | one act for many documents |
/// | POST | `/api/v1/people/import`, `/people/import/take` | units or people from a file: what it would do, then that |
struct OfficeAPI: Sendable {
    let office: Office
    /// Sum of the files of one call, in bytes.
    let maximumUploadBytes: Int

    static let root = "/api/v1"
    /// Of one person, a second.
    static let callsPerSecond = 20

    /// Whether a path belongs to the API or to its description: no cookie counts there.
    static func answers(_ path: String) -> Bool {
        ["/docs", "/api"].contains { path == $0 || path.hasPrefix("\($0)/") }
    }

    func add(to router: Router<OfficeContext>) {
        let texts = DescriptionTexts { [office] in APIDescription.office(office.identity) }
        router.get("docs") { _, _ in try texts.page() }
        router.get("docs/{part}") { _, context in try texts.page(context.parameters.require("part")) }
        router.get("api/v1/openapi.json") { _, _ in try texts.openAPI() }
        let group = router.group("api/v1").add(
            middleware: AccessGate(office: self.office, limiter: RateLimiter(perSecond: Self.callsPerSecond))
        ).add(middleware: RecordAccess(office: self.office))
        DocumentReads(office: self.office).add(to: group)
        OfficeReads(office: self.office).add(to: group)
        BoardReads(office: self.office).add(to: group)
        BoardPictureReads(office: self.office).add(to: group)
        ReceivedTaskReads(office: self.office).add(to: group)
        UrgingReads(office: self.office).add(to: group)
        BookReads(office: self.office).add(to: group)
        CopyReads(office: self.office).add(to: group)
        RegisterImportReads(office: self.office).add(to: group)
        PostRegisterReads(office: self.office).add(to: group)
        ArchiveReads(office: self.office).add(to: group)
        group.post("incoming/bulk", use: self.bulk)
        group.post("people/import", use: self.previewPeople)
        group.post("people/import/take", use: self.takePeople)
        for act in APIAct.all {
            group.post(RouterPath(act.path)) { request, context in try await self.act(act, request, context) }
        }
    }

    private func act(_ act: APIAct, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let person = try context.called().person
        let key = try Self.key(request)
        var (fields, files) = try await self.body(of: request, act)
        if let unknown = fields.names.first(where: { !act.knows($0) }) {
            throw Fault.invalid(
                "Thao tác này không có trường “\(unknown)”.", "This act has no field \"\(unknown)\".", place: unknown)
        }
        if act.needsVersion, Int(fields.text("version")) == nil {
            throw Fault.invalid(
                "Ghi `version` của văn bản như đã đọc.", "Give the `version` of the document as it was read.",
                place: "version")
        }
        if !act.needsVersion { fields.add("version", "0") }
        let attempt = APIAttempt(key: key, person: person, path: request.uri.path, fields: fields, files: files)
        try await self.office.database.read { try attempt.check(in: $0) }
        fields.add("once", attempt.token)
        let location = try await act.perform(
            APICall(
                office: self.office, maximumUploadBytes: self.maximumUploadBytes,
                id: context.parameters.get("id") ?? "", part: Self.part(context), fields: fields, files: files,
                person: person))
        let standing = try await self.office.database.read { [office] connection in
            try Standing.read(location, else: request.uri.path, for: person, office, in: connection)
        }
        var response = try Response.json(standing.json, status: act.makes ? .created : .ok)
        if act.makes { response.headers[.location] = Self.root + standing.location }
        return response
    }

    /// The one parameter of an act's address beside the id.
    private static func part(_ context: OfficeContext) -> String {
        ["document", "task", "file", "direction", "post", "right"].lazy.compactMap { context.parameters.get($0) }.first
            ?? ""
    }

    /// Fields as JSON, or, with files, as the parts of a form.
    private func body(of request: Request, _ act: APIAct) async throws -> (FormFields, [StoredFile]) {
        let isForm = request.headers[.contentType]?.hasPrefix("multipart/form-data") == true
        if act.takesTable, isForm {
            let (fields, file) = try await RegisterTable.read(request, csrf: nil, into: self.office.store)
            return (fields, file.map { [$0] } ?? [])
        }
        if act.takesFiles, isForm {
            let upload = Upload(store: self.office.store, maximumBytes: self.maximumUploadBytes)
            let (fields, files, fault) = try await upload.parts(of: request, csrf: nil)
            if let fault { throw fault }
            return (fields, files)
        }
        return (try await Self.json(of: request), [])
    }

    static func json(of request: Request) async throws -> FormFields {
        let buffer = try await request.bytes(upTo: FormFields.maximumBytes)
        guard let json = JSON(utf8: Array(buffer.readableBytesView)) else { throw FormFields.notAnObject }
        return try FormFields(json: json)
    }

    /// `Idempotency-Key`, without which nothing is done. Throws `invalid-request`.
    static func key(_ request: Request) throws -> String {
        try IdempotencyHeader.key(request.headers[.idempotencyKey] ?? "")
    }
}

/// One attempt of a program to do an act (khóa chống làm hai lần): its token is what a form carries, so the same attempt acts once and gets the first
/// answer again.
struct APIAttempt {
    /// Half of it is the key's, half what was asked under it.
    let token: String

    init(key: String, person: Person, path: String, fields: FormFields, files: [StoredFile]) {
        let who = "\(person.id)\n\(person.deputy?.id ?? "")\n\(key)"
        // The same person in another post is another attempt.
        let post = person.postID.map { [JSON.list([.text("post"), .text($0)])] } ?? []
        let asked = JSON.list(
            [.text(path)] + post
                + fields.names.map { name in .list([.text(name)] + fields.all(name).map { .text($0) }) }
                + files.map { .list([.text($0.name), .text($0.hash.hex)]) })
        self.token = Self.half(who) + Self.half(asked.canonical)
    }

    /// Throws `conflict` when the person used the key for something else.
    func check(in connection: Connection) throws {
        let key = String(self.token.prefix(32))
        let other = try connection.row(
            "SELECT 1 FROM form_use WHERE token > $1 AND token < $2 AND token <> $3 LIMIT 1", key, key + "g", self.token
        )
        if other != nil {
            throw Fault(
                .conflict, vi: "Idempotency-Key này đã được dùng cho một thao tác khác.",
                en: "This Idempotency-Key was used for another act.", place: "Idempotency-Key")
        }
    }

    /// Keeps the key for this attempt, where what is done under it has tokens of its own.
    func keep(for person: Person, at location: String, _ now: Date, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO form_use (token, person_id, location, used_at) VALUES ($1, $2, $3, $4) ON CONFLICT (token) DO NOTHING
            """, self.token, person.id, location, now)
    }

    private static func half(_ text: String) -> String { String(ContentHash(of: Data(text.utf8)).hex.prefix(32)) }
}

/// Where an act left its document, as far as whoever did it may still see it.
private struct Standing {
    /// The page that follows: `/incoming/…`.
    let location: String
    var document: JSON?

    var json: JSON {
        .object(["location": .text(self.location), "document": self.document ?? .null]).withoutNull
    }

    static func read(
        _ location: String, else path: String, for person: Person, _ office: Office, in connection: Connection
    ) throws -> Standing {
        for place in [location, String(path.dropFirst(OfficeAPI.root.count))] {
            let parts = place.split(separator: "/")
            guard parts.count >= 2 else { continue }
            let id = String(parts[1])
            switch parts[0] {
            case "case-files":
                if let file = try CaseFileStore.find(id, for: person, in: connection) {
                    let freeze = try Freeze.standing(on: id, in: connection)
                    return Standing(location: location, document: file.standing(freeze: freeze, for: person))
                }
            case "books":
                if let book = try Book.find(id, in: connection) {
                    return Standing(location: location, document: book.standing)
                }
            case "transfers":
                let transfer = try CaseTransfer.find(id, for: person, in: connection)
                return Standing(location: location, document: transfer.standing(for: person))
            case "archive-requests":
                if let access = try ArchiveAccess.find(id, in: connection) {
                    return Standing(location: location, document: access.standing(for: person))
                }
            case "people":
                return Standing(location: location, document: try PersonRecord.find(id, in: connection).standing)
            case "units":
                return Standing(location: location, document: try UnitRecord.find(id, in: connection).standing)
            default: break
            }
            if parts[0] == "incoming", let incoming = try IncomingStore.find(id, for: person, in: connection) {
                let receipts = try ReceiptStore.tree(of: id, in: connection)
                let freeze = try Freeze.standing(on: id, in: connection)
                let acts = try AllowedActs.on(incoming, receipts, freeze: freeze, by: person, office, in: connection)
                return Standing(location: location, document: incoming.standing(acts))
            }
            if parts[0] == "outgoing", let outgoing = try OutgoingStore.find(id, for: person, in: connection) {
                let freeze = try Freeze.standing(on: id, in: connection)
                return Standing(
                    location: location,
                    document: outgoing.standing(AllowedActs.on(outgoing, freeze: freeze, by: person)))
            }
        }
        return Standing(location: location)
    }
}
