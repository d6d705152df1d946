import Exchange
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Synchronization
import Testing

/// A hub that misbehaves as networks and machines do: one package waits until it is acknowledged.
final class TroubledHub: Sendable {
    /// What goes wrong, and how often.
    struct Trouble: Sendable {
        /// The connection is cut in the middle of so many downloads.
        var cuts = 0
        /// So many downloads have one byte changed.
        var wrongDownloads = 0
        /// So many acknowledgements are taken although the answer is an error.
        var lostAnswers = 0
    }

    private struct Cut: Error {}

    private struct State {
        var trouble: Trouble
        var ranges: [String] = []
        var acknowledgements: [String] = []
        var isWaiting = true
    }

    private let package: [UInt8]
    private let state: Mutex<State>

    init(package: [UInt8], trouble: Trouble) {
        self.package = package
        self.state = Mutex(State(trouble: trouble))
    }

    /// The `Range` headers of the downloads, `-` for none.
    var ranges: [String] { self.state.withLock { $0.ranges } }
    /// The bodies of the acknowledgements.
    var acknowledgements: [String] { self.state.withLock { $0.acknowledgements } }
    var isWaiting: Bool { self.state.withLock { $0.isWaiting } }

    /// Runs `body` with the address of this hub.
    func run(_ body: @escaping @Sendable (URL) async throws -> Void) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ready, told) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: self.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in told.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ready {
                try await body(try #require(URL(string: "http://127.0.0.1:\(port)")))
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("v1/inbox") { _, _ in
            if !self.isWaiting { try await Task.sleep(for: .milliseconds(50)) }
            let item = """
                {"deliveryId":"d1","cursor":1,"packageId":"p1","kind":"new","from":"G22","to":"H29",\
                "sha256":"\(ContentHash(of: Data(self.package)).hex)","sizeBytes":\(self.package.count),\
                "receivedAt":"2024-03-13T01:47:09.123Z"}
                """
            return self.isWaiting ? "{\"items\":[\(item)],\"next\":1}" : "{\"items\":[],\"next\":1}"
        }
        router.get("v1/deliveries/:id/package") { request, _ in self.download(request) }
        router.post("v1/deliveries/:id/acknowledgement") { request, _ in
            let body = String(buffer: try await request.body.collect(upTo: 10_000))
            let isLost = self.state.withLock { state in
                state.acknowledgements.append(body)
                defer { state.trouble.lostAnswers -= 1 }
                if state.trouble.lostAnswers <= 0 { state.isWaiting = false }
                return state.trouble.lostAnswers > 0
            }
            return isLost ? HTTPResponse.Status.internalServerError : .noContent
        }
        return router
    }

    private func download(_ request: Request) -> Response {
        let range = request.headers[.range]
        let start = range.flatMap { $0.firstMatch(of: /bytes=(\d+)-/) }.flatMap { Int($0.1) } ?? 0
        let (isCut, isWrong) = self.state.withLock { state in
            state.ranges.append(range ?? "-")
            defer {
                state.trouble.cuts -= 1
                state.trouble.wrongDownloads -= 1
            }
            return (state.trouble.cuts > 0, state.trouble.wrongDownloads > 0)
        }
        var bytes = Array(self.package[start...])
        if isWrong { bytes[bytes.count / 2] ^= 1 }
        let sent = isCut ? Array(bytes.prefix(bytes.count / 2)) : bytes
        return Response(
            status: range == nil ? .ok : .partialContent,
            body: ResponseBody(contentLength: bytes.count) { writer in
                try await writer.write(ByteBuffer(bytes: sent))
                if isCut { throw Cut() }
                try await writer.finish(nil)
            }
        )
    }
}
