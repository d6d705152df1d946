import Exchange
import Foundation
import Storage
import Testing
import Trust

@testable import Hub

/// Where the log ends, as transactions and a node remember it.
@Suite struct LogEndTests {
    private static func event(_ act: String) -> EvidenceEvent {
        .administration(act, "", [:], by: Actor("test", .commandLine), at: TestHub.now)
    }

    @Test func `what proves a transaction is gone when nobody needs its receipts`() throws {
        weak var seal: Seal?
        func takeReceipt() throws {
            var end = LogEnd(size: 0, signed: 0, nodes: [:])
            let entry = try end.append(Self.event("first"))
            let checkpoint = try Checkpoint(
                hub: "Trục thử", size: 1, root: try end.root(), at: Timestamp.text(TestHub.now), key: SigningKey())
            end.seal.close(end, checkpoint)
            seal = end.seal
            #expect(try end.seal.receipt(of: entry).checkpoint == checkpoint)
        }
        try takeReceipt()
        #expect(seal == nil)
    }

    /// As after a standby that lagged has taken over.
    @Test func `a log that lost its end and grew as long again elsewhere is read anew`() async throws {
        try await withHub { hub in
            let (database, evidence) = (hub.parts.database, hub.parts.evidence)
            for act in ["a", "b", "c"] {
                try await evidence.write { try EvidenceLog.append(Self.event(act), in: $0) }
            }
            try await database.write { connection in
                let size = try EvidenceLog.size(in: connection)
                for (table, column) in [("event", "idx + 1"), ("checkpoint", "size"), ("node", "(idx + 1) << level")] {
                    let trigger =
                        connection.engine == .sqlite
                        ? "evidence_\(table)_remains" : "evidence_\(table)_stays ON evidence_\(table)"
                    try connection.execute("DROP TRIGGER \(trigger)")
                    try connection.execute("DELETE FROM evidence_\(table) WHERE \(column) >= $1", size)
                }
            }
            let other = EvidenceLog(database: database, key: SigningKey(), hubName: "Trục thử", now: { TestHub.now })
            try await other.write { try EvidenceLog.append(Self.event("another"), in: $0) }
            try await evidence.write { try EvidenceLog.append(Self.event("d"), in: $0) }

            let (entries, last): ([String], Checkpoint?) = try await database.read { connection in
                (
                    try connection.rows("SELECT entry FROM evidence_event ORDER BY idx LIMIT 1000").map {
                        try $0["entry"]
                    },
                    try connection.row("SELECT text FROM evidence_checkpoint ORDER BY size DESC LIMIT 1").flatMap {
                        Checkpoint(text: try $0["text"])
                    }
                )
            }
            var nodes: [SIMD2<Int>: LogHash] = [:]
            for (index, entry) in entries.enumerated() {
                let made = try MerkleTree.appended(LogHash(leaf: Data(entry.utf8)), at: index) { level, index in
                    try #require(nodes[SIMD2(level, index)])
                }
                for (level, index, hash) in made { nodes[SIMD2(level, index)] = hash }
            }
            let root = try MerkleTree(size: entries.count) { level, index in
                try #require(nodes[SIMD2(level, index)])
            }.root()
            let hasOther = entries.contains { $0.contains("another") }
            #expect(hasOther && last?.size == entries.count && last?.root == root)
        }
    }
}
