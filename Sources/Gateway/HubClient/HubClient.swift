import AsyncHTTPClient
import Crypto
import Exchange
package import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
package import Storage

/// Where the hub is and who we are there.
package struct HubEndpoint: Sendable {
    package let url: URL
    /// Nil: the certificate says who we are.
    package let token: String?
    /// Certificate chain and key (PEM files) to show; nil shows none.
    package let certificate: (chain: URL, key: URL)?
    /// PEM of the hub's authority; nil trusts the system's roots.
    package let trustedRoots: URL?

    package init(url: URL, token: String?, certificate: (chain: URL, key: URL)? = nil, trustedRoots: URL?) {
        self.url = url
        self.token = token
        self.certificate = certificate
        self.trustedRoots = trustedRoots
    }
}

/// The client of the hub's own API. Certificates are always verified; every call has a deadline; failures are `Fault`s.
package struct HubClient: Sendable {
    private let endpoint: HubEndpoint
    private let client: HTTPClient

    /// Throws when the certificate to show cannot be read.
    package init(endpoint: HubEndpoint) throws {
        self.endpoint = endpoint
        var tls = TLSConfiguration.makeClientConfiguration()
        if let certificate = endpoint.certificate {
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.chain.path).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.key.path, format: .pem))
        }
        if let roots = endpoint.trustedRoots { tls.trustRoots = .file(roots.path) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(60))
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        // The gateway tries again itself, with its own pauses.
        configuration.connectionPool.retryConnectionEstablishment = false
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func shutdown() async throws { try await self.client.shutdown() }

    package func organs(after: String?, limit: Int) async throws -> OrganPage {
        let start = after.map { "&after=\(Self.encoded($0))" } ?? ""
        return try Self.decoded(try await self.call(.GET, "/v1/organs?limit=\(limit)\(start)").body)
    }

    /// Sends a package file, streaming; a large one so that a cut line costs only what was on it.
    package func send(file: ContentReader, hash: ContentHash) async throws -> HubReceipt {
        if file.sizeBytes >= Self.largeBytes, let receipt = try await self.sendResumably(file, hash) { return receipt }
        let pieces = FilePieces(file: file)
        return try await self.send(.stream(pieces, length: .known(Int64(file.sizeBytes))), hash: hash, seconds: 3_600)
    }

    package func send(bytes: [UInt8]) async throws -> HubReceipt {
        try await self.send(.bytes(ByteBuffer(bytes: bytes)), hash: ContentHash(of: Data(bytes)), seconds: 60)
    }

    private func send(_ body: HTTPClientRequest.Body, hash: ContentHash, seconds: Int64) async throws -> HubReceipt {
        let answer = try await self.call(
            .POST, "/v1/packages",
            headers: [("Content-Type", "application/edxml+xml"), ("Content-Digest", Self.digest(hash))],
            body: body, seconds: seconds
        )
        return try Self.receipt(answer.body)
    }

    static func receipt(_ body: [UInt8]) throws -> HubReceipt {
        struct Receipt: Decodable {
            let event: Event

            struct Event: Decodable { let packageId: String }
        }
        let receipt: Receipt = try Self.decoded(body)
        return HubReceipt(packageId: receipt.event.packageId, json: String(decoding: body, as: UTF8.self))
    }

    /// RFC 9530.
    static func digest(_ hash: ContentHash) -> String { "sha-256=:\(Self.bytes(hash).base64EncodedString()):" }

    /// Waiting deliveries after `cursor`; with `waitSeconds` the answer comes as soon as there is one.
    package func inbox(after cursor: Int, waitSeconds: Int) async throws -> InboxPage {
        let answer = try await self.call(
            .GET, "/v1/inbox?after=\(cursor)&wait=\(waitSeconds)&limit=50", seconds: Int64(waitSeconds) + 15)
        return try Self.decoded(answer.body)
    }

    /// Fetches a package into `staged`, going on where a cut connection ended, at most ten times.
    package func download(_ item: InboxItem, into staged: StagedFile) async throws {
        var interruptions = 0
        while staged.sizeBytes < item.sizeBytes {
            do {
                try await self.downloadRest(item, into: staged)
            } catch let fault as Fault where fault.code == .interrupted && interruptions < 10 {
                interruptions += 1
            }
        }
    }

    private func downloadRest(_ item: InboxItem, into staged: StagedFile) async throws {
        var request = self.request(.GET, "/v1/deliveries/\(Self.encoded(item.deliveryId))/package")
        if staged.sizeBytes > 0 { request.headers.add(name: "Range", value: "bytes=\(staged.sizeBytes)-") }
        let response = try await Self.translating { try await self.client.execute(request, timeout: .hours(1)) }
        guard response.status == .ok || response.status == .partialContent else {
            throw Self.fault(response.status, try await Self.collect(response))
        }
        guard (response.status == .partialContent) == (staged.sizeBytes > 0) else { throw Self.interrupted }
        // Once an answer has begun, whatever ends it early is an interruption: what came is kept, the rest is asked for.
        try await Self.translating(as: { _ in Self.interrupted }) {
            for try await piece in response.body {
                guard staged.sizeBytes + piece.readableBytes <= item.sizeBytes else { throw Self.interrupted }
                try piece.withUnsafeReadableBytes { try staged.write($0) }
            }
        }
        guard staged.sizeBytes == item.sizeBytes else { throw Self.interrupted }
    }

    /// Tells the hub that a delivery is on disk here, or why it cannot be taken.
    package func acknowledge(deliveryID: String, hash: ContentHash, outcome: DeliveryOutcome) async throws {
        var body = ["sha256": hash.hex]
        switch outcome {
        case .done: body["outcome"] = "done"
        case .fail(let code, let reason):
            body["outcome"] = "fail"
            body["code"] = code.rawValue
            body["reason"] = reason
        }
        let bytes = try JSONEncoder().encode(body)
        _ = try await self.call(
            .POST, "/v1/deliveries/\(Self.encoded(deliveryID))/acknowledgement",
            headers: [("Content-Type", "application/json")],
            body: .bytes(ByteBuffer(bytes: bytes))
        )
    }

    // MARK: How it is done

    private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var base = self.endpoint.url.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let token = self.endpoint.token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    func call(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)] = [], body: HTTPClientRequest.Body? = nil,
        seconds: Int64 = 30
    ) async throws -> (status: HTTPResponseStatus, headers: HTTPHeaders, body: [UInt8]) {
        var request = self.request(method, path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = body
        let ready = request
        let response = try await Self.translating { try await self.client.execute(ready, timeout: .seconds(seconds)) }
        let bytes = try await Self.collect(response)
        guard (200...299).contains(response.status.code) else { throw Self.fault(response.status, bytes) }
        return (response.status, response.headers, bytes)
    }

    private static func collect(_ response: HTTPClientResponse) async throws -> [UInt8] {
        try await self.translating { Array(try await response.body.collect(upTo: 8 << 20).readableBytesView) }
    }

    /// Gives the failures of the network our own names.
    private static func translating<Value>(
        as fault: (any Error) -> Fault = Self.unreachable, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let fault as Fault {
            throw fault
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as HTTPClientError where error == .cancelled {
            throw CancellationError()
        } catch let error as HTTPClientError where error == .remoteConnectionClosed || error == .readTimeout {
            throw Self.interrupted
        } catch {
            throw fault(error)
        }
    }

    private static func unreachable(_ error: any Error) -> Fault {
        Fault(
            .unreachable, vi: "Chưa kết nối được trục liên thông. Hệ thống tự thử lại, không cần làm gì.",
            en: "The hub cannot be reached: \(type(of: error))."
        )
    }

    static let interrupted = Fault(
        .interrupted, vi: "Kết nối với trục bị ngắt giữa chừng. Hệ thống tự thử lại.",
        en: "The connection to the hub was cut."
    )

    private static func fault(_ status: HTTPResponseStatus, _ body: [UInt8]) -> Fault {
        guard let problem = try? JSONDecoder().decode(HubProblem.self, from: Data(body)),
            let code = problem.code.flatMap(Fault.Code.init(rawValue:))
        else {
            // A proxy on the way: some of its answers ask for patience.
            let code: Fault.Code =
                switch status.code {
                case 408, 425, 429: .tooManyRequests
                case 500...: .internalFault
                default: .invalidRequest
                }
            return Fault(
                code, vi: "Trục liên thông trả lời không đọc được (\(status.code)).",
                en: "The hub answered \(status.code).")
        }
        return Fault(code, vi: problem.detail ?? "", en: problem.title ?? "", place: problem.place, line: problem.line)
    }

    static func decoded<Value: Decodable>(_ body: [UInt8]) throws -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(body)) } catch {
            throw Fault(.internalFault, vi: "Trả lời của trục không đọc được.", en: "The hub's answer cannot be read.")
        }
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? ""
    }

    private static func bytes(_ hash: ContentHash) -> Data {
        let digits = Array(hash.hex.utf8)
        return Data(
            stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
            }
        )
    }
}

/// A file of the store in pieces of 64 KiB.
struct FilePieces: AsyncSequence, Sendable {
    let file: ContentReader
    /// Where to begin.
    var offset = 0

    struct Iterator: AsyncIteratorProtocol {
        let file: ContentReader
        var offset: Int

        mutating func next() async throws -> ByteBuffer? {
            let bytes = try self.file.read(at: self.offset, count: 65_536)
            self.offset += bytes.count
            return bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(file: self.file, offset: self.offset) }
}
