import HTTPTypes
package import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// How long a connection may take (thời hạn của kết nối); beyond that it is ended, so that nobody holds a file, a place or memory by being slow.
package struct Deadlines: Sendable {
    /// Without a request, and for the head of one.
    package var idle: Duration
    /// For the body of a request, beside what `bytesPerSecond` gives a large one.
    package var body: Duration
    /// The slowest line that is served, in both directions.
    package var bytesPerSecond: Int
    /// For what we answer to move on by one piece (64 KiB at most).
    package var answer: Duration

    package init(
        idle: Duration = .seconds(60), body: Duration = .seconds(60), bytesPerSecond: Int = 16 * 1024,
        answer: Duration = .seconds(60)
    ) {
        self.idle = idle
        self.body = body
        self.bytesPerSecond = bytesPerSecond
        self.answer = answer
    }

    /// For any body: as long as the slowest line may take for the largest package.
    package static let longest = Duration.seconds(15 * 60)

    /// Bodies whose length is not told have the longest.
    package func body(ofBytes count: Int?) -> Duration {
        guard let count, count >= 0 else { return Self.longest }
        let seconds = count / self.bytesPerSecond
        return seconds > Self.longest.components.seconds
            ? Self.longest : min(Self.longest, self.body + .seconds(seconds))
    }

    /// What every listener has.
    package func http(
        idle: Duration? = nil, decoder: HTTP1Channel.Configuration.DecoderConfiguration = .init()
    ) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [SlowConnection(deadlines: self)], idleTimeout: .init(idle ?? self.idle),
            httpDecoderConfiguration: decoder)
    }
}

/// Ends the connection of who sends a body too slowly or does not read what we answer. The head of a request has the idle time of
/// Hummingbird, which does not count single bytes.
private final class SlowConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let deadlines: Deadlines
    /// Ends the body that is coming in.
    private var reading: Scheduled<Void>?
    /// Looks after the pieces that the system has not taken yet, while there are some.
    private var writing: Scheduled<Void>?
    private var unsent = 0
    private var lastSent = ContinuousClock.now

    init(deadlines: Deadlines) {
        self.deadlines = deadlines
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.end() }

    func channelInactive(context: ChannelHandlerContext) {
        self.end()
        context.fireChannelInactive()
    }

    private func end() {
        self.reading?.cancel()
        self.writing?.cancel()
        (self.reading, self.writing) = (nil, nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            let length = head.headerFields[.contentLength].flatMap { Int($0) }
            let hasBody = length.map { $0 > 0 } ?? (head.headerFields[.transferEncoding] != nil)
            self.reading?.cancel()
            self.reading = hasBody ? self.close(context, after: self.deadlines.body(ofBytes: length)) : nil
        case .body: break
        case .end:
            self.reading?.cancel()
            self.reading = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise()
        if self.unsent == 0 { self.lastSent = .now }
        self.unsent += 1
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.unsent -= 1
            self.lastSent = .now
        }
        if self.writing == nil { self.watch(context, after: self.deadlines.answer) }
        context.write(data, promise: promise)
    }

    private func watch(_ context: ChannelHandlerContext, after pause: Duration) {
        self.writing = context.eventLoop.assumeIsolated().scheduleTask(in: .init(pause)) {
            self.writing = nil
            guard self.unsent > 0 else { return }
            let rest = self.lastSent + self.deadlines.answer - .now
            guard rest <= .zero else { return self.watch(context, after: rest) }
            context.close(promise: nil)
        }
    }

    private func close(_ context: ChannelHandlerContext, after pause: Duration) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: .init(pause)) { context.close(promise: nil) }
    }
}
