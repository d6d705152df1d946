import CSystemPostgreSQL
import Exchange
import Foundation

/// One connection to PostgreSQL, used by one thread. Every wait for the server has an end; a link that was cut throws `PostgreSQLCut` ever after.
final class PostgreSQLLink {
    private let handle: OpaquePointer
    private let onStatement: (@Sendable (String) -> Void)?
    private let onTrouble: (@Sendable (String) -> Void)?
    /// The names under which the server keeps prepared statements.
    private var statements: [Statement: String] = [:]
    private var prepared = 0
    /// A migration changed what a statement answers, or the server has forgotten one: all are prepared anew.
    private var isStale = false
    private let warnings = Warnings()
    /// Past what the server is told to keep, for it to say so itself.
    private let patience: Duration
    private(set) var isCut = false
    /// The answer to the end of the last transaction has not been taken.
    private var owesAnswer = false

    private static let kept = 500

    private struct Statement: Hashable {
        let sql: String
        let types: [UInt32]
    }

    /// What the server warned of since somebody looked.
    private final class Warnings {
        var last: String?
    }

    /// Throws `PostgreSQLCut`; `Fault` for a database that sorts or encodes otherwise than ours.
    init(_ settings: PostgreSQLSettings) throws {
        let limits = settings.limits
        self.handle = try settings.address.connect()
        self.onStatement = settings.onStatement
        self.onTrouble = settings.onTrouble
        self.patience = limits.statement + .seconds(5)
        PQsetnonblocking(self.handle, 1)
        let warnings = Unmanaged.passUnretained(self.warnings).toOpaque()
        PQsetNoticeReceiver(
            self.handle,
            { context, answer in
                guard let context, let field = PQresultErrorField(answer, CInt(UInt8(ascii: "V"))),
                    String(cString: field) == "WARNING"
                else { return }
                let state = PQresultErrorField(answer, CInt(UInt8(ascii: "C"))).map { String(cString: $0) }
                Unmanaged<Warnings>.fromOpaque(context).takeUnretainedValue().last = state ?? ""
            }, warnings)
        // A commit that nobody waits for could be lost: a server that is set to that is overruled.
        let answers = try self.run(
            """
            SET statement_timeout = \(limits.statement.milliseconds);
            SET lock_timeout = \(limits.wait.milliseconds);
            SET idle_in_transaction_session_timeout = \(settings.idle.milliseconds);
            SET jit = off;
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') IN ('off', 'local');
            SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = current_database()
            """)
        let order = answers.last?.firstText ?? ""
        guard ["UTF8 C", "UTF8 POSIX", "UTF8 C.UTF-8", "UTF8 C.utf8"].contains(order), self.version >= 150_000 else {
            throw Fault(
                .internalFault,
                vi: "Cơ sở dữ liệu phải là PostgreSQL từ bản 15, mã UTF8, thứ tự chữ C.",
                en: "The database must be of PostgreSQL 15 or later, encoding UTF8, collation C; it is \(order).")
        }
    }

    deinit { PQfinish(self.handle) }

    private var version: CInt { PQserverVersion(self.handle) }

    /// Runs commands without values, one after the other, until one fails.
    ///
    /// - Parameter patience: nil: that of a statement.
    @discardableResult
    func run(_ commands: String, patience: Duration? = nil) throws -> [PostgreSQLAnswer] {
        self.onStatement?(commands)
        try self.settleLast()
        guard PQsendQuery(self.handle, commands) == 1 else { throw self.cut() }
        return try self.answers(until: .now + (patience ?? self.patience))
    }

    /// Runs one statement with its values, behind commands whose answers nobody needs: all go together (pipeline), the statement is prepared on the
    /// way when it has to be. What follows a failure is not run.
    func run(_ sql: String, _ values: [SQLValue], isKept: Bool, after commands: [String] = []) throws
        -> PostgreSQLAnswer
    {
        for text in commands + [sql] { self.onStatement?(text) }
        let parameters = PostgreSQLParameters(values)
        let statement = Statement(sql: sql, types: parameters.types)
        let known = self.statements[statement]
        if known == nil { try Self.count(values.count, sql) }
        let name = known ?? "s\(self.prepared)"
        try self.settleLast()
        let deadline = ContinuousClock.now + self.patience
        guard PQenterPipelineMode(self.handle) == 1 else { throw self.cut() }
        for command in commands {
            guard PQsendQueryParams(self.handle, command, 0, nil, nil, nil, nil, 1) == 1 else { throw self.cut() }
        }
        if isKept, known == nil {
            self.prepared += 1
            let count = CInt(values.count)
            guard PQsendPrepare(self.handle, name, sql, count, parameters.types) == 1 else { throw self.cut() }
        }
        let sent = parameters.withPointers { count, addresses, lengths, forms in
            if isKept {
                PQsendQueryPrepared(self.handle, name, count, addresses, lengths, forms, 1)
            } else {
                PQsendQueryParams(self.handle, sql, count, parameters.types, addresses, lengths, forms, 1)
            }
        }
        guard sent == 1, PQpipelineSync(self.handle) == 1 else { throw self.cut() }
        try self.flush(until: deadline)
        var answers: [PostgreSQLAnswer] = []
        // Each answer is followed by a nil; the last is that to the sync.
        while answers.last?.isSync != true {
            if let answer = try self.next(until: deadline) { answers.append(answer) }
            if PQstatus(self.handle) != CONNECTION_OK { throw self.cut(answers.lazy.compactMap(\.error).first) }
        }
        guard PQexitPipelineMode(self.handle) == 1 else { throw self.cut() }
        answers.removeLast()
        // What was prepared stays, whatever becomes of the statement: it is counted, and forgotten with the others.
        if isKept, known == nil, answers.indices.contains(commands.count), answers[commands.count].error == nil {
            self.statements[statement] = name
        }
        try self.refuse(answers, commands: commands.count)
        guard let answer = answers.last else { throw self.cut() }
        return answer
    }

    /// The server takes values that the statement does not use. Nothing has been sent, maybe not even the beginning of the transaction: it is over.
    private static func count(_ values: Int, _ sql: String) throws {
        guard SQLValue.numbers(in: sql).sorted().elementsEqual(1..<values + 1) else {
            var error = PostgreSQLError(
                state: "08P01", message: "\(values) values are too few or too many: \(sql)")
            error.isOfCommand = true
            throw error
        }
    }

    /// Between transactions: forgets statements when they are too many or no longer true.
    func tidy() throws {
        guard self.isStale || self.statements.count > Self.kept else { return }
        do { try self.run("DEALLOCATE ALL") } catch let error as PostgreSQLError { throw self.cut(error) }
        self.statements = [:]
        self.isStale = false
    }

    /// Ends the transaction. Throws `outcome-unknown` when nobody can tell whether it was committed; `PostgreSQLError` when a statement had failed
    /// before and somebody went on all the same: then nothing was.
    ///
    /// - Parameter commands: run first.
    func commit(after commands: [String] = []) throws {
        try self.settleLast()
        self.warnings.last = nil
        let answers: [PostgreSQLAnswer]
        do {
            // While a standby is waited for, the time of a statement must not run: the server would give up waiting and say that all is well.
            let last = commands + ["SET LOCAL statement_timeout = 0", "COMMIT"]
            answers = try self.run(last.joined(separator: "; "))
        } catch let cut as PostgreSQLCut {
            self.onTrouble?("while committing: \(cut.description)")
            throw Fault.outcomeUnknown
        }
        guard answers.last?.command == "COMMIT" else { throw PostgreSQLError.swallowed }
        // Such as: it may not have reached the standby.
        if let warning = self.warnings.last {
            self.onTrouble?("while committing: PostgreSQL warned (\(warning))")
            throw Fault.outcomeUnknown
        }
    }

    /// Undoes the transaction; a link that cannot do so is cut.
    func rollBack() {
        guard !self.isCut else { return }
        do { try self.run("ROLLBACK") } catch { self.isCut = true }
    }

    /// The same for a transaction that only read, without waiting for the answer.
    func leave() {
        if PQsendQuery(self.handle, "ROLLBACK") == 1 { self.owesAnswer = true } else { self.isCut = true }
    }

    /// Waits until the server says something by itself, at most so long; answers the payloads of its notifications.
    func notifications(within time: Duration) throws -> [String] {
        _ = try self.wait(for: POLLIN, until: .now + time)
        guard PQconsumeInput(self.handle) == 1 else { throw self.cut() }
        var payloads: [String] = []
        while let notice = PQnotifies(self.handle) {
            payloads.append(notice.pointee.extra.map { String(cString: $0) } ?? "")
            PQfreemem(notice)
        }
        return payloads
    }

    private func settleLast() throws {
        if self.isCut { throw PostgreSQLCut(description: "the connection was cut before") }
        guard self.owesAnswer else { return }
        self.owesAnswer = false
        _ = try self.answers(until: .now + self.patience)
    }

    /// Every answer to what was sent. Throws the first error.
    private func answers(until deadline: ContinuousClock.Instant) throws -> [PostgreSQLAnswer] {
        try self.flush(until: deadline)
        var answers: [PostgreSQLAnswer] = []
        while let answer = try self.next(until: deadline) { answers.append(answer) }
        guard PQstatus(self.handle) == CONNECTION_OK else { throw self.cut(answers.lazy.compactMap(\.error).first) }
        try self.refuse(answers)
        return answers
    }

    /// The next answer; nil behind the last one to a command.
    private func next(until deadline: ContinuousClock.Instant) throws -> PostgreSQLAnswer? {
        while PQisBusy(self.handle) == 1 {
            guard try self.wait(for: POLLIN, until: deadline) else { throw self.cut("no answer in time") }
            guard PQconsumeInput(self.handle) == 1 else { throw self.cut() }
        }
        return PQgetResult(self.handle).map(PostgreSQLAnswer.init)
    }

    /// Throws the first error of several answers.
    ///
    /// - Parameter commands: of the first answers, which are not to a statement.
    private func refuse(_ answers: [PostgreSQLAnswer], commands: Int = 0) throws {
        guard let index = answers.firstIndex(where: { $0.error != nil }), var error = answers[index].error else {
            return
        }
        error.isOfCommand = index < commands
        // `cached plan must not change result type`, `prepared statement "…" does not exist`
        if ["0A000", "26000"].contains(error.state) { self.isStale = true }
        throw error
    }

    private func flush(until deadline: ContinuousClock.Instant) throws {
        while true {
            switch PQflush(self.handle) {
            case 0: return
            case 1:
                guard try self.wait(for: POLLIN | POLLOUT, until: deadline) else { throw self.cut("no answer in time") }
                guard PQconsumeInput(self.handle) == 1 else { throw self.cut() }
            default: throw self.cut()
            }
        }
    }

    /// Whether the socket became ready before `deadline`.
    private func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws -> Bool {
        let socket = PQsocket(self.handle)
        guard socket >= 0 else { throw self.cut() }
        while true {
            let left = max(0, (deadline - ContinuousClock.now).milliseconds)
            var awaited = pollfd(fd: socket, events: Int16(events), revents: 0)
            let count = poll(&awaited, 1, CInt(clamping: left))
            if count > 0 { return true }
            if count == 0 { return false }
            guard errno == EINTR else { throw self.cut("poll: \(errno)") }
        }
    }

    private func cut(_ error: PostgreSQLError?) -> PostgreSQLCut { self.cut(error?.description) }

    private func cut(_ reason: String? = nil) -> PostgreSQLCut {
        self.isCut = true
        let message = PQerrorMessage(self.handle).map { String(cString: $0) } ?? ""
        return PostgreSQLCut(description: reason ?? message.split(whereSeparator: \.isNewline).joined(separator: "; "))
    }
}
