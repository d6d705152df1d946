import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOHTTP1

/// The provider of single sign-on as we know it: its addresses and keys are fetched when they are needed and kept for an hour. Whoever needs them while
/// they are fetched waits for the same answer; that there was none holds for some seconds.
actor SignOnProvider {
    nonisolated let settings: SignOnSettings
    nonisolated let line: SignOnLine
    private let now: @Sendable () -> Date
    private var addresses = Fetched<Addresses>()
    private var keys = Fetched<[ProviderKey]>()
    /// Also when nothing came of it.
    private var keysAskedAt: Date?

    static let lifetimeSeconds: TimeInterval = 3600
    /// A key that is not known is looked for once in so many seconds.
    static let pauseSeconds: TimeInterval = 60
    /// So long nobody asks again where there was no answer.
    static let failureSeconds: TimeInterval = 5

    init(_ settings: SignOnSettings, now: @escaping @Sendable () -> Date) {
        self.settings = settings
        self.line = SignOnLine(trustedRoots: settings.trustedRoots)
        self.now = now
    }

    /// What was fetched, is being fetched, or could not be.
    private struct Fetched<Value: Sendable> {
        var kept: (value: Value, at: Date)?
        var running: Task<Value, any Error>?
        private var failure: (error: any Error, at: Date)?

        mutating func ended(_ result: Result<Value, any Error>, at now: Date) {
            self.running = nil
            switch result {
            case .success(let value): (self.kept, self.failure) = ((value, now), nil)
            case .failure(let error): self.failure = (error, now)
            }
        }

        /// Nil when it is too old. A time that lies ahead is from before the clock was set back.
        func fresh(at now: Date) -> Value? {
            self.kept.flatMap {
                (0..<SignOnProvider.lifetimeSeconds).contains(now.timeIntervalSince($0.at)) ? $0.value : nil
            }
        }

        /// Throws what went wrong a moment ago.
        func checkFailure(at now: Date) throws {
            if let failure, (0..<SignOnProvider.failureSeconds).contains(now.timeIntervalSince(failure.at)) {
                throw failure.error
            }
        }
    }

    /// What the provider says of itself (OpenID Connect Discovery §3), as far as it is used.
    private struct Addresses: Decodable {
        let issuer: String
        let authorization: String
        let token: String
        let keys: String
        /// OpenID Connect RP-Initiated Logout §2.1; not every provider has it.
        let endSession: String?

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorization = "authorization_endpoint"
            case token = "token_endpoint"
            case keys = "jwks_uri"
            case endSession = "end_session_endpoint"
        }
    }

    /// Where the browser goes to sign in. Throws `unreachable`.
    func address(of attempt: SignOnAttempt) async throws -> String {
        let addresses = try await self.currentAddresses()
        let query = Self.form([
            ("response_type", "code"), ("scope", "openid profile"), ("client_id", self.settings.client),
            ("redirect_uri", self.settings.returnAddress), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ])
        let base = addresses.authorization
        return "\(base)\(base.contains("?") ? "&" : "?")\(query)"
    }

    /// Where the browser goes to sign out; nil when the provider has no such place. Throws `unreachable`.
    ///
    /// - Parameter hint: the token of the sign-in: with it the provider need not ask who signs out.
    func signOutAddress(hint: String?) async throws -> String? {
        guard let base = try await self.currentAddresses().endSession else { return nil }
        let known = hint.map { [("id_token_hint", $0)] } ?? []
        let query = Self.form(
            known + [
                ("client_id", self.settings.client), ("post_logout_redirect_uri", self.settings.signedOutAddress),
            ])
        return "\(base)\(base.contains("?") ? "&" : "?")\(query)"
    }

    /// Who signed in, for the code that the browser brought back. Throws `SignOnRefusal`, or `unreachable`.
    func token(for code: String, of attempt: SignOnAttempt) async throws -> IDToken {
        let text = try await self.exchange(code, attempt)
        do {
            let keys = try await self.currentKeys(for: try IDToken.Header(text))
            return try IDToken(
                text, signedBy: keys,
                .init(
                    issuer: self.settings.issuer, client: self.settings.client, nonce: attempt.nonce,
                    nameClaim: self.settings.claim, now: self.now()))
        } catch let refusal as IDToken.Refusal {
            throw SignOnRefusal(reason: .token(refusal))
        }
    }

    /// The token itself (RFC 6749 §4.1.3, RFC 7636 §4.5).
    private func exchange(_ code: String, _ attempt: SignOnAttempt) async throws -> String {
        struct Answer: Decodable {
            let token: String
            enum CodingKeys: String, CodingKey { case token = "id_token" }
        }
        struct Problem: Decodable { let error: String }
        var request = HTTPClientRequest(url: try await self.currentAddresses().token)
        request.method = .POST
        // RFC 6749 §2.3.1: both are encoded as in a form first.
        let owner = Data("\(Self.encoded(self.settings.client)):\(Self.encoded(self.settings.secret))".utf8)
        request.headers = [
            "authorization": "Basic \(owner.base64EncodedString())", "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
        ]
        let form = Self.form([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", self.settings.returnAddress),
            ("code_verifier", attempt.verifier),
        ])
        request.body = .bytes(ByteBuffer(string: form))
        let (status, body) = try await self.line.ask(request)
        if status >= 500 { throw SignOnLine.unreachable("The token endpoint answered \(status).") }
        guard status == 200, let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else {
            // Some words of theirs, for the log alone.
            let said = try? JSONDecoder().decode(Problem.self, from: Data(body)).error
            let word = said?.prefix(60).filter { $0.isASCII && ($0.isLetter || $0 == "_") }
            throw SignOnRefusal(reason: .code("\(status) \(word ?? "no answer that can be read")"))
        }
        return answer.token
    }

    private func currentAddresses() async throws -> Addresses {
        let now = self.now()
        if let fresh = self.addresses.fresh(at: now) { return fresh }
        if let running = self.addresses.running { return try await running.value }
        try self.addresses.checkFailure(at: now)
        let task = Task {
            do {
                let found = try await self.fetchAddresses()
                self.addresses.ended(.success(found), at: now)
                return found
            } catch {
                self.addresses.ended(.failure(error), at: now)
                throw error
            }
        }
        self.addresses.running = task
        return try await task.value
    }

    private func fetchAddresses() async throws -> Addresses {
        let issuer = self.settings.issuer
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let body = try await self.fetch("\(base)/.well-known/openid-configuration")
        guard let found = try? JSONDecoder().decode(Addresses.self, from: Data(body)) else {
            throw SignOnLine.unreachable("Its configuration cannot be read.")
        }
        guard found.issuer == issuer else {
            throw SignOnLine.unreachable(
                "Its configuration is that of the issuer \(found.issuer.prefix(200).filter { $0.isASCII && !$0.isWhitespace })."
            )
        }
        let all = [found.authorization, found.token, found.keys] + (found.endSession.map { [$0] } ?? [])
        guard all.allSatisfy({ SignOnAddress.parts($0) != nil }) else {
            throw SignOnLine.unreachable("Its configuration names an address that is not https.")
        }
        return found
    }

    private func currentKeys(for header: IDToken.Header) async throws -> [ProviderKey] {
        let now = self.now()
        let fresh = self.keys.fresh(at: now)
        if let fresh, fresh.contains(where: header.fits) { return fresh }
        if let running = self.keys.running { return try await running.value }
        if let fresh, let asked = self.keysAskedAt, (0..<Self.pauseSeconds).contains(now.timeIntervalSince(asked)) {
            return fresh
        }
        try self.keys.checkFailure(at: now)
        self.keysAskedAt = now
        let task = Task {
            do {
                let found = try await self.fetchKeys()
                self.keys.ended(.success(found), at: now)
                return found
            } catch {
                self.keys.ended(.failure(error), at: now)
                throw error
            }
        }
        self.keys.running = task
        return try await task.value
    }

    private func fetchKeys() async throws -> [ProviderKey] {
        guard let found = ProviderKey.read(try await self.fetch(try await self.currentAddresses().keys)) else {
            throw SignOnLine.unreachable("Its keys cannot be read.")
        }
        return found
    }

    private func fetch(_ address: String) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: address)
        request.headers = ["accept": "application/json"]
        let (status, body) = try await self.line.ask(request)
        guard status == 200 else { throw SignOnLine.unreachable("\(address) answered \(status).") }
        return body
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(self.encoded($1))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
