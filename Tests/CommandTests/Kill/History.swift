import Synchronization

/// What the clients of one hub saw, for the checker.
final class History: Sendable {
    struct Seen: Sendable {
        /// Receipts by document, each distinct text once.
        var receipts: [String: Set<String>] = [:]
        /// Deliveries of documents by receiver and document: the ids of the deliveries.
        var delivered: [String: Set<String>] = [:]
        /// Packages whose bytes were not those of their hash.
        var damaged = 0
        /// Statuses as the sender took them, by document and reporter.
        var statuses: [String: [String]] = [:]
    }

    private let kept = Mutex(Seen())

    var seen: Seen { self.kept.withLock { $0 } }

    func accepted(_ document: String, receipt: String) {
        self.kept.withLock { _ = $0.receipts[document, default: []].insert(receipt) }
    }

    func delivered(_ document: String, to organ: String, delivery: String, isSound: Bool) {
        self.kept.withLock { seen in
            _ = seen.delivered["\(organ) \(document)", default: []].insert(delivery)
            if !isSound { seen.damaged += 1 }
        }
    }

    /// Each delivery once: what is listed again after a cut acknowledgement is the same delivery.
    func reported(_ status: String, of document: String, by organ: String) {
        self.kept.withLock { $0.statuses["\(organ) \(document)", default: []].append(status) }
    }
}

/// What must all be zero, beside what there was.
struct Verdict: Equatable, CustomStringConvertible {
    var acknowledged = 0
    var delivered = 0
    var lost = 0
    var duplicated = 0
    var reordered = 0
    var unverifiable = 0

    init(_ seen: History.Seen, receivers: [String], isGenuine: (String) -> Bool) {
        for (document, receipts) in seen.receipts {
            self.acknowledged += 1
            // A repeat that gets another answer is one that nobody can rely on.
            if receipts.count != 1 || !receipts.allSatisfy(isGenuine) { self.unverifiable += 1 }
            for receiver in receivers {
                let deliveries = seen.delivered["\(receiver) \(document)"] ?? []
                self.delivered += min(1, deliveries.count)
                if deliveries.isEmpty { self.lost += 1 }
                if deliveries.count > 1 { self.duplicated += 1 }
            }
        }
        for statuses in seen.statuses.values {
            if statuses != statuses.sorted() { self.reordered += 1 }
            if Set(statuses).count != statuses.count { self.duplicated += 1 }
        }
        // 01 and 03 of each delivery that was taken.
        for key in seen.delivered.keys
        where seen.receipts[key.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""] != nil {
            self.lost += 2 - min(2, Set(seen.statuses[key] ?? []).count)
        }
        self.unverifiable += seen.damaged
    }

    var isClean: Bool { self.lost == 0 && self.duplicated == 0 && self.reordered == 0 && self.unverifiable == 0 }

    var description: String {
        "đã nhận \(self.acknowledged), đã giao \(self.delivered), mất \(self.lost), trùng \(self.duplicated), "
            + "đảo thứ tự trạng thái \(self.reordered), biên nhận sai \(self.unverifiable)"
    }
}
