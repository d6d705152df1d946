import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Synchronization
import Testing
import Web

@testable import Office

/// Numbers and recalls of the same documents through two nodes at once, in an order that a seed makes: each act that was said to be done was done
/// once, and no other was. With SQLite the one office is both nodes.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OfficeInterleavingTests {
    /// Acts that go on beside each other.
    private static let lanes = 6

    private enum Act: Sendable {
        /// An incoming document gets its number, from one of two clerks.
        case register(Int, clerk: String)
        /// An outgoing one gets its number.
        case number(Int)
        /// An issued one is asked back.
        case ask(Int)
        /// Its receiver answers: 15 or 16.
        case answer(Int, HandlingStatus)

        init(_ dice: inout Dice, _ documents: Documents) {
            switch dice.number(0..<10) {
            case 0...3:
                let clerk = dice.number(0..<2) == 0 ? "clerk-A" : "clerk-B"
                self = .register(dice.number(0..<documents.incoming.count), clerk: clerk)
            case 4...5: self = .number(dice.number(0..<documents.approved.count))
            case 6...7: self = .ask(dice.number(0..<documents.issued.count))
            default:
                let status = dice.number(0..<3) == 0 ? HandlingStatus.agreed : .declined
                self = .answer(dice.number(0..<documents.issued.count), status)
            }
        }

        /// The document and what is done with it, as it is counted; nil: nobody here does it.
        func name(_ documents: Documents) -> String? {
            switch self {
            case .register(let index, _): documents.incoming[index]
            case .number(let index): documents.approved[index]
            case .ask(let index): documents.issued[index]
            case .answer: nil
            }
        }
    }

    private struct Documents: Sendable {
        var incoming: [String] = []
        /// Approved, and so to be numbered.
        var approved: [String] = []
        var issued: [String] = []

        init(_ test: TestOffice) async throws {
            for number in 1...6 { self.incoming.append(try await test.arrival(number: "\(number)")) }
            for _ in 1...2 { self.issued.append(try await TestOffice.delivered(test)) }
            for _ in 1...4 {
                let id = try await test.draft()
                try await test.bring(id, to: .approved)
                self.approved.append(id)
            }
        }
    }

    @Test(arguments: TestEngine.isPostgreSQL ? [DatabaseEngine.postgreSQL] : DatabaseEngine.all, Dice.seeds)
    func `numbers and recalls in any order are each given once, and numbers without a gap`(
        _ engine: DatabaseEngine, _ seed: UInt64
    ) async throws {
        try await Self.run(engine) { nodes in
            let documents = try await Documents(nodes[0])
            var dice = Dice(seed)
            let acts = (0..<72).map { _ in (act: Act(&dice, documents), node: dice.number(0..<2)) }
            let done = Done()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<Self.lanes {
                    group.addTask {
                        for index in stride(from: lane, to: acts.count, by: Self.lanes) {
                            let (act, node) = acts[index]
                            guard let answer = try await Self.perform(act, documents, nodes, at: node) else { continue }
                            let isRefused = (400..<500).contains(answer.status.code)
                            #expect(answer.status == .seeOther || isRefused, "\(act): \(answer.status)")
                            if answer.status == .seeOther, let name = act.name(documents) { done.add(name) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await Self.expectNumbers(documents, done, nodes[1])
            for id in documents.issued { try await Self.expectRequests(of: id, done.count(id), nodes[1]) }
            let office = nodes[1].office
            let report = try await OfficeCheck(database: office.database, content: office.store).run()
            #expect(report.findings.filter { ["register", "line", "access"].contains($0.area) } == [])
        }
    }

    /// How often an act was said to be done, by its document.
    private final class Done: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func add(_ name: String) { self.counts.withLock { $0[name, default: 0] += 1 } }
        func count(_ name: String) -> Int { self.counts.withLock { $0[name] ?? 0 } }
    }

    /// Forms are filled in with what the other node shows. Nil: a package that came.
    private static func perform(
        _ act: Act, _ documents: Documents, _ nodes: [TestOffice], at node: Int
    ) async throws -> TestResponse? {
        let (here, there) = (nodes[node], nodes[1 - node])
        switch act {
        case .register(let index, let clerk):
            return try await here.post(
                "/incoming/\(documents.incoming[index])/register", as: clerk, version: 1, ["checked": "yes"])
        case .number(let index):
            let id = documents.approved[index]
            return try await here.post(
                "/outgoing/\(id)/number", as: "clerk-A", version: try await there.outgoingState(id).version)
        case .ask(let index):
            let id = documents.issued[index]
            return try await here.post(
                "/outgoing/\(id)/recall", as: "clerk-A", version: try await there.outgoingState(id).version,
                ["reason": "Ban hành nhầm phụ lục, đề nghị trả lại.", "recipients": "G22"])
        case .answer(let index, let status):
            try await here.report(status, of: documents.issued[index], "Đã trình lãnh đạo")
            return nil
        }
    }

    /// Each document has one number, taken by the act that was answered; together they have no gap.
    private static func expectNumbers(_ documents: Documents, _ done: Done, _ test: TestOffice) async throws {
        for id in documents.incoming + documents.approved { #expect(done.count(id) <= 1) }
        func numbered(_ ids: [String]) -> Int { ids.count { done.count($0) > 0 } }
        let entries: [(direction: String, number: Int)] = try await test.office.database.read { connection in
            try connection.rows(
                """
                SELECT register.direction, register_entry.number FROM register_entry
                JOIN register ON register.id = register_entry.register_id
                WHERE register_entry.document_id IS NOT NULL ORDER BY register_entry.number LIMIT 1000
                """
            ).map { row -> (direction: String, number: Int) in (try row["direction"], try row["number"]) }
        }
        func given(_ direction: String) -> [Int] { entries.filter { $0.direction == direction }.map(\.number) }
        #expect(given("in") == Array(1..<(1 + numbered(documents.incoming))))
        #expect(given("out") == Array(1..<(1 + documents.issued.count + numbered(documents.approved))))
        let told: [String: Int] = try await Self.told(test)
        for id in documents.incoming { #expect(told["\(id) registered", default: 0] == done.count(id)) }
        for id in documents.approved { #expect(told["\(id) numbered", default: 0] == done.count(id)) }
    }

    /// Lines of the timelines, by document and kind.
    private static func told(_ test: TestOffice) async throws -> [String: Int] {
        let lines: [String] = try await test.office.database.read { connection in
            try connection.rows(
                "SELECT document_id, kind FROM event WHERE kind IN ('registered', 'numbered') LIMIT 1000"
            ).map { "\(try $0["document_id"] as String) \(try $0["kind"] as String)" }
        }
        return Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
    }

    /// Each request that was said to be made is there and goes out once; the last answer is what the recipient's row says.
    private static func expectRequests(of id: String, _ count: Int, _ test: TestOffice) async throws {
        let recalls: [String] = try await test.office.database.read { connection in
            try connection.rows("SELECT id FROM recall WHERE outgoing_id = $1 ORDER BY asked_at LIMIT 100", id).map {
                try $0["id"]
            }
        }
        #expect(recalls.count == count)
        for recall in recalls { #expect(try await test.outbox(of: recall).count == 1) }
        let (asking, closure): (String?, String?) = try await test.office.database.read { connection in
            let row = try #require(
                try connection.row("SELECT asking, closure FROM recipient WHERE outgoing_id = $1", id))
            return (try row["asking"], try row["closure"])
        }
        #expect((asking == nil) == (count == 0))
        #expect(closure == (asking == "agreed" ? "withdrawn" : nil))
    }

    private static func run(
        _ engine: DatabaseEngine, _ body: @Sendable ([TestOffice]) async throws -> Void
    ) async throws {
        guard engine == .postgreSQL else { return try await TestOffice.with { try await body([$0, $0]) } }
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = OfficeConfiguration(
            dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await TestEngine.withOfficeAddress { address in
            let (first, second) = (try Database.open(postgres: address), try Database.open(postgres: address))
            try await TestOffice.seed(first)
            try await TestOffice.serve(first, configuration) { one in
                try await TestOffice.serve(second, configuration) { two in try await body([one, two]) }
            }
            for database in [first, second] { try database.close() }
        }
    }
}
