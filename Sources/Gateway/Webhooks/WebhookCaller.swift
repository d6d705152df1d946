import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization

/// Makes one call to a webhook: signed, with a deadline, following nobody elsewhere. Can do so while it runs as a service.
package final class WebhookCaller: Service {
    private let now: @Sendable () -> Date
    private let client = Mutex<HTTPClient?>(nil)

    package init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    package func run() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.client.withLock { $0 = client }
        // Also when the wait itself is cancelled, the connections are closed.
        try? await gracefulShutdown()
        self.client.withLock { $0 = nil }
        try await client.shutdown()
    }

    /// What a receiver answered, or why there was no answer.
    package enum Outcome: Sendable, Equatable {
        case taken
        case refused(status: Int)
        case unreachable(String)

        /// A sentence for the console and the log.
        package var error: String? {
            switch self {
            case .taken: nil
            case .refused(let status): "HTTP \(status)"
            case .unreachable(let why): why
            }
        }
    }

    private static let seconds: Int64 = 10

    /// - Parameter id: of what is told: the same in each try.
    package func call(_ url: URL, id: String, body: [UInt8], secret: WebhookSecret) async -> Outcome {
        let timestamp = Int(self.now().timeIntervalSince1970)
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .POST
        request.headers = [
            "content-type": "application/json", "user-agent": "LienThong",
            "webhook-id": id, "webhook-timestamp": "\(timestamp)",
            "webhook-signature": secret.signature(id: id, timestamp: timestamp, body: body),
        ]
        request.body = .bytes(ByteBuffer(bytes: body))
        guard let client = self.client.withLock({ $0 }) else { return .unreachable("The server is stopping.") }
        do {
            let response = try await client.execute(request, timeout: .seconds(Self.seconds))
            let status = Int(response.status.code)
            // What it says beside the status nobody reads; it is not waited for.
            return (200...299).contains(status) ? .taken : .refused(status: status)
        } catch {
            return .unreachable("\(type(of: error)): \(error)")
        }
    }
}
