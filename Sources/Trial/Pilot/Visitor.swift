import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A person at an office's pages: signs in, opens pages, fills in forms. When the server is away for a moment, the same request
/// is made again, as a person would reload: our forms act once only.
actor Visitor {
    nonisolated let name: String
    private let base: URL
    private let client: HTTPClient
    private var cookie: String?
    /// How long a server may be away.
    private let patience: Duration = .seconds(60)

    init(name: String, base: URL, client: HTTPClient) {
        self.name = name
        self.base = base
        self.client = client
    }

    func signIn(user: String, password: String) async throws {
        let page = try await self.open("/sign-in")
        let form = try page.form("/sign-in")
        let answer = try await self.submit(form, ["user": [user], "password": [password]])
        guard self.cookie != nil, !answer.path.hasPrefix("/sign-in") else { throw StoryError("\(user) cannot sign in") }
    }

    /// Opens a page, following redirects; throws when the answer is not a page.
    func open(_ path: String) async throws -> WebPage {
        let (status, _, body) = try await self.request(.GET, path, headers: [], body: nil)
        guard status == 200 else { throw StoryError("\(path) answers \(status)") }
        return WebPage(path: path, html: String(decoding: body, as: UTF8.self))
    }

    /// The status and the bytes of a file.
    func download(_ path: String) async throws -> [UInt8] {
        let (status, _, body) = try await self.request(.GET, path, headers: [], body: nil)
        guard status == 200 else { throw StoryError("\(path) answers \(status)") }
        return body
    }

    /// Fills in a form and sends it; returns the page that follows.
    @discardableResult
    func submit(_ form: WebPage.Form, _ fields: [String: [String]] = [:]) async throws -> WebPage {
        var pairs = form.hidden.map { ($0.name, $0.value) }
        for (name, values) in fields.sorted(by: { $0.key < $1.key }) { pairs += values.map { (name, $0) } }
        let body = pairs.map { "\(Self.encoded($0))=\(Self.encoded($1))" }.joined(separator: "&")
        return try await self.post(
            form.action, type: "application/x-www-form-urlencoded", body: .bytes(ByteBuffer(string: body))
        )
    }

    /// Fills in a form with files and sends it.
    @discardableResult
    func submit(
        _ form: WebPage.Form, _ fields: [String: [String]] = [:], files: [(field: String, name: String, bytes: [UInt8])]
    ) async throws -> WebPage {
        let boundary = "lienthong-\(UUID().uuidString)"
        var body = ByteBuffer()
        let filled = fields.sorted { $0.key < $1.key }.flatMap { name, values in values.map { (name, $0) } }
        for (name, value) in form.hidden.map({ ($0.name, $0.value) }) + filled {
            body.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        for file in files {
            body.writeString(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n"
            )
            body.writeString("Content-Type: application/octet-stream\r\n\r\n")
            body.writeBytes(file.bytes)
            body.writeString("\r\n")
        }
        body.writeString("--\(boundary)--\r\n")
        return try await self.post(form.action, type: "multipart/form-data; boundary=\(boundary)", body: .bytes(body))
    }

    private func post(_ path: String, type: String, body: HTTPClientRequest.Body) async throws -> WebPage {
        let (status, location, bytes) = try await self.request(
            .POST, path, headers: [("Content-Type", type)], body: body)
        guard status == 303, let location else {
            let page = WebPage(path: path, html: String(decoding: bytes, as: UTF8.self))
            throw StoryError("\(self.name): \(path) answers \(status): \(page.text.prefix(600))")
        }
        return try await self.open(location)
    }

    /// One request, made again while nobody answers. A page in the middle of an answer counts as nobody.
    private func request(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)], body: HTTPClientRequest.Body?
    ) async throws -> (status: UInt, location: String?, body: [UInt8]) {
        guard let url = URL(string: path, relativeTo: self.base) else { throw StoryError("\(path) is no address") }
        let deadline = ContinuousClock.now + self.patience
        while true {
            do {
                var request = HTTPClientRequest(url: url.absoluteString)
                request.method = method
                for (name, value) in headers { request.headers.add(name: name, value: value) }
                if let cookie = self.cookie { request.headers.add(name: "Cookie", value: cookie) }
                request.body = body
                let response = try await self.client.execute(request, timeout: .seconds(30))
                let buffer = try await response.body.collect(upTo: 512 << 20)
                if let set = response.headers.first(name: "Set-Cookie") {
                    self.cookie = set.split(separator: ";").first.map(String.init)
                }
                if response.status == .seeOther, method == .GET, let next = response.headers.first(name: "Location") {
                    return try await self.request(.GET, next, headers: headers, body: nil)
                }
                return (response.status.code, response.headers.first(name: "Location"), Array(buffer.readableBytesView))
            } catch let error as StoryError {
                throw error
            } catch {
                guard ContinuousClock.now < deadline else {
                    throw StoryError("\(self.name): \(path) is not answered: \(error)")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// The events of a page that is open: one element for each `change`; ends when the server goes away.
    func changes(_ path: String) async throws -> AsyncThrowingStream<Void, any Error> {
        guard let url = URL(string: path, relativeTo: self.base) else { throw StoryError("\(path) is no address") }
        var request = HTTPClientRequest(url: url.absoluteString)
        if let cookie = self.cookie { request.headers.add(name: "Cookie", value: cookie) }
        let response = try await self.client.execute(request, timeout: .seconds(600))
        guard response.status == .ok else { throw StoryError("\(path) answers \(response.status.code)") }
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    for try await chunk in response.body where String(buffer: chunk).contains("event: change") {
                        continuation.yield()
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
