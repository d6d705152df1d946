import Exchange
import Gateway
import Synchronization

/// Wakes the callers that wait for new deliveries (chờ văn bản đến). Nothing is promised by a wake: whoever wakes looks again.
final class InboxSignal: Sendable {
    /// Open waits of all systems together, and of one system.
    private let limit: Int
    private let limitPerSystem: Int
    private let state = Mutex(State())

    init(limit: Int = 2000, limitPerSystem: Int = 16) {
        self.limit = limit
        self.limitPerSystem = limitPerSystem
    }

    private struct State {
        var nextID = 0
        var waiters: [Int: Waiter] = [:]
        var perSystem: [String: Int] = [:]
    }

    private struct Waiter {
        let system: String
        /// Nil: every agency.
        let organs: Set<OrganCode>?
        let bell: WakeSignal
    }

    /// How many callers wait now.
    var waiting: Int { self.state.withLock { $0.waiters.values.count { $0.organs != nil } } }

    /// Runs `body` while wakes for the system's agencies are kept for it: register first, look then, so that nothing falls between.
    ///
    /// Throws `too-many-requests` when too many wait already.
    func listening<Value>(for system: ConnectedSystem, _ body: (WakeSignal) async throws -> Value) async throws -> Value
    {
        let bell = WakeSignal()
        guard let id = self.add(Waiter(system: system.id, organs: Set(system.organs), bell: bell)) else {
            throw Fault.tooManyWaiters
        }
        defer { self.remove(id) }
        return try await body(bell)
    }

    /// The same for whatever comes for anybody: the hub's own services.
    func listeningToAll<Value>(_ body: (WakeSignal) async throws -> Value) async throws -> Value {
        let bell = WakeSignal()
        // Counted for nobody: a connected system's id is never empty.
        guard let id = self.add(Waiter(system: "", organs: nil, bell: bell)) else {
            throw Fault.tooManyWaiters
        }
        defer { self.remove(id) }
        return try await body(bell)
    }

    /// Called after the commit that brought something for `organs`.
    func wake(_ organs: [OrganCode]) {
        let bells = self.state.withLock { state in
            state.waiters.values.filter { waiter in waiter.organs.map { !$0.isDisjoint(with: organs) } ?? true }
                .map(\.bell)
        }
        for bell in bells { bell.wake() }
    }

    private func add(_ waiter: Waiter) -> Int? {
        self.state.withLock { state in
            let mine = state.perSystem[waiter.system, default: 0]
            guard state.waiters.count < self.limit, mine < self.limitPerSystem else { return nil }
            state.nextID += 1
            state.waiters[state.nextID] = waiter
            state.perSystem[waiter.system] = mine + 1
            return state.nextID
        }
    }

    private func remove(_ id: Int) {
        self.state.withLock { state in
            guard let waiter = state.waiters.removeValue(forKey: id) else { return }
            let rest = state.perSystem[waiter.system, default: 1] - 1
            state.perSystem[waiter.system] = rest == 0 ? nil : rest
        }
    }
}

extension Fault {
    static var tooManyWaiters: Fault {
        Fault(
            .tooManyRequests,
            vi: "Quá nhiều kết nối đang chờ văn bản đến. Thử lại sau.",
            en: "Too many callers are waiting already. Try again later."
        )
    }
}
