import Exchange
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Synchronization
import Testing

/// A hub that does what a test tells it: what waits, what it holds back, what a proxy in front of it would answer.
///
/// `TroubledHub` hands out one package over a bad network; this one has many, and remembers everything.
final class ScriptedHub: Sendable {
    /// One package that waits for H29.
    struct Delivery: Sendable {
        let id: String
        let bytes: [UInt8]
        var kind = PackageKind.new
        var urgency = Urgency.ordinary
        /// Of a status: the document that it reports on.
        var subject = ""
        /// Every download has one byte changed.
        var isAltered = false
        /// Half of the package comes, the rest after `release()`.
        var isHeld = false
        /// So many downloads are cut in the middle.
        var cuts = 0
        /// Whoever asks for the rest gets the whole.
        var ignoresRange = false
    }

    /// What a caller gets instead of the hub's own answer.
    struct Answer: Sendable {
        let code: Int
        let body: String
    }

    private struct Cut: Error {}

    private struct State {
        var cuts: [String: Int]
        var ended: Set<String> = []
        var isHolding = true
        var looks = 0
        var downloads: [String] = []
        var acknowledgements: [(id: String, body: String)] = []
        var uploads: [ContentHash] = []
        var answers: [Answer]
    }

    private let deliveries: [Delivery]
    /// Lists what waits from the start, whatever the caller has seen.
    private let ignoresCursor: Bool
    /// Uploads of this size and more are answered after `release()` only.
    private let holdsUploadsFrom: Int
    private let state: Mutex<State>

    init(
        _ deliveries: [Delivery] = [], ignoresCursor: Bool = false, holdsUploadsFrom: Int = .max,
        answers: [Answer] = []
    ) {
        self.deliveries = deliveries
        self.ignoresCursor = ignoresCursor
        self.holdsUploadsFrom = holdsUploadsFrom
        let cuts = Dictionary(uniqueKeysWithValues: deliveries.map { ($0.id, $0.cuts) })
        self.state = Mutex(State(cuts: cuts, answers: answers))
    }

    /// How often somebody asked what waits.
    var looks: Int { self.state.withLock { $0.looks } }
    /// The deliveries whose downloads began, in order.
    var downloads: [String] { self.state.withLock { $0.downloads } }
    /// What was uploaded, in order.
    var uploads: [ContentHash] { self.state.withLock { $0.uploads } }
    /// Whether `id` was acknowledged with any outcome.
    func isEnded(_ id: String) -> Bool { self.state.withLock { $0.ended.contains(id) } }
    /// The bodies with which `id` was acknowledged.
    func acknowledgements(of id: String) -> [String] {
        self.state.withLock { $0.acknowledgements.filter { $0.id == id }.map(\.body) }
    }

    /// Lets go what is held, now and later.
    func release() { self.state.withLock { $0.isHolding = false } }

    /// Runs `body` with this hub and a gateway of `organ`, which the test starts itself; both are stopped at the end.
    func serve(
        _ organ: String = "H29", logger: Logger = TestHub.silence,
        _ body: @escaping @Sendable (TestAgency) async throws -> Void
    ) async throws {
        try await self.run { url, folder in
            let agency = try await TestAgency(organ, hub: url, folder: folder, logger: logger)
            let result: Result<Void, any Error>
            do { result = .success(try await body(agency)) } catch { result = .failure(error) }
            try await agency.stop()
            try result.get()
        }
    }

    /// Runs `body` with this hub's address and an empty folder; what is held is let go at the end.
    func run(_ body: @escaping @Sendable (URL, URL) async throws -> Void) async throws {
        let (ready, told) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: self.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                told.yield(channel.localAddress?.port ?? 0)
                told.finish()
            }, logger: TestHub.silence)
        let group = ServiceGroup(configuration: .init(services: [application], logger: TestHub.silence))
        try await withFolder { folder in
            let running = Task { try await group.run() }
            var result: Result<Void, any Error> = .success(())
            for await port in ready {
                do {
                    try await body(try #require(URL(string: "http://127.0.0.1:\(port)")), folder)
                } catch { result = .failure(error) }
            }
            self.release()
            await group.triggerGracefulShutdown()
            try await running.value
            try result.get()
        }
    }

    // MARK: What it answers

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("v1/inbox") { request, _ in
            let after = request.uri.queryParameters.get("after", as: Int.self) ?? 0
            let limit = request.uri.queryParameters.get("limit", as: Int.self) ?? 50
            let items = self.waiting(after: after, limit: limit)
            // Nobody waits long here: a test that stops must not wait for a caller.
            if items.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
            return try Self.json(.ok, Page(items: items, next: items.last?.cursor ?? after))
        }
        router.get("v1/deliveries/:id/package") { request, context in
            let id = try context.parameters.require("id")
            guard let delivery = self.deliveries.first(where: { $0.id == id }) else {
                return Response(status: .notFound)
            }
            return self.download(delivery, request)
        }
        router.post("v1/deliveries/:id/acknowledgement") { request, context in
            let id = try context.parameters.require("id")
            let body = String(buffer: try await request.body.collect(upTo: 10_000))
            self.state.withLock { state in
                state.acknowledgements.append((id, body))
                state.ended.insert(id)
            }
            return HTTPResponse.Status.noContent
        }
        router.post("v1/packages") { request, _ in
            let bytes = Array(try await request.body.collect(upTo: 8 << 20).readableBytesView)
            return try await self.take(bytes)
        }
        return router
    }

    private struct Page: Encodable {
        let items: [Item]
        let next: Int
    }

    private struct Item: Encodable {
        let deliveryId: String
        let cursor: Int
        let packageId: String
        let kind: String
        let from: String
        let to: String
        let documentId: String
        let urgency: Int
        let sha256: String
        let sizeBytes: Int
        let receivedAt: String
    }

    private func waiting(after cursor: Int, limit: Int) -> [Item] {
        let ended = self.state.withLock { state in
            state.looks += 1
            return state.ended
        }
        let start = self.ignoresCursor ? 0 : cursor
        let waiting = self.deliveries.enumerated().filter { $0.offset >= start && !ended.contains($0.element.id) }
        return waiting.prefix(limit).map { offset, delivery in
            Item(
                deliveryId: delivery.id, cursor: offset + 1, packageId: "package-\(delivery.id)",
                kind: delivery.kind.rawValue, from: "G22", to: "H29", documentId: delivery.subject,
                urgency: delivery.urgency.rawValue,
                sha256: ContentHash(of: delivery.bytes).hex, sizeBytes: delivery.bytes.count,
                receivedAt: "2024-03-13T01:47:09.123Z")
        }
    }

    private func download(_ delivery: Delivery, _ request: Request) -> Response {
        let range = delivery.ignoresRange ? nil : request.headers[.range]
        let start = range.flatMap { $0.firstMatch(of: /bytes=(\d+)-/) }.flatMap { Int($0.1) } ?? 0
        let isCut = self.state.withLock { state in
            state.downloads.append(delivery.id)
            let left = state.cuts[delivery.id, default: 0]
            state.cuts[delivery.id] = left - 1
            return left > 0
        }
        var bytes = delivery.bytes
        if delivery.isAltered, !bytes.isEmpty { bytes[bytes.count / 2] ^= 1 }
        let rest = Array(bytes[min(start, bytes.count)...])
        let isWhole = !isCut && !delivery.isHeld
        let half = rest.count / 2
        return Response(
            status: range == nil ? .ok : .partialContent,
            body: ResponseBody(contentLength: rest.count) { writer in
                if isWhole {
                    try await writer.write(ByteBuffer(bytes: rest))
                } else {
                    try await writer.write(ByteBuffer(bytes: rest[..<half]))
                    if isCut { throw Cut() }
                    try await self.released()
                    try await writer.write(ByteBuffer(bytes: rest[half...]))
                }
                try await writer.finish(nil)
            }
        )
    }

    /// The same bytes get the same answer, as from the hub.
    private func take(_ bytes: [UInt8]) async throws -> Response {
        let hash = ContentHash(of: bytes)
        let answer = self.state.withLock { state in
            state.uploads.append(hash)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        if bytes.count >= self.holdsUploadsFrom { try await self.released() }
        if let answer {
            return Response(
                status: .init(code: answer.code), headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
        }
        return try Self.json(.created, ["event": ["packageId": "package-\(hash.hex)"]])
    }

    private func released() async throws {
        while self.state.withLock({ $0.isHolding }) { try await Task.sleep(for: .milliseconds(10)) }
    }

    private static func json(_ status: HTTPResponse.Status, _ value: some Encodable) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }
}
