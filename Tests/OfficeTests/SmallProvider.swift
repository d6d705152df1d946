import Crypto
import CryptoExtras
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Office
import Web

/// A key of a provider, to sign tokens with.
struct TestKey: Sendable {
    enum Kind: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    let id: String
    let kind: Kind

    /// The same key under each id: to make one takes long.
    static func rsa(_ id: String) throws -> TestKey { TestKey(id: id, kind: .rsa(try Self.rsaKey.get())) }
    static func newRSA(_ id: String) throws -> TestKey { TestKey(id: id, kind: .rsa(try .init(keySize: .bits2048))) }
    private static let rsaKey = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    static func p256(_ id: String) -> TestKey { TestKey(id: id, kind: .p256(.init())) }

    var algorithm: String {
        switch self.kind {
        case .rsa: "RS256"
        case .p256: "ES256"
        }
    }

    /// As it stands in a key set.
    func entry() throws -> JSON {
        var members = ["kid": JSON.text(self.id), "use": .text("sig"), "alg": .text(self.algorithm)]
        switch self.kind {
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            members["kty"] = .text("RSA")
            members["n"] = .text(Base64URL.text(numbers.modulus))
            members["e"] = .text(Base64URL.text(numbers.publicExponent))
        case .p256(let key):
            let point = key.publicKey.rawRepresentation
            members["kty"] = .text("EC")
            members["crv"] = .text("P-256")
            members["x"] = .text(Base64URL.text(Data(point.prefix(32))))
            members["y"] = .text(Base64URL.text(Data(point.suffix(32))))
        }
        return .object(members)
    }

    func signature(of message: Data) throws -> Data {
        switch self.kind {
        case .rsa(let key):
            try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation
        case .p256(let key): try key.signature(for: message).rawRepresentation
        }
    }

    /// A token of these claims. `header` stands in the place of what is right.
    func token(_ claims: [String: JSON], header: [String: JSON] = [:]) throws -> String {
        let own: [String: JSON] = ["alg": .text(self.algorithm), "kid": .text(self.id)]
        let signed = TestKey.unsigned(own.merging(header) { $1 }, claims)
        return "\(signed).\(Base64URL.text(try self.signature(of: Data(signed.utf8))))"
    }

    static func unsigned(_ header: [String: JSON], _ claims: [String: JSON]) -> String {
        [header, claims].map { Base64URL.text(Data(JSON.object($0).canonical.utf8)) }.joined(separator: ".")
    }

    static func keySet(_ keys: [TestKey]) throws -> [UInt8] {
        Array(JSON.object(["keys": .list(try keys.map { try $0.entry() })]).canonical.utf8)
    }
}

/// A small provider of OpenID Connect, started by a test: it lets in whoever comes, as whom the test says, and answers with tokens that the test may
/// spoil.
final class SmallProvider: Sendable {
    static let client = "van-phong"
    static let secret = "bí mật+của:văn phòng"

    struct State: Sendable {
        var address = ""
        /// What signs the tokens.
        var key: TestKey
        /// What the key set shows.
        var shown: [TestKey]
        /// Over the claims that are right; `.null` takes one away.
        var claims: [String: JSON] = ["sub": .text("tk-1"), "preferred_username": .text("officer-A")]
        /// Makes the token; nil: `key` signs the claims.
        var make: (@Sendable ([String: JSON]) throws -> String)?
        /// What its configuration says, over what is right.
        var configuration: [String: JSON] = [:]
        /// What was asked for with each code that waits.
        var codes: [String: [String: String]] = [:]
        var keySetsRead = 0
        var configurationsRead = 0
        var isBroken = false
    }

    let state: Mutex<State>

    init() throws {
        let key = TestKey.p256("k1")
        self.state = Mutex(State(key: key, shown: [key]))
    }

    func change(_ body: @Sendable (inout State) -> Void) { self.state.withLock { body(&$0) } }

    /// Runs `body` with the provider and an office that knows it, on a clock that the test may set.
    static func with(
        claim: String = SignOnSettings.usualClaim, now: @escaping @Sendable () -> Date = { Date() },
        _ body: @Sendable (TestOffice, SmallProvider) async throws -> Void
    ) async throws {
        let small = try SmallProvider()
        let application = Application(
            router: small.router(now), configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { live in
            let port = try #require(live.port)
            small.change { $0.address = "http://127.0.0.1:\(port)" }
            let provider = SignOnProvider(
                try SignOnSettings(
                    issuer: "http://127.0.0.1:\(port)", client: Self.client, secret: Self.secret,
                    name: "tài khoản của tỉnh", claim: claim, address: "http://127.0.0.1:8461"), now: now)
            try await TestOffice.with(signOn: provider, now: now) { test in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await provider.line.run() }
                    defer { group.cancelAll() }
                    try await body(test, small)
                }
            }
        }
    }

    private func router(_ now: @escaping @Sendable () -> Date) -> Router<BasicRequestContext> {
        let router = Router()
        router.get(".well-known/openid-configuration") { _, _ in
            try Self.json(
                self.state.withLock { state in
                    state.configurationsRead += 1
                    let right: [String: JSON] = [
                        "issuer": .text(state.address), "authorization_endpoint": .text("\(state.address)/authorize"),
                        "token_endpoint": .text("\(state.address)/token"), "jwks_uri": .text("\(state.address)/keys"),
                    ]
                    return .object(right.merging(state.configuration) { $1 })
                })
        }
        router.get("keys") { _, _ in
            try self.state.withLock { state in
                state.keySetsRead += 1
                return try Self.answer(Array(try TestKey.keySet(state.shown)))
            }
        }
        router.post("token") { request, _ in
            let fields = try await FormFields.readUnchecked(request)
            let owner = request.headers[.authorization] ?? ""
            return try self.state.withLock { try Self.exchange(fields, owner, &$0, at: now()) }
        }
        return router
    }

    private static func exchange(
        _ fields: FormFields, _ owner: String, _ state: inout State, at now: Date
    ) throws -> Response {
        if state.isBroken { return Response(status: .internalServerError) }
        let pair = "van-phong:b%C3%AD%20m%E1%BA%ADt%2Bc%E1%BB%A7a%3Av%C4%83n%20ph%C3%B2ng"
        guard owner == "Basic \(Data(pair.utf8).base64EncodedString())" else {
            return try self.json(.object(["error": .text("invalid_client")]), status: .unauthorized)
        }
        let challenge = Base64URL.text(Data(SHA256.hash(data: Data(fields.text("code_verifier").utf8))))
        guard fields.text("grant_type") == "authorization_code",
            let asked = state.codes.removeValue(forKey: fields.text("code")), asked["code_challenge"] == challenge,
            asked["redirect_uri"] == fields.text("redirect_uri")
        else { return try self.json(.object(["error": .text("invalid_grant")]), status: .badRequest) }
        let seconds = Int(now.timeIntervalSince1970)
        let right: [String: JSON] = [
            "iss": .text(state.address), "aud": .text(self.client), "iat": .number(seconds),
            "exp": .number(seconds + 300), "nonce": JSON(asked["nonce"]),
        ]
        let claims = right.merging(state.claims) { $1 }.filter { $0.value != .null }
        let token = try state.make?(claims) ?? state.key.token(claims)
        return try self.json(.object(["token_type": .text("Bearer"), "id_token": .text(token)]))
    }

    private static func json(_ value: JSON, status: HTTPResponse.Status = .ok) throws -> Response {
        try self.answer(Array(value.canonical.utf8), status: status)
    }

    private static func answer(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Somebody signs in where the office has sent the browser to; answers the way back.
    func signIn(at location: String) throws -> (path: String, state: String) {
        let fields = try #require(URLComponents(string: location)?.queryItems)
        let asked = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value ?? "") })
        #expect(asked["response_type"] == "code" && asked["code_challenge_method"] == "S256")
        #expect(asked["client_id"] == Self.client && asked["scope"]?.hasPrefix("openid") == true)
        #expect(asked["redirect_uri"] == "http://127.0.0.1:8461/sign-in/sso/return")
        let code = RandomText.secret()
        self.state.withLock { $0.codes[code] = asked }
        let state = try #require(asked["state"])
        return ("/sign-in/sso/return?code=\(code)&state=\(state)", state)
    }
}
