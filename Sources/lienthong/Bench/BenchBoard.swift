import Synchronization

/// What a run has seen so far.
final class BenchBoard: Sendable {
    private typealias Instant = ContinuousClock.Instant

    private struct State {
        /// By the number in the document's id: all that a receiver knows it by.
        var sent: [String: Instant] = [:]
        /// By the package's id: all that a sender is told.
        var arrived: [String: Instant] = [:]
        var sends: [Double] = []
        var confirmations: [Double] = []
        var exchanges: [Double] = []
        var lastTaken: Instant?
        var lastConfirmed: Instant?
        var lastSeen: Instant?
    }

    private let state = Mutex(State())

    /// Notes when a package that somebody will confirm was sent.
    func begin(_ number: String, at instant: ContinuousClock.Instant) {
        self.state.withLock { $0.sent[number] = instant }
    }

    /// The hub has answered a send. Its receiver may have been quicker.
    func took(since begun: ContinuousClock.Instant, at instant: ContinuousClock.Instant) {
        self.state.withLock { state in
            state.sends.append((instant - begun).milliseconds)
            state.lastTaken = max(state.lastTaken ?? instant, instant)
        }
    }

    /// A receiver is about to confirm a package; answers when it was sent.
    func arrive(_ number: String, packageID: String) -> ContinuousClock.Instant? {
        self.state.withLock { state in
            let begun = state.sent.removeValue(forKey: number)
            state.arrived[packageID] = begun
            return begun
        }
    }

    /// The hub has answered the receiver's acknowledgement.
    func confirmed(since begun: ContinuousClock.Instant, at instant: ContinuousClock.Instant) {
        self.state.withLock { state in
            state.confirmations.append((instant - begun).milliseconds)
            state.lastConfirmed = max(state.lastConfirmed ?? instant, instant)
        }
    }

    /// The sender has been told of the handover.
    func seen(packageID: String, at instant: ContinuousClock.Instant) {
        self.state.withLock { state in
            guard let begun = state.arrived.removeValue(forKey: packageID) else { return }
            state.exchanges.append((instant - begun).milliseconds)
            state.lastSeen = max(state.lastSeen ?? instant, instant)
        }
    }

    var confirmedCount: Int { self.state.withLock { $0.confirmations.count } }

    /// What was measured since `start`.
    func result(
        since start: ContinuousClock.Instant, packageBytes: Int, memory: [BenchResult.Memory]
    ) -> BenchResult {
        self.state.withLock { state in
            func seconds(_ instant: Instant?) -> Double? { instant.map { ($0 - start).milliseconds / 1000 } }
            return BenchResult(
                packages: state.sends.count, packageBytes: packageBytes, intakeSeconds: seconds(state.lastTaken) ?? 0,
                confirmationSeconds: seconds(state.lastConfirmed), exchangeSeconds: seconds(state.lastSeen),
                sends: .init(state.sends), confirmations: .init(state.confirmations), exchanges: .init(state.exchanges),
                memory: memory)
        }
    }
}

extension Duration {
    var milliseconds: Double {
        Double(self.components.seconds) * 1000 + Double(self.components.attoseconds) * 1e-15
    }
}
