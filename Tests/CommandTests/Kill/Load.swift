import Synchronization

/// How much there is to do and how much of it is done: the clients go on until everything that was acknowledged has come back.
final class Load: Sendable {
    private struct State {
        var isEnding = false
        var sending = 0
        var sent = 0
        var received: [String: Int] = [:]
        var followed = 0
    }

    private let state = Mutex(State())

    var isEnding: Bool { self.state.withLock { $0.isEnding } }

    func end() { self.state.withLock { $0.isEnding = true } }

    /// Whether the slowest of `receivers` has more than a few documents before it: who sends waits, so that the end is not far when it comes.
    func isBehind(_ receivers: [String]) -> Bool {
        self.state.withLock { state in
            let received = receivers.map { state.received[$0, default: 0] }.min() ?? 0
            return !state.isEnding && state.sent + state.sending > received + 20
        }
    }

    /// Whether one more may be sent; then it must be.
    func begin() -> Bool {
        self.state.withLock { state in
            if !state.isEnding { state.sending += 1 }
            return !state.isEnding
        }
    }

    func sent() {
        self.state.withLock { state in
            state.sending -= 1
            state.sent += 1
        }
    }

    func received(by organ: String) { self.state.withLock { $0.received[organ, default: 0] += 1 } }
    func followed() { self.state.withLock { $0.followed += 1 } }

    func isReceived(by organ: String) -> Bool {
        self.state.withLock { $0.isEnding && $0.sending == 0 && $0.received[organ, default: 0] >= $0.sent }
    }

    /// Two statuses for each of two receivers.
    var isFollowed: Bool {
        self.state.withLock { $0.isEnding && $0.sending == 0 && $0.followed >= 4 * $0.sent }
    }
}
