import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// A file on its way out over the VXP wire, read in pieces: memory does not grow with it.
struct VXPFile {
    private let file: any ReadableContent
    private let eventLoop: any EventLoop

    init(_ delivery: DeliveryStore.Delivery, _ content: KeptContent, _ eventLoop: any EventLoop) async throws {
        self.file = try await delivery.open(in: content)
        self.eventLoop = eventLoop
    }

    /// The bytes as they are (`downloadEdoc`).
    var plain: Response {
        Self.response([.contentType: "application/octet-stream"], self.file, self.eventLoop)
    }

    /// The bytes in Base64 inside of the JSON answer (`getEdoc`).
    var encoded: Response {
        let head = VXPAnswer.object(VXPAnswer.done).dropLast() + ",\"data\":\""
        let length = head.utf8.count + (self.file.sizeBytes + 2) / 3 * 4 + 2
        return Self.response(
            [.contentType: "application/json"], self.file, self.eventLoop, length: length, head: String(head),
            tail: "\"}"
        ) { ByteBuffer(string: Data($0).base64EncodedString()) }
    }

    static func response(
        _ headers: HTTPFields, _ file: any ReadableContent, _ eventLoop: any EventLoop, length: Int? = nil,
        head: String = "",
        tail: String = "", _ form: @escaping @Sendable ([UInt8]) -> ByteBuffer = { ByteBuffer(bytes: $0) }
    ) -> Response {
        let size = file.sizeBytes
        let length = length ?? size
        var headers = headers
        headers[.contentLength] = "\(length)"
        let body = ResponseBody(contentLength: length) { writer in
            if !head.isEmpty { try await writer.write(ByteBuffer(string: head)) }
            var position = 0
            while position < size {
                let wanted = min(Self.pieceBytes, size - position)
                let piece = try await file.piece(at: position, count: wanted)
                // The file ends early: the connection must break, so that the caller does not take it for the whole.
                guard piece.count == wanted else { throw Fault.internalProblem }
                try await writer.write(form(piece))
                position += wanted
                // As in `Download`: the next piece comes when the loop has taken this one.
                try await eventLoop.submit {}.get()
            }
            if !tail.isEmpty { try await writer.write(ByteBuffer(string: tail)) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// A multiple of three, so that pieces in Base64 join without padding.
    private static let pieceBytes = 48 * 1024
}
