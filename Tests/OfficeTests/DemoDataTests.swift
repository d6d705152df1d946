import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Synchronization
import Testing
import Trust

@testable import Office
import Web

/// The year of the invented agency: every list has something, counts what it lists, and rules hold in it as in any other.
@Suite struct DemoDataTests {
    /// Makes a small one and gives it to `body`, served as an office is.
    private static func with(
        documents: Int = 600, seed: Int = 7, statements: Statements = Statements(),
        _ body: @Sendable (TestOffice, DemoData.Summary) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "demo-data-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let now = try #require(VietnamTime.instant(packet: "2026/11/26 16:30:00"))
        let summary = try await DemoData(documents: documents, people: 40, seed: seed, now: now).make(in: folder)
        let database = try Database.open(file: folder.appending(path: "office.sqlite")) { statements.add($0) }
        try await database.write { try Schema.install(in: $0) }
        let organ = try #require(OrganCode(DemoData.organCode))
        let office = Office(
            identity: try await AgencySetup.identity(of: organ, in: database), database: database,
            store: KeptContent(try ContentStore(folder: folder.appending(path: "content"))), changes: ChangeFeed(),
            wakeGateway: {}, now: { now }, workingDays: OfficeCalendar(),
            secrets: try SealedSecrets(dataFolder: folder))
        let configuration = OfficeConfiguration(
            dataFolder: folder, organ: organ, hub: nil, logger: Logger(label: "test"))
        try await Application(router: OfficeServer.router(office, configuration)).test(.router) { client in
            try await body(TestOffice(office: office, client: client), summary)
        }
        try database.close()
    }

    private static func people(_ office: Office) async throws -> [Person] {
        try await office.database.read { try PersonStore.people(Role.allCases, on: office.today, in: $0) }
    }

    @Test func `every counted view holds something for somebody, and counts what it lists`() async throws {
        try await Self.with(documents: 1_000) { test, summary in
            #expect(summary.incoming == 750)
            #expect(summary.outgoing == 250)
            let (office, people) = (test.office, try await Self.people(test.office))
            let seen = try await office.database.read { connection -> Set<String> in
                var seen: Set<String> = []
                for person in people where person.role != .admin {
                    let views = IncomingView.work(of: person.role) + [.all]
                    let counts = try IncomingStore.counts(views, for: person, on: office.today, in: connection)
                    for view in views {
                        let listed = try IncomingStore.list(
                            view, for: person, on: office.today, page: .init(limit: 1000, offset: 0), in: connection)
                        #expect(listed.count == counts[view], "\(view) of \(person.userName)")
                        if !listed.isEmpty { seen.insert("\(person.role) \(view)") }
                    }
                    for view in OutgoingView.work(of: person.role) + [.all] {
                        let listed = try OutgoingStore.list(
                            view, for: person, page: .init(limit: 1000, offset: 0), in: connection)
                        #expect(
                            try OutgoingStore.counts([view], for: person, in: connection)[view] == listed.count,
                            "\(view) of \(person.userName)")
                        if !listed.isEmpty { seen.insert("\(person.role) \(view)") }
                    }
                }
                return seen
            }
            // Nobody makes clerks and leaders lead or support; what they are asked for is a matter of chance.
            for role in [Role.clerk, .leader, .head, .officer] {
                let never: [IncomingView] =
                    role == .officer || role == .head ? [] : [.leading, .supporting, .extensions]
                for view in IncomingView.work(of: role) where !never.contains(view) {
                    #expect(seen.contains("\(role) \(view)"))
                }
            }
            for (role, view) in [
                (Role.clerk, OutgoingView.toNumber), (.clerk, .toPublish), (.leader, .toApprove), (.head, .toInitial),
                (.officer, .drafts), (.officer, .underway),
            ] { #expect(seen.contains("\(role) \(view)")) }
        }
    }

    @Test
    func `registers have no gap, each document one that leads, the search holds all, and office check finds nothing`()
        async throws
    {
        try await Self.with { test, _ in
            try await test.office.database.read { connection in
                let gaps = try connection.rows(
                    """
                    SELECT register.id FROM register JOIN register_entry ON register_entry.register_id = register.id
                    GROUP BY register.id
                    HAVING COUNT(*) <> register.next_number - 1 OR MAX(number) <> COUNT(*) LIMIT 10
                    """)
                #expect(gaps.isEmpty)
                func count(_ sql: String) throws -> Int { try connection.row(sql)?["n"] ?? -1 }
                #expect(try count("SELECT COUNT(*) AS n FROM register_entry") > 400)
                #expect(
                    try count(
                        """
                        SELECT COUNT(*) AS n FROM incoming WHERE state IN ('assigned', 'in-progress', 'finished')
                            AND (SELECT COUNT(*) FROM lead_line WHERE lead_line.incoming_id = incoming.id) <> 1
                        """) == 0)
                #expect(try count("SELECT COUNT(*) AS n FROM pragma_foreign_key_check") == 0)
                for rule in ConsistencyRule.all {
                    let found = try connection.rows("SELECT subject FROM (\(rule.sql)) AS found LIMIT 3").map {
                        row -> String in
                        try row["subject"]
                    }
                    #expect(found.isEmpty, "\(rule.english) \(found)")
                }
                #expect(try count("SELECT COUNT(*) AS n FROM search_entry") == 600)
                #expect(try count("SELECT COUNT(*) AS n FROM search_stale") == 0)
                #expect(try count("SELECT COUNT(*) AS n FROM case_document") > 10)
                #expect(try count("SELECT COUNT(DISTINCT hash) AS n FROM attachment") <= 24)
                #expect(try count("SELECT COUNT(*) AS n FROM event WHERE at > '2026-11-26T09:30:00.000Z'") == 0)
            }
        }
    }

    @Test func `pages open for everybody, and what stands in its files is found`() async throws {
        try await Self.with { test, _ in
            let pages = [
                "demo-clerk-1": ["/", "/incoming?view=to-register", "/registers/in", "/failures", "/statistics"],
                "demo-leader-1": ["/", "/incoming?view=directed", "/board", "/board/lines", "/tasks", "/statistics"],
                "demo-head-1": ["/", "/incoming?view=unit", "/outgoing?view=to-initial", "/case-files?view=unit"],
                "demo-officer-1": ["/", "/incoming?view=leading", "/outgoing?view=drafts", "/opinions"],
                "demo-admin-1": ["/people", "/books"],
            ]
            for (person, paths) in pages {
                for path in paths {
                    let answer = try await test.get(path, as: person)
                    #expect([.ok, .seeOther].contains(answer.status), "\(path) as \(person): \(answer.status)")
                }
            }
            let found = try await test.get("/search?q=%22van%20ban%20gia%20lap%20so%22", as: "demo-leader-1")
            #expect(String(buffer: found.body).contains("href=\"/incoming/"))
        }
    }

    @Test func `the same seed makes the same, another seed something else`() async throws {
        let (first, again, other) = (Subjects(), Subjects(), Subjects())
        for (seed, into) in [(3, first), (3, again), (4, other)] {
            try await Self.with(documents: 120, seed: seed) { test, _ in
                await into.set(
                    try await test.office.database.read { connection in
                        try connection.rows(
                            "SELECT subject || state || arrived_at AS text FROM incoming ORDER BY 1 LIMIT 1000"
                        ).map { row -> String in try row["text"] }
                    })
            }
        }
        #expect(await first.all == again.all)
        #expect(await first.all != other.all)
    }

    @Test func `a list takes at most 12 statements, however much there is`() async throws {
        var taken: [[String: Int]] = []
        for documents in [150, 1_200] {
            let statements = Statements()
            let counted = Counted()
            try await Self.with(documents: documents, statements: statements) { test, _ in
                _ = try await test.office.database.write {
                    try $0.execute(
                        """
                        INSERT INTO saved_search (id, person_id, kind, name, query)
                        VALUES ('view', 'demo-leader-1', 'board', 'Khẩn', 'urgency=1')
                        """)
                }
                for (role, id) in [
                    (Role.clerk, "demo-clerk-1"), (.leader, "demo-leader-1"), (.head, "demo-head-1"),
                    (.officer, "demo-officer-1"),
                ] {
                    let session = try await test.session(id)
                    let paths =
                        (IncomingView.work(of: role) + [.all]).map { "/incoming?view=\($0.rawValue)" }
                        + (OutgoingView.work(of: role) + [.all]).map { "/outgoing?view=\($0.rawValue)" }
                        + (role == .leader
                            ? [
                                "/board", "/board?view=steps", "/board/lines",
                                "/board/lines?part=late&agency=so&organ=G22",
                            ] : [])
                        + (role == .clerk || role == .leader ? ["/tasks", "/tasks?part=late&agency=so"] : [])
                        + (role == .clerk || role == .leader
                            ? ["/urging", "/urging?view=intervene&agency=so", "/urging?view=letters"] : [])
                        + (PeriodReportRule.mayRead(role)
                            ? [
                                "/statistics/period", "/statistics/period?kind=month",
                                "/statistics/period?kind=month&day=2026-02-01",
                            ] : [])
                        + ["/received-tasks", "/received-tasks?part=late"]
                    for path in paths {
                        statements.clear()
                        let answer = try await test.client.execute(
                            uri: path, method: .get, headers: [.cookie: session.cookie])
                        #expect(answer.status == .ok, "\(path) as \(id)")
                        await counted.set("\(id) \(path)", statements.all.count)
                        #expect(statements.all.count <= 12, "\(path) as \(id): \(statements.all)")
                    }
                }
            }
            taken.append(await counted.all)
        }
        #expect(taken[0] == taken[1])
    }

    /// Documents, requests to give them back and statuses that could not be sent.
    private static func failSending(_ count: Int, in connection: Connection) throws {
        let documents = "(SELECT outgoing_id FROM recipient GROUP BY outgoing_id ORDER BY outgoing_id LIMIT $1)"
        for (kind, reference, asks) in [
            ("document", "id", false), ("document", "'recall-' || id", true), ("status", "id", false),
        ] {
            let table = kind == "status" ? "incoming" : "outgoing"
            let chosen = kind == "status" ? "(SELECT id FROM incoming ORDER BY id LIMIT $1)" : documents
            if asks {
                try connection.execute(
                    """
                    INSERT INTO recall (id, outgoing_id, reason, asked_by, asked_at)
                    SELECT 'recall-' || id, id, 'Nhầm', 'demo-clerk-1', '2026-11-26T01:00:00.000Z' FROM outgoing WHERE id IN \(chosen)
                    """, count)
                try connection.execute(
                    """
                    UPDATE recipient SET transport = 'delivered', asking = NULL, closure = NULL, status = NULL
                    WHERE outgoing_id IN \(chosen)
                    """, count)
            }
            try connection.execute(
                """
                INSERT INTO gateway_outbox (id, kind, status, reference, organs, summary, urgency, body, state, queued_at, next_attempt_at)
                SELECT '\(kind)\(asks)' || id, '\(kind)', \(kind == "status" ? "'03'" : "NULL"), \(reference),
                    COALESCE((SELECT group_concat(organ_code, ' ') FROM recipient WHERE outgoing_id = \(table).id), 'G22'), '1/X', 0, 'x',
                    'failed', '2026-11-26T01:00:00.000Z', '2026-11-26T01:00:00.000Z'
                FROM \(table) WHERE id IN \(chosen)
                """, count)
        }
    }

    @Test func `the box of what could not be sent takes at most 11 statements, however much there is`() async throws {
        var taken: [Int] = []
        for failed in [2, 40] {
            let statements = Statements()
            let counted = Counted()
            try await Self.with(documents: 300, statements: statements) { test, _ in
                try await test.office.database.write { try Self.failSending(failed, in: $0) }
                let session = try await test.session("demo-clerk-1")
                statements.clear()
                let answer = try await test.client.execute(
                    uri: "/failures", method: .get, headers: [.cookie: session.cookie])
                await counted.set("/failures", statements.all.count)
                #expect(statements.all.count <= 11, "\(statements.all)")
                let page = String(buffer: answer.body)
                #expect(page.components(separatedBy: "/retry\"").count - 1 == failed * 3)
                #expect(page.components(separatedBy: "Yêu cầu thu hồi").count - 1 == failed)
                // Each names its receivers and says what it is about.
                #expect(!page.contains("Gửi đến: <") && page.contains("Gửi đến: "))
            }
            taken += await counted.all.values
        }
        #expect(taken.count == 2 && taken[0] == taken[1])
    }

    private actor Counted {
        private(set) var all: [String: Int] = [:]
        func set(_ page: String, _ count: Int) { self.all[page] = count }
    }

    /// Reads and writes that ran, without the borders of transactions.
    final class Statements: Sendable {
        private let ran = Mutex<[String]>([])

        var all: [String] { self.ran.withLock { $0 } }
        func clear() { self.ran.withLock { $0 = [] } }

        func add(_ sql: String) {
            guard ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].contains(where: sql.hasPrefix) else { return }
            self.ran.withLock { $0.append(String(sql.prefix(80))) }
        }
    }

    private actor Subjects {
        private(set) var all: [String] = []
        func set(_ all: [String]) { self.all = all }
    }

    @Test func `a folder with data is refused and stays as it is`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "demo-data-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: folder.appending(path: "office.sqlite"))
        let demo = DemoData(documents: 100, people: 20, seed: 1, now: Date())
        await #expect(throws: Fault.self) { try await demo.make(in: folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["office.sqlite"])
        await #expect(throws: Fault.self) {
            try await DemoData(documents: 1, people: 20, seed: 1, now: Date()).make(in: folder)
        }
    }
}
