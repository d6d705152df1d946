import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import Synchronization

/// The line to the provider: certificates are always verified, redirects never followed, what comes is bounded in time and size. It runs as a
/// service, which closes it.
final class SignOnLine: Service {
    private enum State {
        case unused
        case open(HTTPClient)
        case stopped
    }

    private let trustedRoots: URL?
    private let state = Mutex(State.unused)

    private static let seconds: Int64 = 10
    private static let maximumBytes = 256 * 1024

    /// - Parameter trustedRoots: PEM of the provider's authority; nil trusts the system's roots.
    init(trustedRoots: URL?) { self.trustedRoots = trustedRoots }

    /// Waits for the end and closes the connections then.
    func run() async throws {
        // Also when the wait itself is cancelled.
        try? await gracefulShutdown()
        let client = self.state.withLock { state -> HTTPClient? in
            defer { state = .stopped }
            if case .open(let client) = state { return client }
            return nil
        }
        try await client?.shutdown()
    }

    private func client() throws -> HTTPClient {
        try self.state.withLock { state in
            switch state {
            case .open(let client): return client
            case .stopped: throw Self.unreachable("The office is stopping.")
            case .unused:
                let client = self.make()
                state = .open(client)
                return client
            }
        }
    }

    private func make() -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let trustedRoots { tls.trustRoots = .file(trustedRoots.path) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(Self.seconds))
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Throws `unreachable` when there is no answer, none in time, or one that is too large.
    func ask(_ request: HTTPClientRequest) async throws -> (status: Int, body: [UInt8]) {
        let client = try self.client()
        do {
            return try await withThrowingTaskGroup(of: (status: Int, body: [UInt8]).self) { group in
                group.addTask {
                    let response = try await client.execute(request, timeout: .seconds(Self.seconds))
                    let body = try await response.body.collect(upTo: Self.maximumBytes)
                    return (Int(response.status.code), Array(body.readableBytesView))
                }
                // The client's own deadline ends with the head of the answer.
                group.addTask {
                    try await Task.sleep(for: .seconds(Self.seconds))
                    throw Self.unreachable("No whole answer in \(Self.seconds) seconds.")
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
            }
        } catch let fault as Fault {
            throw fault
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Self.unreachable("\(type(of: error)): \(error)")
        }
    }

    static func unreachable(_ why: String) -> Fault {
        Fault(
            .unreachable, vi: "Chưa kết nối được nơi đăng nhập. Thử lại sau; nếu vẫn lỗi, báo quản trị.",
            en: "The provider of single sign-on: \(why)")
    }
}
