import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// Thousands of sends side by side (`script/faults` makes it more).
@Suite(.inTurn, .timeLimit(.minutes(10))) struct ParallelTests {
    static let sends = Int(ProcessInfo.processInfo.environment["LIENTHONG_SENDS"] ?? "") ?? 2000

    /// Sends until it is taken: more than the hub has places for are refused for the moment.
    private static func send(_ package: [UInt8], as system: String, _ hub: TestHub) async throws -> String {
        while true {
            let answer = try await hub.send(package, as: system)
            if answer.status.code != 429 {
                #expect([200, 201].contains(answer.status.code), "\(answer.text)")
                return answer.text
            }
            await Task.yield()
        }
    }

    private final class Board: Sendable {
        let next = Mutex(0)
        let receipts = Mutex<[ReceiptBody]>([])
    }

    @Test
    func
        `thousands of sends by several systems keep distinct hashes, ids and cursors, and each receiver gets each once`()
        async throws
    {
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false) { hub in
                let senders = [
                    ("g22", "G22", ["H29", "H53"]), ("h29", "H29", ["G22", "H53"]), ("h53", "H53", ["G22", "H29"]),
                ]
                let board = Board()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    // As many as the hub lets in at once.
                    for _ in 0..<60 {
                        group.addTask {
                            while true {
                                let number = board.next.withLock { next in
                                    defer { next += 1 }
                                    return next
                                }
                                guard number < Self.sends else { return }
                                let (system, from, to) = senders[number % senders.count]
                                let package = try Packages.document(
                                    from: from, to: to, number: 100_000 + number, fileBytes: 500)
                                let text = try await Self.send(package, as: system, hub)
                                let receipt = try JSONDecoder().decode(ReceiptBody.Outer.self, from: Data(text.utf8))
                                    .event
                                #expect(receipt.sha256 == ContentHash(of: package).hex)
                                board.receipts.withLock { $0.append(receipt) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let all = board.receipts.withLock { $0 }
                #expect(all.count == Self.sends)
                #expect(Set(all.map(\.sha256)).count == Self.sends && Set(all.map(\.packageID)).count == Self.sends)
                var cursors: [Int] = []
                for (system, organ, _) in senders {
                    let items = try await Self.inbox(system, hub)
                    let wanted = all.filter { $0.to.contains(organ) }.map(\.packageID)
                    #expect(items.map(\.packageId).sorted() == wanted.sorted(), "\(system)")
                    #expect(items.map(\.cursor) == items.map(\.cursor).sorted())
                    cursors += items.map(\.cursor)
                }
                #expect(cursors.sorted() == Array(1...(2 * Self.sends)))
                try await Order.expectSound(hub.parts)
            }
        }
    }

    private static func inbox(_ system: String, _ hub: TestHub) async throws -> [InboxPage.Item] {
        var (items, after): ([InboxPage.Item], Int) = ([], 0)
        while true {
            let page = try await hub.inbox(system, query: "?limit=100&after=\(after)")
            if page.items.isEmpty { return items }
            items += page.items
            after = page.next
        }
    }

    @Test func `a hundred sends of the same bytes at once are one package with one receipt`() async throws {
        try await withHub { hub in
            let package = try Packages.document(to: ["H29", "H53"])
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 { group.addTask { try await Self.send(package, as: "g22", hub) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts.count == 1)
            for system in ["h29", "h53"] { #expect(try await hub.inbox(system).items.count == 1) }
            #expect(try hub.files().count == 1)
        }
    }
}
