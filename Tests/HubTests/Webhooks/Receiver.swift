import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A receiver of webhooks that keeps what it was told and answers as the test says.
final class Receiver: Sendable {
    struct Call: Sendable {
        var id: String
        var timestamp: String
        var signature: String
        var body: String
    }

    private let told = Mutex<[Call]>([])
    private let answer = Mutex<@Sendable (Int) -> HTTPResponse.Status>({ _ in .noContent })

    var calls: [Call] { self.told.withLock { $0 } }

    /// `body` gets the number of the call, from 0.
    func answers(_ body: @escaping @Sendable (Int) -> HTTPResponse.Status) { self.answer.withLock { $0 = body } }

    /// Serves while `body` runs, which gets the address.
    func serve(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.post("told") { request, _ in
            let text = String(buffer: try await request.body.collect(upTo: 100_000))
            func header(_ name: String) -> String { HTTPField.Name(name).flatMap { request.headers[$0] } ?? "" }
            let call = Call(
                id: header("webhook-id"), timestamp: header("webhook-timestamp"),
                signature: header("webhook-signature"),
                body: text)
            let count = self.told.withLock { told in
                told.append(call)
                return told.count - 1
            }
            return self.answer.withLock { $0 }(count)
        }
        var logger = Logger(label: "receiver")
        logger.logLevel = .critical
        let (ready, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            for await port in ready { try await body("http://127.0.0.1:\(port)/told") }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
