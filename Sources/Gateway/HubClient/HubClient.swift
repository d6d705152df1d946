import AsyncHTTPClient
import Exchange
package import Foundation
import NIOCore
import NIOHTTP1

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
        self.client = try HTTPLine.client(trustedRoots: endpoint.trustedRoots, certificate: endpoint.certificate)
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
        let response = try await HTTPLine.translating {
            try await self.client.execute(ready, timeout: .seconds(seconds))
        }
        let bytes = try await Self.collect(response)
        guard (200...299).contains(response.status.code) else { throw Self.fault(response.status, bytes) }
        return (response.status, response.headers, bytes)
    }

    static func collect(_ response: HTTPClientResponse) async throws -> [UInt8] {
        try await HTTPLine.body(of: response, within: 300, maximumBytes: 8 << 20)
    }

    static let interrupted = HTTPLine.interrupted

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
        do { return try JSONDecoder().decode(Value.self, from: Data(body)) } catch { throw HTTPLine.unreadable }
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? ""
    }
}
