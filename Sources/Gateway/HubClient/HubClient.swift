import AsyncHTTPClient
import Exchange
package import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

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

/// The client of the hub's own API; the calls stand by subject in `HubClient+….swift`. Certificates are always verified; every call has a
/// deadline; failures are `Fault`s.
package struct HubClient: Sendable {
    private let endpoint: HubEndpoint
    let client: HTTPClient

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

    // MARK: How it is done

    func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
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

    static func collect(_ response: HTTPClientResponse) async throws -> [UInt8] {
        try await self.translating { Array(try await response.body.collect(upTo: 8 << 20).readableBytesView) }
    }

    /// Gives the failures of the network our own names.
    static func translating<Value>(
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
        if self.isDistrust(error) {
            return Fault(
                .untrustedHub,
                vi:
                    "Không tin được chứng thư của trục liên thông: sai tên, hết hạn hoặc do nơi khác cấp. Báo người quản trị; hệ thống vẫn tự thử lại.",
                en: "The hub's certificate is not to be trusted: another name, out of date, or of another authority."
            )
        }
        return Fault(
            .unreachable, vi: "Chưa kết nối được trục liên thông. Hệ thống tự thử lại, không cần làm gì.",
            en: "The hub cannot be reached: \(type(of: error))."
        )
    }

    /// Whether the hub's certificate is what stands in the way.
    private static func isDistrust(_ error: any Error) -> Bool {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError(let errors)):
            errors.contains { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate: true
        case let error as NIOSSLExtraError: error == .failedToValidateHostname
        default: false
        }
    }

    static let interrupted = Fault(
        .interrupted, vi: "Kết nối với trục bị ngắt giữa chừng. Hệ thống tự thử lại.",
        en: "The connection to the hub was cut."
    )

    static func fault(_ status: HTTPResponseStatus, _ body: [UInt8]) -> Fault {
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
        do { return try JSONDecoder().decode(Value.self, from: Data(body)) } catch { throw Self.unreadable }
    }

    static let unreadable = Fault(
        .internalFault, vi: "Trả lời của trục không đọc được.", en: "The hub's answer cannot be read.")

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? ""
    }
}
