import Synchronization

/// What was answered at the killed office, and what came of it at the other agency.
final class OfficeTally: Sendable {
    struct Seen: Sendable {
        /// Subjects of documents that were answered as issued, with their ids at the office.
        var issued: [String: String] = [:]
        /// Subjects of documents that were answered as entered by hand.
        var entered: [String: String] = [:]
        /// Documents sent to the office through the hub, and those handled there (Mã định danh).
        var sent: Set<String> = []
        var handled: Set<String> = []
        /// At the other agency: ids of deliveries by document.
        var deliveries: [String: Set<String>] = [:]
        /// At the other agency: statuses by document, in the order in which they came.
        var statuses: [String: [String]] = [:]
        var isEnding = false
        var working = 0
    }

    private let kept = Mutex(Seen())

    var seen: Seen { self.kept.withLock { $0 } }
    var isEnding: Bool { self.kept.withLock { $0.isEnding } }

    func end() { self.kept.withLock { $0.isEnding = true } }
    func begins() { self.kept.withLock { $0.working += 1 } }
    func ends() { self.kept.withLock { $0.working -= 1 } }

    func issued(_ subject: String, _ id: String) { self.kept.withLock { $0.issued[subject] = id } }
    func entered(_ subject: String, _ id: String) { self.kept.withLock { $0.entered[subject] = id } }
    func sent(_ document: String) { self.kept.withLock { _ = $0.sent.insert(document) } }
    func handled(_ document: String) { self.kept.withLock { _ = $0.handled.insert(document) } }

    func delivered(_ document: String, delivery: String) {
        self.kept.withLock { _ = $0.deliveries[document, default: []].insert(delivery) }
    }

    func reported(_ status: String, of document: String) {
        self.kept.withLock { $0.statuses[document, default: []].append(status) }
    }

    /// Whether whoever sends has so many documents before the office that the end would be far.
    var isBehind: Bool { self.kept.withLock { !$0.isEnding && $0.sent.count > $0.handled.count + 5 } }

    /// Whether everything that was sent to the office was handled there and nobody works any more.
    var isHandled: Bool { self.kept.withLock { $0.isEnding && $0.handled == $0.sent && $0.working == 0 } }

    /// Whether the other agency has everything: each issued document, three statuses of each handled one.
    var isTold: Bool {
        self.kept.withLock { seen in
            seen.isEnding && seen.working == 0 && seen.handled == seen.sent
                && seen.deliveries.count >= seen.issued.count
                && seen.handled.allSatisfy { (seen.statuses[$0] ?? []).count >= 3 }
        }
    }
}
