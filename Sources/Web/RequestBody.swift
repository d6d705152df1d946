import Exchange
package import Hummingbird
package import NIOCore

extension Request {
    /// The whole body. Throws `too-large` beyond `maximum` bytes.
    package func bytes(upTo maximum: Int) async throws -> ByteBuffer {
        do { return try await self.body.collect(upTo: maximum) } catch is NIOTooManyBytesError {
            throw Fault.bodyTooLarge
        }
    }
}
