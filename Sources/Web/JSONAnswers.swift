import Exchange
import Foundation
package import HTTPTypes
package import Hummingbird
package import NIOCore

extension Response {
    /// JSON in UTF-8, keys sorted.
    package static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .bytes(ByteBuffer(bytes: try encoder.encode(value)), status: status, type: type)
    }

    package static func bytes(_ bytes: ByteBuffer, status: HTTPResponse.Status, type: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store", .contentLength: String(bytes.readableBytes)],
            body: ResponseBody(byteBuffer: bytes)
        )
    }
}

extension Request {
    /// A whole number in the query; throws `invalid-request` when it is not one or lies outside of `range`.
    package func number(_ name: String, default value: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = self.uri.queryParameters[Substring(name)] else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw Fault.invalid(
                "Tham số \"\(name)\" phải là số từ \(range.lowerBound) đến \(range.upperBound).",
                "The parameter \"\(name)\" must be a number from \(range.lowerBound) to \(range.upperBound).",
                place: name
            )
        }
        return number
    }
}
