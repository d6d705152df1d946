import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office
import Web

/// One-time and recovery codes after the password.
@Suite struct SecondFactorTests {
    private static let password = "Mật khẩu đúng 1"
    private static let person = "officer-A"
    /// The clock of these offices stands still: a code is good for half a minute, and many tests run at once.
    private static let moment = Date()

    /// Everybody who is tested has the password.
    private static func with(_ body: @Sendable (TestOffice) async throws -> Void) async throws {
        let hash = try Passwords.quickHash(Self.password)
        try await TestOffice.with(now: { Self.moment }) { test in
            _ = try await test.office.database.write {
                try $0.execute(
                    "UPDATE person SET password_hash = $1, user_name = lower(id) WHERE id IN ('officer-A', 'admin-A')",
                    hash)
            }
            try await body(test)
        }
    }

    /// `officer-A` switches it on; answers the secret, the recovery codes and the step of the code that was used.
    private static func enrolled(
        _ test: TestOffice, _ person: String = Self.person
    ) async throws -> (secret: Data, codes: [String], step: Int) {
        let begun = try await test.post("/account/second-factor/begin", as: person, version: 0)
        #expect(begun.headers[.location] == "/account/second-factor")
        let secret = try await Self.begunSecret(of: person, test)
        let step = Self.now
        let on = try await test.post(
            "/account/second-factor/confirm", as: person, version: 0,
            ["code": OneTimeCode.make(step: step, secret: secret), "current": Self.password])
        #expect(on.status == .ok)
        let codes = Self.codes(on)
        #expect(Set(codes).count == 10)
        return (secret, codes, step)
    }

    private static var now: Int { Int(Self.moment.timeIntervalSince1970 / 30) }

    /// A code that is good now and newer than that of `step`.
    private static func code(_ secret: Data, after step: Int) -> String {
        OneTimeCode.make(step: step + 1, secret: secret)
    }

    private static func begunSecret(of person: String, _ test: TestOffice) async throws -> Data {
        let secrets = test.office.secrets
        let state = try await test.office.database.read { try SecondFactor.state(of: person, secrets, in: $0) }
        guard case .begun(let secret) = state else { throw Fault.stalePeople }
        return secret
    }

    private static func codes(_ answer: TestResponse) -> [String] {
        String(buffer: answer.body).matches(of: /<li><code>([a-z2-7\-]{19})<\/code>/).map { String($0.1) }
    }

    /// The password of a person with a second factor; answers the step that the page of the code carries.
    private static func step(_ test: TestOffice, next: String = "") async throws -> String {
        let answer = try await TestOffice.sendUnsigned(
            "/sign-in", ["user": "officer-a", "password": Self.password, "next": next], test)
        #expect(answer.status == .ok)
        #expect(answer.headers[.setCookie] == nil)
        return String(try #require(String(buffer: answer.body).firstMatch(of: /name="step" value="([0-9a-f]{64})"/)).1)
    }

    private static func give(_ code: String, _ step: String, _ test: TestOffice) async throws -> TestResponse {
        try await TestOffice.sendUnsigned("/sign-in/code", ["step": step, "code": code, "next": "/opinions"], test)
    }

    @Test func `the key is shown as a picture that names itself, and in letters`() async throws {
        try await Self.with { test in
            _ = try await test.post("/account/second-factor/begin", as: Self.person, version: 0)
            let secret = try await Self.begunSecret(of: Self.person, test)
            let page = try await test.text("/account/second-factor", as: Self.person)
            #expect(page.contains("<svg class=\"qr\" role=\"img\" aria-labelledby=\"ma-qr\""))
            #expect(page.contains("<title id=\"ma-qr\">Mã QR chứa khóa ghi bên dưới</title>"))
            #expect(page.contains("<code>\(OneTimeCode.base32(secret).prefix(4)) "))
        }
    }

    @Test func `after the password a code of the app opens the session, and the same code no other`() async throws {
        try await Self.with { test in
            let (secret, _, used) = try await Self.enrolled(test)
            // The code of the enrolment was used up.
            let old = try await Self.give(
                OneTimeCode.make(step: used, secret: secret), try await Self.step(test), test)
            #expect(old.status == .unprocessableContent)
            let first = try await Self.step(test, next: "/opinions")
            let second = try await Self.step(test)
            let code = Self.code(secret, after: used)
            let answer = try await Self.give(code, first, test)
            #expect(answer.headers[.location] == "/opinions")
            let cookie = String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
            let page = try await test.client.execute(uri: "/opinions", method: .get, headers: [.cookie: cookie])
            #expect(page.status == .ok)
            for step in [first, second] {
                let again = try await Self.give(code, step, test)
                #expect(again.status == .unprocessableContent)
                #expect(again.headers[.setCookie] == nil)
            }
        }
    }

    @Test func `the password alone opens nothing`() async throws {
        try await Self.with { test in
            _ = try await Self.enrolled(test)
            let step = try await Self.step(test)
            let page = try await test.client.execute(
                uri: "/incoming", method: .get, headers: [.cookie: "\(SessionGate.cookie)=\(step)"])
            #expect(page.status == .seeOther)
            #expect(page.headers[.location]?.hasPrefix("/sign-in") == true)
        }
    }

    @Test func `guesses at the code wait, and the right password gives no new ones`() async throws {
        try await Self.with { test in
            let (secret, _, used) = try await Self.enrolled(test)
            for _ in 1...4 {
                let wrong = try await Self.give("000000", try await Self.step(test), test)
                #expect(wrong.status == .unprocessableContent)
            }
            let step = try await Self.step(test)
            _ = try await Self.give("000000", step, test)
            let right = try await Self.give(Self.code(secret, after: used), step, test)
            #expect(right.status == .tooManyRequests)
            let again = try await TestOffice.sendUnsigned(
                "/sign-in", ["user": "officer-a", "password": Self.password], test)
            #expect(again.status == .tooManyRequests)
        }
    }

    @Test func `a step of signing in takes five codes, whatever the guard remembers`() async throws {
        try await Self.with { test in
            _ = try await Self.enrolled(test)
            let step = try await Self.step(test)
            let counted = try await test.office.database.write { connection in
                try (1...7).map { _ in try SignInStep.count(step, in: connection) }
            }
            #expect(counted == [true, true, true, true, true, false, false])
            let answer = try await Self.give("000000", step, test)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("đăng nhập lại từ đầu"))
        }
    }

    @Test func `codes that come at once are five guesses`() async throws {
        try await Self.with { test in
            _ = try await Self.enrolled(test)
            let step = try await Self.step(test)
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 1...12 { group.addTask { try await Self.give("000000", step, test).status } }
                return try await group.reduce(into: [HTTPResponse.Status]()) { $0.append($1) }
            }
            let tries: Int? = try await test.office.database.read {
                try $0.row("SELECT tries FROM sign_in_step")?["tries"]
            }
            #expect(tries == 5)
            // Who comes after the fifth finds the step ended or has to wait.
            #expect(Set(statuses).isSubset(of: [.unprocessableContent, .tooManyRequests]))
        }
    }

    @Test func `a step of signing in ends after five minutes and with a new password`() async throws {
        try await Self.with { test in
            _ = try await Self.enrolled(test)
            let step = try await Self.step(test)
            let (late, early) = (Self.moment + 301, Self.moment + 290)
            try await test.office.database.write { connection in
                #expect(try SignInStep.find(step, at: early, in: connection)?.id == Self.person)
                #expect(try SignInStep.find(step, at: late, in: connection) == nil)
                try Sessions.closeAll(of: Self.person, in: connection)
                #expect(try SignInStep.find(step, at: early, in: connection) == nil)
            }
        }
    }

    @Test func `each recovery code is good once, in whatever form it is typed, until new ones are made`() async throws {
        try await Self.with { test in
            let (_, codes, _) = try await Self.enrolled(test)
            let typed = codes[0].uppercased().replacing("-", with: " ")
            let first = try await Self.give(typed, try await Self.step(test), test)
            #expect(first.status == .seeOther)
            let again = try await Self.give(codes[0], try await Self.step(test), test)
            #expect(again.status == .unprocessableContent)
            let made = try await test.post(
                "/account/second-factor/codes", as: Self.person, version: 0, ["current": Self.password])
            let new = Self.codes(made)
            #expect(new.count == 10 && Set(new).isDisjoint(with: codes))
            let old = try await Self.give(codes[1], try await Self.step(test), test)
            let fresh = try await Self.give(new[0], try await Self.step(test), test)
            #expect([old.status, fresh.status] == [.unprocessableContent, .seeOther])
        }
    }

    @Test func `secret and recovery codes are not in the database as they are`() async throws {
        try await Self.with { test in
            let (secret, codes, _) = try await Self.enrolled(test)
            let kept = try await test.office.database.read { connection -> [String] in
                try connection.rows(
                    "SELECT sealed_secret AS kept FROM second_factor UNION SELECT code_hash FROM recovery_code"
                )
                .map { try $0["kept"] }
            }
            #expect(kept.count == 11)
            let plain = codes.flatMap { [$0, $0.replacing("-", with: "")] }
            for text in plain + [secret.base64EncodedString(), OneTimeCode.base32(secret)] {
                #expect(!kept.contains { $0.contains(text) })
            }
        }
    }

    @Test func `it is switched on by a right code and the password only, once`() async throws {
        try await Self.with { test in
            _ = try await test.post("/account/second-factor/begin", as: Self.person, version: 0)
            let secret = try await Self.begunSecret(of: Self.person, test)
            let path = "/account/second-factor/confirm"
            let wrongCode = try await test.post(
                path, as: Self.person, version: 0, ["code": "12345", "current": Self.password])
            let wrongPassword = try await test.post(
                path, as: Self.person, version: 0,
                ["code": OneTimeCode.make(step: Self.now, secret: secret), "current": "không phải"])
            #expect([wrongCode.status, wrongPassword.status] == [.unprocessableContent, .unprocessableContent])
            #expect(String(buffer: wrongCode.body).contains("href=\"#code\""))
            let isOn = try await test.office.database.read { try SecondFactor.isOn(Self.person, in: $0) }
            #expect(!isOn)
            let once = RandomText.secret()
            let fields = ["code": OneTimeCode.make(step: Self.now, secret: secret), "current": Self.password]
            let on = try await test.post(path, as: Self.person, version: 0, once: once, fields)
            let repeated = try await test.post(path, as: Self.person, version: 0, once: once, fields)
            #expect([on.status, repeated.status] == [.ok, .seeOther])
            let anew = try await test.post("/account/second-factor/begin", as: Self.person, version: 0)
            #expect(anew.status == .conflict)
            let log = try await test.office.database.read { try AdministrativeLog.entries(of: Self.person, in: $0) }
            #expect(log.map(\.act) == [.secondFactorOn])
        }
    }

    @Test func `switching it on and off ends every other session and asks for the password`() async throws {
        try await Self.with { test in
            let other = try await test.session(Self.person)
            _ = try await Self.enrolled(test)
            let page = try await test.client.execute(uri: "/account", method: .get, headers: [.cookie: other.cookie])
            #expect(page.status == .seeOther)
            let wrong = try await test.post(
                "/account/second-factor/off", as: Self.person, version: 0, ["current": "không phải"])
            #expect(wrong.status == .unprocessableContent)
            let off = try await test.post(
                "/account/second-factor/off", as: Self.person, version: 0, ["current": Self.password])
            #expect(off.status == .seeOther)
            let answer = try await TestOffice.sendUnsigned(
                "/sign-in", ["user": "officer-a", "password": Self.password], test)
            #expect(answer.headers[.setCookie] != nil)
        }
    }

    @Test func `a role that must have it does nothing before and cannot switch it off`() async throws {
        try await Self.with { test in
            let refused = try await test.post("/people/sign-in", as: Self.person, version: 0, ["role": "officer"])
            #expect(refused.status == .forbidden)
            let saved = try await test.post("/people/sign-in", as: "admin-B", version: 0, ["role": "officer"])
            #expect(saved.status == .seeOther)
            let page = try await test.get("/incoming", as: Self.person)
            #expect(page.headers[.location] == "/account/second-factor")
            let act = try await test.post("/delegations", as: Self.person, version: 0)
            #expect(act.status == .forbidden)
            let head = try await test.get("/incoming", as: "head-A")
            #expect(head.status == .ok)
            _ = try await Self.enrolled(test)
            let after = try await test.get("/incoming", as: Self.person)
            #expect(after.status == .ok)
            let off = try await test.post(
                "/account/second-factor/off", as: Self.person, version: 0, ["current": Self.password])
            #expect(off.status == .forbidden)
            let log = try await test.office.database.read { try AdministrativeLog.entries(of: "sign-in", in: $0) }
            #expect(log.map(\.after) == [["Bắt buộc xác thực hai bước: Chuyên viên"]])
        }
    }

    @Test func `a token of whoever must have it and has it not opens nothing`() async throws {
        try await Self.with { test in
            let (token, other) = (try await test.token(of: Self.person), try await test.token(of: "head-A"))
            func read(_ token: String) async throws -> TestResponse {
                try await test.call(.get, "incoming?view=all", token: token)
            }
            #expect(try await read(token).status == .ok)
            let saved = try await test.post("/people/sign-in", as: "admin-B", version: 0, ["role": "officer"])
            #expect(saved.status == .seeOther)
            let refused = try await read(token)
            #expect(refused.status == .forbidden && String(buffer: refused.body).contains("xác thực hai bước"))
            let act = try await test.call(
                .post, "incoming/1/begin", token: token, .object(["version": .number(1)]))
            #expect(act.status == .forbidden)
            #expect(try await read(other).status == .ok, "another role")
            // Begun is not there yet.
            _ = try await test.post("/account/second-factor/begin", as: Self.person, version: 0)
            #expect(try await read(token).status == .forbidden)
            _ = try await Self.enrolled(test)
            #expect(try await read(token).status == .ok)
        }
    }

    @Test func `the administrator takes a lost one away, which is logged and told`() async throws {
        try await Self.with { test in
            _ = try await Self.enrolled(test)
            let session = try await test.session(Self.person)
            let path = "/people/\(Self.person)/second-factor"
            let foreign = try await test.post(path, as: "officer-B", version: 1)
            #expect(foreign.status == .forbidden)
            let reset = try await test.post(path, as: "admin-A", version: 1)
            #expect(reset.status == .seeOther)
            let ended = try await test.client.execute(
                uri: "/incoming", method: .get, headers: [.cookie: session.cookie])
            #expect(ended.status == .seeOther)
            let told = try await test.get("/incoming", as: Self.person)
            #expect(String(buffer: told.body).contains("Quản trị đã bỏ xác thực hai bước của bạn"))
            let again = try await test.post(path, as: "admin-A", version: 1)
            #expect(again.status == .conflict)
        }
    }

    @Test func `on the server itself it is taken from an administrator who has lost it`() async throws {
        try await Self.with { test in
            _ = try await Self.enrolled(test, "admin-A")
            try await AgencySetup.resetSecondFactor(of: "admin-A", in: test.office.database, at: Date())
            let isOn = try await test.office.database.read { try SecondFactor.isOn("admin-A", in: $0) }
            #expect(!isOn)
            await #expect(throws: Fault.self) {
                try await AgencySetup.resetSecondFactor(of: "nobody", in: test.office.database, at: Date())
            }
        }
    }
}
