import Exchange
import Foundation
import Hub
import Programs
import Storage
import Testing

/// The drill of docs/operations.md: a hub under load is lost with its disk and comes back from a backup.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10))) struct RestoreDrillTests {
    private static let receivers = ["H29", "H53"]

    @Test func `a hub that is lost under load comes back from its last backup, and everything arrives once`()
        async throws
    {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await Self.prepare(data)
            let hub = try await KilledHub(data: data, folder: folder)
            let ledger = Ledger()
            let backup = folder.appending(path: "second.backup")
            var before = Ledger.Kept()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in ["a", "b", "c"] {
                    let client = try KilledClient("G22", hub, folder: folder)
                    group.addTask {
                        try await client.run { try await client.sendUntilDeath(sender, to: Self.receivers, ledger) }
                    }
                }
                for receiver in Self.receivers {
                    let client = try KilledClient(receiver, hub, folder: folder)
                    group.addTask { try await client.run { try await client.takeAll(ledger) } }
                }
                try await Self.reach(20, ledger)
                try await Self.run(
                    "hub", "backup", "--data", data.path, "--to", folder.path + "/first.backup", in: folder)
                try await Self.reach(ledger.now.receipts.count + 20, ledger)
                before = ledger.now
                try await Self.run("hub", "backup", "--data", data.path, "--to", backup.path, in: folder)
                try await Self.reach(ledger.now.receipts.count + 20, ledger)

                try await hub.killAndRestart {
                    ledger.die()
                    try FileManager.default.moveItem(at: data, to: folder.appending(path: "lost"))
                    try await Self.run("hub", "restore", backup.path, "--data", data.path, in: folder)
                    try await Self.run("hub", "check", "--data", data.path, in: folder)
                    try await Self.expectOneSnapshot(data)
                }
                let client = try KilledClient("G22", hub, folder: folder)
                try await client.run { try await client.sendAgain(ledger.now.sent.keys.sorted(), ledger) }
                try await group.waitForAll()
            }
            let after = ledger.now
            #expect(after.damaged == 0)
            // What was acknowledged before the backup began is there: its repeat got the very same receipt.
            for (document, receipts) in before.receipts {
                #expect(receipts.count == 1 && after.receipts[document] == receipts, "\(document)")
            }
            // What its receiver had confirmed by then did not come again.
            for (key, deliveries) in before.confirmed {
                #expect(after.confirmed[key] == deliveries, "\(key)")
            }
            #expect(after.receipts.count == after.sent.count && after.sent.count > before.receipts.count)
            try await Self.expectOneDelivery(of: after.sent.keys.sorted(), data)
            try await Self.run("hub", "check", "--data", data.path, in: folder)
            #expect(try await hub.stop().status == 0)
            try await Self.expectRefusals(of: backup, folder)
        }
    }

    private static func prepare(_ data: URL) async throws {
        let administration = try Administration(folder: data)
        try await administration.importDirectory(
            String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
        for organ in ["G22"] + Self.receivers {
            _ = try await administration.add(
                system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                secret: KilledClient.token(of: organ))
        }
    }

    /// Waits until `count` documents are acknowledged.
    private static func reach(_ count: Int, _ ledger: Ledger) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while ledger.now.receipts.count < count {
            try #require(ContinuousClock.now < deadline, "the senders stand still")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Runs a command that must succeed.
    private static func run(_ arguments: String..., in folder: URL) async throws {
        let result = try await Command.run(arguments, folder: folder)
        try #require(result.status == 0, "\(arguments): \(result.output)\(result.errors)")
    }

    /// The files of the restored hub are those that its rows name.
    private static func expectOneSnapshot(_ data: URL) async throws {
        let named: Set<String> = try await HubDatabase.open(in: data).read { connection in
            Set(try connection.rows("SELECT DISTINCT sha256 FROM package LIMIT 100000").map { try $0["sha256"] })
        }
        let files = try FileManager.default.subpathsOfDirectory(atPath: data.appending(path: "content/files").path)
            .map { ($0 as NSString).lastPathComponent }.filter { $0.utf8.count == 64 }
        #expect(files.count == named.count && Set(files) == named)
    }

    /// Each receiver has one delivery of each document, taken.
    private static func expectOneDelivery(of documents: [String], _ data: URL) async throws {
        let rows: [String] = try await HubDatabase.open(in: data).read { connection in
            try connection.rows(
                """
                SELECT package.document_id, delivery.organ, delivery.transport FROM delivery
                JOIN package ON package.id = delivery.package_id
                WHERE package.kind = 'new' ORDER BY package.document_id, delivery.organ LIMIT 100000
                """
            ).map { "\(try $0["document_id"] as String) \(try $0["organ"] as String) \(try $0["transport"] as String)" }
        }
        #expect(rows == documents.flatMap { document in Self.receivers.map { "\(document) \($0) done" } })
    }

    /// A byte changed or the end cut off: refused by its code, and nothing stays.
    private static func expectRefusals(of backup: URL, _ folder: URL) async throws {
        let whole = try Data(contentsOf: backup)
        let place = folder.appending(path: "damaged")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        let broken = place.appending(path: "broken.backup")
        func refusal(_ bytes: Data) async throws -> String {
            try bytes.write(to: broken)
            let result = try await Command.run(
                "hub", "restore", broken.path, "--data", place.path + "/hub", folder: folder)
            #expect(result.status == 65)
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["broken.backup"])
            return String(result.errors.prefix { $0 != ":" })
        }
        for offset in [50, whole.count / 2, whole.count - 200] {
            var bytes = whole
            bytes[offset] ^= 1
            #expect(try await refusal(bytes) == "hash-mismatch", "\(offset)")
        }
        for length in [0, whole.count / 2, whole.count - 1] {
            #expect(try await refusal(whole.prefix(length)) == "bad-format", "\(length)")
        }
    }
}
