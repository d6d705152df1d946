import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Hub

/// Everything that the hub claims can be proved, and any rewriting be detected.
@Suite struct EvidenceTests {
    private static func key(_ hub: TestHub) throws -> VerifyingKey {
        try VerifyingKey(
            pem: String(contentsOf: hub.folder.appending(path: "keys/receipt.pub.pem"), encoding: .utf8))
    }

    private struct Receipts: Decodable {
        var receipts: [JSON]
    }

    private static func receipts(_ package: String, as system: String, _ hub: TestHub) async throws -> [Receipt] {
        try await hub.call(.get, "/v1/evidence/packages/\(package)", as: system).decode(Receipts.self).receipts
            .map { try Receipt(json: Data($0.canonical.utf8)) }
    }

    @Test func `every step of a package has its receipt, each proved by itself`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            _ = try await hub.acknowledge(item, as: "h29")
            let other = try #require(try await hub.inbox("h53").items.first)
            let refusal = #"{"sha256":"\#(other.sha256)","outcome":"fail","code":"bad-zip","reason":"Tệp nén hỏng."}"#
            #expect(try await hub.acknowledge(other, as: "h53", body: refusal).status == .noContent)
            let key = try Self.key(hub)
            let all = try await Self.receipts(sent.packageID, as: "g22", hub)
            #expect(
                all.map { "\($0.event["event"]?.string ?? "") \($0.event["to"]?.string ?? "")" } == [
                    "SubmissionAcceptance ", "ContentConsignment H29", "ContentConsignment H53", "ContentHandover H29",
                    "ContentHandoverFailure H53",
                ])
            for receipt in all { try receipt.verify(with: key) }
            #expect(all[4].event["code"] == .text("bad-zip"))
            // A receiver sees the package and what concerns itself.
            let mine = try await Self.receipts(sent.packageID, as: "h53", hub)
            #expect(mine.map { $0.index - all[0].index } == [0, 2, 4])
            #expect(
                try await hub.call(.get, "/v1/evidence/packages/\(sent.packageID)", as: "closed").status == .notFound)
        }
    }

    @Test func `a refusal stands in the log with its reason`() async throws {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(to: ["H99.99"]), as: "g22").problem
            let event = try await hub.parts.database.read {
                try $0.row("SELECT entry FROM evidence_event ORDER BY idx DESC LIMIT 1")?["entry"] ?? ""
            }
            #expect(event.contains(#""event":"SubmissionRejection""#) && event.contains(#""code":"unknown-receiver""#))
            #expect(try await hub.call(.get, "/v1/evidence/checkpoint", as: "g22").status == .ok)
        }
    }

    @Test func `many sends at once share checkpoints, and every receipt is proved and stays as it is`() async throws {
        try await withHub { hub in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<40 {
                    group.addTask { try await hub.send(Packages.document(number: 91_000 + number), as: "g22").text }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let key = try Self.key(hub)
            let receipts = try answers.map { try Receipt(json: Data($0.utf8)) }
            for receipt in receipts { try receipt.verify(with: key) }
            #expect(Set(receipts.map(\.index)).count == 40)
            let again = try await hub.send(Packages.document(number: 91_007), as: "g22")
            #expect(again.status == .ok && answers.contains(again.text))
        }
    }

    @Test func `who keeps an old checkpoint can prove that the log only grew, and that it was rewritten`() async throws
    {
        try await withHub { hub in
            let key = try Self.key(hub)
            func checkpoint() async throws -> Checkpoint {
                let text = try await hub.call(.get, "/v1/evidence/checkpoint", as: "h29").text
                let checkpoint = try #require(Checkpoint(text: text))
                #expect(checkpoint.isSigned(by: key))
                return checkpoint
            }
            func isConsistent(_ old: Checkpoint, _ new: Checkpoint) async throws -> Bool {
                let path = "/v1/evidence/consistency?from=\(old.size)&to=\(new.size)"
                let proof = try await hub.call(.get, path, as: "h29").decode(JSON.self)["proof"]?.elements ?? []
                return LogProof.isConsistent(
                    from: old.size, old.root, to: new.size, new.root,
                    proof: proof.compactMap { $0.string.flatMap(LogHash.init(base64:)) })
            }
            for number in 0..<3 {
                _ = try await hub.send(Packages.document(number: 91_000 + number), as: "g22").receipt
            }
            let old = try await checkpoint()
            for number in 3..<6 {
                _ = try await hub.send(Packages.document(number: 91_000 + number), as: "g22").receipt
            }
            #expect(try await isConsistent(old, checkpoint()))
            #expect(
                try await hub.call(.get, "/v1/evidence/consistency?from=1&to=1000", as: "h29").status == .badRequest)

            // Somebody with the hub's own key rewrites everything that happened, so that a hub that starts on it agrees with itself.
            try await hub.parts.database.write { connection in
                let entries: [String] = try connection.rows("SELECT entry FROM evidence_event ORDER BY idx LIMIT 1000")
                    .map { try $0["entry"] }
                for table in ["event", "node", "checkpoint"] {
                    let trigger =
                        connection.engine == .sqlite
                        ? "evidence_\(table)_remains" : "evidence_\(table)_stays ON evidence_\(table)"
                    try connection.execute("DROP TRIGGER \(trigger)")
                    try connection.execute("DELETE FROM evidence_\(table)")
                }
                for (index, entry) in entries.enumerated() {
                    let entry = entry.contains("ContentConsignment") ? entry.replacing("H29", with: "H53") : entry
                    try Self.append(entry, at: index, in: connection)
                }
            }
            let log = EvidenceLog(
                database: hub.parts.database,
                key: try SigningKey.loadOrMake(at: hub.folder.appending(path: "keys/receipt.key")),
                hubName: HubConfiguration.defaultName, now: { TestHub.now })
            try await log.write {
                try EvidenceLog.append(
                    .administration("hub-started", "", [:], by: Actor("test", .commandLine), at: TestHub.now), in: $0)
            }
            let new = try await checkpoint()
            #expect(new.isSigned(by: key) && new.size > old.size)
            #expect(try await !isConsistent(old, new))
        }
    }

    /// One transaction asks for the end of the log once; what was undone since must not count.
    @Test func `callers that share a transaction append behind each other, also behind one that was undone`()
        async throws
    {
        struct Refusal: Error {}
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false) { hub in
                @Sendable func append(_ count: Int, _ act: String, in connection: Connection) throws {
                    let events = (0..<count).map { number in
                        EvidenceEvent.administration(
                            act, "\(number)", [:], by: Actor("test", .commandLine), at: TestHub.now)
                    }
                    try EvidenceLog.append(events, in: connection)
                }
                for count in 1...9 {
                    try await hub.parts.evidence.write { connection in
                        try append(count, "kept-1", in: connection)
                        try connection.part { try append(3, "kept-2", in: connection) }
                        #expect(throws: Refusal.self) {
                            try connection.part {
                                try append(count + 1, "undone", in: connection)
                                throw Refusal()
                            }
                        }
                        try append(count % 3, "kept-3", in: connection)
                    }
                }
                let row = try await hub.parts.database.read { connection in
                    let row = try connection.row(
                        "SELECT COUNT(*) AS count, MAX(idx) AS last FROM evidence_event WHERE entry NOT LIKE '%undone%'"
                    )
                    return (count: try row?["count"] as Int?, last: try row?["last"] as Int?)
                }
                #expect(row.count == row.last.map { $0 + 1 } && row.count ?? 0 >= 45 + 27 + 9)
                #expect(try await HubCheck(tested: hub.folder).run().findings == [])
            }
        }
    }

    @Test(arguments: ["event", "node", "checkpoint"])
    func `the log cannot be changed by a statement`(_ table: String) async throws {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            let key = table == "checkpoint" ? "size" : "idx"
            for sql in ["DELETE FROM evidence_\(table)", "UPDATE evidence_\(table) SET \(key) = \(key) + 1000"] {
                await #expect(throws: (any Error).self, "\(sql)") {
                    try await hub.parts.database.write { try $0.execute(sql) }
                }
            }
        }
    }

    private static func append(_ entry: String, at index: Int, in connection: Connection) throws {
        try connection.execute(
            "INSERT INTO evidence_event (idx, name, entry) VALUES ($1, 'SubmissionAcceptance', $2)", index, entry)
        let made = try MerkleTree.appended(LogHash(leaf: Data(entry.utf8)), at: index) { level, index in
            let text: String =
                try connection.row("SELECT hash FROM evidence_node WHERE level = $1 AND idx = $2", level, index)?[
                    "hash"]
                ?? ""
            return LogHash(base64: text) ?? .empty
        }
        for (level, index, hash) in made {
            try connection.execute(
                "INSERT INTO evidence_node (level, idx, hash) VALUES ($1, $2, $3)", level, index, hash.base64)
        }
    }
}
