import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Storage
import Web

/// Routes under `/v1/uploads`: a large package in pieces, after the draft of the IETF on resumable uploads. What has arrived stays.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | POST | `/?to` | any system | 201 begun, 200 receipt of a package that is here already, 400, 409, 413, 422, 429 |
/// | HEAD | `/:id` | who began it | 204 with `Upload-Offset`, 404 |
/// | PATCH | `/:id?to` | who began it | 204, when complete as a send: 201, 200, 409, 422 |
/// | DELETE | `/:id` | who began it | 204, 404 |
final class UploadRoutes: Sendable {
    private let uploads: Uploads
    private let store: UploadStore
    private let content: ContentStore
    private let intake: Intake

    init(uploads: Uploads, store: UploadStore, content: ContentStore, intake: Intake) {
        self.uploads = uploads
        self.store = store
        self.content = content
        self.intake = intake
    }

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self)
            .post(use: self.begin)
            .head(":id", use: self.show)
            .on(":id", method: .patch, use: self.append)
            .delete(":id", use: self.end)
    }

    /// `Upload-Length` and `Repr-Digest` name the whole file; there is no body.
    @Sendable private func begin(_ request: Request, _ context: HubContext) async throws -> Response {
        let system = try context.caller
        guard let size = request.headers[.uploadLength].flatMap({ Int($0) }), size > 0 else {
            throw Fault.invalid("Thiếu Upload-Length.", "Upload-Length is missing.", place: "Upload-Length")
        }
        guard let hash = request.headers[.reprDigest].flatMap(ContentDigest.hash) else {
            throw Fault.invalid(
                "Thiếu Repr-Digest với sha-256 của gói tin.", "Repr-Digest with sha-256 is missing.",
                place: "Repr-Digest")
        }
        try self.uploads.checkSize(size)
        let (key, audience) = (try request.idempotencyKey, try request.audience)
        let earlier = try await self.intake.takeAgain(hash, sizeBytes: size, from: system, under: key, to: audience)
        if let earlier { return Self.response(earlier) }
        try await self.intake.expect(size, hash, from: system)
        let upload = try await self.store.begin(hash, sizeBytes: size, by: system.id)
        return Response(
            status: .created,
            headers: [.location: "/v1/uploads/\(upload.id)", .uploadOffset: "\(try self.store.offset(of: upload))"])
    }

    @Sendable private func show(_ request: Request, _ context: HubContext) async throws -> Response {
        let upload = try await self.upload(context)
        return Response(
            status: .noContent,
            headers: [
                .uploadOffset: "\(try self.store.offset(of: upload))", .uploadLength: "\(upload.sizeBytes)",
                .cacheControl: "no-store",
            ])
    }

    /// Appends at `Upload-Offset`, which must be where the upload stands. A body that is cut leaves what came of it. The last piece says, as a
    /// send does, for whom the package is.
    @Sendable private func append(_ request: Request, _ context: HubContext) async throws -> Response {
        let system = try context.caller
        let upload = try await self.upload(context)
        guard let offset = request.headers[.uploadOffset].flatMap({ Int($0) }) else {
            throw Fault.invalid("Thiếu Upload-Offset.", "Upload-Offset is missing.", place: "Upload-Offset")
        }
        let (key, audience) = (try request.idempotencyKey, try request.audience)
        let lock = try UploadLock(self.store.file(of: upload))
        defer { withExtendedLifetime(lock) {} }
        try await self.intake.expect(upload.sizeBytes, upload.hash, from: system)
        let arrived = try await self.uploads.admitting(system) {
            try await self.uploads.append(
                request, to: self.store.file(of: upload), at: offset, sizeBytes: upload.sizeBytes)
        }
        guard arrived == upload.sizeBytes else {
            return Response(status: .noContent, headers: [.uploadOffset: "\(arrived)"])
        }
        return Self.response(try await self.complete(upload, by: system, under: key, to: audience))
    }

    /// Takes the package in. The upload ends with it, and with a refusal; after a trouble of ours it stays for another try.
    private func complete(
        _ upload: UploadStore.Upload, by system: ConnectedSystem, under key: IdempotencyKey?, to audience: Audience
    ) async throws -> Intake.Answer {
        let answer: Intake.Answer
        do {
            let file = self.store.file(of: upload)
            let staged = try await blocking { [content] in try Boxed(value: content.stage(linking: file)) }.value
            guard staged.hash == upload.hash else { throw Fault.damaged }
            answer = try await self.intake.take(staged, from: system, under: key, to: audience)
        } catch let fault as Fault where !fault.isTransient {
            try await self.store.end(upload)
            throw fault
        }
        try await self.store.end(upload)
        return answer
    }

    @Sendable private func end(_ request: Request, _ context: HubContext) async throws -> Response {
        try await self.store.end(try await self.upload(context))
        return Response(status: .noContent)
    }

    private func upload(_ context: HubContext) async throws -> UploadStore.Upload {
        let upload = try await self.store.find(try context.id(as: "hub.upload"), of: try context.caller.id)
        context.ids.add("hub.sha256", upload.hash.hex)
        return upload
    }

    private static func response(_ answer: Intake.Answer) -> Response {
        .bytes(ByteBuffer(string: answer.receipt), status: answer.isRepeat ? .ok : .created, type: "application/json")
    }
}

/// Hands a staged file from the thread that read it to the one that goes on: never used by both.
private struct Boxed: @unchecked Sendable {
    let value: StagedFile
}

extension Fault {
    static func uploadOffset(_ offset: Int) -> Fault {
        Fault(
            .conflict, vi: "Upload-Offset không đúng: đã nhận \(offset) byte.",
            en: "Upload-Offset is wrong: \(offset) bytes have arrived.", place: "Upload-Offset")
    }
}
