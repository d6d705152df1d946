import Crypto
import CryptoExtras
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// Signing in at a provider that the test has started.
@Suite struct SignOnTests {
    /// A browser: the cookie of the attempt, and where it was sent.
    private struct Begun {
        let cookie: String
        let location: String
    }

    private static func begin(_ test: TestOffice, next: String = "/opinions") async throws -> Begun {
        let wanted = next.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await test.client.execute(uri: "/sign-in/sso?next=\(wanted)", method: .get)
        #expect(answer.status == .seeOther)
        let cookie = try #require(answer.headers[.setCookie])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=600"))
        return Begun(
            cookie: String(cookie.prefix { $0 != ";" }), location: try #require(answer.headers[.location]))
    }

    private static func comeBack(_ path: String, _ cookie: String?, _ test: TestOffice) async throws -> TestResponse {
        try await test.client.execute(uri: path, method: .get, headers: cookie.map { [.cookie: $0] } ?? [:])
    }

    /// The whole way of somebody.
    static func signIn(
        _ test: TestOffice, _ provider: SmallProvider, next: String = "/opinions"
    ) async throws -> TestResponse {
        let begun = try await Self.begin(test, next: next)
        return try await Self.comeBack(try provider.signIn(at: begun.location).path, begun.cookie, test)
    }

    /// The cookie of the session that an answer opens; nil when it opens none.
    static func session(_ answer: TestResponse) -> String? {
        answer.headers[values: .setCookie].first { $0.hasPrefix("\(SessionGate.cookie)=") }
            .map { String($0.prefix { $0 != ";" }) }
    }

    /// Whether the whole way ends in a session.
    static func opens(_ test: TestOffice, _ provider: SmallProvider) async throws -> Bool {
        Self.session(try await Self.signIn(test, provider)) != nil
    }

    private static func refused(_ answer: TestResponse, _ words: String) {
        #expect(answer.status == .forbidden)
        #expect(Self.session(answer) == nil)
        #expect(String(buffer: answer.body).contains(words))
    }

    /// The lines of the access log about signing in, oldest first.
    private static func told(_ test: TestOffice) async throws -> [String] {
        let office = test.office
        try await office.access.flush(to: office.database, at: office.now())
        return try await office.database.read { connection in
            try connection.rows(
                "SELECT kind, detail FROM access_log WHERE kind IN ('signed-in', 'sign-in-failed') ORDER BY seq LIMIT 100"
            ).map { row -> String in
                let (kind, detail): (String, String) = (try row["kind"], try row["detail"])
                return "\(kind) \(detail)"
            }
        }
    }

    private static let unusable = "không dùng được"

    @Test func `the page shows the button, and without a provider there is none`() async throws {
        try await SmallProvider.with { test, _ in
            let page = try await test.client.execute(uri: "/sign-in?next=%2Fopinions", method: .get)
            let text = String(buffer: page.body)
            #expect(text.contains("Đăng nhập bằng tài khoản của tỉnh"))
            #expect(text.contains("href=\"/sign-in/sso?next=%2Fopinions\""))
        }
        try await TestOffice.with { test in
            let page = try await test.client.execute(uri: "/sign-in", method: .get)
            #expect(!String(buffer: page.body).contains("/sign-in/sso"))
            let begun = try await test.client.execute(uri: "/sign-in/sso", method: .get)
            #expect(begun.status == .notFound)
        }
    }

    @Test func `who signs in at the provider is signed in here, and goes where they wanted`() async throws {
        try await SmallProvider.with { test, provider in
            let answer = try await Self.signIn(test, provider)
            #expect(answer.status == .seeOther && answer.headers[.location] == "/opinions")
            let attempt = answer.headers[values: .setCookie].first { $0.hasPrefix("\(SignOnAttempt.cookie)=;") }
            #expect(attempt?.contains("Max-Age=0") == true, "the cookie of the attempt goes")
            let cookie = try #require(Self.session(answer))
            let page = try await test.client.execute(uri: "/opinions", method: .get, headers: [.cookie: cookie])
            #expect(page.status == .ok && String(buffer: page.body).contains("Người officer-A"))
            let bound = try await test.office.database.read {
                try AdministrativeLog.entries(of: "officer-A", in: $0)
            }
            #expect(bound.map(\.act) == [.signOnBound])
            #expect(try await Self.told(test) == ["signed-in sso"])
            // The second time changes nothing.
            #expect(try await Self.opens(test, provider))
            let after = try await test.office.database.read {
                try AdministrativeLog.entries(of: "officer-A", in: $0).count
            }
            #expect(after == 1)
        }
    }

    @Test func `an RSA key and another claim serve as well`() async throws {
        let key = try TestKey.rsa("r")
        try await SmallProvider.with(claim: "tai_khoan") { test, provider in
            provider.change { state in
                (state.key, state.shown) = (key, [key])
                state.claims = ["sub": .text("tk-1"), "tai_khoan": .text("officer-A")]
            }
            let isOpen = try await Self.opens(test, provider)
            #expect(isOpen)
        }
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)",
    ])
    func `it never leads to another site`(next: String) async throws {
        #expect(LocalPath.checked(next) == "/")
        try await SmallProvider.with { test, provider in
            let answer = try await Self.signIn(test, provider, next: next)
            #expect(Self.session(answer) != nil && answer.headers[.location] == "/")
        }
    }

    static let wrong: [(String, JSON, String)] = [
        ("aud", .text("khac"), "audience"), ("azp", .text("khac"), "authorized-party"),
        ("iss", .text("http://khac.example"), "issuer"), ("nonce", .text("khac"), "nonce"), ("nonce", .null, "nonce"),
        ("exp", .number(1_000_000_000), "expired"), ("iat", .number(1_000_000_000), "issued-at"),
        ("sub", .null, "subject"),
    ]

    @Test(arguments: SignOnTests.wrong)
    func `a token with a wrong claim opens nothing`(claim: String, value: JSON, reason: String) async throws {
        try await SmallProvider.with { test, provider in
            provider.change { $0.claims[claim] = value }
            Self.refused(try await Self.signIn(test, provider), Self.unusable)
            #expect(try await Self.told(test) == ["sign-in-failed sso token \(reason)"])
        }
    }

    @Test func `a token without a signature, with a symmetric one or of another key opens nothing`() async throws {
        let (key, other) = (try TestKey.rsa("r"), try TestKey.newRSA("r"))
        guard case .rsa(let own) = key.kind else { return }
        let secret = SymmetricKey(data: Data(own.publicKey.pemRepresentation.utf8))
        let kinds: [(reason: String, make: @Sendable ([String: JSON]) throws -> String)] = [
            ("algorithm", { TestKey.unsigned(["alg": .text("none"), "kid": .text("r")], $0) + "." }),
            (
                "algorithm",
                { claims in
                    let signed = TestKey.unsigned(["alg": .text("HS256"), "kid": .text("r")], claims)
                    let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: secret)
                    return "\(signed).\(Base64URL.text(Data(code)))"
                }
            ),
            ("signature", { try other.token($0) }), ("malformed", { _ in "khong phai" }),
        ]
        try await SmallProvider.with { test, provider in
            provider.change { $0.shown = [key] }
            for kind in kinds {
                provider.change { $0.make = kind.make }
                Self.refused(try await Self.signIn(test, provider), Self.unusable)
            }
            #expect(try await Self.told(test) == kinds.map { "sign-in-failed sso token \($0.reason)" })
            provider.change { $0.make = { try key.token($0) } }
            #expect(try await Self.opens(test, provider), "the right one of the same claims")
        }
    }

    @Test func `the way back belongs to the browser that began, once, and in time`() async throws {
        let clock = Mutex(Date())
        try await SmallProvider.with(now: { clock.withLock { $0 } }) { test, provider in
            let words = "bắt đầu ở trình duyệt khác"
            let (own, other) = (try await Self.begin(test), try await Self.begin(test))
            let back = try provider.signIn(at: own.location)
            Self.refused(try await Self.comeBack(back.path, nil, test), words)
            Self.refused(try await Self.comeBack(back.path, other.cookie, test), words)
            Self.refused(try await Self.comeBack(back.path, own.cookie + "x", test), words)
            let foreign = "/sign-in/sso/return?code=x&state=\(String(repeating: "0", count: 64))"
            Self.refused(try await Self.comeBack(foreign, own.cookie, test), words)
            let issuer = "\(back.path)&iss=https%3A%2F%2Fkhac.example"
            Self.refused(try await Self.comeBack(issuer, own.cookie, test), words)
            // What named another issuer has ended the attempt.
            Self.refused(try await Self.comeBack(back.path, own.cookie, test), words)

            let again = try await Self.begin(test)
            let path = try provider.signIn(at: again.location).path
            let opened = try await Self.comeBack(path, again.cookie, test)
            #expect(Self.session(opened) != nil)
            Self.refused(try await Self.comeBack(path, again.cookie, test), words)
            // With a fresh code too: the state is used up.
            let fresh = try provider.signIn(at: again.location).path
            Self.refused(try await Self.comeBack(fresh, again.cookie, test), words)

            let late = try await Self.begin(test)
            let lateBack = try provider.signIn(at: late.location).path
            clock.withLock { $0 += SignOnAttempt.lifetimeSeconds }
            Self.refused(try await Self.comeBack(lateBack, late.cookie, test), words)
        }
    }

    @Test func `a code that was made for another browser is not taken by the provider`() async throws {
        try await SmallProvider.with { test, provider in
            let (own, other) = (try await Self.begin(test), try await Self.begin(test))
            let code = try provider.signIn(at: other.location).path.split(separator: "&")[0]
            let state = try provider.signIn(at: own.location).state
            Self.refused(try await Self.comeBack("\(code)&state=\(state)", own.cookie, test), Self.unusable)
            #expect(try await Self.told(test) == ["sign-in-failed sso code 400 invalid_grant"])
        }
    }

    @Test func `whom the provider does not let in is told so`() async throws {
        try await SmallProvider.with { test, provider in
            let begun = try await Self.begin(test)
            let state = try provider.signIn(at: begun.location).state
            let path = "/sign-in/sso/return?error=access_denied&error_description=%3Cb%3E&state=\(state)"
            Self.refused(try await Self.comeBack(path, begun.cookie, test), "Bạn chưa đăng nhập ở tài khoản của tỉnh")
        }
    }

    @Test func `nobody is made: who is not here, is written otherwise or is locked stays outside`() async throws {
        try await SmallProvider.with { test, provider in
            let words = "chưa có người dùng ở đây"
            for name in ["khong-co", "OFFICER-A", "officer-a", " officer-A"] {
                provider.change { $0.claims["preferred_username"] = .text(name) }
                Self.refused(try await Self.signIn(test, provider), words)
            }
            provider.change { $0.claims["preferred_username"] = .null }
            Self.refused(try await Self.signIn(test, provider), words)
            provider.change { $0.claims["preferred_username"] = .text("officer-A") }
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET enabled = 0 WHERE id = 'officer-A'")
            }
            Self.refused(try await Self.signIn(test, provider), words)
            let bound: Int? = try await test.office.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM sign_on_account")?["total"]
            }
            #expect(bound == 0)
        }
    }

    @Test
    func `another account of the same name and the same account under another name are refused until it is cleared`()
        async throws
    {
        try await SmallProvider.with { test, provider in
            let words = "không phải tài khoản đã gắn lần đầu"
            let first = try await Self.signIn(test, provider)
            let cookie = try #require(Self.session(first))
            provider.change { $0.claims["sub"] = .text("tk-2") }
            Self.refused(try await Self.signIn(test, provider), words)
            provider.change { $0.claims = ["sub": .text("tk-1"), "preferred_username": .text("head-A")] }
            Self.refused(try await Self.signIn(test, provider), words)

            let foreign = try await test.post("/people/officer-A/sign-on", as: "head-A", version: 1)
            #expect(foreign.status == .forbidden)
            let stale = try await test.post("/people/officer-A/sign-on", as: "admin-A", version: 0)
            #expect(stale.status == .conflict)
            let asked = try await test.get("/people/officer-A/sign-on", as: "admin-A")
            #expect(String(buffer: asked.body).contains("Bỏ gắn tài khoản đăng nhập một lần?"))
            let cleared = try await test.post("/people/officer-A/sign-on", as: "admin-A", version: 1)
            #expect(cleared.status == .seeOther)
            let ended = try await test.client.execute(uri: "/opinions", method: .get, headers: [.cookie: cookie])
            #expect(ended.status == .seeOther)
            let repeated = try await test.post("/people/officer-A/sign-on", as: "admin-A", version: 1)
            #expect(repeated.status == .conflict, "there is none")

            provider.change { $0.claims = ["sub": .text("tk-2"), "preferred_username": .text("officer-A")] }
            let anew = try await Self.signIn(test, provider)
            let told = try await test.client.execute(
                uri: "/incoming", method: .get, headers: [.cookie: try #require(Self.session(anew))])
            #expect(String(buffer: told.body).contains("Quản trị đã bỏ gắn tài khoản đăng nhập một lần của bạn"))
        }
    }

    @Test func `a new key of the provider is fetched, an unknown one at most once a minute`() async throws {
        let clock = Mutex(Date())
        try await SmallProvider.with(now: { clock.withLock { $0 } }) { test, provider in
            func reads() -> Int { provider.state.withLock { $0.keySetsRead } }
            #expect(try await Self.opens(test, provider))
            #expect(try await Self.opens(test, provider))
            #expect(reads() == 1, "kept")
            let next = TestKey.p256("k2")
            provider.change { $0.key = next }
            for _ in 1...3 { Self.refused(try await Self.signIn(test, provider), Self.unusable) }
            #expect(reads() == 1, "asked for less than a minute ago")
            clock.withLock { $0 += SignOnProvider.pauseSeconds }
            for _ in 1...3 { Self.refused(try await Self.signIn(test, provider), Self.unusable) }
            #expect(reads() == 2)
            provider.change { $0.shown = [next] }
            clock.withLock { $0 += SignOnProvider.pauseSeconds }
            #expect(try await Self.opens(test, provider))
            #expect(reads() == 3)
            clock.withLock { $0 += SignOnProvider.lifetimeSeconds }
            #expect(try await Self.opens(test, provider))
            #expect(reads() == 4, "what is kept ends")
        }
    }

    @Test func `what many need at once is fetched once, and no answer holds for some seconds`() async throws {
        let clock = Mutex(Date())
        try await SmallProvider.with(now: { clock.withLock { $0 } }) { test, provider in
            func reads() -> [Int] { provider.state.withLock { [$0.configurationsRead, $0.keySetsRead] } }
            provider.change { $0.configuration = ["issuer": .text("https://khac.example")] }
            for _ in 1...3 {
                let answer = try await test.client.execute(uri: "/sign-in/sso", method: .get)
                #expect(answer.status == .serviceUnavailable)
            }
            #expect(reads() == [1, 0])
            provider.change { $0.configuration = [:] }
            clock.withLock { $0 += SignOnProvider.failureSeconds }
            let begun = try await withThrowingTaskGroup(of: Begun.self) { group in
                for _ in 1...12 { group.addTask { try await Self.begin(test) } }
                return try await group.reduce(into: [Begun]()) { $0.append($1) }
            }
            #expect(reads() == [2, 0])
            let sessions = try await withThrowingTaskGroup(of: Bool.self) { group in
                for one in begun {
                    let path = try provider.signIn(at: one.location).path
                    group.addTask { Self.session(try await Self.comeBack(path, one.cookie, test)) != nil }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(sessions == 12)
            #expect(reads() == [2, 1])
        }
    }

    static let foreign: [[String: JSON]] = [
        ["issuer": .text("https://khac.example")], ["token_endpoint": .text("http://khac.example/token")],
        ["jwks_uri": .text("ftp://127.0.0.1/keys")], ["authorization_endpoint": .number(1)],
    ]

    @Test(arguments: SignOnTests.foreign)
    func `a configuration of somebody else or without TLS is not taken, and passwords still serve`(
        configuration: [String: JSON]
    ) async throws {
        try await SmallProvider.with { test, provider in
            provider.change { $0.configuration = configuration }
            let answer = try await test.client.execute(uri: "/sign-in/sso", method: .get)
            #expect(answer.status == .serviceUnavailable && answer.headers[.setCookie] == nil)
            let text = String(buffer: answer.body)
            #expect(text.contains("Chưa kết nối được nơi đăng nhập") && text.contains("name=\"password\""))
        }
    }

    @Test func `a provider that fails on the way back opens nothing`() async throws {
        try await SmallProvider.with { test, provider in
            provider.change { $0.isBroken = true }
            let answer = try await Self.signIn(test, provider)
            #expect(answer.status == .serviceUnavailable && Self.session(answer) == nil)
        }
    }

    @Test func `who comes back too often waits; strangers make nobody wait and write no lines`() async throws {
        try await SmallProvider.with { test, provider in
            for _ in 1...200 {
                let stranger = try await test.client.execute(uri: "/sign-in/sso/return", method: .get)
                #expect(stranger.status == .forbidden)
            }
            #expect(try await Self.told(test).isEmpty)
            #expect(try await Self.opens(test, provider))
            let begun = try await Self.begin(test)
            // At once: whoever is slow is given new calls meanwhile.
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 1...200 {
                    group.addTask { try await Self.comeBack("/sign-in/sso/return", begun.cookie, test).status }
                }
                return try await group.reduce(into: Set<HTTPResponse.Status>()) { $0.insert($1) }
            }
            #expect(statuses == [.forbidden, .tooManyRequests])
            let lines = try await Self.told(test)
            #expect(lines.dropFirst().allSatisfy { $0 == "sign-in-failed sso foreign" } && lines.count > 1)
        }
    }

    @Test func `an attempt ends once, and many of strangers keep nobody outside`() {
        let (now, ended) = (Date(), EndedAttempts(limit: 10))
        let attempts = (0..<30).map { SignOnAttempt(next: "/", at: now + Double($0)) }
        for attempt in attempts {
            #expect(ended.end(attempt, at: now + 30))
            #expect(!ended.end(attempt, at: now + 30))
        }
        #expect(!ended.end(attempts[21], at: now + 30), "one of the last ten")
    }

    @Test(arguments: [
        ("http://noi-cap.example", "https://a.example", "x"), ("https://noi-cap.example?a=b", "https://a.example", "x"),
        ("https://u:p@noi-cap.example", "https://a.example", "x"), ("https://noi-cap.example", "http://a.example", "x"),
        ("https://noi-cap.example", "https://a.example/duong", "x"),
        ("https://noi-cap.example", "https://a.example", ""),
    ])
    func `settings without TLS, with more than an address or without a secret are refused`(
        issuer: String, address: String, secret: String
    ) {
        #expect(throws: Fault.self) {
            try SignOnSettings(issuer: issuer, client: "c", secret: secret, name: "n", address: address)
        }
    }
}
