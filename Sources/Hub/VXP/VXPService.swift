import Exchange
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Trust
import Web

/// A listener of its own for the national wire: its paths, limits and clients are others than those of our API.
struct VXPService: Service {
    let responder: VXPResponder
    let boundary: HubBoundary?
    let listen: VXPListen
    let balancers: [Network]
    let deadlines: Deadlines
    /// Nil: plain HTTP.
    let certificate: ServedCertificate?
    let logger: Logger
    let onReady: @Sendable (HubAddress) async -> Void

    func run() async throws {
        let (listen, isTLS) = (self.listen, self.certificate != nil)
        let (responder, boundary) = (self.responder, self.boundary)
        let application = Application(
            responder: CallbackResponder { (request: Request, context: HubContext) in
                guard let boundary else { return try await responder.respond(to: request, context: context) }
                return try await boundary.pass(request, context, responder.respond(to:context:))
            },
            server: try self.server,
            configuration: .init(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in
                await self.onReady(
                    HubAddress(host: listen.host, port: channel.localAddress?.port ?? listen.port, usesTLS: isTLS))
            }, logger: self.logger)
        try await application.run()
    }

    private var server: HTTPServerBuilder {
        get throws {
            let http = self.deadlines.http(
                // Clients leave connections open after calls without a body and never use them again.
                idle: min(self.deadlines.idle, .seconds(10)),
                // `to` stands in two headers, once of them escaped: 2000 receivers.
                decoder: .init(
                    maxHeaderFieldSize: 128 * 1024, maxHeaderListSize: 256 * 1024, maxHeaderFieldCount: 100))
            return .server(
                http: http, tls: try self.certificate?.configuration(clientAuthorities: []), balancers: self.balancers
            ) { HeaderBytesChannel(base: $0) }
        }
    }
}

/// HTTP/1.1 with `HeaderBytes` in front of the parser.
private struct HeaderBytesChannel: ServerChildChannel {
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HeaderBytes())
        }.flatMap { self.base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await self.base.handle(value: value, logger: logger)
    }
}
