import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Trust
import Web

/// Files of documents, under the same rule of who may see them as the document's page.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/files/:id/:name` | whoever may see the document | 200, 206, 304, 404 |
/// | GET | `/files/:id/first-page` | the same: page 1 of a PDF as a JPEG | 200, 304, 404, 413, 422, 429 |
struct FileRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        // No name of a file looks like this: what is no letter or digit is percent-encoded in it (`Shown.fileAddress`).
        router.get("files/:id/first-page", use: self.firstPage)
        router.get("files/:id/:name", use: self.show)
    }

    /// Of pages and of the API.
    @Sendable func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (file, cache) = try await self.file(context)
        return try await self.answer(file, request, context, cache: cache)
    }

    @Sendable private func firstPage(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (file, cache) = try await self.file(context)
        return try await self.firstPage(of: file, request, cache: cache)
    }

    static let kept = "private, max-age=3600"

    /// The file that is asked for, and how long a browser keeps it: not at all where it is shared (`ViewShare`), which ends. Throws for who may not see
    /// it, and for what is shown to nobody any more.
    private func file(_ context: OfficeContext) async throws -> (Attachment, cache: String) {
        let person = try context.acting()
        let id = try context.parameters.require("id")
        let found = try await self.office.database.read { connection -> (file: Attachment, isShared: Bool)? in
            guard
                let file = try connection.row(
                    // What was taken away stays with the clerk alone.
                    """
                    SELECT id, document_id, part, name, content_type, size_bytes, hash FROM attachment
                    WHERE id = $1 AND (removed_at IS NULL OR $2 = 1)
                    """, id, person.role == .clerk
                ).map(Attachment.init)
            else { return nil }
            let incoming = try IncomingStore.find(file.documentID, for: person, in: connection)
            if incoming?.closure == .withdrawn { throw Fault.closed(.withdrawn) }
            // The files of a linked copy belong to those who see the registered document.
            if let registered = try DuplicateLink.registered(of: file.documentID, in: connection), incoming == nil {
                let copy = try IncomingStore.any(file.documentID, in: connection)
                if copy?.closure == .withdrawn || registered.closure == .withdrawn { throw Fault.noSuchDocument }
                guard let seen = try IncomingStore.find(registered.id, for: person, in: connection) else { return nil }
                try Destruction.check(registered.id, in: connection)
                return (file, seen.isShared)
            }
            let isShared =
                try incoming?.isShared ?? OutgoingStore.find(file.documentID, for: person, in: connection)?.isShared
            guard let isShared else { return nil }
            try Destruction.check(file.documentID, in: connection)
            return (file, isShared)
        }
        guard let found else { throw Fault.noSuchDocument }
        return (found.file, found.isShared ? "private, no-store" : Self.kept)
    }

    /// Page 1 of a PDF as a picture, for whoever was found to be allowed to see the file. It shows content, so it is noted as the file is: both within
    /// five minutes are one line (`RecordAccess`, `AccessQueue`).
    func firstPage(of file: Attachment, _ request: Request, cache: String = Self.kept) async throws -> Response {
        guard file.isPDF else { throw PDFTools.noFirstPage }
        let tag = "\"\(file.hash)-page-1\""
        let headers: HTTPFields = [
            .contentType: "image/jpeg", .eTag: tag, .cacheControl: cache,
        ]
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        let picture = try await self.office.firstPages.picture(
            of: file.hash, in: self.office.store, at: self.office.now())
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture)))
    }

    /// The bytes of a file, whole or a part of them, for whoever was found to be allowed to see it.
    func answer(_ file: Attachment, _ request: Request, _ context: OfficeContext, cache: String) async throws
        -> Response
    {
        let content = try await self.office.store.open(file.hash)
        let download = request.uri.queryParameters["download"] != nil
        var headers: HTTPFields = [
            .contentType: file.contentType,
            .eTag: "\"\(file.hash)\"",
            .acceptRanges: "bytes",
            .cacheControl: cache,
            .contentDisposition: Self.disposition(file, download: download),
            .contentTypeOptions: "nosniff",
            .frameOptions: "SAMEORIGIN",
            .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        ]
        if request.headers[.ifNoneMatch] == "\"\(file.hash)\"" {
            return Response(status: .notModified, headers: headers)
        }
        let size = content.sizeBytes
        // A part is good only when it is a part of the same bytes.
        let isSame = request.headers[.ifRange].map { $0 == "\"\(file.hash)\"" } ?? true
        switch ByteRange(header: isSame ? request.headers[.range] : nil, sizeBytes: size) {
        case .whole:
            return Response(
                status: .ok, headers: headers,
                body: FileAnswer.body(of: content, from: 0, count: size, context.eventLoop))
        case .part(let offset, let count):
            headers[.contentRange] = "bytes \(offset)-\(offset + count - 1)/\(size)"
            return Response(
                status: .partialContent, headers: headers,
                body: FileAnswer.body(of: content, from: offset, count: count, context.eventLoop))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// Only what a browser shows safely is shown in the page; the rest is downloaded.
    private static func disposition(_ file: Attachment, download: Bool) -> String {
        let inline = !download && ["application/pdf", "image/jpeg", "image/png"].contains(file.contentType)
        let name = file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "tep"
        return "\(inline ? "inline" : "attachment"); filename*=UTF-8''\(name)"
    }
}

extension Response {
    /// A whole file of the content store.
    static func file(
        _ content: any ReadableContent, type: String, disposition: String, eventLoop: any EventLoop
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: disposition, .cacheControl: "private, no-store"],
            body: FileAnswer.body(of: content, from: 0, count: content.sizeBytes, eventLoop)
        )
    }
}
