import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Storage
import Synchronization
import Testing
import Trust
import Web

@testable import Hub

/// An operator of one test in front of the console of a hub.
struct ConsoleVisitor: Sendable {
    let hub: TestHub
    let client: any TestClientProtocol
    let keys: Administration.OperatorKeys
    let clock: ConsoleClock

    static let password = "mat-khau-van-hanh"
    /// Of it, with rounds that cost nothing.
    private static let quickHash = "scrypt$2$8$1$BwcHBwcHBwcHBwcHBwcHBw==$nH2s+lsakPq2bsgsG4J1ZAt/2IDI/2gr9OhtAgLvw6A="

    /// A cookie, or nil.
    func signIn(name: String = "tuong", password: String = Self.password, code: String? = nil) async throws -> String? {
        let response = try await self.post(
            "/sign-in", ["user": name, "password": password, "code": try code ?? self.code()], as: nil)
        return response.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
    }

    /// What the authenticator app shows now.
    func code() throws -> String {
        let match = try #require(self.keys.address.firstMatch(of: /secret=([A-Z2-7]+)/))
        return OneTimeCode.make(
            step: Int(self.clock.now.timeIntervalSince1970) / 30, secret: Self.decoded(String(match.1)))
    }

    func get(_ path: String, as cookie: String?) async throws -> TestResponse {
        try await self.client.executeRequest(
            uri: path, method: .get, headers: cookie.map { [.cookie: $0] } ?? [:], body: nil)
    }

    func post(_ path: String, _ fields: [String: String], as cookie: String?) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.cookie] = cookie
        let body = fields.map {
            "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await self.client.executeRequest(
            uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    /// The hidden fields of the form on `page` that goes to `action`.
    func form(_ action: String, on page: String, as cookie: String) async throws -> [String: String] {
        let html = String(buffer: try await self.get(page, as: cookie).body)
        let start = try #require(html.range(of: "action=\"\(action)\""))
        let end = try #require(html.range(of: "</form>", range: start.upperBound..<html.endIndex))
        var fields: [String: String] = [:]
        for match in html[start.upperBound..<end.lowerBound].matches(of: /name="([a-z]+)" value="([^"]*)"/) {
            fields[String(match.1)] = String(match.2)
        }
        return fields
    }

    static func run(
        usesTLS: Bool = false, _ body: @escaping @Sendable (ConsoleVisitor) async throws -> Void
    ) async throws {
        let clock = ConsoleClock()
        let folder = FileManager.default.temporaryDirectory.appending(path: "console-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withHub(folder: folder, inMemory: false, usesTLS: usesTLS, now: { clock.now }) { hub in
            let secrets = try SealedSecrets(dataFolder: folder)
            let keys = try await hub.parts.administration.add(
                operator: "tuong", fullName: "Cao Văn Tượng Trưng", password: Self.password, sealedBy: secrets)
            _ = try await hub.parts.database.write { connection in
                try connection.execute("UPDATE operator SET password_hash = $1", Self.quickHash)
            }
            let application = Application(router: try hub.parts.console.router)
            try await application.test(.router) { client in
                try await body(ConsoleVisitor(hub: hub, client: client, keys: keys, clock: clock))
            }
        }
    }

    private static func decoded(_ text: String) -> Data {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (data, buffer, bits) = (Data(), 0, 0)
        for letter in text {
            buffer = (buffer << 5 | (letters.firstIndex(of: letter) ?? 0)) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                data.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return data
    }
}

/// A clock that the test turns.
final class ConsoleClock: Sendable {
    private let instant = Mutex(TestHub.now)
    var now: Date { self.instant.withLock { $0 } }
    func pass(_ seconds: TimeInterval) { self.instant.withLock { $0 += seconds } }
}
