import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

@Suite struct SignInTests {
    /// Against BREACH (`CompressAnswers`, `FormSecret`).
    @Test func `pages are compressed for our own pages, and no form shows its secret twice in the same letters`()
        async throws
    {
        try await TestOffice.with { test in
            let session = try await test.session("clerk-A")
            func page(_ site: String) async throws -> TestResponse {
                try await test.client.execute(
                    uri: "/search?q=abc", method: .get,
                    headers: [.cookie: session.cookie, .acceptEncoding: "gzip", .secFetchSite: site])
            }
            let packed = try await page("same-origin")
            #expect(packed.status == .ok && packed.headers[.contentEncoding] == "gzip")
            #expect(Array(packed.body.readableBytesView).starts(with: [0x1f, 0x8b]))
            var secrets: Set<Substring> = []
            for _ in 1...2 {
                let plain = try await page("cross-site")
                #expect(plain.headers[.contentEncoding] == nil)
                secrets.insert(
                    try #require(String(buffer: plain.body).firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
            }
            #expect(secrets.count == 2)
        }
    }

    @Test func `the right password opens a session, whatever the case of the name, and signing out ends it`()
        async throws
    {
        try await Self.withPerson { test in
            let answer = try await Self.signIn(test, "VanThu", "Mật khẩu đúng 1")
            #expect(answer.status == .seeOther)
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Lax"))
            let session = String(cookie.prefix { $0 != ";" })
            let page = try await test.client.execute(
                uri: "/incoming", method: .get, headers: [.cookie: session])
            #expect(page.status == .ok)
            let csrf = try #require(String(buffer: page.body).firstMatch(of: /name="csrf" value="([^"]+)"/)).1
            let out = try await test.client.execute(
                uri: "/sign-out", method: .post,
                headers: [.cookie: session, .contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "csrf=\(csrf)"))
            #expect(out.status == .seeOther)
            let after = try await test.client.execute(uri: "/incoming", method: .get, headers: [.cookie: session])
            #expect(after.status == .seeOther)
        }
    }

    @Test func `a wrong password and an unknown name get the same words`() async throws {
        try await Self.withPerson { test in
            let wrong = try await Self.signIn(test, "vanthu", "sai")
            let unknown = try await Self.signIn(test, "nobody", "sai")
            #expect(wrong.status == .unprocessableContent)
            #expect(unknown.status == .unprocessableContent)
            let words = "Tên đăng nhập hoặc mật khẩu chưa đúng"
            #expect(String(buffer: wrong.body).contains(words))
            #expect(String(buffer: unknown.body).contains(words))
        }
    }

    @Test func `after five failures even the right password waits`() async throws {
        try await Self.withPerson { test in
            for _ in 1...5 { _ = try await Self.signIn(test, "vanthu", "sai") }
            let answer = try await Self.signIn(test, "vanthu", "Mật khẩu đúng 1")
            #expect(answer.status == .tooManyRequests)
            #expect(String(buffer: answer.body).contains("Thử lại sau 1 phút"))
            #expect(answer.headers[.setCookie] == nil)
        }
    }

    @Test func `of guesses that come at once five are looked at`() async throws {
        try await Self.withPerson { test in
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 1...12 { group.addTask { try await Self.signIn(test, "vanthu", "sai").status } }
                return try await group.reduce(into: [HTTPResponse.Status]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == .unprocessableContent }.count == 5)
            #expect(statuses.filter { $0 == .tooManyRequests }.count == 7)
        }
    }

    @Test func `a name that nobody can have is not remembered`() async throws {
        try await Self.withPerson { test in
            let name = String(repeating: "a", count: SignInGuard.maximumNameBytes + 1)
            for _ in 1...7 {
                let answer = try await Self.signIn(test, name, "sai")
                #expect(answer.status == .unprocessableContent && !String(buffer: answer.body).contains(name))
            }
        }
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
    func `signing in never leads to another site`(next: String) async throws {
        try await Self.withPerson { test in
            let answer = try await Self.signIn(test, "vanthu", "Mật khẩu đúng 1", next: next)
            #expect(answer.headers[.location] == "/")
        }
    }

    @Test func `another site cannot sign somebody in`() async throws {
        try await Self.withPerson { test in
            let answer = try await Self.signIn(test, "vanthu", "Mật khẩu đúng 1", site: "cross-site")
            #expect(answer.status == .forbidden)
            #expect(answer.headers[.setCookie] == nil)
        }
    }

    private static func signIn(
        _ test: TestOffice, _ name: String, _ password: String, next: String = "", site: String = "same-origin"
    ) async throws -> TestResponse {
        let body = [("user", name), ("password", password), ("next", next)].map { field, value in
            "\(field)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await test.client.execute(
            uri: "/sign-in", method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", try #require(.init("Sec-Fetch-Site")): site,
            ],
            body: ByteBuffer(string: body))
    }

    private static func withPerson(_ body: @Sendable (TestOffice) async throws -> Void) async throws {
        try await TestOffice.with { test in
            try await AgencySetup.add(
                .init(
                    userName: "VanThu", fullName: "Lê Thị Mẫu", title: "Văn thư", role: .clerk, unit: "A",
                    password: "Mật khẩu đúng 1"),
                unitName: "Phòng A", to: test.office.database, at: Date())
            let hash = try Passwords.quickHash("Mật khẩu đúng 1")
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE person SET password_hash = $1 WHERE lower(user_name) = 'vanthu'", hash)
            }
            try await body(test)
        }
    }
}
