import Exchange
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Synchronization
import Testing
import Web

@testable import Hub

/// A hub above that does what a test tells it: what it answers to sends. Nothing waits there.
final class ScriptedUpperHub: Sendable {
    struct Answer: Sendable {
        let status: Int
        let code: String

        static let taken = Answer(status: 201, code: "")
    }

    private struct State {
        /// The next ones; afterwards everything is taken.
        var answers: [Answer]
        var packages: [(hash: String, key: String?, to: String?)] = []
        var lists: [String: Int] = [:]
    }

    private let state: Mutex<State>

    init(_ answers: [Answer] = []) { self.state = Mutex(State(answers: answers)) }

    /// What was sent, in order, refused or not: hash, idempotency key, `to`.
    var packages: [(hash: String, key: String?, to: String?)] { self.state.withLock { $0.packages } }
    /// How often somebody asked for a list of the national wire, by `messagetype`.
    var lists: [String: Int] { self.state.withLock { $0.lists } }

    func answer(_ answers: [Answer]) { self.state.withLock { $0.answers = answers } }

    /// Runs `body` with the address.
    func serve(_ body: @escaping @Sendable (URL) async throws -> Void) async throws {
        let (ready, told) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(
            router: self.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                told.yield(channel.localAddress?.port ?? 0)
                told.finish()
            }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ready.first { _ in true })
            let result: Result<Void, any Error>
            do {
                try await body(try #require(URL(string: "http://127.0.0.1:\(port)")))
                result = .success(())
            } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("v1/inbox") { _, _ in
            // Nobody waits long here: a test that stops must not wait for a caller.
            try await Task.sleep(for: .milliseconds(50))
            return #"{"items":[],"next":0}"#
        }
        router.get("v1/transport") { _, _ in
            try await Task.sleep(for: .milliseconds(50))
            return #"{"events":[],"next":-1}"#
        }
        router.post("v1/packages") { request, _ in
            let bytes = Array(try await request.body.collect(upTo: 8 << 20).readableBytesView)
            let answer = self.state.withLock { state in
                state.packages.append(
                    (
                        ContentHash(of: bytes).hex, request.headers[.idempotencyKey],
                        request.uri.queryParameters["to"].map(String.init)
                    ))
                return state.answers.isEmpty ? .taken : state.answers.removeFirst()
            }
            let body =
                answer.status < 300
                ? #"{"event":{"packageId":"above-1"}}"#
                : #"{"code":"\#(answer.code)","detail":"Lý do của trục trên.","title":"Why.","place":"To"}"#
            return Response(
                status: .init(code: answer.status), headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
        }
        router.post("vxp/getReceivedEdocList") { request, _ in
            let kind = request.headers[.init("XroadVnpt-messagetype") ?? .accept] ?? ""
            self.state.withLock { $0.lists[kind, default: 0] += 1 }
            return #"{"status":"OK","ErrorCode":"0","ErrorDesc":"Thanh cong","data":[]}"#
        }
        return router
    }
}
