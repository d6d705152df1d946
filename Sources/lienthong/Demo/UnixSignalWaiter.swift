import UnixSignals

/// Waits for Ctrl-C or a request to end.
enum UnixSignalWaiter {
    /// Runs `body`, which is cancelled when somebody asks to end: then it is waited for, and the answer is nil.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value? {
        // Before `body` has made anything that must be removed.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
