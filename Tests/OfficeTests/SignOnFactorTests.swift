import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The second factor and the password that somebody has here, beside signing in at the provider.
extension SignOnTests {
    @Test func `whoever has a second factor here is asked for its code, unless the provider has asked for one`()
        async throws
    {
        let moment = Date()
        try await SmallProvider.with(now: { moment }) { test, provider in
            let office = test.office
            let secret = try await office.database.write { connection -> Data in
                try SecondFactor.begin("officer-A", office.secrets, in: connection)
                guard case .begun(let secret) = try SecondFactor.state(of: "officer-A", office.secrets, in: connection)
                else { throw Fault.stalePeople }
                _ = try connection.execute("UPDATE second_factor SET confirmed_at = $1", moment)
                return secret
            }
            let asked = try await Self.signIn(test, provider)
            #expect(asked.status == .ok && Self.session(asked) == nil)
            let step = try #require(
                String(buffer: asked.body).firstMatch(of: /name="step" value="([0-9a-f]{64})"/)
            ).1
            func give(_ code: String) async throws -> TestResponse {
                try await test.client.execute(
                    uri: "/sign-in/code", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "step=\(step)&code=\(code)&next=%2Fopinions"))
            }
            let wrong = try await give("000000")
            #expect(wrong.status == .unprocessableContent && Self.session(wrong) == nil)
            let right = try await give(OneTimeCode.make(step: Int(moment.timeIntervalSince1970 / 30), secret: secret))
            #expect(right.headers[.location] == "/opinions" && Self.session(right) != nil)

            provider.change { $0.claims["amr"] = .list([.text("pwd"), .text("mfa")]) }
            #expect(try await Self.opens(test, provider))
        }
    }

    @Test func `a role that must have a second factor works with that of the provider, else sets up its own first`()
        async throws
    {
        try await SmallProvider.with { test, provider in
            try await test.office.database.write { connection in
                try SecondFactor.require(of: [.officer], in: connection)
                // A first password is no matter of whoever signs in elsewhere.
                try connection.execute("UPDATE person SET password_is_first = 1 WHERE id = 'officer-A'")
            }
            func opened(_ methods: [String]) async throws -> TestResponse {
                provider.change { $0.claims["amr"] = .list(methods.map { .text($0) }) }
                let first = try await Self.signIn(test, provider)
                let cookie = try #require(Self.session(first))
                return try await test.client.execute(uri: "/opinions", method: .get, headers: [.cookie: cookie])
            }
            #expect(try await opened(["pwd"]).headers[.location] == "/account/second-factor")
            #expect(try await opened(["pwd", "otp"]).headers[.location] == "/account/second-factor")
            #expect(try await opened(["pwd", "mfa"]).status == .ok)
        }
    }

    private static func signIn(_ test: TestOffice, password: String) async throws -> TestResponse {
        let typed = password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await test.client.execute(
            uri: "/sign-in", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: "user=officer-a&password=\(typed)"))
    }

    /// `officer-A` has the password, under a name that the form takes; the provider knows that name.
    private static func give(_ password: String, isFirst: Bool, _ test: TestOffice, _ provider: SmallProvider)
        async throws
    {
        provider.change { $0.claims["preferred_username"] = .text("officer-a") }
        let hash = try Passwords.quickHash(password)
        _ = try await test.office.database.write {
            try $0.execute(
                "UPDATE person SET user_name = 'officer-a', password_hash = $1, password_is_first = $2 WHERE id = 'officer-A'",
                hash, isFirst)
        }
    }

    @Test func `a first password that nobody used opens nothing after a sign-in at the provider, a new one does`()
        async throws
    {
        try await SmallProvider.with { test, provider in
            try await Self.give("Mật khẩu đầu 1", isFirst: true, test, provider)
            let before = try await Self.signIn(test, password: "Mật khẩu đầu 1")
            #expect(Self.session(before) != nil)
            #expect(try await Self.opens(test, provider))
            let after = try await Self.signIn(test, password: "Mật khẩu đầu 1")
            #expect(after.status == .unprocessableContent && Self.session(after) == nil)
            try await Self.give("Mật khẩu đầu 2", isFirst: true, test, provider)
            let given = try await Self.signIn(test, password: "Mật khẩu đầu 2")
            #expect(Self.session(given) != nil)
            // Their own stays.
            try await Self.give("Mật khẩu riêng 3", isFirst: false, test, provider)
            #expect(try await Self.opens(test, provider))
            let own = try await Self.signIn(test, password: "Mật khẩu riêng 3")
            #expect(Self.session(own) != nil)
        }
    }

    @Test func `a password does not go round the second factor of who signs in at the provider`() async throws {
        try await SmallProvider.with { test, provider in
            try await Self.give("Mật khẩu riêng 3", isFirst: false, test, provider)
            try await test.office.database.write { try SecondFactor.require(of: [.officer], in: $0) }
            let unbound = try await Self.signIn(test, password: "Mật khẩu riêng 3")
            #expect(Self.session(unbound) != nil, "nobody has signed in elsewhere yet")
            provider.change { $0.claims["amr"] = .text("mfa") }
            #expect(try await Self.opens(test, provider))
            let bound = try await Self.signIn(test, password: "Mật khẩu riêng 3")
            #expect(bound.status == .forbidden && Self.session(bound) == nil)
            #expect(String(buffer: bound.body).contains("Đăng nhập bằng tài khoản của tỉnh rồi bật xác thực hai bước"))
            let wrong = try await Self.signIn(test, password: "sai")
            #expect(wrong.status == .unprocessableContent, "only whoever knows the password is told")
            let now = test.office.now()
            try await test.office.database.write { connection in
                try SecondFactor.begin("officer-A", test.office.secrets, in: connection)
                _ = try connection.execute("UPDATE second_factor SET confirmed_at = $1", now)
            }
            let asked = try await Self.signIn(test, password: "Mật khẩu riêng 3")
            #expect(asked.status == .ok && String(buffer: asked.body).contains("name=\"step\""))
        }
    }

    @Test func `who has no password here sets the required second factor up without one`() async throws {
        let moment = Date()
        try await SmallProvider.with(now: { moment }) { test, provider in
            try await Self.give("Mật khẩu đầu 1", isFirst: true, test, provider)
            try await test.office.database.write { try SecondFactor.require(of: [.officer], in: $0) }
            let opened = try await Self.signIn(test, provider)
            let cookie = try #require(Self.session(opened))
            func page(_ path: String) async throws -> TestResponse {
                try await test.client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            }
            func send(_ act: String, _ fields: String) async throws -> TestResponse {
                let text = String(buffer: try await page("/account/second-factor").body)
                let csrf = try #require(text.firstMatch(of: /name="csrf" value="([^"]+)"/)).1
                return try await test.client.execute(
                    uri: "/account/second-factor/\(act)", method: .post,
                    headers: [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "csrf=\(csrf)&once=\(RandomText.secret())&version=0\(fields)"))
            }
            #expect(try await send("begin", "").status == .seeOther)
            let form = String(buffer: try await page("/account/second-factor").body)
            #expect(form.contains("name=\"code\"") && !form.contains("name=\"current\""))
            let office = test.office
            let state = try await office.database.read {
                try SecondFactor.state(of: "officer-A", office.secrets, in: $0)
            }
            guard case .begun(let secret) = state else { throw Fault.stalePeople }
            let wrong = try await send("confirm", "&code=000000")
            #expect(wrong.status == .unprocessableContent)
            let code = OneTimeCode.make(step: Int(moment.timeIntervalSince1970 / 30), secret: secret)
            #expect(try await send("confirm", "&code=\(code)").status == .ok)
            #expect(try await page("/opinions").status == .ok)
            // Once it is there, only with the password.
            let renewed = try await send("codes", "")
            #expect(renewed.status == .unprocessableContent)
        }
    }
}
