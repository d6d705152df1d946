import Exchange
import Foundation
import Storage
import Synchronization
import Trust

/// The end of the log within one transaction, and what that adds to it. Nobody else appends meanwhile: writers run one after the other.
struct LogEnd: Sendable {
    private(set) var size: Int
    /// Entries that a checkpoint covers.
    let signed: Int
    /// Of the complete subtrees, by level and index, those that are part of no larger one at the beginning, and all that were made since: of them the
    /// root is made, what further entries complete, and the proofs of what was added.
    private(set) var nodes: [SIMD2<Int>: LogHash]
    /// What is written at the end of the transaction.
    private(set) var added: [Entry] = []
    private(set) var made: [(level: Int, index: Int, hash: LogHash)] = []
    /// Tells the receipts of this transaction when it has ended.
    let seal = Seal()

    struct Entry: Sendable {
        let index: Int
        let event: EvidenceEvent
        let text: String
    }

    init(size: Int, signed: Int, nodes: [SIMD2<Int>: LogHash]) {
        self.size = size
        self.signed = signed
        self.nodes = nodes
    }

    mutating func append(_ event: EvidenceEvent) throws -> Entry {
        let entry = Entry(index: self.size, event: event, text: event.json.canonical)
        let made = try MerkleTree.appended(LogHash(leaf: Data(entry.text.utf8)), at: self.size) {
            try Self.node($0, $1, in: self.nodes)
        }
        for (level, index, hash) in made { self.nodes[SIMD2(level, index)] = hash }
        self.size += 1
        self.added.append(entry)
        self.made += made
        return entry
    }

    func root() throws -> LogHash { try Self.tree(self.size, self.nodes).root() }

    /// For the next transaction: those subtrees that are part of no larger one.
    func frontier() -> [SIMD2<Int>: LogHash] {
        let places = Self.places(size)
        return self.nodes.filter { places.contains($0.key) }
    }

    /// The complete subtrees of which a log of `size` entries is made, by level and index.
    static func places(_ size: Int) -> Set<SIMD2<Int>> {
        Set((0..<Int.bitWidth - 1).filter { size >> $0 & 1 == 1 }.map { SIMD2($0, (size >> $0) - 1) })
    }

    /// A log of `size` entries, of which `nodes` has what is asked.
    static func tree(_ size: Int, _ nodes: [SIMD2<Int>: LogHash]) -> MerkleTree {
        MerkleTree(size: size) { try self.node($0, $1, in: nodes) }
    }

    private static func node(_ level: Int, _ index: Int, in nodes: [SIMD2<Int>: LogHash]) throws -> LogHash {
        guard let hash = nodes[SIMD2(level, index)] else { throw Fault.lacksNode(level, index) }
        return hash
    }
}

/// What proves the entries of one transaction, once that has been written. It does not hold the end of the log, which holds it: neither would ever go.
final class Seal: Sendable {
    private let kept = Mutex<(size: Int, nodes: [SIMD2<Int>: LogHash], checkpoint: Checkpoint)?>(nil)

    func close(_ end: LogEnd, _ checkpoint: Checkpoint) {
        self.kept.withLock { $0 = (end.size, end.nodes, checkpoint) }
    }

    /// The receipt of an entry of the transaction, after its end: the one that `EvidenceLog.receipt` makes of the rows at any time later.
    func receipt(of entry: LogEnd.Entry) throws -> Receipt {
        guard let (size, nodes, checkpoint) = self.kept.withLock({ $0 }) else { throw Fault.lacksNode(0, entry.index) }
        return Receipt(
            entry: entry.text, index: entry.index, proof: try LogEnd.tree(size, nodes).inclusion(of: entry.index),
            checkpoint: checkpoint)
    }
}

extension Fault {
    static func lacksNode(_ level: Int, _ index: Int) -> Fault {
        Fault(.internalFault, vi: "Sổ bằng chứng bị hỏng.", en: "The evidence log lacks the node \(level)/\(index).")
    }
}
