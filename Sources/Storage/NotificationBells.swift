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
        for listener in listeners { listener.say(payload) }
    }

    func listen(_ channel: String) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.ofNotifications()
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

extension AsyncStream<String> {
    /// Keeps the newest 256 for who does not read; what is said there is said by `say`.
    static func ofNotifications() -> (stream: AsyncStream<String>, continuation: Continuation) {
        self.makeStream(bufferingPolicy: .bufferingNewest(256))
    }
}

extension AsyncStream<String>.Continuation {
    /// Where words are lost, because their reader is far behind, the empty one follows: anything may have been said.
    func say(_ payload: String) {
        if case .dropped = self.yield(payload) { self.yield("") }
    }
}
