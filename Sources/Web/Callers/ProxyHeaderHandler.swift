import Logging
import NIOCore

/// Waits for the balancer's header before anything else is read (TLS comes behind it), notes whose connection it is and lets through what
/// follows. A connection that begins otherwise, or does not begin in time, is closed.
final class ProxyHeaderHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// For the whole header. Balancers send it with the connection.
    static let patience = TimeAmount.seconds(5)

    private enum State { case waiting, passing, ended }

    private let claimed: ClaimedCaller
    private let logger: Logger
    private var state = State.waiting
    /// Of the header, so far.
    private var begun = ByteBuffer()
    private var deadline: Scheduled<Void>?

    init(_ claimed: ClaimedCaller, logger: Logger) {
        self.claimed = claimed
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            self.end(context, "no PROXY header came in time")
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        self.deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.state {
        case .passing: context.fireChannelRead(data)
        case .waiting: self.read(self.unwrapInboundIn(data), context)
        case .ended: break
        }
    }

    private func read(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        self.begun.writeImmutableBuffer(piece)
        do {
            guard let caller = try ProxyHeader.take(from: &self.begun) else { return }
            self.claimed.note(caller)
        } catch {
            return self.end(context, error.rawValue)
        }
        self.deadline?.cancel()
        self.state = .passing
        let rest = self.begun
        self.begun = ByteBuffer()
        if rest.readableBytes > 0 { context.fireChannelRead(self.wrapInboundOut(rest)) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who only looked whether somebody listens goes like this.
        if self.state == .waiting, event as? ChannelEvent == .inputClosed { return self.end(context, nil) }
        context.fireUserInboundEventTriggered(event)
    }

    /// - Parameter reason: nil: nothing that the operator should know.
    private func end(_ context: ChannelHandlerContext, _ reason: String?) {
        guard self.state == .waiting else { return }
        self.state = .ended
        self.deadline?.cancel()
        if let reason {
            self.logger.warning(
                "a connection of a balancer was closed",
                metadata: ["net.peer": "\(context.channel.remoteAddress?.ipAddress ?? "-")", "error": "\(reason)"])
        }
        context.close(promise: nil)
    }
}
