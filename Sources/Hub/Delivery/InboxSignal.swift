import Exchange
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
        let signal: AsyncStream<Void>.Continuation
    }

    /// How many callers wait now.
    var waiting: Int { self.state.withLock { $0.waiters.values.count { $0.organs != nil } } }

    /// Runs `body` while wakes for the system's agencies are kept for it: register first, look then, so that nothing falls between.
    ///
    /// Throws `too-many-requests` when too many wait already.
    func listening<Value>(for system: ConnectedSystem, _ body: (Bell) async throws -> Value) async throws -> Value {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let waiter = Waiter(system: system.id, organs: Set(system.organs), signal: continuation)
        guard let id = self.add(waiter) else { throw Fault.tooManyWaiters }
        defer { self.remove(id) }
        return try await body(Bell(stream: stream))
    }

    /// The same for whatever comes for anybody: the hub's own services.
    func listeningToAll<Value>(_ body: (Bell) async throws -> Value) async throws -> Value {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Counted for nobody: a connected system's id is never empty.
        guard let id = self.add(Waiter(system: "", organs: nil, signal: continuation)) else {
            throw Fault.tooManyWaiters
        }
        defer { self.remove(id) }
        return try await body(Bell(stream: stream))
    }

    /// Called after the commit that brought something for `organs`.
    func wake(_ organs: [OrganCode]) {
        let signals = self.state.withLock { state in
            state.waiters.values.filter { waiter in waiter.organs.map { !$0.isDisjoint(with: organs) } ?? true }
                .map(\.signal)
        }
        for signal in signals { signal.yield() }
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
        let waiter = self.state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: id)
            if let waiter {
                let rest = state.perSystem[waiter.system, default: 1] - 1
                state.perSystem[waiter.system] = rest == 0 ? nil : rest
            }
            return waiter
        }
        waiter?.signal.finish()
    }
}

/// What one caller listens to.
struct Bell: Sendable {
    fileprivate let stream: AsyncStream<Void>

    /// Returns when something may have come, at the deadline, or when the task is cancelled: whichever is first.
    func wait(until deadline: ContinuousClock.Instant) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in self.stream { return } }
            // A cancelled sleep is the end of the wait, not a failure.
            group.addTask { try? await Task.sleep(until: deadline, clock: .continuous) }
            await group.next()
            group.cancelAll()
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
