import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// Acts on the same rows through two nodes at once, in an order that a seed makes: whichever comes first, every row tells one story and the evidence
/// tells the same. With SQLite the one hub is both nodes.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct InterleavingTests {
    private static let documents = 4
    private static let receivers = [(system: "h29", organ: "H29"), (system: "h53", organ: "H53")]
    /// Acts that go on beside each other.
    private static let lanes = 8

    private enum Act: Sendable {
        /// A document or its recall once more, the same bytes.
        case send(Int), recall(Int)
        /// Of a receiver about a document: 03, 15 or 16.
        case answer(Int, receiver: Int, HandlingStatus, minute: Int)
        /// A receiver says done at one node and failed at the other.
        case acknowledge(receiver: Int, item: Int)

        init(_ dice: inout Dice) {
            let document = dice.number(0..<InterleavingTests.documents)
            let receiver = dice.number(0..<InterleavingTests.receivers.count)
            switch dice.number(0..<10) {
            case 0: self = .send(document)
            case 1...2: self = .recall(document)
            case 3...5:
                let status = [HandlingStatus.accepted, .agreed, .declined][dice.number(0..<3)]
                self = .answer(document, receiver: receiver, status, minute: dice.number(0..<3))
            default: self = .acknowledge(receiver: receiver, item: dice.number(0..<100))
            }
        }
    }

    /// What the nodes have answered.
    private final class Board: Sendable {
        /// By what was sent: the receipts, each a text.
        let receipts = Mutex<[String: Set<String>]>([:])
        /// By delivery: what was said of it, and with which code that was answered.
        let said = Mutex<[String: [(outcome: String, code: Int)]]>([:])
    }

    private struct Players: Sendable {
        let nodes: [TestHub]
        let documents: [[UInt8]]
        let recalls: [[UInt8]]
        let board = Board()

        init(_ nodes: [TestHub]) throws {
            self.nodes = nodes
            let (to, numbers) = (InterleavingTests.receivers.map(\.organ), 0..<InterleavingTests.documents)
            self.documents = try numbers.map { try Packages.document(to: to, number: 92_000 + $0) }
            self.recalls = try numbers.map { try Packages.document(to: to, number: 92_000 + $0, operation: .recall) }
        }

        /// - Parameter name: of these bytes.
        func send(_ bytes: [UInt8], _ name: String, as system: String, at node: Int) async throws {
            let answer = try await self.nodes[node].send(bytes, as: system)
            #expect([200, 201].contains(answer.status.code), "\(name): \(answer.text)")
            self.board.receipts.withLock { _ = $0[name, default: []].insert(answer.text) }
        }

        func perform(_ act: Act, at node: Int) async throws {
            switch act {
            case .send(let document):
                try await self.send(self.documents[document], "document \(document)", as: "g22", at: node)
            case .recall(let document):
                try await self.send(self.recalls[document], "recall \(document)", as: "g22", at: node)
            case .answer(let document, let receiver, let status, let minute):
                let (system, organ) = InterleavingTests.receivers[receiver]
                let bytes = try Packages.status(status, from: organ, number: 92_000 + document, minute: minute)
                try await self.send(bytes, "\(organ) \(status) \(document) \(minute)", as: system, at: node)
            case .acknowledge(let receiver, let item):
                try await self.acknowledge(InterleavingTests.receivers[receiver].system, item, node)
            }
        }

        private func acknowledge(_ system: String, _ number: Int, _ node: Int) async throws {
            let items = try await self.nodes[node].inbox(system, query: "?limit=100").items
            guard !items.isEmpty else { return }
            let item = items[number % items.count]
            let failed = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip"}"#
            async let first = self.nodes[node].acknowledge(item, as: system)
            async let second = self.nodes[1 - node].acknowledge(item, as: system, body: failed)
            let answers: [(outcome: String, code: Int)] = [
                ("done", try await first.status.code), ("fail", try await second.status.code),
            ]
            self.board.said.withLock { $0[item.deliveryId, default: []] += answers }
        }
    }

    @Test(arguments: DatabaseEngine.all, Dice.seeds)
    func `sends, recalls, answers and acknowledgements of the same rows in any order tell one story`(
        _ engine: DatabaseEngine, _ seed: UInt64
    ) async throws {
        try await Self.run(engine) { nodes, folder, address in
            let players = try Players(nodes)
            // What an answer is about must be known.
            for document in 0..<Self.documents { try await players.perform(.send(document), at: document % 2) }
            var dice = Dice(seed)
            let acts = (0..<96).map { _ in (act: Act(&dice), node: dice.number(0..<2)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<Self.lanes {
                    group.addTask {
                        for index in stride(from: lane, to: acts.count, by: Self.lanes) {
                            try await players.perform(acts[index].act, at: acts[index].node)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let receipts = players.board.receipts.withLock { $0 }
            #expect(receipts.values.allSatisfy { $0.count == 1 }, "the same bytes have one receipt")
            try await Self.expectOneEnd(players)
            for document in 0..<Self.documents {
                guard let recall = receipts["recall \(document)"]?.first else { continue }
                try await Self.expectOneAnswer(
                    to: recall, about: try #require(receipts["document \(document)"]?.first), players)
            }
            let report = try await HubCheck(folder: folder, database: address).run()
            #expect(report.findings == [] && report.packages == receipts.count)
        }
    }

    private static func run(
        _ engine: DatabaseEngine, _ body: @escaping @Sendable ([TestHub], URL, String?) async throws -> Void
    ) async throws {
        let address: String? = engine == .sqlite ? nil : try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { folder in
            @Sendable func node(_ body: @escaping @Sendable (TestHub) async throws -> Void) async throws {
                try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = address }, body)
            }
            try await node { one in
                guard address != nil else { return try await body([one, one], folder, nil) }
                try await node { two in try await body([one, two], folder, address) }
            }
        }
    }

    /// Of done and failed one was taken, however often either was said, and the log tells it once.
    private static func expectOneEnd(_ players: Players) async throws {
        let said = players.board.said.withLock { $0 }
        var ends = ["done": 0, "fail": 0]
        for (delivery, answers) in said {
            #expect(answers.allSatisfy { [204, 409].contains($0.code) }, "\(delivery): \(answers)")
            let taken = Set(answers.filter { $0.code == 204 }.map(\.outcome))
            let refused = Set(answers.filter { $0.code == 409 }.map(\.outcome))
            #expect(taken.count == 1 && taken.isDisjoint(with: refused), "\(delivery): \(answers)")
            for outcome in taken { ends[outcome, default: 0] += 1 }
        }
        let (told, cursors): ([String: Int], [Int]) = try await players.nodes[1].parts.database.read { connection in
            let counts: [(String, Int)] = try connection.rows(
                """
                SELECT name, COUNT(*) AS count FROM evidence_event
                WHERE name IN ('ContentHandover', 'ContentHandoverFailure') GROUP BY name ORDER BY name
                """
            ).map { (try $0["name"], try $0["count"]) }
            let cursors: [Int] = try connection.rows("SELECT cursor FROM delivery ORDER BY cursor LIMIT 1000").map {
                try $0["cursor"]
            }
            return (Dictionary(uniqueKeysWithValues: counts), cursors)
        }
        #expect(told["ContentHandover", default: 0] == ends["done"])
        #expect(told["ContentHandoverFailure", default: 0] == ends["fail"])
        #expect(cursors == Array(1...cursors.count))
    }

    /// Of agreed and declined the one that came first counts, and only agreed closes the document there.
    private static func expectOneAnswer(to recall: String, about document: String, _ players: Players) async throws {
        func receivers(_ receipt: String) async throws -> [TrackingBody.Receiver] {
            let id = try JSONDecoder().decode(ReceiptBody.Outer.self, from: Data(receipt.utf8)).event.packageID
            return try await players.nodes[0].tracking(id, as: "g22").receivers
        }
        let kept = try await receivers(document)
        for asked in try await receivers(recall) {
            let answers = asked.handling.filter { ["15", "16"].contains($0.status) }
            let expected =
                switch answers.first?.status {
                case "15": "agreed"
                case "16": "declined"
                default: "requested"
                }
            #expect(asked.asking == expected)
            #expect(answers.count { $0.verdict == "advanced" } == min(1, answers.count))
            let closure = kept.first { $0.organ == asked.organ }?.closure
            #expect(closure == (expected == "agreed" ? "withdrawn" : nil))
        }
    }
}
