import Hummingbird
import NIOCore
import NIOHTTP1
import Web

/// `Expect: 100-continue` (RFC 9110 §10.1.1): a caller that asks first is told to go on when the hub begins to read the body. A refusal that
/// comes before that is answered without the body (`UnreadBody` ends the connection then).
struct ContinueWhenRead: RouterMiddleware {
    typealias Context = HubContext

    /// What says so on the wire.
    static let interim = "HTTP/1.1 100 Continue\r\n\r\n"

    static func isAsked(by request: Request) -> Bool { request.headers[.expect]?.lowercased() == "100-continue" }

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isAsked(by: request) else { return try await next(request, context) }
        var request = request
        request.body = RequestBody(asyncSequence: AskedBody(body: request.body, channel: context.channel))
        return try await next(request, context)
    }
}

/// A body whose sender waits for a word.
private struct AskedBody: AsyncSequence, Sendable {
    let body: RequestBody
    let channel: any Channel

    func makeAsyncIterator() -> Iterator { Iterator(base: self.body.makeAsyncIterator(), channel: self.channel) }

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        /// Nil when the word has been given.
        var channel: (any Channel)?

        mutating func next() async throws -> ByteBuffer? {
            if let channel = self.channel { Self.sendInterim(on: channel) }
            self.channel = nil
            return try await self.base.next()
        }

        /// Behind the encoder, which knows final answers only.
        private static func sendInterim(on channel: any Channel) {
            channel.eventLoop.execute {
                // None in tests without a network.
                guard let encoder = try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                else { return }
                let bytes = channel.allocator.buffer(string: ContinueWhenRead.interim)
                encoder.writeAndFlush(NIOAny(bytes), promise: nil)
            }
        }
    }
}
