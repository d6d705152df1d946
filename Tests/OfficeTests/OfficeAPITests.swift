import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The API does what pages do, as the person whose token it gets.
@Suite struct OfficeAPITests {
    @Test func `an incoming document is handled whole through the API, and each step is the act of the page`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let tokens = [
                "clerk-A": try await test.token(of: "clerk-A"), "leader-A": try await test.token(of: "leader-A"),
                "officer-A": try await test.token(of: "officer-A"),
            ]
            let steps: [(String, String, [String: JSON])] = [
                ("clerk-A", "register", ["checked": .bool(true)]), ("clerk-A", "submit", ["leader": .text("leader-A")]),
                (
                    "leader-A", "direct",
                    [
                        "text": .text("Giao Phòng A"), "lead": .text("A"), "support": .list([.text("B")]),
                        "due": .object(["A": .text(test.office.today.iso)]),
                    ]
                ), ("officer-A", "begin", [:]), ("officer-A", "finish", ["result": .text("Đã xong")]),
            ]
            for (person, act, fields) in steps {
                let read = try await test.call(.get, "incoming/\(id)", token: tokens[person])
                let document = try TestOffice.json(read)
                #expect(document["acts"]?.elements.contains(.text(act)) == true, "\(act)")
                let version = try #require(document["document"]?["version"])
                let answer = try await test.call(
                    .post, "incoming/\(id)/\(act)", token: tokens[person],
                    .object(fields.merging(["version": version]) { $1 }))
                #expect(answer.status == .ok, "\(act): \(String(buffer: answer.body))")
            }
            #expect(try await test.state(id).state == .finished)
            #expect(try await test.queued() == ["01", "03", "04", "05", "06"])
            let receipts = try await test.office.database.read { try ReceiptStore.tree(of: id, in: $0) }
            #expect(receipts.lines.first { $0.unit.id == "A" }?.due == test.office.today)
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            #expect(events.contains { $0.kind == .directed && $0.actor.hasPrefix("Người leader-A") })
        }
    }

    @Test func `a draft with its file is submitted, approved, numbered and issued through the API`() async throws {
        try await TestOffice.with { test in
            let (officer, leader) = (try await test.token(of: "officer-A"), try await test.token(of: "leader-A"))
            let clerk = try await test.token(of: "clerk-A")
            let made = try await Self.send("outgoing", officer, TestOffice.draftFields, "du-thao.txt", test)
            #expect(made.status == .created)
            let location = try #require(made.headers[.location])
            let id = String(try #require(location.split(separator: "/").last))
            #expect(location == "/api/v1/outgoing/\(id)")
            func act(_ act: String, _ token: String, _ fields: [String: JSON] = [:]) async throws {
                let version = JSON.number(try await test.outgoingState(id).version)
                let answer = try await test.call(
                    .post, "outgoing/\(id)/\(act)", token: token, .object(fields.merging(["version": version]) { $1 }))
                #expect(answer.status == .ok, "\(act): \(String(buffer: answer.body))")
            }
            try await act("submit", officer)
            try await act("approve", leader, ["urgency": .number(1)])
            try await act("number", clerk)
            let version = try await test.outgoingState(id).version
            let attached = try await Self.send(
                "outgoing/\(id)/attach", clerk, ["version": String(version)], "ban-ky-so.pdf", test)
            #expect(attached.status == .ok)
            try await act("publish", clerk, ["anyway": .bool(true), "reason": .text("Tệp thử nghiệm chưa ký số.")])
            #expect(try await test.outgoingState(id).state == .published)
            #expect(try await test.outbox(of: id).count == 1)
            let detail = try TestOffice.json(try await test.call(.get, "outgoing/\(id)", token: clerk))
            let file = try #require(detail["files"]?.elements.first?["id"]?.string)
            let part = try await test.client.execute(
                uri: "/api/v1/files/\(file)", method: .get,
                headers: [.authorization: "Bearer \(clerk)", .range: "bytes=0-4"])
            #expect(part.status == .partialContent && String(buffer: part.body) == "%PDF-")
        }
    }

    /// Fields and one file, as the parts of a form.
    private static func send(
        _ path: String, _ token: String, _ fields: [String: String], _ file: String, _ test: TestOffice
    ) async throws -> TestResponse {
        var body = fields.map { "--ranh\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n" }.joined()
        body += "--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file)\"\r\n\r\n%PDF-1.7\r\n"
        return try await test.client.execute(
            uri: "/api/v1/\(path)", method: .post,
            headers: [
                .authorization: "Bearer \(token)", .contentType: "multipart/form-data; boundary=ranh",
                try #require(.init("Idempotency-Key")): RandomText.secret(),
            ], body: ByteBuffer(string: body + "--ranh--\r\n"))
    }

    @Test func `an attempt that is repeated acts once and gets the first answer, another one under its key is refused`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let clerk = try await test.token(of: "clerk-A")
            let body = JSON.object(["version": .number(1), "checked": .bool(true)])
            let first = try await test.call(.post, "incoming/\(id)/register", token: clerk, key: "lan-1", body)
            let second = try await test.call(.post, "incoming/\(id)/register", token: clerk, key: "lan-1", body)
            #expect(first.status == .ok && second.status == .ok)
            #expect(try TestOffice.json(first) == TestOffice.json(second))
            #expect(try await test.queued() == ["01", "03"])
            let other = try await test.call(
                .post, "incoming/\(id)/submit", token: clerk, key: "lan-1",
                .object(["version": .number(2), "leader": .text("leader-A")]))
            #expect(other.status == .conflict)
            #expect(try TestOffice.json(other)["code"] == .text("conflict"))
            let keyless = try await test.call(.post, "incoming/\(id)/submit", token: clerk, key: "", body)
            #expect(keyless.status == .badRequest)
            let late = try await test.call(
                .post, "incoming/\(id)/submit", token: clerk,
                .object(["version": .number(1), "leader": .text("leader-A")]))
            #expect(try late.status == .conflict && TestOffice.json(late)["code"] == .text("stale-version"))
        }
    }

    @Test func `what must be corrected is told with its field, what is no field of the act is not taken`() async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let clerk = try await test.token(of: "clerk-A")
            func told(_ fields: [String: JSON]) async throws -> [JSON?] {
                let answer = try await test.call(.post, "incoming/\(id)/return", token: clerk, .object(fields))
                #expect(answer.headers[.contentType] == "application/problem+json")
                let problem = try TestOffice.json(answer)
                return [problem["status"], problem["code"], problem["place"]]
            }
            #expect(
                try await told(["version": .number(1), "reason": .text("ngắn")])
                    == [.number(422), .text("invalid-form"), .text("reason")])
            #expect(
                try await told(["version": .number(1), "csrf": .text("x")])
                    == [.number(400), .text("invalid-request"), .text("csrf")])
            #expect(
                try await told(["reason": .text("Văn bản gửi nhầm nơi nhận")])
                    == [.number(400), .text("invalid-request"), .text("version")])
            #expect(try await test.state(id).version == 1)
        }
    }

    @Test func `nobody gets in without a token that works, and a cookie is none`() async throws {
        try await TestOffice.with { test in
            let office = test.office
            let good = try await test.token(of: "clerk-A")
            #expect(try await test.call(.get, "me", token: good).status == .ok)
            let session = try await test.session("clerk-A")
            let cookie = try await test.client.execute(
                uri: "/api/v1/me", method: .get, headers: [.cookie: session.cookie])
            #expect(cookie.status == .unauthorized && cookie.headers[.wwwAuthenticate] == "Bearer")
            for token in [nil, "x", String(good.dropLast()) + "0"] {
                let answer = try await test.call(.get, "me", token: token)
                #expect(answer.status == .unauthorized || token == good)
            }
            #expect(try await test.get("/incoming?view=all", as: "clerk-A").status == .ok)
            let page = try await test.client.execute(
                uri: "/incoming?view=all", method: .get, headers: [.authorization: "Bearer \(good)"])
            #expect(page.status == .seeOther, "a token opens no page")
            for sql in [
                "UPDATE access_token SET ends_on = '2020-01-01'", "UPDATE person SET enabled = 0 WHERE id = 'clerk-A'",
            ] {
                _ = try await office.database.write { try $0.execute(sql) }
                #expect(try await test.call(.get, "me", token: good).status == .unauthorized)
                _ = try await office.database.write { connection in
                    try connection.execute("UPDATE access_token SET ends_on = $1", office.today)
                    try connection.execute("UPDATE person SET enabled = 1")
                }
            }
            #expect(try await test.call(.get, "me", token: good).status == .ok)
            let kept = try await office.database.read { connection -> String in
                try connection.row("SELECT token_hash FROM access_token LIMIT 1")?["token_hash"] ?? ""
            }
            #expect(kept == AccessToken.hash(good).hex, "only the hash is kept")
        }
    }

    @Test func `a token that only reads changes nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let reader = try await test.token(of: "clerk-A", readsOnly: true)
            #expect(try await test.call(.get, "incoming/\(id)", token: reader).status == .ok)
            let refused = try await test.call(
                .post, "incoming/\(id)/register", token: reader,
                .object(["version": .number(1), "checked": .bool(true)]))
            #expect(refused.status == .forbidden)
            #expect(try await test.state(id).version == 1)
        }
    }

    @Test func `who calls without end is told to wait, and nobody else is`() async throws {
        try await TestOffice.with { test in
            let (loud, calm) = (try await test.token(of: "clerk-A"), try await test.token(of: "clerk-B"))
            let router = Router(context: OfficeContext.self)
            router.add(middleware: ErrorPages(office: test.office))
            let gate = AccessGate(office: test.office, limiter: RateLimiter(perSecond: 1))
            DocumentReads(office: test.office).add(to: router.group("api/v1").add(middleware: gate))
            try await Application(router: router).test(.router) { client in
                @Sendable func call(_ token: String) async throws -> TestResponse {
                    try await client.execute(
                        uri: "/api/v1/me", method: .get, headers: [.authorization: "Bearer \(token)"])
                }
                // At once: whoever is slow is given new calls meanwhile.
                let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                    for _ in 0..<200 { group.addTask { try await call(loud) } }
                    var answers: [TestResponse] = []
                    for try await answer in group { answers.append(answer) }
                    return answers
                }
                let refused = answers.filter { $0.status == .tooManyRequests }
                #expect(!refused.isEmpty && refused.allSatisfy { $0.headers[.retryAfter] == "30" })
                #expect(answers.contains { $0.status == .ok })
                #expect(try await call(calm).status == .ok)
            }
        }
    }

    @Test func `lists are read to their end, part by part, each as its counter says`() async throws {
        try await TestOffice.with { test in
            var made: [String] = []
            for number in 1...5 { made.append(try await test.arrival(number: String(number))) }
            let clerk = try await test.token(of: "clerk-A")
            var (seen, after): ([String], String?) = ([], nil)
            repeat {
                let path = "incoming?view=to-register&limit=2\(after.map { "&after=\($0)" } ?? "")"
                let page = try TestOffice.json(try await test.call(.get, path, token: clerk))
                seen += page["items"]?.elements.compactMap { $0["id"]?.string } ?? []
                after = page["next"]?.string
            } while after != nil
            #expect(seen == made.sorted().reversed())
            let counters = try TestOffice.json(try await test.call(.get, "counters", token: clerk))
            #expect(counters["incoming"]?["to-register"] == .number(5))
            #expect(try await test.call(.get, "incoming?limit=101", token: clerk).status == .badRequest)
            #expect(try await test.call(.get, "incoming?view=to-direct", token: clerk).status == .forbidden)
            let officer = try await test.token(of: "officer-A")
            let theirs = try TestOffice.json(try await test.call(.get, "incoming", token: officer))
            #expect(theirs["items"] == .list([]), "what is not theirs is in no list")
            #expect(try await test.call(.get, "incoming/\(made[0])", token: officer).status == .notFound)
            let admin = try await test.token(of: "admin-A")
            #expect(try await test.call(.get, "incoming", token: admin).status == .forbidden)
        }
    }

    @Test
    func `a token is made, shown once, listed and revoked on the account page; the administrator sees and revokes it`()
        async throws
    {
        try await TestOffice.with { test in
            let session = try await test.session("officer-A")
            let ends = test.office.today.shown
            let once = RandomText.secret()
            let fields = ["name": "Một cửa", "ends": ends, "rights": "read"]
            let shown = try await test.post("/account/tokens", as: "officer-A", version: 0, once: once, fields)
            let secret = try #require(String(buffer: shown.body).firstMatch(of: /lto_[0-9a-f]{64}/)?.0)
            #expect(try await test.call(.get, "me", token: String(secret)).status == .ok)
            let again = try await test.post("/account/tokens", as: "officer-A", version: 0, once: once, fields)
            #expect(again.status == .seeOther, "the form made one token")
            let account = try await test.text("/account", as: "officer-A")
            #expect(account.contains("Một cửa") && !account.contains(secret))
            #expect(try await test.text("/tokens", as: "admin-A").contains("Người officer-A"))
            #expect(try await test.get("/tokens", as: "officer-A").status == .forbidden)
            let id = try await test.office.database.read { connection -> String in
                try connection.row("SELECT id FROM access_token LIMIT 1")?["id"] ?? ""
            }
            #expect(
                try await test.post("/account/tokens/\(id)/revoke", as: "officer-B", version: 0).status == .notFound)
            #expect(try await test.post("/tokens/\(id)/revoke", as: "admin-A", version: 0).status == .seeOther)
            #expect(try await test.call(.get, "me", token: String(secret)).status == .unauthorized)
            let long = ["name": "Một cửa", "ends": "31/12/2999", "rights": "read"]
            #expect(
                try await test.post("/account/tokens", as: "officer-A", version: 0, long).status
                    == .unprocessableContent)
            _ = session
        }
    }

    @Test func `who acts in another's place through the API has the other's rights, and both names stand there`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let given = try await test.post(
                "/delegations", as: "clerk-A", version: 0,
                [
                    "to": "officer-B", "scope": "incoming", "start": test.office.today.shown,
                    "end": test.office.today.shown,
                ]
            )
            #expect(given.status == .seeOther)
            let deputy = try await test.token(of: "officer-B")
            let me = try TestOffice.json(try await test.call(.get, "me", token: deputy))
            let delegation = try #require(me["delegations"]?.elements.first?["id"]?.string)
            let body = JSON.object(["version": .number(1), "checked": .bool(true)])
            #expect(try await test.call(.post, "incoming/\(id)/register", token: deputy, body).status == .notFound)
            let done = try await test.call(
                .post, "incoming/\(id)/register", token: deputy, delegation: delegation, body)
            #expect(done.status == .ok)
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            #expect(events.first { $0.kind == .registered }?.actor == "Người officer-B (thay Người clerk-A, Văn thư)")
            #expect(try await test.call(.get, "outgoing", token: deputy, delegation: delegation).status == .forbidden)
            #expect(try await test.call(.get, "me", token: deputy, delegation: "x").status == .forbidden)
        }
    }
}
