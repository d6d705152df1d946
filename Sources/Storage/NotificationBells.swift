import Synchronization

/// Wakes those in this process who wait for a channel.
final class NotificationBells: Sendable {
    private struct State {
        var next = 0
        var listeners: [String: [Int: AsyncStream<String>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    func ring(_ channel: String, _ payload: String) {
        let listeners = self.state.withLock { Array(($0.listeners[channel] ?? [:]).values) }
        for listener in listeners { listener.yield(payload) }
    }

    /// The newest 256 are kept for who does not read.
    func listen(_ channel: String) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(256))
        let number = self.state.withLock { state in
            state.next += 1
            state.listeners[channel, default: [:]][state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.listeners[channel]?[number] = nil }
        }
        return stream
    }
}
