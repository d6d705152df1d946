import Synchronization

/// What an agency's software hands over at a killed gateway, what is sent to it, and how often each of it came.
final class GatewayTally: Sendable {
    struct Seen: Sendable {
        /// Documents that the software hands over, and documents that the other agency sends to it.
        var handedOver = 0
        var sent = 0
        /// At the other agency: how often each document and each status came.
        var documents: [String: Int] = [:]
        var statuses: [String: Int] = [:]
        /// In the folder of the gateway: how often each arrival was laid.
        var arrivals: [String: Int] = [:]
        var isEnding = false
    }

    /// In each direction.
    private let maximum: Int
    private let kept = Mutex(Seen())

    /// So many may be on their way: who hands over or sends waits then, so that the end is not far when it comes.
    private static let underWay = 20

    /// - Parameter documents: so many go in each direction; nil: until `end`.
    init(documents: Int? = nil) { self.maximum = documents ?? .max }

    var seen: Seen { self.kept.withLock { $0 } }

    /// Nothing new begins.
    func end() { self.kept.withLock { $0.isEnding = true } }

    /// The number of the next document that the software hands over, from 1; then it must be. Nil: no more.
    func handsOver() -> Int? {
        self.kept.withLock { seen in
            guard !seen.isEnding, seen.handedOver < self.maximum else { return nil }
            seen.handedOver += 1
            return seen.handedOver
        }
    }

    /// The same of what is sent to it.
    func sends() -> Int? {
        self.kept.withLock { seen in
            guard !seen.isEnding, seen.sent < self.maximum else { return nil }
            seen.sent += 1
            return seen.sent
        }
    }

    var isBehindOut: Bool { self.kept.withLock { $0.handedOver > $0.documents.count + Self.underWay } }
    var isBehindIn: Bool { self.kept.withLock { $0.sent > $0.arrivals.count + Self.underWay } }

    func came(_ document: String) { self.kept.withLock { $0.documents[document, default: 0] += 1 } }
    func reported(_ document: String) { self.kept.withLock { $0.statuses[document, default: 0] += 1 } }
    func laid(_ arrival: String) { self.kept.withLock { $0.arrivals[arrival, default: 0] += 1 } }

    /// Nothing new begins, and all that had begun has come.
    var isDone: Bool {
        self.kept.withLock { seen in
            (seen.isEnding || seen.handedOver == self.maximum && seen.sent == self.maximum)
                && seen.documents.count == seen.handedOver && seen.statuses.count == seen.sent
                && seen.arrivals.count == seen.sent
        }
    }
}
