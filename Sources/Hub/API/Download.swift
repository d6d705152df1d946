import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// The bytes of a package on their way out, whole or in part (RFC 9110 §14), read from the file in pieces.
struct Download {
    /// Bytes held in memory for one download.
    private static let pieceBytes = 64 * 1024

    let response: Response

    init(
        request: Request, delivery: DeliveryStore.Delivery, content: ContentStore, context: HubContext
    ) async throws {
        let eventLoop = context.channel.eventLoop
        let reader = try await delivery.open(in: content, whole: request.headers[.range] == nil)
        let size = reader.sizeBytes
        let tag = "\"\(delivery.hash.hex)\""
        var headers: HTTPFields = [
            .contentType: "application/edxml+xml",
            .acceptRanges: "bytes",
            .eTag: tag,
            .reprDigest: ContentDigest.header(delivery.hash),
            .cacheControl: "no-store",
        ]
        // If-Range: a part is good only when it is a part of the same bytes.
        let isSame = request.headers[.ifRange].map { $0 == tag } ?? true
        switch ByteRange(header: isSame ? request.headers[.range] : nil, sizeBytes: size) {
        case .whole:
            headers[.contentDigest] = ContentDigest.header(delivery.hash)
            self.response = Self.answer(.ok, headers, reader, offset: 0, count: size, eventLoop)
        case .part(let offset, let count):
            headers[.contentRange] = "bytes \(offset)-\(offset + count - 1)/\(size)"
            self.response = Self.answer(.partialContent, headers, reader, offset: offset, count: count, eventLoop)
        case .unsatisfiable:
            let fault = Fault.invalid(
                "Phần yêu cầu nằm ngoài gói tin.", "The range lies behind the end.", place: "Range")
            RefusalLog.tell(fault, context)
            var problem = Problem(fault, request: context.id)
            problem.status = HTTPResponse.Status.rangeNotSatisfiable.code
            var response = try Response.json(problem, status: .rangeNotSatisfiable, type: "application/problem+json")
            response.headers[.contentRange] = "bytes */\(size)"
            self.response = response
        }
    }

    private static func answer(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ reader: ContentReader, offset: Int, count: Int,
        _ eventLoop: any EventLoop
    ) -> Response {
        var headers = headers
        headers[.contentLength] = String(count)
        let body = ResponseBody(contentLength: count) { writer in
            var position = offset
            while position < offset + count {
                let wanted = min(self.pieceBytes, offset + count - position)
                let place = position
                let piece = try await blocking { try reader.read(at: place, count: wanted) }
                // The file ends early: the connection must break, so that the caller does not take it for the whole.
                guard piece.count == wanted else { throw Fault.internalProblem }
                try await writer.write(ByteBuffer(bytes: piece))
                position += wanted
                // `write` waits for a slow caller, but hands over to a busy event loop without limit: four fast downloads held
                // 800 MB in its queue. The next piece comes when the loop has taken this one.
                try await eventLoop.submit {}.get()
            }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }
}
