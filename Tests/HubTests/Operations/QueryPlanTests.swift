import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing
import Trust
import Web

@testable import Hub

/// What a hub asks its database costs the same however much lies there: every statement of a package's way and of the operators' pages is held to
/// its plan, on both engines whatever the suites run on; on PostgreSQL 400,000 deliveries (of fewer it rightly reads all), on SQLite 100,000, or
/// `LIENTHONG_PLAN_ROWS` on both. Nothing here is a time.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(30))) struct QueryPlanTests {
    private static func deliveries(_ engine: DatabaseEngine) -> Int {
        ProcessInfo.processInfo.environment["LIENTHONG_PLAN_ROWS"].flatMap { Int($0) }
            ?? (engine == .postgreSQL ? 400_000 : 100_000)
    }

    /// Tables that grow with every package, and the names that statements give them.
    private static let large: Set<String> = [
        "package", "delivery", "handling", "evidence_event", "evidence_node", "evidence_checkpoint", "uplink_send",
        "uplink_receiver", "candidate", "earlier",
    ]

    /// Indexes of what waits or failed, which may be read from one end to the other.
    private static let ofFew: Set<String> = [
        "delivery_waiting", "delivery_waiting_since", "delivery_asked", "delivery_passed", "delivery_failed",
        "uplink_send_waiting", "uplink_send_subject", "evidence_administration",
    ]

    /// Indexes that lead to an inbox.
    private static let inboxes = ["delivery_waiting", "delivery_waiting_since", "delivery_cursor_key"]

    /// One row from the end of an index: what SQLite calls a scan.
    private static let newest = "SELECT text FROM evidence_checkpoint ORDER BY size DESC LIMIT 1"

    /// Part of a statement, and the index through which it has to go.
    private static let ways: [(part: String, index: String)] = [
        ("AS upper_has_it", "delivery_waiting_since"),
        ("handling.package_id FROM handling JOIN delivery", "evidence_by_package"),
        ("SELECT cursor, relay_id, lane FROM uplink_send", "delivery_passed"),
        ("SELECT delivery.id FROM delivery JOIN package", "package_by_document"),
        ("ROW_NUMBER() OVER", "handling_by_delivery"), ("BETWEEN $1 AND $1", "package_by_kind_and_system"),
        ("(package.from_organ, package.id) <", "package_by_from"),
    ]

    @Test func `on SQLite`() async throws {
        let heard = HeardStatements()
        try await withDataFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let database = try Database.open(file: folder.appending(path: "plans.sqlite"), onStatement: heard.hear)
            try await Self.serve(database, folder, number: 91_000, fills: true, filled: heard.forget)
            // What is looked up on connections of its own (`LookUps`) is not heard.
            heard.hear(Inbox.query)
            let plans = try await heard.plans(in: database)
            Self.judge(plans, "SQLite")
            for plan in plans where !plan.scanned.isDisjoint(with: Self.large) && plan.statement != Self.newest {
                #expect(!plan.indexes.isDisjoint(with: Self.ofFew), "\(plan)")
            }
            try database.close()
        }
    }

    @Test func `on PostgreSQL, planned for the values of each call and once for all`() async throws {
        let server = ExplainingPostgreSQL()
        let address = try await server.newDatabase()
        try await withDataFolder { folder in
            var limits = PostgreSQLLimits()
            limits.statement = .seconds(600)
            let filling = try Database.open(postgres: address, limits: limits)
            try await Self.serve(filling, folder, number: 91_000, fills: true)
            try filling.close()
            for (number, mode) in ExplainingPostgreSQL.Mode.allCases.enumerated() {
                try await server.explain(address, mode)
                let mark = try server.mark()
                let database = try Database.open(postgres: address)
                try await Self.serve(database, folder, number: 92_000 + 1000 * number, fills: false)
                try database.close()
                let plans = try await server.plans(of: address, after: mark)
                Self.judge(plans, mode.rawValue)
                for plan in plans {
                    #expect(plan.scanned.isDisjoint(with: Self.large), "\(mode): \(plan)")
                    // The feed looks through a window of 2,000 entries; who is late is found among all 2,000 agencies.
                    #expect(try #require(plan.rows) <= 6000, "\(mode): \(plan)")
                    #expect(try #require(plan.pages) <= 6000, "\(mode): \(plan)")
                }
            }
        }
    }

    private static func judge(_ plans: [QueryPlan], _ engine: String) {
        // Through what waits, or, where PostgreSQL expects that enough comes, in the order of arrival: its sample decides.
        let inbox = plans.filter { $0.statement.contains(Inbox.query) }
        #expect(!inbox.isEmpty, "\(engine): nothing asked for the inbox")
        for plan in inbox {
            #expect(!plan.indexes.isDisjoint(with: Self.inboxes), "\(engine): \(plan)")
        }
        for (part, index) in Self.ways {
            let found = plans.filter { $0.statement.contains(part) }
            #expect(!found.isEmpty, "\(engine): nothing asked \(part)")
            for plan in found { #expect(plan.indexes.contains { $0.hasPrefix(index) }, "\(engine): \(plan)") }
        }
    }

    /// A hub on `database` does everything once.
    ///
    /// - Parameters:
    ///   - number: of the document that is sent.
    ///   - fills: the rows are put there first.
    ///   - filled: done then.
    private static func serve(
        _ database: Database, _ folder: URL, number: Int, fills: Bool,
        filled: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await withHub(folder: folder, configure: { $0.database = database }) { (hub: TestHub) async throws in
            let filling = FilledHub(database: database, deliveries: Self.deliveries(database.engine))
            if fills {
                try await filling.fill()
                filled()
            }
            let package = try await Self.exchange(hub, filling, number: number)
            try await Self.watch(hub)
            try await Self.speakVXP(hub)
            try await Self.operate(hub, package, filling)
        }
    }

    /// A document and a status on their way, with everything that the two systems ask about them. Answers the package.
    private static func exchange(_ hub: TestHub, _ filling: FilledHub, number: Int) async throws -> String {
        let document = try Packages.document(to: ["H29", "H53"], number: number)
        let sent = try await hub.send(document, as: "g22").receipt
        #expect(try await hub.send(document, as: "g22").receipt == sent)
        #expect(try await hub.inbox("h29").items.count == 50)
        let inbox = try await hub.inbox("h29", query: "?after=\(filling.deliveries)").items
        let item = try #require(inbox.first { $0.packageId == sent.packageID })
        #expect(try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29").status == .ok)
        #expect(try await hub.acknowledge(item, as: "h29").status.code / 100 == 2)
        for status in [HandlingStatus.arrived, .accepted] {
            _ = try await hub.send(Packages.status(status, number: number), as: "h29").receipt
        }
        let told = try await hub.tracking(sent.packageID, as: "g22")
        #expect(told.receivers.first { $0.organ == "H29" }?.transport == "done")
        for path in [
            "/v1/transport?after=\(filling.entries / 2)&limit=100", "/v1/transport?after=\(filling.entries)&limit=100",
            "/v1/evidence/packages/\(sent.packageID)", "/v1/evidence/checkpoint",
        ] {
            #expect(try await hub.call(.get, path, as: "g22").status == .ok, "\(path)")
        }
        return sent.packageID
    }

    /// What the hub does by itself.
    private static func watch(_ hub: TestHub) async throws {
        let (database, now) = (hub.parts.database, TestHub.now)
        let late = try await OverdueStore(database: database).agencies(at: now)
        #expect(late.contains { $0.organ.text == "H29" && $0.count == FilledHub.waiting })
        #expect(try await Expiry(evidence: hub.parts.evidence, days: 30).run(at: now) == 0)
        // The hub's own caller may have come first.
        _ = try await WebhookStore(database: database).due(at: now, except: [], limit: 16)
        #expect(try await !WaitingList.read(database, late: late).isEmpty)
        try await database.read { connection in
            #expect(try UplinkSend.next(.document, at: now, in: connection) != nil)
            #expect(try UplinkReports.open(in: connection).count == 50)
            // A year later everything of June is old enough.
            let page = try RetentionRule(days: 366).page(
                after: "", at: now.addingTimeInterval(500 * 86_400), in: connection)
            #expect(page.last != nil)
            #expect(try PackageStore.kept(after: "", limit: 1000, in: connection).count == 1000)
        }
    }

    private static func speakVXP(_ hub: TestHub) async throws {
        let database = hub.parts.database
        let inbox = VXPInbox(
            database: database,
            deliveries: DeliveryStore(evidence: hub.parts.evidence, senders: hub.parts.senders, now: { TestHub.now }))
        let sent = VXPSent(database: database, content: hub.parts.kept, now: { TestHub.now })
        let store = SystemStore(database: database)
        for (id, kind) in [("g22", "status"), ("h29", "edoc"), ("h29", "status")] {
            let system = try #require(try await store.find(id))
            let isStatus = kind == "status"
            let parameters = try #require(VXPParameters(json: Array(#"{"XroadVnpt-messagetype":"\#(kind)"}"#.utf8)))
            #expect(try await sent.list(of: system, parameters).isEmpty == !(id == "h29" && isStatus))
            let waiting = try await inbox.list(of: system, statuses: isStatus).count
            #expect(try await inbox.count(of: system, statuses: isStatus) == waiting)
        }
    }

    /// The pages of operators.
    private static func operate(_ hub: TestHub, _ package: String, _ filling: FilledHub) async throws {
        let name = "tuong\(UUID().uuidString.prefix(8).lowercased())"
        let keys = try await hub.parts.administration.add(
            operator: name, fullName: "Cao Văn Tượng Trưng", password: ConsoleVisitor.password,
            sealedBy: try SealedSecrets(dataFolder: hub.folder))
        try await Application(router: try hub.parts.console.router).test(.router) { client in
            let visitor = ConsoleVisitor(hub: hub, client: client, keys: keys, clock: ConsoleClock())
            let cookie = try #require(try await visitor.signIn(name: name))
            for path in [
                "/", "/waiting", "/packages", "/packages?q=G22", "/packages?q=K00.05", "/packages?q=12%2FVPCP",
                "/packages/\(package)", "/failures", "/figures", "/reports", "/organs/H29", "/systems/h29", "/audit",
            ] {
                #expect(try await visitor.get(path, as: cookie).status == .ok, "\(path)")
            }
        }
        let story = try await PackageStory.find(package, in: hub.parts.database, now: TestHub.now)
        #expect(story.first?.steps.isEmpty == false)
    }
}
