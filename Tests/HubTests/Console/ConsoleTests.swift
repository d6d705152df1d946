import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing
import Web

@testable import Hub

@Suite struct ConsoleTests {
    @Test func `an operator comes in with password and one-time code, and each code is good once`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let code = try visitor.code()
            let cookie = try #require(try await visitor.signIn(code: code))
            #expect(try await visitor.get("/", as: cookie).status == .ok)
            #expect(try await visitor.signIn(code: code) == nil)
            visitor.clock.pass(30)
            #expect(try await visitor.signIn() != nil)
            let answer = try await visitor.post(
                "/sign-in", ["user": "tuong", "password": ConsoleVisitor.password, "code": "000000"], as: nil)
            #expect(answer.status == .unprocessableContent)
            #expect(try await visitor.signIn(password: "mat-khau-khac-han") == nil)
            #expect(try await visitor.signIn(name: "ai-do") == nil)
        }
    }

    @Test func `a recovery code signs in once in place of a one-time code`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            #expect(Set(visitor.keys.recoveryCodes).count == 10)
            let code = visitor.keys.recoveryCodes[3]
            #expect(try await visitor.signIn(code: code.uppercased()) != nil)
            #expect(try await visitor.signIn(code: code) == nil)
            #expect(try await visitor.signIn(code: visitor.keys.recoveryCodes[4]) != nil)
        }
    }

    @Test func `who guesses waits, and is told how long`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            for _ in 0..<5 { _ = try await visitor.signIn(code: "123456") }
            let fields = ["user": "tuong", "password": ConsoleVisitor.password, "code": try visitor.code()]
            #expect(try await visitor.post("/sign-in", fields, as: nil).status == .tooManyRequests)
            visitor.clock.pass(61)
            #expect(try await visitor.signIn() != nil)
        }
    }

    /// Lesson B17.
    @Test func `every page asks who comes, and says so to a stranger`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let paths = [
                "/", "/waiting", "/failures", "/packages", "/systems", "/systems/g22", "/systems/g22/disable",
                "/systems/g22/secret", "/certificates", "/organs", "/organs/H29", "/organs/import", "/audit",
                "/figures", "/reports", "/sessions",
            ]
            for path in paths {
                let stranger = try await visitor.get(path, as: nil)
                #expect(stranger.status == .seeOther && stranger.headers[.location] == "/sign-in")
            }
            #expect(try await visitor.get("/live", as: nil).status == .unauthorized)
            let forged = "lienthong-console=\(String(repeating: "0", count: 64))"
            #expect(try await visitor.get("/", as: forged).status == .seeOther)
            for path in [
                "/systems/g22/disable", "/systems/g22/enable", "/systems/g22/secret", "/failures/resend",
                "/sessions/end", "/sign-out", "/organs/import", "/organs/import/x",
            ] {
                for cookie in [nil, forged] {
                    #expect(try await visitor.post(path, [:], as: cookie).status == .unauthorized, "\(path)")
                }
            }
            let cookie = try #require(try await visitor.signIn())
            for path in paths {
                let page = try await visitor.get(path, as: cookie)
                #expect(page.status == .ok, "\(path)")
                let policy = page.headers[try #require(HTTPField.Name("Content-Security-Policy"))]
                #expect(policy?.contains("script-src 'self'") == true)
            }
            for path in ["/systems/nobody", "/organs/nowhere", "/packages/x", "/other"] {
                #expect(try await visitor.get(path, as: cookie).status == .notFound, "\(path)")
            }
        }
    }

    @Test func `so many pages wait for news, the next one is told; whoever goes makes room`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let console = try visitor.hub.parts.console
            let door = ConsoleDoor(console: console)
            let router = Router(context: ConsoleContext.self)
            router.add(middleware: ConsoleErrors(letterhead: console.letterhead))
            router.add(middleware: ConsoleGate(operators: console.operators, now: console.now))
            door.add(to: router)
            let cookie = try #require(try await visitor.signIn())
            var places = (0..<LiveLines.limit).compactMap { _ in door.lines.take() }
            #expect(places.count == LiveLines.limit && door.lines.take() == nil)
            try await Application(router: router).test(.router) { client in
                let answer = try await client.executeRequest(
                    uri: "/live", method: .get, headers: [.cookie: cookie], body: nil)
                #expect(answer.status == .tooManyRequests)
            }
            places.removeLast()
            #expect(door.lines.take() != nil)
        }
    }

    @Test func `a form acts once, for its own session only, and stands in the log`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            var form = try await visitor.form("/systems/h53/disable", on: "/systems/h53/disable", as: cookie)
            let good = form["csrf"]
            form["csrf"] = String(repeating: "0", count: 64)
            #expect(try await visitor.post("/systems/h53/disable", form, as: cookie).status == .forbidden)
            form["csrf"] = good
            #expect(try await visitor.post("/systems/h53/disable", form, as: cookie).status == .seeOther)
            let systems = SystemStore(database: visitor.hub.parts.database)
            #expect(try await systems.find("h53")?.isEnabled == false)
            let enable = try await visitor.form("/systems/h53/enable", on: "/systems/h53", as: cookie)
            #expect(try await visitor.post("/systems/h53/enable", enable, as: cookie).status == .seeOther)
            // The first form once more does nothing.
            #expect(try await visitor.post("/systems/h53/disable", form, as: cookie).status == .seeOther)
            #expect(try await systems.find("h53")?.isEnabled == true)
            let audit = String(buffer: try await visitor.get("/audit?actor=tuong", as: cookie).body)
            #expect(audit.contains("Ngừng kết nối") && audit.contains("Cho kết nối lại") && audit.contains("Đăng nhập"))
            #expect(!audit.contains("Khởi động trục"))
        }
    }

    @Test(.aboutSQLite) func `a form whose act failed acts when it is sent again`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            let form = try await visitor.form("/systems/h53/disable", on: "/systems/h53/disable", as: cookie)
            let database = visitor.hub.parts.database
            _ = try await database.write { connection in
                try connection.execute(
                    "CREATE TRIGGER fails BEFORE UPDATE ON system BEGIN SELECT RAISE(ABORT, 'fails'); END")
            }
            #expect(try await visitor.post("/systems/h53/disable", form, as: cookie).status == .internalServerError)
            _ = try await database.write { try $0.execute("DROP TRIGGER fails") }
            #expect(try await visitor.post("/systems/h53/disable", form, as: cookie).status == .seeOther)
            #expect(try await SystemStore(database: database).find("h53")?.isEnabled == false)
        }
    }

    @Test func `a new secret is shown once and opens the door, the old one no more`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            let form = try await visitor.form("/systems/h53/secret", on: "/systems/h53/secret", as: cookie)
            let page = String(buffer: try await visitor.post("/systems/h53/secret", form, as: cookie).body)
            let secret = String(try #require(page.firstMatch(of: /<code>([^<]+)<\/code>/)).1)
            let systems = SystemStore(database: visitor.hub.parts.database)
            #expect(try await systems.owner(of: secret)?.id == "h53")
            #expect(try await systems.owner(of: TestHub.token(of: "h53")) == nil)
            #expect(try await visitor.post("/systems/h53/secret", form, as: cookie).status == .seeOther)
        }
    }

    @Test func `failed deliveries are told with their cause and sent again, and the evidence agrees`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let hub = visitor.hub
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            let refusal = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip","reason":"Đĩa <b>đầy</b>."}"#
            #expect(try await hub.acknowledge(item, as: "h29", body: refusal).status == .noContent)
            let cookie = try #require(try await visitor.signIn())
            let list = String(buffer: try await visitor.get("/failures", as: cookie).body)
            #expect(list.contains("Đĩa &lt;b&gt;đầy&lt;/b&gt;. (bad-zip)"))
            #expect(try await visitor.get("/failures/resend", as: cookie).status == .seeOther)
            let form = try await visitor.form(
                "/failures/resend", on: "/failures/resend?delivery=\(item.deliveryId)", as: cookie)
            #expect(form["delivery"] == item.deliveryId)
            visitor.clock.pass(60)
            let done = try await visitor.post("/failures/resend", form, as: cookie)
            #expect(done.headers[.location] == "/failures?sent=1")
            #expect(try await visitor.post("/failures/resend", form, as: cookie).headers[.location] == "/failures")
            let again = try #require(try await hub.inbox("h29").items.first)
            #expect(again.deliveryId == item.deliveryId && again.cursor > item.cursor)
            let check = try HubCheck(tested: hub.folder)
            #expect(try await check.run().findings == [])
            #expect(try await hub.acknowledge(again, as: "h29").status == .noContent)
            #expect(try await check.run().findings == [])
            let story = String(buffer: try await visitor.get("/packages/\(item.packageId)", as: cookie).body)
            #expect(story.contains("Nơi nhận không nhận được (bad-zip)") && story.contains("Đã giao"))
        }
    }

    @Test func `packages are found by id, document, number and agency`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let receipt = try await visitor.hub.send(Packages.document(number: 77), as: "g22").receipt
            _ = try await visitor.hub.send(Packages.document(from: "H29", to: ["G22"], number: 78), as: "h29").receipt
            let cookie = try #require(try await visitor.signIn())
            for (sought, finds77, finds78) in [
                ("", true, true), (receipt.packageID, true, false), ("77/VPCP-KSTT", true, false), ("G22", true, false),
                ("000.00.00.H29", false, true), ("khong co", false, false), ("' OR 1=1 --", false, false),
            ] {
                let query = sought.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = String(buffer: try await visitor.get("/packages?q=\(query)", as: cookie).body)
                #expect(page.contains("/03/12,77/VPCP-KSTT") == finds77, "\(sought)")
                #expect(page.contains("/03/12,78/VPCP-KSTT") == finds78, "\(sought)")
            }
        }
    }

    @Test func `sessions end when they are told to, when the operator is locked out, and with the shift`() async throws
    {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let first = try #require(try await visitor.signIn())
            visitor.clock.pass(30)
            let second = try #require(try await visitor.signIn())
            let form = try await visitor.form("/sessions/end", on: "/sessions", as: second)
            #expect(try await visitor.post("/sessions/end", form, as: second).status == .seeOther)
            #expect(try await visitor.get("/", as: first).status == .seeOther)
            #expect(try await visitor.get("/", as: second).status == .ok)
            visitor.clock.pass(8 * 3600)
            #expect(try await visitor.get("/", as: second).status == .seeOther)
            let third = try #require(try await visitor.signIn())
            try await visitor.hub.parts.administration.disable(operator: "tuong")
            #expect(try await visitor.get("/", as: third).status == .seeOther)
            #expect(try await visitor.signIn() == nil)
        }
    }

    @Test func `days are told in numbers, on the page and as a table`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            _ = try await visitor.hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            let cookie = try #require(try await visitor.signIn())
            let csv = String(buffer: try await visitor.get("/figures?csv=1", as: cookie).body)
            let lines = csv.split(whereSeparator: \.isNewline)
            #expect(lines[0] == "\u{FEFF}day,documents,statuses,deliveries,delivered,waiting,failed")
            #expect(lines[1] == "2024-08-15,1,0,2,0,2,0")
        }
    }
}
