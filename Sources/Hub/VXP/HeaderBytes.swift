import NIOCore

/// Carries header values through the HTTP parser byte by byte. Clients of the VXP wire write letters beyond ASCII as single bytes, control
/// bytes among them; a parser that goes by the rules drops such a connection, and one that reads UTF-8 loses the bytes that were signed.
///
/// In front of the parser: in the head of each request every byte beyond printable ASCII becomes a character of two bytes. `bytes(of:)` turns
/// them back. `Expect: 100-continue` is answered at once: without that the clients wait three seconds a call. Nothing else is touched; where this and the parser disagree about where a head begins, a body is spoiled and its hash is wrong.
final class HeaderBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case head
        case body(rest: Int)
        /// Nothing is changed any more: the parser refuses or ends the connection.
        case through
    }

    private var state = State.head
    private var head: [UInt8] = []
    /// In the line that is coming in.
    private var lineLength = 0
    private var hasLine = false

    /// The parser refuses far smaller heads.
    private static let maximumHeadBytes = 1 << 20

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = self.unwrapInboundIn(data)
        var out = context.channel.allocator.buffer(capacity: buffer.readableBytes)
        while buffer.readableBytes > 0 {
            switch self.state {
            case .head: self.takeHead(&buffer, into: &out, context)
            case .body(let rest):
                guard var piece = buffer.readSlice(length: min(rest, buffer.readableBytes)) else { break }
                let left = rest - piece.readableBytes
                out.writeBuffer(&piece)
                self.state = left == 0 ? .head : .body(rest: left)
            case .through: out.writeBuffer(&buffer)
            }
        }
        if out.readableBytes > 0 { context.fireChannelRead(self.wrapInboundOut(out)) }
    }

    /// What is left of a head that never ended.
    func channelInactive(context: ChannelHandlerContext) {
        if !self.head.isEmpty { context.fireChannelRead(self.wrapInboundOut(ByteBuffer(bytes: self.head))) }
        self.head = []
        context.fireChannelInactive()
    }

    private func takeHead(_ buffer: inout ByteBuffer, into out: inout ByteBuffer, _ context: ChannelHandlerContext) {
        while let byte: UInt8 = buffer.readInteger() {
            self.head.append(byte)
            if byte == UInt8(ascii: "\n") {
                // Blank lines before a request are none of its head.
                if self.lineLength == 0, self.hasLine { return self.endHead(into: &out, context) }
                self.lineLength = 0
            } else if byte != UInt8(ascii: "\r") {
                self.lineLength += 1
                self.hasLine = true
            }
            if self.head.count > Self.maximumHeadBytes {
                out.writeBytes(self.head)
                self.head = []
                self.state = .through
                return
            }
        }
    }

    private func endHead(into out: inout ByteBuffer, _ context: ChannelHandlerContext) {
        var length = 0
        var isChunked = false
        for line in self.head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self).filter { !$0.isWhitespace }
            switch name {
            case "content-length": length = Int(value).map { max(0, $0) } ?? 0
            case "transfer-encoding": isChunked = true
            case "expect" where value.lowercased() == "100-continue":
                context.writeAndFlush(
                    self.wrapOutboundOut(ByteBuffer(string: ContinueWhenRead.interim)), promise: nil)
            default: break
            }
        }
        for byte in self.head {
            switch byte {
            case 0x20...0x7E, 0x09, 0x0A, 0x0D: out.writeInteger(byte)
            case 0x80...0xFF: out.writeString(String(Unicode.Scalar(byte)))
            default: out.writeString(String(UnicodeScalar(Self.controls + UInt32(byte)) ?? " "))
            }
        }
        self.head = []
        self.hasLine = false
        self.lineLength = 0
        self.state = isChunked ? .through : length > 0 ? .body(rest: length) : .head
    }

    /// Control bytes become the characters from here on.
    private static let controls: UInt32 = 0x100

    /// The bytes of a header value that came through this handler.
    static func bytes(of value: String) -> [UInt8] {
        value.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
