import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office
@testable import Web

/// The access log: what stands in it, that it is a chain, and who may read it.
@Suite struct AccessTests {
    @Test func `opens, downloads, refusals and acts stand in the log, an open once in five minutes`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.addFile(to: id)
            for _ in 0..<3 { _ = try await test.text("/incoming/\(id)", as: "clerk-A") }
            _ = try await test.get("/files/file-\(id)/van-ban.pdf", as: "clerk-A")
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .notFound)
            #expect(try await test.get("/people", as: "clerk-A").status == .forbidden)
            #expect(try await test.get("/registers/in/print", as: "clerk-A").status == .ok)
            _ = try await test.post("/incoming/\(id)/register", as: "clerk-A", version: 1, ["checked": "yes"])
            let lines = try await test.lines()
            func count(_ kind: AccessEntry.Kind, _ who: String, _ what: String) -> Int {
                lines.count { $0.kind == kind && $0.person.contains(who) && (what.isEmpty || $0.detail.contains(what)) }
            }
            #expect(count(.opened, "clerk-A", "") == 1)
            #expect(count(.downloaded, "clerk-A", "van-ban.pdf") == 1)
            #expect(count(.refused, "officer-B", "/incoming/\(id)") == 1)
            #expect(count(.refused, "clerk-A", "GET /people") == 1)
            #expect(count(.printed, "clerk-A", "/registers/in/print") == 1)
            #expect(count(.acted, "clerk-A", "registered 1") == 1)
            #expect(count(.acted, "Hệ thống", "arrived") == 1)
            #expect(count(.signedIn, "clerk-A", "") > 0)
        }
    }

    @Test func `what a program opens, downloads and is refused stands there as what a page shows`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.addFile(to: id)
            let (clerk, stranger) = (try await test.token(of: "clerk-A"), try await test.token(of: "officer-B"))
            #expect(try await test.call(.get, "incoming/\(id)", token: clerk).status == .ok)
            #expect(try await test.call(.get, "files/file-\(id)", token: clerk).status == .ok)
            #expect(try await test.call(.get, "incoming/\(id)", token: stranger).status == .notFound)
            let lines = try await test.lines().filter { [.opened, .downloaded, .refused].contains($0.kind) }.reversed()
            #expect(lines.map(\.kind) == [.opened, .downloaded, .refused])
            #expect(lines.map(\.subject) == ["123/VPCP-KSTT", "123/VPCP-KSTT", "123/VPCP-KSTT"])
            #expect(lines.map(\.detail) == ["", "van-ban.pdf", "GET /api/v1/incoming/\(id)"])
            #expect(lines.last?.person.hasPrefix("Người officer-B") == true)
        }
    }

    @Test func `a password that was wrong stands there with whose it should be`() async throws {
        try await TestOffice.with { test in
            let answer = try await test.client.execute(
                uri: "/sign-in", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "user=clerk-a&password=khong-dung"))
            #expect(answer.status == .unprocessableContent)
            #expect(try await test.lines().count { $0.kind == .signInFailed } == 1)
        }
    }

    @Test func `behind a balancer the line names the address of who tried, not that of the balancer`() async throws {
        try await TestOffice.with { test in
            let caller = ClaimedCaller()
            caller.note(.address("10.22.0.7"))
            _ = try await ClaimedCaller.$current.withValue(caller) {
                try await test.client.execute(
                    uri: "/sign-in", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "user=clerk-a&password=khong-dung"))
            }
            #expect(try await test.lines().filter { $0.kind == .signInFailed }.map(\.address) == ["10.22.0.7"])
        }
    }

    /// What somebody who can write the file does to the log, and from which line on it is known.
    @Test(arguments: [
        ("UPDATE access_log SET person = 'ai khác' WHERE seq = 3", "3"),
        ("UPDATE access_log SET at = '2026' WHERE seq = 1", "1"),
        ("DELETE FROM access_log WHERE seq = 2", "2"),
        ("DELETE FROM access_log WHERE seq > 3", "4"),
    ]) func `whatever is altered or taken out is found`(sql: String, line: String) async throws {
        try await TestOffice.with { test in
            for number in 1...4 { _ = try await test.arrival(number: "\(number)") }
            let database = test.office.database
            let key = try SigningKey.loadOrMake(
                at: FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).key"))
            let last = try await database.read { try AccessLog.head(in: $0) }
            let head = try #require(last)
            let signed = try Checkpoint(
                hub: "H29", size: head.seq, root: try #require(AccessLog.root(head.hash)), at: Timestamp.text(Date()),
                key: key)
            func check() async throws -> [CheckFinding] {
                try await OfficeCheck(database: database, content: test.office.store, signed: signed).run().findings
                    .filter { $0.area == "access" }
            }
            #expect(try await check() == [])
            await #expect(throws: (any Error).self) {
                _ = try await database.write { try $0.execute(sql) }
            }
            _ = try await database.write { connection in
                for name in ["stays", "remains"] {
                    try connection.damage("DROP TRIGGER access_log_\(name) ON access_log")
                }
                try connection.execute(sql)
            }
            #expect(try await check().map(\.subject) == [line])
            let isShorter = sql.hasSuffix("> 3")
            try await database.read { connection in
                if isShorter {
                    #expect(throws: Fault.self) {
                        try AccessLog.checkBeginning(signed, key: key.verifyingKey, in: connection)
                    }
                }
            }
        }
    }

    @Test func `the administrator reads the log, page by page and as tables; nobody else does`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival(number: "77")
            for number in 1...110 { _ = try await test.arrival(number: "a\(number)") }
            _ = try await test.text("/incoming/\(id)", as: "clerk-A")
            for person in ["clerk-A", "leader-A", "officer-A"] {
                #expect(try await test.get("/access", as: person).status == .forbidden)
                #expect(try await test.get("/access/csv", as: person).status == .forbidden)
            }
            let first = try await test.text("/access?kind=acted", as: "admin-A")
            #expect(first.contains("before="))
            let opened = try await test.text("/access?kind=opened&document=77/VPCP&person=clerk-a", as: "admin-A")
            #expect(opened.contains("77/VPCP-KSTT"))
            #expect(opened.contains("Người clerk-A"))
            #expect(!opened.contains("before="))
            #expect(
                try await test.text("/access?kind=opened&document=78/VPCP", as: "admin-A").contains("Không có lượt nào")
            )
            #expect(try await test.get("/access?from=31/02/2026", as: "admin-A").status == .unprocessableContent)
            #expect(try await test.text("/access/csv?kind=refused", as: "admin-A").contains("/access"))
            #expect(try await test.get("/access/xlsx", as: "admin-A").status == .ok)
            #expect(try await test.get("/access/pdf", as: "admin-A").status == .notFound)
        }
    }

    @Test func `clerks and leaders see who has read a document, and how often each file was opened`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.addFile(to: id)
            try await test.handle(id, until: .assigned)
            for person in ["officer-A", "clerk-B"] {
                #expect(try await test.get("/files/file-\(id)/van-ban.pdf", as: person).status == .ok)
            }
            let page = try await test.text("/access/of/\(id)", as: "leader-A")
            #expect(page.contains("Người officer-A") && page.contains("Người clerk-B") && page.contains("van-ban.pdf"))
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("/access/of/\(id)"))
            #expect(try await test.get("/access/of/\(id)", as: "officer-A").status == .forbidden)
            #expect(try await test.get("/access/of/khong-co", as: "clerk-A").status == .notFound)
        }
    }

    @Test func `what is opened after the clock was set back stands in the log`() async throws {
        try await TestOffice.with { test in
            let (queue, now) = (AccessQueue(), Date())
            for seconds in [0.0, 10, -1000, -990] {
                var entry = AccessEntry(.opened, personID: nil, address: "", at: now.addingTimeInterval(seconds))
                entry.documentID = "x"
                queue.record(entry)
            }
            try await queue.flush(to: test.office.database, at: now)
            let lines = try await test.office.database.read { connection in
                try connection.row("SELECT COUNT(*) AS total FROM access_log WHERE kind = 'opened'")
            }
            #expect(try lines?["total"] == 2)
        }
    }

    @Test func `more than can wait is counted, not forgotten`() async throws {
        try await TestOffice.with { test in
            let queue = AccessQueue()
            for _ in 0..<10_050 { queue.record(AccessEntry(.refused, personID: nil, address: "", at: Date())) }
            try await queue.flush(to: test.office.database, at: Date())
            let lines = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT kind, COUNT(*) AS total, MAX(detail) AS detail FROM access_log GROUP BY kind ORDER BY kind"
                )
                .map { "\(try $0["kind"] as String) \(try $0["total"] as Int) \(try $0["detail"] as String)" }
            }
            #expect(lines == ["lost 1 50", "refused 10000 "])
        }
    }
}

extension TestOffice {
    /// The whole log.
    func lines() async throws -> [AccessSearch.Line] {
        try await self.office.access.flush(to: self.office.database, at: Date())
        return try await self.office.database.read { connection in
            try AccessSearch(today: self.office.today).lines(before: nil, limit: 1000, in: connection)
        }
    }
}
