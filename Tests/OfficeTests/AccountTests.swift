import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// One's own account: password and sessions.
@Suite struct AccountTests {
    private static let old = "Mật khẩu đúng 1"
    private static let new = "con trâu đi trước cái cày"

    /// `officer-A` has the old password; `isFirst`: an administrator gave it.
    private static func with(isFirst: Bool = false, _ body: @Sendable (TestOffice) async throws -> Void) async throws {
        let hash = try Passwords.quickHash(Self.old)
        try await TestOffice.with { test in
            _ = try await test.office.database.write {
                try $0.execute(
                    "UPDATE person SET password_hash = $1, password_is_first = $2 WHERE id = 'officer-A'", hash, isFirst
                )
            }
            try await body(test)
        }
    }

    private static func change(
        _ current: String, _ wanted: String, again: String? = nil, in session: (cookie: String, csrf: String),
        once: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        try await Self.post(
            "/account/password", in: session,
            ["current": current, "wanted": wanted, "again": again ?? wanted, "once": once, "version": "0"], test)
    }

    private static func post(
        _ path: String, in session: (cookie: String, csrf: String), _ fields: [String: String], _ test: TestOffice
    ) async throws -> TestResponse {
        let body = fields.merging(["csrf": session.csrf]) { $1 }.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await test.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body))
    }

    private static func status(_ path: String, in session: (cookie: String, csrf: String), _ test: TestOffice)
        async throws -> HTTPResponse.Status
    {
        try await test.client.execute(uri: path, method: .get, headers: [.cookie: session.cookie]).status
    }

    @Test func `a new password replaces the old one and ends every other session`() async throws {
        try await Self.with { test in
            let (here, there) = (try await test.session("officer-A"), try await test.session("officer-A"))
            let once = RandomText.secret()
            let first = try await Self.change(Self.old, Self.new, in: here, once: once, test)
            let again = try await Self.change(Self.old, Self.new, in: here, once: once, test)
            #expect(first.status == .seeOther && again.status == .seeOther)
            let hash = try await test.office.database.read { connection -> String in
                try connection.row("SELECT password_hash FROM person WHERE id = 'officer-A'")?["password_hash"] ?? ""
            }
            let isNew = try Passwords.verify(Self.new, hash: hash)
            #expect(isNew)
            let after = [
                try await Self.status("/account", in: here, test), try await Self.status("/account", in: there, test),
            ]
            #expect(after == [.ok, .seeOther])
            let log = try await test.office.database.read { try AdministrativeLog.entries(in: $0) }
            #expect(log.map(\.act) == [.passwordChanged])
        }
    }

    @Test(arguments: [
        ("ngan-qua", "từ 12"), ("officer-a và gì nữa", "tên đăng nhập"),
        ("Người officer-A 77", "chứa"), ("nguoi.OfficerA.77", "họ tên"), ("aaaaaaaabbbb", "dễ đoán"),
        ("matkhau123456", "dễ đoán"), ("Password12345!", "dễ đoán"), (Self.old, "khác mật khẩu đang dùng"),
    ])
    func `a password that is short, usual or the user name is refused`(wanted: String, told: String) async throws {
        try await Self.with { test in
            _ = try await test.office.database.write {
                try $0.execute("UPDATE person SET user_name = 'officer-a' WHERE id = 'officer-A'")
            }
            let answer = try await Self.change(Self.old, wanted, in: try await test.session("officer-A"), test)
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains(told) && page.contains("href=\"#wanted\""))
            #expect(!page.contains(wanted))
        }
    }

    @Test func `the present password is asked for, and guessing it waits`() async throws {
        try await Self.with { test in
            let session = try await test.session("officer-A")
            for _ in 1...5 {
                let wrong = try await Self.change("không phải", Self.new, in: session, test)
                #expect(wrong.status == .unprocessableContent)
            }
            let right = try await Self.change(Self.old, Self.new, in: session, test)
            #expect(right.status == .unprocessableContent)
            #expect(String(buffer: right.body).contains("Thử lại sau 1 phút"))
        }
    }

    @Test func `the two new ones must be the same`() async throws {
        try await Self.with { test in
            let answer = try await Self.change(
                Self.old, Self.new, again: "khác", in: try await test.session("officer-A"), test)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#again\""))
        }
    }

    @Test func `with a password of the administrator nothing is done before it is replaced`() async throws {
        try await Self.with(isFirst: true) { test in
            let session = try await test.session("officer-A")
            for path in ["/incoming", "/account", "/files/x/y", "/search?q=a"] {
                let answer = try await test.client.execute(uri: path, method: .get, headers: [.cookie: session.cookie])
                #expect(answer.headers[.location] == "/account/password", "\(path)")
            }
            let act = try await Self.post("/outgoing", in: session, [:], test)
            #expect(act.status == .forbidden)
            let page = try await Self.status("/account/password", in: session, test)
            let done = try await Self.change(Self.old, Self.new, in: session, test)
            let after = try await Self.status("/incoming", in: session, test)
            #expect([page, done.status, after] == [.ok, .seeOther, .ok])
        }
    }

    @Test func `sessions are listed and ended by their own person only`() async throws {
        try await Self.with { test in
            let (here, there) = (try await test.session("officer-A"), try await test.session("officer-A"))
            let foreign = try await test.session("head-A")
            let hashes = try await test.office.database.read { connection in
                try Sessions.all(of: "officer-A", at: Date(), in: connection).map(\.tokenHash.hex)
            }
            #expect(hashes.count == 2)
            for hash in hashes {
                _ = try await Self.post("/account/sessions/end", in: foreign, ["session": hash], test)
            }
            let still = [
                try await Self.status("/account", in: here, test), try await Self.status("/account", in: there, test),
            ]
            #expect(still == [.ok, .ok])
            let ended = try await Self.post("/account/sessions/end", in: here, [:], test)
            #expect(ended.status == .seeOther)
            let after = [
                try await Self.status("/account", in: here, test), try await Self.status("/account", in: there, test),
                try await Self.status("/account", in: foreign, test),
            ]
            #expect(after == [.ok, .seeOther, .ok])
            let broken = try await Self.post("/account/sessions/end", in: here, ["session": "x"], test)
            #expect(broken.status == .unprocessableContent)
        }
    }

    @Test func `a session is told by the name of its browser, not by all that the browser says`() async throws {
        try await TestOffice.with { test in
            _ = try await test.office.database.write { connection in
                try Sessions.open(
                    personID: "officer-A", address: "10.22.0.7",
                    agent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", at: Date(),
                    in: connection)
            }
            let page = try await test.text("/account", as: "officer-A")
            #expect(page.contains("Firefox trên Linux") && page.contains("Trình duyệt khác"))
            #expect(!page.contains("Mozilla"))
        }
    }

    @Test func `a session ends when the desk was left, and at the end of the day in any case`() async throws {
        try await TestOffice.with { test in
            let (start, hour) = (Date(), TimeInterval(3600))
            try await test.office.database.write { connection in
                let idle = try Sessions.open(personID: "officer-A", at: start, in: connection)
                #expect(try Sessions.visit(token: idle, at: start + 1.9 * hour, in: connection) != nil)
                #expect(try Sessions.visit(token: idle, at: start + 2.1 * hour, in: connection) == nil)
                let used = try Sessions.open(personID: "officer-A", at: start, in: connection)
                for step in 1...8 {
                    let now = start + Double(step) * 1.4 * hour
                    let visit = try #require(try Sessions.visit(token: used, at: now, in: connection))
                    #expect(visit.isUnmarked)
                    try Sessions.mark(visit, at: now, in: connection)
                }
                #expect(try Sessions.visit(token: used, at: start + 12.1 * hour, in: connection) == nil)
            }
        }
    }
}
