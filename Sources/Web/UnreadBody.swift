package import Hummingbird
package import NIOCore

/// Ends the connection of a refused caller who is still sending: the answer goes out, then our side closes, and what he still sends is
/// read and dropped for a few seconds only.
package enum UnreadBody {
    /// A body up to this is simply read to its end, so that the connection can go on.
    private static let worthReadingBytes = 64 * 1024
    /// As long as a caller needs to see our answer.
    private static let grace = TimeAmount.seconds(5)

    package static func mayBeLarge(_ request: Request) -> Bool {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }) { return length > self.worthReadingBytes }
        return request.headers[.transferEncoding] != nil
    }

    package static func closing(_ response: Response, channel: any Channel) -> Response {
        var response = response
        response.headers[.connection] = "close"
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            channel.close(mode: .output, promise: nil)
            channel.eventLoop.scheduleTask(in: self.grace) { channel.close(promise: nil) }
        }
        return response
    }
}
