/// A transaction of PostgreSQL. It begins with its first statement, and what needs no answer (its beginning, savepoints) travels with the next one
/// that does.
final class PostgreSQLSession: DatabaseSession {
    private let desk: PostgreSQLDesk
    private let kind: PostgreSQLDesk.Kind
    private let deadline: ContinuousClock.Instant
    /// Whether the caller's task was cancelled: then no further statement runs.
    private let isCancelled: () -> Bool
    /// Nil before the first statement.
    private var link: PostgreSQLLink?
    private var commands: [String]
    /// Why the transaction is over: every further statement is told the same.
    private var failure: (any Error)?
    /// A statement has failed, and the part that it belongs to has not been undone.
    private var isBroken = false
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
        self.commands = kind.begin
    }

    var engine: DatabaseEngine { .postgreSQL }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try self.run(sql, values, isKept: true).changes
    }

    func rows(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> [Row] {
        try self.run(sql, values, isKept: isKept).rows()
    }

    func row(_ sql: String, _ values: [SQLValue]) throws -> Row? {
        try self.run(sql, values, isKept: true).rows(limit: 1).first
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) { self.actions.append(action) }

    func beginPart() { self.commands.append("SAVEPOINT part") }

    func endPart() throws {
        if let failure = self.failure { throw failure }
        if self.isBroken { throw PostgreSQLError.swallowed }
        self.commands.append("RELEASE SAVEPOINT part")
    }

    func undoPart() {
        self.isBroken = false
        self.commands += ["ROLLBACK TO SAVEPOINT part", "RELEASE SAVEPOINT part"]
    }

    func notify(_ channel: String, _ payload: String) throws {
        _ = try self.execute("SELECT pg_notify($1, $2)", [.text(channel), .text(payload)])
    }

    /// Ends the transaction, and keeps what it did.
    func commit() throws {
        if let failure = self.failure { throw failure }
        if self.isCancelled() { throw CancellationError() }
        if self.kind != .read, self.isBroken { throw PostgreSQLError.swallowed }
        guard let link = self.link else { return }
        switch self.kind {
        case .read: link.leave()
        case .write, .beside: try link.commit(after: self.commands)
        }
    }

    func rollBack() { self.link?.rollBack() }

    private func run(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> PostgreSQLAnswer {
        if let failure = self.failure { throw failure }
        if self.isCancelled() { throw CancellationError() }
        do {
            let result: Result<PostgreSQLAnswer, any Error>
            if let link = self.link {
                result = Result { try link.run(sql, values, isKept: isKept, after: self.commands) }
            } else {
                (self.link, result) = try self.desk.first(self.kind, until: self.deadline) { link in
                    try link.run(sql, values, isKept: isKept, after: self.commands)
                }
            }
            self.commands = []
            return try result.get()
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
