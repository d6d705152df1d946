import Synchronization

/// Sees that a few tests run at once. All tests of a run begin together: without this each of hundreds waits beside all others, until limits that
/// mean something in use (a connection that nobody speaks on, a caller who waits) end what is only crowded.
///
/// Suites that wait for something have a `.timeLimit`, ten minutes in all of them: it runs from the beginning of the test, while the test still
/// waits for its turn or for a machine that is full. It ends what hangs and says which test that was; how quick something is it does not tell. Those
/// that kill servers for minutes have thirty.
package enum Turn {
    private struct Crowd {
        var free = 16
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private static let crowd = Mutex(Crowd())
    /// A test that runs two servers has its turn already.
    @TaskLocal private static var isTaken = false

    /// Runs `body` when there is room.
    package static func take<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async rethrows -> Value {
        if Self.isTaken { return try await body() }
        await withCheckedContinuation { continuation in
            let isFree = Self.crowd.withLock { crowd in
                if crowd.free == 0 {
                    crowd.waiting.append(continuation)
                    return false
                }
                crowd.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
        defer { Self.give() }
        return try await Self.$isTaken.withValue(true) { try await body() }
    }

    private static func give() {
        let next = Self.crowd.withLock { crowd in
            guard crowd.waiting.isEmpty else { return crowd.waiting.removeFirst() as CheckedContinuation<Void, Never>? }
            crowd.free += 1
            return nil
        }
        next?.resume()
    }
}
