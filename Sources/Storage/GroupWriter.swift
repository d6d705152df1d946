import Foundation
import Synchronization

/// Lets many callers share one transaction (group commit): what comes while one is being written to disk goes together into the next.
/// Each caller's part is all or nothing by itself; every answer waits until the transaction is on disk. A caller who is alone does not wait.
package final class GroupWriter: Sendable {
    private let database: Database
    /// Runs at the end of each transaction, over all that it did.
    private let beforeCommit: @Sendable (Connection) throws -> Void
    private let state = Mutex(State())

    /// Parts of one transaction.
    private static let limit = 256

    private struct State {
        var waiting: [Part] = []
        var isWriting = false
    }

    private struct Part {
        let run: @Sendable (Connection) -> Void
        /// Called once, after the transaction: nil when it is on disk.
        let finish: @Sendable ((any Error)?) -> Void
    }

    package init(database: Database, beforeCommit: @escaping @Sendable (Connection) throws -> Void) {
        self.database = database
        self.beforeCommit = beforeCommit
    }

    /// Runs `body` in a transaction with others. When it throws, nothing of it stays and the others are not touched.
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        let outcome = Outcome<Value>()
        return try await withCheckedThrowingContinuation { continuation in
            let part = Part(
                run: { connection in
                    outcome.set(Result { try translatingFaults { try connection.part { try body(connection) } } })
                },
                finish: { error in continuation.resume(with: outcome.result(unless: error)) })
            let mustStart = self.state.withLock { state in
                state.waiting.append(part)
                defer { state.isWriting = true }
                return !state.isWriting
            }
            if mustStart { Task { await self.writeAll() } }
        }
    }

    /// Until nobody waits.
    private func writeAll() async {
        while true {
            let parts = self.state.withLock { state in
                let parts = Array(state.waiting.prefix(Self.limit))
                state.waiting.removeFirst(parts.count)
                if parts.isEmpty { state.isWriting = false }
                return parts
            }
            if parts.isEmpty { return }
            var failure: (any Error)?
            do {
                try await self.database.write { connection in
                    for part in parts { part.run(connection) }
                    try self.beforeCommit(connection)
                }
            } catch {
                failure = error
            }
            for part in parts { part.finish(failure) }
        }
    }
}

/// What became of one part, kept until the transaction has ended.
private final class Outcome<Value: Sendable>: Sendable {
    private let kept = Mutex<Result<Value, any Error>?>(nil)

    func set(_ result: Result<Value, any Error>) { self.kept.withLock { $0 = result } }

    /// A part that failed by itself says its own reason; what succeeded and was not kept, that of the transaction.
    func result(unless failure: (any Error)?) -> Result<Value, any Error> {
        let own = self.kept.withLock { $0 }
        switch (own, failure) {
        case (.failure(let error)?, _): return .failure(error)
        case (_, let error?): return .failure(error)
        case (let own?, nil): return own
        case (nil, nil): return .failure(CancellationError())
        }
    }
}
