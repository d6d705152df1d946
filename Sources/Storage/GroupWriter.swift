import Exchange
import Foundation
import Synchronization

/// Lets many callers share one transaction (group commit): what comes while one is being written to disk goes together into the next.
/// Each caller's part is all or nothing by itself; every answer waits until the transaction is on disk. A caller who is alone does not wait.
///
/// On PostgreSQL the lock of writers is held for a few round trips, however many share the transaction: what callers know that they will ask is asked
/// for all of them at once, and what they write goes together at the end.
package final class GroupWriter: Sendable {
    private let database: Database
    /// Runs at the beginning of each transaction, knowing the answers to `questions`; what it remembers, every part finds.
    private let begin: Begin?
    /// Runs at the end of each transaction, over all that it did.
    private let beforeCommit: @Sendable (Connection) throws -> Void
    private let state = Mutex(State())

    /// What each transaction begins with.
    package struct Begin: Sendable {
        let questions: Set<Question>
        let run: @Sendable (Connection) throws -> Void

        package init(asking questions: Set<Question>, _ run: @escaping @Sendable (Connection) throws -> Void) {
            self.questions = questions
            self.run = run
        }
    }

    /// What a part will ask, and what it is about.
    package struct Foresight: Sendable {
        let questions: Set<Question>
        /// Names of things. Of two parts in one transaction that touch the same thing the later one asks anew: what the earlier one writes may
        /// change the answers. A part that names too few is answered falsely.
        package let things: Set<String>

        package init(asking questions: Set<Question>, about things: Set<String>) {
            self.questions = questions
            self.things = things
        }
    }

    /// Parts of one transaction.
    private static let limit = 256
    /// So many wait; whoever comes then is refused at once (`database-busy`), so that a disk that hangs does not fill the memory with callers.
    package static let waiters = 4_096

    private struct State {
        var waiting: [Part] = []
        var isWriting = false
    }

    private struct Part {
        let foresight: Foresight?
        /// The transaction, and whether what it writes may be checked later.
        let run: @Sendable (Connection, Bool) -> Void
        /// What became of it in a transaction that was not kept.
        let forget: @Sendable () -> Void
        /// Called once, after the transaction: nil when it is on disk.
        let finish: @Sendable ((any Error)?) -> Void
    }

    package init(
        database: Database, begin: Begin? = nil, beforeCommit: @escaping @Sendable (Connection) throws -> Void
    ) {
        self.database = database
        self.begin = begin
        self.beforeCommit = beforeCommit
    }

    /// Runs `body` in a transaction with others. When it throws, nothing of it stays and the others are not touched.
    ///
    /// It may run twice: what it does beside the transaction, it does after the commit (`Connection.afterCommit`).
    ///
    /// Throws `database-busy` when too many wait.
    ///
    /// - Parameter foresight: nil: the part may ask anything, and be about anything.
    package func write<Value: Sendable>(
        _ foresight: Foresight? = nil, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let outcome = Outcome<Value>()
        return try await withCheckedThrowingContinuation { continuation in
            let part = Part(
                foresight: foresight,
                run: { connection, checkedLater in
                    outcome.set(
                        Result {
                            try translatingFaults {
                                try connection.part(checkedLater: checkedLater) { try body(connection) }
                            }
                        })
                },
                forget: { outcome.forget() },
                finish: { error in continuation.resume(with: outcome.result(unless: error)) })
            let mustStart: Bool? = self.state.withLock { state in
                guard state.waiting.count < Self.waiters else { return nil }
                state.waiting.append(part)
                defer { state.isWriting = true }
                return !state.isWriting
            }
            guard let mustStart else { return continuation.resume(throwing: Fault.databaseBusy) }
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
            do { try await self.write(parts) } catch { failure = error }
            for part in parts { part.finish(failure) }
        }
    }

    private func write(_ parts: [Part]) async throws {
        do {
            try await self.database.write { try self.run(parts, in: $0, checkedLater: true) }
        } catch let fault as Fault {
            throw fault
        } catch  where self.database.engine == .postgreSQL {
            // A statement failed when it could no longer be undone alone. Nothing was kept: again, and each is checked at its end. What the first time told
            // one may have been the failure of another.
            for part in parts { part.forget() }
            try await self.database.write { try self.run(parts, in: $0, checkedLater: false) }
        }
    }

    private func run(_ parts: [Part], in connection: Connection, checkedLater: Bool) throws {
        var answers: [Question: [Row]] = [:]
        // SQLite is asked as quickly later, on the same thread.
        if connection.engine == .postgreSQL {
            answers = try connection.answers(
                to: parts.reduce(into: self.begin?.questions ?? []) { $0.formUnion($1.foresight?.questions ?? []) })
        }
        try self.begin?.run(connection.knowing(answers))
        var touched: Set<String> = []
        for part in parts {
            guard let things = part.foresight?.things else { continue }
            let isFirst = touched.isDisjoint(with: things)
            touched.formUnion(things)
            part.run(isFirst ? connection.knowing(answers) : connection, checkedLater)
        }
        // They come last because they may touch anything.
        for part in parts where part.foresight == nil { part.run(connection, checkedLater) }
        try self.beforeCommit(connection)
    }
}

/// What became of one part, kept until the transaction has ended.
private final class Outcome<Value: Sendable>: Sendable {
    private let kept = Mutex<Result<Value, any Error>?>(nil)

    func set(_ result: Result<Value, any Error>) { self.kept.withLock { $0 = result } }

    func forget() { self.kept.withLock { $0 = nil } }

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
