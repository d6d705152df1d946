import HTTPTypes
package import Hummingbird
import NIOCore
import Storage

/// Compresses pages, JSON, style sheet, script and icon with gzip for those who accept it (RFC 9110 §8.4, §12.5.3).
///
/// Left as they are: streams, answers with an entity tag, a digest or ranges (those are of the plain bytes), types that are compressed already, and
/// what is too short to gain.
///
/// **BREACH.** The length of a compressed page tells how much of it repeats. Who can make somebody's browser ask for pages with words of
/// his choice in the address, and sees on the wire how long the answers are, learns the page's text letter by letter, through TLS. So:
/// - An answer to a request with a cookie is compressed only when the browser says that our own page, or the person, asked for it
///   (`Sec-Fetch-Site`, which no script can set). Another site never chooses what stands in a compressed page. Browsers that say
///   nothing get it plain. Without a cookie (the API) there is nothing that a stranger could lend.
/// - Text of a stranger also comes to a page by the documents that he sends. The secret of the forms, the only thing on a page that opens doors,
///   is therefore written differently each time (`FormSecret`).
///
/// Padding of random length was not chosen: it only makes the attack slower.
package struct CompressAnswers<Context: RequestContext>: RouterMiddleware {
    /// Below this the wrapper and the work cost more than is saved.
    package static var minimumBytes: Int { 1024 }
    /// Larger ones are not held in memory twice.
    package static var maximumBytes: Int { 8 << 20 }

    package init() {}

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard AnswerCompression.gains(response.headers[.contentType]), AnswerCompression.isPlain(response) else {
            return response
        }
        // Also on what goes out plain: a cache must not hand it on as the only form.
        response.headers.append(HTTPField(name: .vary, value: "Accept-Encoding"))
        guard request.method != .head, AnswerCompression.accepts(request.headers[.acceptEncoding]),
            AnswerCompression.isOurs(request), let length = response.body.contentLength,
            (Self.minimumBytes...Self.maximumBytes).contains(length)
        else { return response }
        let body = try await CollectedBody.bytes(of: response.body)
        guard let packed = try await blocking({ Gzip.packed(body) }), packed.readableBytes < body.readableBytes else {
            response.body = ResponseBody(byteBuffer: body)
            return response
        }
        response.headers[.contentEncoding] = "gzip"
        response.body = ResponseBody(byteBuffer: packed)
        return response
    }
}

/// What is asked before an answer is compressed.
package enum AnswerCompression {
    private static let types: Set<String> = [
        "text/html", "text/css", "text/javascript", "application/javascript", "application/json",
        "application/problem+json", "image/svg+xml",
    ]

    static func gains(_ type: String?) -> Bool {
        guard let essence = type?.split(separator: ";").first else { return false }
        return self.types.contains(essence.trimmingSpaces.lowercased())
    }

    /// Nothing in the head speaks of the plain bytes.
    static func isPlain(_ response: Response) -> Bool {
        let names: [HTTPField.Name] = [
            .contentEncoding, .contentRange, .acceptRanges, .eTag, .contentDigest, .reprDigest,
        ]
        return !names.contains { response.headers[$0] != nil }
    }

    /// Whether gzip stands there with a weight above 0; `*` stands for whatever is not named.
    package static func accepts(_ header: String?) -> Bool {
        var any = false
        for part in (header ?? "").lowercased().split(separator: ",") {
            let pieces = part.split(separator: ";").map(\.trimmingSpaces)
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch pieces.first {
            case "gzip", "x-gzip": return weight > 0
            case "*": any = weight > 0
            default: break
            }
        }
        return any
    }

    /// See BREACH above.
    static func isOurs(_ request: Request) -> Bool {
        guard request.headers[.cookie] != nil else { return true }
        return ["same-origin", "none"].contains(request.headers[.secFetchSite])
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(self.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}

/// A body as one piece.
private enum CollectedBody {
    static func bytes(of body: ResponseBody) async throws -> ByteBuffer {
        let pieces = Pieces()
        try await body.write(Writer(pieces: pieces))
        return pieces.buffer
    }

    /// The writer is consumed when the body ends; this stays. One task at a time uses it.
    private final class Pieces {
        var buffer = ByteBuffer()
    }

    private struct Writer: ResponseBodyWriter {
        let pieces: Pieces

        mutating func write(_ buffer: ByteBuffer) async throws { self.pieces.buffer.writeImmutableBuffer(buffer) }
        // Trailing fields are not used by our answers.
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
