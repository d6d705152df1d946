/// A transaction of PostgreSQL. It begins with its first statement, and what needs no answer (its beginning, savepoints, `executeLater`) is queued
/// here and travels with the next statement that does, or with the commit: one round trip for all of them.
final class PostgreSQLSession: DatabaseSession {
    private let desk: PostgreSQLDesk
    private let kind: PostgreSQLDesk.Kind
    private let deadline: ContinuousClock.Instant
    /// Whether the caller's task was cancelled: then no further statement runs.
    private let isCancelled: () -> Bool
    /// Nil before the first statement.
    private var link: PostgreSQLLink?
    /// Commands first, statements behind them: what begins or ends a part sends the statements before it.
    private var queue: [PostgreSQLStatement]
    /// Of the values in the queue.
    private var queuedBytes = 0
    /// Those that are open, the innermost last.
    private var parts: [Part] = []
    /// Why the transaction is over: every further statement is told the same.
    private var failure: (any Error)?
    /// A statement has failed, and the part that it belongs to has not been undone.
    private var isBroken = false
    /// Statements of one round trip.
    private static let together = 500
    /// Of values that wait here: they are in memory.
    private static let queueBytes = 1 << 20

    private struct Part {
        /// How many were queued when it began, while nothing of it has been sent and the server knows nothing of it; nil: a savepoint stands in
        /// the queue or at the server.
        var mark: Int?
        let actions: Int
    }

    let memory = TransactionMemory()
    private(set) var actions: [@Sendable () -> Void] = []

    /// - Parameter deadline: until when a server is looked for.
    init(
        _ desk: PostgreSQLDesk, _ kind: PostgreSQLDesk.Kind, until deadline: ContinuousClock.Instant,
        isCancelled: @escaping () -> Bool
    ) {
        self.desk = desk
        self.kind = kind
        self.deadline = deadline
        self.isCancelled = isCancelled
        self.queue = kind.begin
    }

    var engine: DatabaseEngine { .postgreSQL }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try self.run(PostgreSQLStatement(sql, values)).changes
    }

    func executeLater(_ sql: String, _ values: [SQLValue]) throws {
        if let failure = self.failure { throw failure }
        if self.isCancelled() { throw CancellationError() }
        let statement = PostgreSQLStatement(sql, values)
        self.queue.append(statement)
        self.queuedBytes += statement.sizeBytes
        guard self.queue.count >= Self.together || self.queuedBytes >= Self.queueBytes else { return }
        try self.sendAround()
        if self.queue.count >= Self.together || self.queuedBytes >= Self.queueBytes { try self.flush() }
    }

    func rows(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> [Row] {
        try self.run(PostgreSQLStatement(sql, values, isKept: isKept)).rows()
    }

    func row(_ sql: String, _ values: [SQLValue]) throws -> Row? {
        try self.run(PostgreSQLStatement(sql, values)).rows(limit: 1).first
    }

    func answers(to questions: [Question]) throws -> [[Row]] {
        var rows: [[Row]] = []
        while rows.count < questions.count {
            let some = questions[rows.count..<min(rows.count + Self.together, questions.count)]
            let answers = try self.run(some.map { PostgreSQLStatement($0.sql, $0.values) })
            rows += try answers.map { try $0.rows() }
        }
        return rows
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) { self.actions.append(action) }

    /// What was queued before belongs to what is around the part: it fails before the part begins, or with the transaction when the part is checked
    /// later.
    func beginPart(checkedLater: Bool) throws {
        if checkedLater, self.parts.isEmpty {
            self.parts.append(Part(mark: self.queue.count, actions: self.actions.count))
        } else {
            try self.flush()
            self.queue.append(Self.savepoint)
            self.parts.append(Part(mark: nil, actions: self.actions.count))
        }
        self.memory.beginPart()
    }

    /// What was queued in a part that has a savepoint fails while it can still be undone alone.
    func endPart() throws {
        if let failure = self.failure { throw failure }
        if self.isBroken { throw PostgreSQLError.swallowed }
        if self.parts.last?.mark == nil {
            try self.flush()
            self.queue.append(.command("RELEASE SAVEPOINT part"))
        }
        self.parts.removeLast()
        self.memory.endPart()
    }

    /// What is queued behind the beginning of the part is of it: nothing of that has run. Where what was before it has failed, nothing is queued.
    func undoPart() {
        guard let part = self.parts.popLast() else { return }
        self.isBroken = false
        self.memory.undoPart()
        self.actions.removeLast(self.actions.count - part.actions)
        if let mark = part.mark {
            self.queue = Array(self.queue.prefix(mark))
        } else {
            self.queue.removeAll { !$0.isCommand }
            self.queue += [.command("ROLLBACK TO SAVEPOINT part"), .command("RELEASE SAVEPOINT part")]
        }
        self.queuedBytes = self.queue.reduce(0) { $0 + $1.sizeBytes }
    }

    private static let savepoint = PostgreSQLStatement.command("SAVEPOINT part")

    /// Sends what is queued before a part of which the server knows nothing yet, by itself: its failure is not the part's, it ends the transaction.
    private func sendAround() throws {
        guard let part = self.parts.first, let mark = part.mark, self.queue[..<mark].contains(where: { !$0.isCommand })
        else { return }
        let own = Array(self.queue[mark...])
        self.queue.removeLast(own.count)
        do { _ = try self.send([]) } catch {
            self.failure = error
            throw error
        }
        self.queue = own
        self.queuedBytes = own.reduce(0) { $0 + $1.sizeBytes }
        self.parts[0].mark = 0
    }

    /// A part that begins to ask gets its savepoint, so that it can be undone alone.
    private func markPart() throws {
        guard self.parts.first?.mark != nil else { return }
        try self.sendAround()
        if let mark = self.parts[0].mark { self.queue.insert(Self.savepoint, at: mark) }
        self.parts[0].mark = nil
    }

    func notify(_ channel: String, _ payload: String) throws {
        try self.executeLater("SELECT pg_notify($1, $2)", [.text(channel), .text(payload)])
    }

    /// Ends the transaction, and keeps what it did. What is still queued goes with the commit; when it fails, nothing is kept.
    func commit() throws {
        if let failure = self.failure { throw failure }
        if self.isCancelled() { throw CancellationError() }
        if self.kind != .read, self.isBroken { throw PostgreSQLError.swallowed }
        // The beginning may be tried again after a cut: it never holds the commit.
        if self.kind == .read || self.link == nil { try self.flush() }
        guard let link = self.link else { return }
        switch self.kind {
        case .read: link.leave()
        case .write, .beside: try link.commit(after: self.queue)
        }
    }

    func rollBack() { self.link?.rollBack() }

    /// Runs the statements that are queued.
    private func flush() throws {
        if self.queue.contains(where: { !$0.isCommand }) { _ = try self.run([]) }
    }

    private func run(_ statement: PostgreSQLStatement) throws -> PostgreSQLAnswer {
        let answers = try self.run([statement])
        return answers[0]
    }

    /// Runs `statements` behind what is queued; answers theirs.
    private func run(_ statements: [PostgreSQLStatement]) throws -> [PostgreSQLAnswer] {
        if let failure = self.failure { throw failure }
        try self.markPart()
        return try self.send(statements)
    }

    private func send(_ statements: [PostgreSQLStatement]) throws -> [PostgreSQLAnswer] {
        if self.isCancelled() { throw CancellationError() }
        do {
            let all = self.queue + statements
            let result: Result<[PostgreSQLAnswer], any Error>
            if let link = self.link {
                result = Result { try link.run(all) }
            } else {
                (self.link, result) = try self.desk.first(self.kind, until: self.deadline) { try $0.run(all) }
            }
            self.queue = []
            self.queuedBytes = 0
            return try result.get().suffix(statements.count)
        } catch let error as PostgreSQLError where !error.isOfCommand && self.link != nil {
            self.isBroken = true
            throw error.translated
        } catch {
            let failure = self.desk.translated(error)
            self.failure = failure
            throw failure
        }
    }
}
