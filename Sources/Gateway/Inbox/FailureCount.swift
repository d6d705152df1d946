import Synchronization

/// The deliveries that somebody works on, with how often each failed: at most as many as the hub lists.
final class FailureCount: Sendable {
    private let failures = Mutex<[String: Int]>([:])

    /// False when it is there already.
    func insert(_ id: String) -> Bool {
        self.failures.withLock { failures in
            guard failures[id] == nil else { return false }
            failures[id] = 0
            return true
        }
    }

    func remove(_ id: String) { _ = self.failures.withLock { $0.removeValue(forKey: id) } }

    /// How often it has failed now.
    func failed(_ id: String) -> Int {
        self.failures.withLock { failures in
            failures[id, default: 0] += 1
            return failures[id, default: 0]
        }
    }
}
