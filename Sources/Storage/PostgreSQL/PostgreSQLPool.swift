import Dispatch
import Exchange
import Foundation
import Synchronization

/// Threads that hold a connection each and run one transaction after the other; callers wait in one line without a thread of their own.
final class PostgreSQLPool: Sendable {
    private let line: Line

    /// - Parameter size: threads, made as they are needed.
    init(_ settings: PostgreSQLSettings, size: Int) { self.line = Line(settings: settings, size: size) }

    deinit { self.line.close() }

    /// Runs `body` in a transaction, on a thread of the pool.
    ///
    /// Throws `Fault`: `database-busy` when too many wait or this caller waited too long, `database-unreachable`, `outcome-unknown`. A caller
    /// that is cancelled leaves the line; one whose transaction runs ends before its next statement.
    func transaction<Value: Sendable>(
        _ kind: PostgreSQLDesk.Kind, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let ticket = Ticket()
        let deadline = ContinuousClock.now + self.line.settings.limits.wait
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let work = Work(ticket: ticket, deadline: deadline) { desk in
                    let result = Result {
                        try desk.transaction(kind, until: deadline, isCancelled: { ticket.isCancelled }, body)
                    }
                    continuation.resume(with: result)
                } refuse: {
                    continuation.resume(throwing: $0)
                }
                self.line.add(work)
            }
        } onCancel: {
            ticket.cancel()
            self.line.withdraw(ticket)
        }
    }

    /// Waits for the transactions that run, half a minute at most; nobody gets in any more.
    func close() {
        self.line.close()
        _ = self.line.threads.wait(timeout: .now() + 30)
    }
}

/// Names one caller.
private final class Ticket: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { self.flag.load(ordering: .relaxed) }

    func cancel() { self.flag.store(true, ordering: .relaxed) }
}

private struct Work: Sendable {
    let ticket: Ticket
    let deadline: ContinuousClock.Instant
    let run: @Sendable (PostgreSQLDesk) -> Void
    let refuse: @Sendable (any Error) -> Void
}

/// The line and the threads that serve it. They hold it, not the pool: a pool that nobody holds ends them.
private final class Line: Sendable {
    private struct State {
        var waiting: [Work] = []
        var threads = 0
        /// Threads that wait for work.
        var free = 0
        var isSweeping = false
        var isClosed = false
    }

    let settings: PostgreSQLSettings
    let threads = DispatchGroup()
    private let size: Int
    private let state = Mutex(State())
    /// Rung for each work, and for each thread at the end.
    private let bell = DispatchSemaphore(value: 0)

    init(settings: PostgreSQLSettings, size: Int) {
        self.settings = settings
        self.size = size
    }

    func add(_ work: Work) {
        enum Answer { case waits(needsThread: Bool, needsSweep: Bool), refused(any Error) }
        let answer: Answer = self.state.withLock { state in
            if state.isClosed { return .refused(Fault.databaseUnreachable()) }
            if work.ticket.isCancelled { return .refused(CancellationError()) }
            guard state.waiting.count < self.settings.limits.waiters + state.free else {
                return .refused(Fault.databaseBusy)
            }
            state.waiting.append(work)
            let needsThread = state.waiting.count > state.free && state.threads < self.size
            if needsThread { state.threads += 1 }
            defer { state.isSweeping = true }
            return .waits(needsThread: needsThread, needsSweep: !state.isSweeping)
        }
        switch answer {
        case .refused(let error): work.refuse(error)
        case .waits(let needsThread, let needsSweep):
            if needsThread {
                self.threads.enter()
                Thread.detachNewThread {
                    self.serve()
                    self.threads.leave()
                }
            }
            if needsSweep { self.sweep(at: work.deadline) }
            self.bell.signal()
        }
    }

    func withdraw(_ ticket: Ticket) {
        let work: Work? = self.state.withLock { state in
            state.waiting.firstIndex { $0.ticket === ticket }.map { state.waiting.remove(at: $0) }
        }
        work?.refuse(CancellationError())
    }

    func close() {
        let (refused, threads) = self.state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return (state.waiting, state.threads)
        }
        for _ in 0..<threads { self.bell.signal() }
        for work in refused { work.refuse(Fault.databaseUnreachable()) }
    }

    private func serve() {
        let desk = PostgreSQLDesk(self.settings, isClosed: { self.state.withLock { $0.isClosed } })
        while true {
            self.state.withLock { $0.free += 1 }
            self.bell.wait()
            let (work, isClosed): (Work?, Bool) = self.state.withLock { state in
                state.free -= 1
                return (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            if isClosed { return }
            work?.run(desk)
        }
    }

    /// Refuses those whose time is over. All wait equally long, so the first in the line is the first to go.
    private func sweep(at deadline: ContinuousClock.Instant) {
        let delay = max(1, (deadline - .now).milliseconds + 1)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) {
            let (late, next): (ArraySlice<Work>, ContinuousClock.Instant?) = self.state.withLock { state in
                let now = ContinuousClock.now
                let late = state.waiting.prefix { $0.deadline <= now }
                state.waiting.removeFirst(late.count)
                state.isSweeping = !state.waiting.isEmpty
                return (late, state.waiting.first?.deadline)
            }
            for work in late { work.refuse(Fault.databaseBusy) }
            if let next { self.sweep(at: next) }
        }
    }
}
