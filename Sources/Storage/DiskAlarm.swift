import Synchronization

/// Hears of a sync that failed (đồng bộ xuống đĩa thất bại). After one the system may have dropped what was written and call the next sync
/// good: nothing in these files can be believed until they have been read and written anew. Whoever owns them must stop and start again.
package final class DiskAlarm: Sendable {
    private struct State {
        var failure: String?
        var listeners: [CheckedContinuation<String?, Never>] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// What failed first; nil as long as nothing has.
    package var failure: String? { self.state.withLock { $0.failure } }

    /// Only the first failure is kept.
    package func raise(_ what: String) {
        let listeners = self.state.withLock { state in
            state.failure = state.failure ?? what
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.resume(returning: what) }
    }

    /// What failed, as soon as something has; nil when the task is cancelled.
    package func wait() async -> String? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: String?? = self.state.withLock { state in
                    if state.failure != nil || state.isClosed { return .some(state.failure) }
                    state.listeners.append(continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let listeners = self.state.withLock { state in
                state.isClosed = true
                defer { state.listeners = [] }
                return state.listeners
            }
            for listener in listeners { listener.resume(returning: nil) }
        }
    }
}
