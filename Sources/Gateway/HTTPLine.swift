import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOSSL

/// The line to a hub, whichever language is spoken on it: certificates are always verified, redirects never followed.
enum HTTPLine {
    /// - Parameters:
    ///   - trustedRoots: PEM of the hub's authority; nil trusts the system's roots.
    ///   - certificate: PEM files of chain and key to show; nil shows none. Throws when they cannot be read.
    static func client(trustedRoots: URL?, certificate: (chain: URL, key: URL)? = nil) throws -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let certificate {
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.chain.path).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.key.path, format: .pem))
        }
        // A hub that works on an answer does not hear the end of the connection: whoever stops must not wait for it.
        tls.shutdownTimeout = .milliseconds(500)
        if let trustedRoots { tls.trustRoots = .file(trustedRoots.path) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(60))
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        // Whoever calls tries again himself, with his own pauses.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
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

    /// Gives the body of an answer to `take`, piece by piece. A client's own deadline ends with the head of an answer: this one is looked at with each
    /// piece, and for a piece the line waits a minute. Throws `interrupted`.
    static func pieces(
        of response: HTTPClientResponse, within seconds: Int, _ take: (ByteBuffer) throws -> Void
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        try await self.translating(as: { _ in Self.interrupted }) {
            for try await piece in response.body {
                guard ContinuousClock.now < deadline else { throw Self.interrupted }
                try take(piece)
            }
        }
    }

    /// The whole body; more than `maximumBytes` is no answer of a hub: throws `internal`.
    static func body(
        of response: HTTPClientResponse, within seconds: Int, maximumBytes: Int
    ) async throws -> [UInt8] {
        var body: [UInt8] = []
        try await self.pieces(of: response, within: seconds) { piece in
            guard body.count + piece.readableBytes <= maximumBytes else { throw Self.tooLong }
            body.append(contentsOf: piece.readableBytesView)
        }
        return body
    }

    private static let tooLong = Fault(
        .internalFault, vi: "Trả lời của trục quá dài.", en: "The hub's answer is too large.")

    /// What came is no answer of a hub.
    static let unreadable = Fault(
        .internalFault, vi: "Trả lời của trục không đọc được.", en: "The hub's answer cannot be read.")

    static let interrupted = Fault(
        .interrupted, vi: "Kết nối với trục bị ngắt giữa chừng. Hệ thống tự thử lại.",
        en: "The connection to the hub was cut."
    )
}
