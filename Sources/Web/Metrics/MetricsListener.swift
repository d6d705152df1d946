import Hummingbird
package import Logging
import ServiceLifecycle

/// A listener of its own for Prometheus: `GET /metrics`, plain HTTP, for the address that the operator names; off unless he does.
package struct MetricsListener: Service {
    private let listen: (host: String, port: Int)
    private let deadlines: Deadlines
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void
    private let text: @Sendable () async throws -> String

    package init(
        listen: (host: String, port: Int), deadlines: Deadlines, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void, text: @escaping @Sendable () async throws -> String
    ) {
        self.listen = listen
        self.deadlines = deadlines
        self.logger = logger
        self.onReady = onReady
        self.text = text
    }

    package func run() async throws {
        let router = Router()
        router.get("metrics") { [text] _, context in
            do {
                return Response(
                    status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: try await text())))
            } catch {
                context.logger.error("metrics failed", metadata: ["error": "\(error)"])
                throw error
            }
        }
        let application = Application(
            router: router, server: .http1(configuration: self.deadlines.http()),
            configuration: .init(address: .hostname(self.listen.host, port: self.listen.port)),
            onServerRunning: { [onReady, listen] in await onReady($0.localAddress?.port ?? listen.port) },
            logger: self.logger)
        try await application.run()
    }
}
