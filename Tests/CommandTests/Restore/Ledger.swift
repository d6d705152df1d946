import Synchronization

/// What senders and receivers of the drill keep, over both lives of the hub.
final class Ledger: Sendable {
    struct Kept: Sendable {
        /// Bytes by document, as sent.
        var sent: [String: [UInt8]] = [:]
        /// Receipts by document, each distinct text once.
        var receipts: [String: Set<String>] = [:]
        /// Ids of deliveries that were confirmed, by `receiver document`.
        var confirmed: [String: Set<String>] = [:]
        /// Files whose bytes were not those of their hash.
        var damaged = 0
        var isDead = false
    }

    private let kept = Mutex(Kept())

    var now: Kept { self.kept.withLock { $0 } }
    var isDead: Bool { self.kept.withLock { $0.isDead } }

    func sends(_ document: String, _ bytes: [UInt8]) { self.kept.withLock { $0.sent[document] = bytes } }

    func accepted(_ document: String, _ receipt: String) {
        self.kept.withLock { _ = $0.receipts[document, default: []].insert(receipt) }
    }

    func confirmed(_ document: String, by organ: String, delivery: String, isSound: Bool) {
        self.kept.withLock { kept in
            _ = kept.confirmed["\(organ) \(document)", default: []].insert(delivery)
            if !isSound { kept.damaged += 1 }
        }
    }

    /// From now on nobody sends anything new.
    func die() { self.kept.withLock { $0.isDead = true } }

    /// Whether the slowest of `receivers` has more than a few documents before it: who sends waits, so that the end is not far when it comes.
    func isBehind(_ receivers: [String]) -> Bool {
        self.kept.withLock { kept in
            let confirmed = receivers.map { receiver in kept.confirmed.keys.count { $0.hasPrefix("\(receiver) ") } }
            return !kept.isDead && kept.sent.count > (confirmed.min() ?? 0) + 20
        }
    }

    func isEverythingConfirmed(by organ: String) -> Bool {
        self.kept.withLock { kept in
            kept.isDead && kept.sent.keys.allSatisfy { kept.confirmed["\(organ) \($0)"] != nil }
        }
    }
}
