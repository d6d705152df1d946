import Dispatch
package import Logging
import Synchronization

/// What everybody who asks for a server's health is told. One probe serves all who ask while it runs and for a few seconds after it; who asks
/// is answered within the deadline, also when a disk no longer answers.
package final class Health: Sendable {
    private let probe: @Sendable () async -> HealthVerdict
    private let logger: Logger
    private let keptFor: Duration
    private let deadlineMilliseconds: Int
    private let maintenance: Maintenance?
    private let state = Mutex(State())

    private struct State {
        /// The last word, and how long it is worth something.
        var verdict = HealthVerdict()
        var freshUntil: ContinuousClock.Instant?
        /// Counts probes, so that a late deadline does not judge the next one.
        var round = 0
        var isProbing = false
        var isOverdue = false
        /// Bounded by the deadline.
        var waiting: [CheckedContinuation<HealthVerdict, Never>] = []
    }

    /// - Parameter maintenance: nil of a server that knows none.
    package init(
        logger: Logger, keptFor: Duration, deadlineMilliseconds: Int, maintenance: Maintenance? = nil,
        probe: @escaping @Sendable () async -> HealthVerdict
    ) {
        self.logger = logger
        self.keptFor = keptFor
        self.deadlineMilliseconds = deadlineMilliseconds
        self.maintenance = maintenance
        self.probe = probe
    }

    package func verdict() async -> HealthVerdict {
        var verdict = await self.found()
        // Wanted by the operator, so that no log tells of it as of trouble.
        if self.maintenance?.isOn == true { verdict.findings.append(.init(problem: .maintenance, cause: "a signal")) }
        return verdict
    }

    /// Of the last probe.
    private func found() async -> HealthVerdict {
        await withCheckedContinuation { continuation in
            let (known, started): (HealthVerdict?, Int?) = self.state.withLock { state in
                let isFresh = state.freshUntil.map { ContinuousClock.now < $0 } ?? false
                // A probe that hangs is not joined by another one.
                if state.isProbing ? state.isOverdue : isFresh { return (state.verdict, nil) }
                state.waiting.append(continuation)
                guard !state.isProbing else { return (nil, nil) }
                state.isProbing = true
                state.round += 1
                return (nil, state.round)
            }
            if let known { continuation.resume(returning: known) }
            if let started { self.start(started) }
        }
    }

    private func start(_ round: Int) {
        // On its own: what waits for a disk cannot be cancelled, and who asks first may leave first.
        Task { self.end(await self.probe()) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(self.deadlineMilliseconds)) {
            self.giveUp(round)
        }
    }

    private func end(_ verdict: HealthVerdict) {
        self.tell(verdict) { state in
            state.isProbing = false
            state.isOverdue = false
            state.freshUntil = .now + self.keptFor
            return true
        }
    }

    private func giveUp(_ round: Int) {
        var verdict = HealthVerdict()
        verdict.findings = [.init(problem: .tooSlow, cause: "no answer within \(self.deadlineMilliseconds) ms")]
        self.tell(verdict) { state in
            guard state.isProbing, state.round == round else { return false }
            state.isOverdue = true
            return true
        }
    }

    /// Answers who waits, and tells the log of a change once.
    private func tell(_ verdict: HealthVerdict, _ change: (inout State) -> Bool) {
        let (waiting, before) = self.state.withLock { state in
            guard change(&state) else { return ([CheckedContinuation<HealthVerdict, Never>](), verdict) }
            defer {
                state.verdict = verdict
                state.waiting = []
            }
            return (state.waiting, state.verdict)
        }
        for continuation in waiting { continuation.resume(returning: verdict) }
        guard before.problems != verdict.problems else { return }
        if verdict.isReady { return self.logger.notice("the server can work again") }
        self.logger.error(
            "the server cannot do its work",
            metadata: [
                "health.problems": .array(verdict.problems.map { .string($0.rawValue) }),
                "health.causes": .array(verdict.findings.map { .string($0.cause) }),
            ])
    }
}
