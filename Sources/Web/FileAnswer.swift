package import Exchange
import Foundation
import HTTPTypes
package import Hummingbird
package import NIOCore
package import Storage

/// A file of the store on its way out, whole or in part (RFC 9110 §14), read in pieces from where it is kept.
package enum FileAnswer {
    /// Bytes held in memory for one answer.
    private static let pieceBytes = 64 * 1024

    /// - Parameters:
    ///   - hash: of the whole file: its entity tag and digest.
    ///   - request: names the range, if any.
    package static func response(
        to request: Request, of reader: some ReadableContent, hash: ContentHash, type: String,
        context: some RequestContext,
        eventLoop: any EventLoop
    ) throws -> Response {
        let size = reader.sizeBytes
        let tag = "\"\(hash.hex)\""
        var headers: HTTPFields = [
            .contentType: type, .acceptRanges: "bytes", .eTag: tag, .reprDigest: ContentDigest.header(hash),
            .cacheControl: "no-store",
        ]
        // If-Range: a part is good only when it is a part of the same bytes.
        let isSame = request.headers[.ifRange].map { $0 == tag } ?? true
        switch ByteRange(header: isSame ? request.headers[.range] : nil, sizeBytes: size) {
        case .whole:
            headers[.contentDigest] = ContentDigest.header(hash)
            return self.answer(.ok, headers, reader, offset: 0, count: size, eventLoop)
        case .part(let offset, let count):
            headers[.contentRange] = "bytes \(offset)-\(offset + count - 1)/\(size)"
            return self.answer(.partialContent, headers, reader, offset: offset, count: count, eventLoop)
        case .unsatisfiable:
            var problem = Problem(self.behindTheEnd, request: context.id)
            problem.status = HTTPResponse.Status.rangeNotSatisfiable.code
            var response = try Response.json(problem, status: .rangeNotSatisfiable, type: "application/problem+json")
            response.headers[.contentRange] = "bytes */\(size)"
            return response
        }
    }

    package static let behindTheEnd = Fault.invalid(
        "Phần yêu cầu nằm ngoài gói tin.", "The range lies behind the end.", place: "Range")

    private static func answer(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ reader: some ReadableContent, offset: Int, count: Int,
        _ eventLoop: any EventLoop
    ) -> Response {
        var headers = headers
        headers[.contentLength] = String(count)
        return Response(
            status: status, headers: headers, body: self.body(of: reader, from: offset, count: count, eventLoop))
    }

    /// `count` bytes from `offset`, in pieces.
    package static func body(
        of reader: some ReadableContent, from offset: Int, count: Int, _ eventLoop: any EventLoop
    ) -> ResponseBody {
        ResponseBody(contentLength: count) { writer in
            var position = offset
            while position < offset + count {
                let wanted = min(self.pieceBytes, offset + count - position)
                let piece = try await reader.piece(at: position, count: wanted)
                // The file ends early: the connection must break, so that the caller does not take it for the whole.
                guard piece.count == wanted else { throw EndsEarly() }
                try await writer.write(ByteBuffer(bytes: piece))
                position += wanted
                // `write` waits for a slow caller, but hands over to a busy event loop without limit: four fast downloads held
                // 800 MB in its queue. The next piece comes when the loop has taken this one.
                try await eventLoop.submit {}.get()
            }
            try await writer.finish(nil)
        }
    }

    /// Bytes that were promised are not there.
    package struct EndsEarly: Error {
        package init() {}
    }
}
