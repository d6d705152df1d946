package import Exchange
package import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
package import NIOSSL

extension HTTPServerBuilder {
    /// A server that callers reach by themselves or through balancers.
    ///
    /// - Parameters:
    ///   - tls: nil: plain HTTP.
    ///   - balancers: each connection from one of these begins with a PROXY header and belongs to whom it names; one from elsewhere never does.
    package static func server(
        http: HTTP1Channel.Configuration, tls: TLSConfiguration?, balancers: [Network]
    ) -> HTTPServerBuilder {
        self.server(http: http, tls: tls, balancers: balancers) { $0 }
    }

    /// The same, with `wrapping` between TLS and HTTP.
    package static func server<Plain: ServerChildChannel>(
        http: HTTP1Channel.Configuration, tls: TLSConfiguration?, balancers: [Network],
        wrapping: @escaping @Sendable (HTTP1Channel) -> Plain
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let plain = wrapping(HTTP1Channel(responder: responder, configuration: http))
            guard let tls else { return BehindBalancers(base: plain, balancers: balancers) }
            return BehindBalancers(base: try TLSChannel(plain, tlsConfiguration: tls), balancers: balancers)
        }
    }
}

/// Connections that may come from a balancer: `base` begins behind the balancer's header.
private struct BehindBalancers<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let balancers: [Network]

    struct Value: ServerChildChannelValue {
        let base: Base.Value
        /// Nil: nobody stands between the caller and us.
        let claimed: ClaimedCaller?

        var channel: any Channel { self.base.channel }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture { () -> ClaimedCaller? in
            guard let end = channel.remoteAddress?.ipAddress,
                self.balancers.contains(where: { $0.contains(end) })
            else { return nil }
            let claimed = ClaimedCaller()
            try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(claimed, logger: logger))
            return claimed
        }.flatMap { claimed in
            self.base.setup(channel: channel, logger: logger).map { Value(base: $0, claimed: claimed) }
        }
    }

    func handle(value: Value, logger: Logger) async {
        await ClaimedCaller.$current.withValue(value.claimed) {
            await self.base.handle(value: value.base, logger: logger)
        }
    }
}
