import NIOCore
import NIOSSL

/// The end of the line to a mail server: one question at a time, each answer within its time. Lives on its event loop.
final class SMTPLine: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why there is no answer.
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    /// What begins when a server has agreed to TLS; `name`: whose certificate it must be, nil for an address in digits.
    struct Encryption: Sendable {
        let context: NIOSSLContext
        let name: String?

        var handler: NIOSSLClientHandler {
            get throws { try NIOSSLClientHandler(context: self.context, serverHostname: self.name) }
        }
    }

    private var context: ChannelHandlerContext?
    private var buffer = ByteBuffer()
    private var reader = SMTPReplyReader()
    private var waiting: (promise: EventLoopPromise<SMTPReply>, encryption: Encryption?, timer: Scheduled<Void>)?
    /// The greeting may come before somebody asks for it; nothing else may.
    private var early: SMTPReply?
    private var end: Trouble?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.fail(Trouble(description: "the line ended"))
        self.context = nil
    }

    /// Writes `command`, none for the greeting; the promise gets the answer or fails.
    ///
    /// - Parameter encryption: begins on 220, in the moment in which the answer was read: nothing that came before it is taken for what comes after.
    func ask(
        _ command: ByteBuffer?, within deadline: TimeAmount, encryption: Encryption?,
        _ promise: EventLoopPromise<SMTPReply>
    ) {
        if let end = self.end { return promise.fail(end) }
        guard let context = self.context, self.waiting == nil else {
            return promise.fail(Trouble(description: "the line is not free"))
        }
        if let early = self.early {
            self.early = nil
            if command == nil { return promise.succeed(early) }
            promise.fail(Trouble(description: "the server speaks out of turn: \(early.told)"))
            return self.fail(Trouble(description: "the server speaks out of turn"))
        }
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
            self.fail(Trouble(description: "no answer in \(deadline.nanoseconds / 1_000_000_000) s"))
        }
        self.waiting = (promise, encryption, timer)
        if let command { context.writeAndFlush(self.wrapOutboundOut(command), promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = self.unwrapInboundIn(data)
        self.buffer.writeBuffer(&piece)
        do {
            while let line = self.nextLine() {
                if let reply = try self.reader.add(line) { try self.take(reply, context) }
            }
            if self.buffer.readableBytes > SMTPReplyReader.maximumLineBytes { throw SMTPReplyReader.Nonsense() }
        } catch let trouble as Trouble {
            self.fail(trouble)
        } catch is SMTPReplyReader.Nonsense {
            self.fail(Trouble(description: "what the server says is no answer of a mail server"))
        } catch {
            self.fail(Trouble(description: "\(error)"))
        }
    }

    private func nextLine() -> String? {
        guard let end = self.buffer.readableBytesView.firstIndex(of: 0x0A) else { return nil }
        let bytes = self.buffer.readBytes(length: end - self.buffer.readerIndex + 1) ?? []
        return String(decoding: bytes.dropLast(bytes.suffix(2) == [0x0D, 0x0A] ? 2 : 1), as: UTF8.self)
    }

    private func take(_ reply: SMTPReply, _ context: ChannelHandlerContext) throws {
        guard let waiting = self.waiting else {
            guard self.early == nil else { throw Trouble(description: "the server speaks out of turn: \(reply.told)") }
            self.early = reply
            return
        }
        if let encryption = waiting.encryption, reply.code == 220 {
            guard self.buffer.readableBytes == 0 else {
                throw Trouble(description: "the server speaks on in the clear after it agreed to TLS")
            }
            try context.pipeline.syncOperations.addHandler(try encryption.handler, position: .first)
        }
        waiting.timer.cancel()
        self.waiting = nil
        waiting.promise.succeed(reply)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.fail(Trouble(description: "the line ended"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.fail(Trouble(description: SMTPReply.visible("\(error)")))
    }

    /// The first reason stays.
    private func fail(_ trouble: Trouble) {
        guard self.end == nil else { return }
        self.end = trouble
        if let waiting = self.waiting {
            self.waiting = nil
            waiting.timer.cancel()
            waiting.promise.fail(trouble)
        }
        self.context?.close(promise: nil)
    }
}
