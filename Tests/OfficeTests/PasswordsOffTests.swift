import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Passwords are switched off but for one administrator, and signing out goes on at the provider.
@Suite struct PasswordsOffTests {
    private static let password = "Mật khẩu đúng 1"

    /// An office with a provider, in which two administrators and an officer know a password.
    private static func with(_ body: @Sendable (TestOffice, SmallProvider) async throws -> Void) async throws {
        let hash = try Passwords.quickHash(Self.password)
        try await SmallProvider.with { test, provider in
            try await Self.give(hash, test)
            provider.change { $0.claims["preferred_username"] = .text("officer-a") }
            try await body(test, provider)
        }
    }

    private static func give(_ hash: String, _ test: TestOffice) async throws {
        _ = try await test.office.database.write {
            try $0.execute(
                """
                UPDATE person SET password_hash = $1, user_name = lower(id)
                WHERE id IN ('officer-A', 'admin-A', 'admin-B')
                """, hash)
        }
    }

    private static func signIn(_ user: String, _ test: TestOffice) async throws -> TestResponse {
        try await TestOffice.sendUnsigned("/sign-in", ["user": user, "password": Self.password], test)
    }

    private static func set(_ person: String, as admin: String = "admin-B", version: Int? = nil, _ test: TestOffice)
        async throws -> TestResponse
    {
        let rule = try await test.office.database.read { try EmergencyAdministrator.read(in: $0) }
        return try await test.post(
            "/people/sign-in/passwords", as: admin, version: version ?? rule.version, ["emergency": person])
    }

    private static func isOpen(_ cookie: String, _ test: TestOffice) async throws -> Bool {
        try await test.client.execute(uri: "/account", method: .get, headers: [.cookie: cookie]).status == .ok
    }

    @Test func `a right password opens nothing but for the emergency administrator, and says where to go`() async throws
    {
        try await Self.with { test, _ in
            #expect(try await Self.signIn("officer-a", test).status == .seeOther)
            #expect(try await Self.set("admin-A", test).status == .seeOther)
            for user in ["officer-a", "admin-b"] {
                let refused = try await Self.signIn(user, test)
                #expect(refused.status == .forbidden && refused.headers[.setCookie] == nil)
                #expect(String(buffer: refused.body).contains("không còn dùng mật khẩu"))
            }
            #expect(try await Self.signIn("admin-a", test).status == .seeOther)
            // What a wrong password gets does not tell that it would open nothing.
            let wrong = try await TestOffice.sendUnsigned(
                "/sign-in", ["user": "officer-a", "password": "không phải"], test)
            #expect(wrong.status == .unprocessableContent)
            let page = try await test.client.execute(uri: "/sign-in", method: .get)
            #expect(String(buffer: page.body).contains("<summary>Quản trị khẩn cấp</summary>"))
            // On again.
            #expect(try await Self.set("", as: "admin-A", test).status == .seeOther)
            #expect(try await Self.signIn("officer-a", test).status == .seeOther)
            let log = try await test.text("/people/log", as: "admin-A")
            #expect(log.contains("Đổi ai được đăng nhập bằng mật khẩu") && log.contains("Người admin-A"))
        }
    }

    @Test func `sessions that a password opened end, those from the provider and of the emergency stay`() async throws {
        try await Self.with { test, provider in
            func cookie(_ answer: TestResponse) throws -> String {
                let all = answer.headers[values: .setCookie]
                return String(
                    try #require(all.first { $0.hasPrefix("\(SessionGate.cookie)=") }).prefix { $0 != ";" })
            }
            let officer = try cookie(try await Self.signIn("officer-a", test))
            let emergency = try cookie(try await Self.signIn("admin-a", test))
            let elsewhere = try cookie(try await Self.fromProvider(test, provider).answer)
            #expect(try await Self.set("admin-A", test).status == .seeOther)
            #expect(try await !Self.isOpen(officer, test))
            #expect(try await Self.isOpen(emergency, test))
            #expect(try await Self.isOpen(elsewhere, test))
        }
    }

    @Test func `only an administrator who has chosen a password keeps it, and nobody takes the last way in`()
        async throws
    {
        try await Self.with { test, _ in
            #expect(try await Self.set("admin-A", as: "officer-A", test).status == .forbidden)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET password_is_first = 1 WHERE id = 'admin-B'")
            }
            for person in ["officer-A", "admin-B", "nobody"] {
                let refused = try await Self.set(person, as: "admin-A", test)
                #expect(refused.status == .unprocessableContent, "\(person)")
            }
            #expect(try await Self.set("admin-A", as: "admin-A", test).status == .seeOther)
            #expect(try await Self.set("", as: "admin-A", version: 1, test).status == .conflict)
            let version = try await test.office.database.read { try PersonRecord.find("admin-A", in: $0).version }
            let locked = try await test.post("/people/admin-A/lock", as: "admin-A", version: version)
            #expect(locked.status == .forbidden)
            #expect(String(buffer: locked.body).contains("quản trị khẩn cấp"))
        }
    }

    @Test func `who lacks the second factor of the role is not chosen: the provider that has theirs may be gone`()
        async throws
    {
        try await Self.with { test, _ in
            _ = try await test.office.database.write {
                try $0.execute("INSERT INTO second_factor_role (role) VALUES ('admin')")
            }
            #expect(try await test.office.database.read { try EmergencyAdministrator.candidates(in: $0) }.isEmpty)
            _ = try await test.office.database.write {
                try $0.execute(
                    "INSERT INTO second_factor (person_id, sealed_secret, confirmed_at) VALUES ('admin-A', '', $1)",
                    Date())
            }
            let candidates = try await test.office.database.read { try EmergencyAdministrator.candidates(in: $0) }
            #expect(candidates.map(\.id) == ["admin-A"])
        }
    }

    @Test func `a rule that would lock the emergency administrator out is refused, and says whom and what to do`()
        async throws
    {
        try await Self.with { test, provider in
            provider.change { $0.claims["preferred_username"] = .text("admin-a") }
            _ = try await Self.fromProvider(test, provider)
            #expect(try await Self.set("admin-A", test).status == .seeOther)
            func require(_ role: String) async throws -> TestResponse {
                try await test.post("/people/sign-in", as: "admin-B", version: 0, ["role": role])
            }
            let refused = try await require("admin")
            let page = String(buffer: refused.body)
            #expect(refused.status == .unprocessableContent && page.contains("Người admin-A (admin-a) chưa bật"))
            #expect(page.contains("value=\"admin\" checked"), "what was ticked stays")
            #expect(page.contains("value=\"admin-A\" selected"), "who has the password stays")
            #expect(try await test.office.database.read { try SecondFactor.requiredRoles(in: $0) }.isEmpty)
            #expect(try await Self.signIn("admin-a", test).status == .seeOther)
            // Another role is no matter of theirs, until they get a post in it.
            #expect(try await require("leader").status == .seeOther)
            let post = try await test.post(
                "/people/admin-A/posts", as: "admin-B", version: 0,
                ["unit": "A", "role": "leader", "title": "Phó Chủ tịch", "start": test.office.today.shown])
            #expect(post.status == .forbidden)
            #expect(String(buffer: post.body).contains("sẽ không đăng nhập được"))
            // With a second factor of their own the rule holds, and the factor is not taken away.
            for person in ["admin-A", "admin-B"] { try await Self.enrol(person, test) }
            #expect(try await require("admin").headers[.location] == "/people/sign-in")
            let version = try await test.office.database.read { try PersonRecord.find("admin-A", in: $0).version }
            let reset = try await test.post("/people/admin-A/second-factor", as: "admin-B", version: version)
            #expect(reset.status == .forbidden)
            #expect(try await test.office.database.read { try SecondFactor.isOn("admin-A", in: $0) })
        }
    }

    @Test
    func `an emergency administrator who lost the telephone comes in by the password after the command on the server`()
        async throws
    {
        try await Self.with { test, provider in
            provider.change { $0.claims["preferred_username"] = .text("admin-a") }
            _ = try await Self.fromProvider(test, provider)
            for person in ["admin-A", "admin-B"] { try await Self.enrol(person, test) }
            _ = try await test.office.database.write {
                try $0.execute("INSERT INTO second_factor_role (role) VALUES ('admin')")
            }
            #expect(try await Self.set("admin-A", test).headers[.location] == "/people/sign-in")
            try await AgencySetup.resetSecondFactor(of: "admin-a", in: test.office.database, at: Date())
            let opened = try await Self.signIn("admin-a", test)
            #expect(opened.status == .seeOther && opened.headers[.setCookie] != nil)
        }
    }

    private static func enrol(_ person: String, _ test: TestOffice) async throws {
        _ = try await test.office.database.write {
            try $0.execute(
                "INSERT INTO second_factor (person_id, sealed_secret, confirmed_at) VALUES ($1, '', $2)", person, Date()
            )
        }
    }

    @Test func `without a provider passwords cannot be switched off, and a rule from before rests`() async throws {
        let hash = try Passwords.quickHash(Self.password)
        try await TestOffice.with { test in
            try await Self.give(hash, test)
            #expect(try await Self.set("admin-A", test).status == .unprocessableContent)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE emergency_administrator SET person_id = 'admin-A'")
            }
            #expect(try await Self.signIn("officer-a", test).status == .seeOther)
        }
    }

    // MARK: Signing out at the provider

    /// The whole way of `officer-A`; answers what opened the session, and the cookies of the browser.
    private static func fromProvider(
        _ test: TestOffice, _ provider: SmallProvider
    ) async throws -> (answer: TestResponse, cookies: [String]) {
        let begun = try await test.client.execute(uri: "/sign-in/sso?next=%2Fnotices", method: .get)
        let cookie = try #require(begun.headers[.setCookie]).prefix { $0 != ";" }
        let back = try provider.signIn(at: try #require(begun.headers[.location]))
        let answer = try await test.client.execute(
            uri: back.path, method: .get, headers: [.cookie: String(cookie)])
        return (answer, answer.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) })
    }

    private static func signOut(_ cookies: [String], _ test: TestOffice) async throws -> TestResponse {
        let page = try await test.client.execute(
            uri: "/account", method: .get, headers: [.cookie: cookies.joined(separator: "; ")])
        let text = String(buffer: page.body)
        let csrf = String(try #require(text.firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
            .addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        return try await test.client.execute(
            uri: "/sign-out", method: .post,
            headers: [
                .cookie: cookies.joined(separator: "; "), .contentType: "application/x-www-form-urlencoded",
            ], body: ByteBuffer(string: "csrf=\(csrf ?? "")"))
    }

    @Test func `who came from the provider signs out here, and by a link there, with the token as a hint`() async throws
    {
        try await Self.with { test, provider in
            provider.change {
                $0.configuration = ["end_session_endpoint": .text("\($0.address)/out?from=office")]
            }
            let (answer, cookies) = try await Self.fromProvider(test, provider)
            let hint = try #require(
                answer.headers[values: .setCookie].first { $0.hasPrefix("\(SignOutHint.cookie)=") })
            #expect(hint.contains("HttpOnly") && hint.contains("Path=/sign-out"))
            // The token itself stands nowhere in the browser.
            #expect(!hint.prefix { $0 != ";" }.contains("."))
            let out = try await Self.signOut(cookies, test)
            #expect(out.status == .seeOther && out.headers[.location] == "/sign-out")
            let kept = cookies.filter { $0.hasPrefix("\(SignOutHint.cookie)=") }
            func get(_ path: String) async throws -> TestResponse {
                try await test.client.execute(uri: path, method: .get, headers: [.cookie: kept.joined()])
            }
            let page = String(buffer: try await get("/sign-out").body)
            #expect(page.contains("href=\"/sign-out/sso\"") && page.contains("Đăng xuất khỏi tài khoản của tỉnh"))
            let there = try await get("/sign-out/sso")
            let location = try #require(there.headers[.location].flatMap(URLComponents.init(string:)))
            #expect(there.status == .seeOther && location.path == "/out")
            let asked = Dictionary(
                uniqueKeysWithValues: (location.queryItems ?? []).map { ($0.name, $0.value ?? "") })
            #expect(asked["from"] == "office" && asked["client_id"] == SmallProvider.client)
            #expect(asked["post_logout_redirect_uri"] == "http://127.0.0.1:8461/sign-in")
            #expect(asked["id_token_hint"]?.split(separator: ".").count == 3)
            #expect(there.headers[values: .setCookie].contains { $0.hasPrefix("\(SignOutHint.cookie)=;") })
        }
    }

    @Test func `a provider without such a place, out of reach or with a foreign one leaves nobody signed in here`()
        async throws
    {
        try await Self.with { test, provider in
            let (_, cookies) = try await Self.fromProvider(test, provider)
            #expect(try await Self.signOut(cookies, test).headers[.location] == "/sign-out")
            let there = try await test.client.execute(
                uri: "/sign-out/sso", method: .get, headers: [.cookie: cookies.joined(separator: "; ")])
            #expect(there.status == .serviceUnavailable)
            #expect(String(buffer: there.body).contains("chưa đăng xuất được khỏi"))
        }
        try await Self.with { test, provider in
            provider.change { $0.configuration = ["end_session_endpoint": .text("http://evil.example/out")] }
            let begun = try await test.client.execute(uri: "/sign-in/sso", method: .get)
            #expect(begun.status == .serviceUnavailable, "its configuration names an address that is not https")
        }
    }

    @Test func `who is signed in, or never came from there, is not led to the provider`() async throws {
        try await Self.with { test, provider in
            let (_, cookies) = try await Self.fromProvider(test, provider)
            for path in ["/sign-out", "/sign-out/sso"] {
                let signedIn = try await test.client.execute(
                    uri: path, method: .get, headers: [.cookie: cookies.joined(separator: "; ")])
                #expect(signedIn.headers[.location] == "/", "another site cannot sign anybody out")
                let stranger = try await test.client.execute(uri: path, method: .get)
                #expect(stranger.headers[.location] == "/sign-in")
            }
            let byPassword = try await Self.signIn("admin-a", test)
            let session = byPassword.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }
            #expect(try await Self.signOut(session, test).headers[.location] == "/sign-in")
        }
    }
}
