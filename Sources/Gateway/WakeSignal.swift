import Synchronization

/// Wakes the one who waits for something; a wake-up while nobody waits is kept for the next wait. It serves for any number of waits, also after
/// one that ended by its time.
package final class WakeSignal: Sendable {
    private struct State {
        var isPending = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func wake() {
        let waiter = self.state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isPending = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns after a wake-up, at the deadline, or when the task is cancelled: whichever is first.
    package func wait(until deadline: ContinuousClock.Instant) async {
        let timer = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            self.wake()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isPending = self.state.withLock { state in
                    defer { state.isPending = false }
                    if !state.isPending { state.waiter = continuation }
                    return state.isPending
                }
                if isPending { continuation.resume() }
            }
        } onCancel: {
            self.wake()
        }
        timer.cancel()
    }
}
