import Synchronization

/// What is wrong with the sandbox's hub just now; one thing at a time.
enum HubTrouble: String, Sendable, CaseIterable {
    case unavailable = "hub-unavailable"
    case cut = "hub-cut"
    case slow = "hub-slow"
}

/// Which faults of the hub are on (công tắc sự cố).
final class SwitchBoard: Sendable {
    private struct State {
        var trouble: HubTrouble?
        var isToldTwice = false
        /// Deliveries whose acknowledgement was lost.
        var lost: Set<String> = []
        var used: Set<String> = []
    }

    /// So many deliveries are told twice at most, and so many forms are remembered: memory must end somewhere.
    static let limit = 10_000

    private let state = Mutex(State())

    var trouble: HubTrouble? { self.state.withLock { $0.trouble } }
    var isToldTwice: Bool { self.state.withLock { $0.isToldTwice } }

    func set(_ trouble: HubTrouble, on: Bool) {
        self.state.withLock { state in
            if on { state.trouble = trouble } else if state.trouble == trouble { state.trouble = nil }
        }
    }

    /// Off, it forgets which deliveries were told twice.
    func setToldTwice(_ on: Bool) {
        self.state.withLock { state in
            state.isToldTwice = on
            if !on { state.lost = [] }
        }
    }

    /// Whether this acknowledgement is to be lost: the first for each delivery while the switch is on.
    func loses(_ delivery: String) -> Bool {
        self.state.withLock { state in
            guard state.isToldTwice, state.lost.count < Self.limit else { return false }
            return state.lost.insert(delivery).inserted
        }
    }

    /// Whether a form acts for the first time.
    func isFirst(_ once: String) -> Bool {
        self.state.withLock { state in
            if state.used.count >= Self.limit { state.used = [] }
            return state.used.insert(once).inserted
        }
    }
}
