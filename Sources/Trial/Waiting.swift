/// Asks again until `look` sees something, for at most `seconds`; nil when it never did.
nonisolated(nonsending) func waited<Value: Sendable>(seconds: Int, for look: () async throws -> Value?) async throws
    -> Value?
{
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        if let value = try await look() { return value }
        guard ContinuousClock.now < deadline else { return nil }
        try await Task.sleep(for: .milliseconds(50))
    }
}

/// As `waited`, for what a story cannot go on without. The job of a node that was killed waits up to 40 seconds for another. Throws `StoryError`.
nonisolated(nonsending) func eventually<Value: Sendable>(
    _ what: String, seconds: Int = 120, _ look: () async throws -> Value?
) async throws -> Value {
    guard let value = try await waited(seconds: seconds, for: look) else {
        throw StoryError("waited \(seconds) s in vain: \(what)")
    }
    return value
}
