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
    /// Why the transaction is over: every further statement is told the same.
    private var failure: (any Error)?
    /// A statement has failed, and the part that it belongs to has not been undone.
    private var isBroken = false
    /// Statements of one round trip.
    private static let together = 500
    /// Of values that wait here: they are in memory.
    private static let queueBytes = 1 << 20

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
        if self.queue.count >= Self.together || self.queuedBytes >= Self.queueBytes { try self.flush() }
    }

    func rows(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> [Row] {
        try self.run(PostgreSQLStatement(sql, values, isKept: isKept)).rows()
    }

    func row(_ sql: String, _ values: [SQLValue]) throws -> Row? {
        try self.run(PostgreSQLStatement(sql, values)).rows(limit: 1).first
    }

    func rows(_ sql: String, each values: [[SQLValue]]) throws -> [[Row]] {
        var rows: [[Row]] = []
        while rows.count < values.count {
            let some = values[rows.count..<min(rows.count + Self.together, values.count)]
            let answers = try self.run(some.map { PostgreSQLStatement(sql, $0) })
            rows += try answers.map { try $0.rows() }
        }
        return rows
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) { self.actions.append(action) }

    /// What was queued before belongs to what is around the part: it fails before the part begins.
    func beginPart() throws {
        try self.flush()
        self.queue.append(.command("SAVEPOINT part"))
    }

    /// What was queued in the part fails while it can still be undone alone.
    func endPart() throws {
        if let failure = self.failure { throw failure }
        if self.isBroken { throw PostgreSQLError.swallowed }
        try self.flush()
        self.queue.append(.command("RELEASE SAVEPOINT part"))
    }

    /// What is queued is of this part: nothing of it has run.
    func undoPart() {
        self.isBroken = false
        self.memory.forget()
        self.queue.removeAll { !$0.isCommand }
        self.queuedBytes = 0
        self.queue += [.command("ROLLBACK TO SAVEPOINT part"), .command("RELEASE SAVEPOINT part")]
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
