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

    private typealias Statement = PostgreSQLLetter.Statement
    private typealias Letter = PostgreSQLLetter

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
        // A commit that nobody waits for could be lost: a server that is set to that is overruled. A node that is gone, or stopped before it has read an
        // answer, is found out as the node finds out a server: while the server is sending, no other of its limits holds, and the lock of writers is kept.
        let answers = try self.run(
            """
            SET tcp_user_timeout = \(PostgreSQLAddress.silenceMilliseconds);
            SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
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

    /// Runs one statement with its values.
    func run(_ sql: String, _ values: [SQLValue], isKept: Bool) throws -> PostgreSQLAnswer {
        guard let answer = try self.run([PostgreSQLStatement(sql, values, isKept: isKept)]).last else {
            throw self.cut()
        }
        return answer
    }

    /// Runs statements in their order: all go together (pipeline), each is prepared on the way when it has to be. What follows a failure is not run.
    /// Answers come while statements are still going out, so neither side waits for the other to read. Throws the first error.
    func run(_ statements: [PostgreSQLStatement]) throws -> [PostgreSQLAnswer] {
        for statement in statements { self.onStatement?(statement.sql) }
        var letters = statements.map { Letter($0) }
        var prepared: [Statement: String] = [:]
        for index in letters.indices where letters[index].isKept {
            let statement = letters[index].statement
            letters[index].name = self.statements[statement] ?? prepared[statement]
            guard letters[index].name == nil else { continue }
            let name = "s\(self.prepared)"
            self.prepared += 1
            prepared[statement] = name
            (letters[index].name, letters[index].isNew) = (name, true)
        }
        for letter in letters where letter.isNew || !letter.isKept { try letter.count() }
        try self.settleLast()
        let deadline = ContinuousClock.now + self.patience
        guard PQenterPipelineMode(self.handle) == 1 else { throw self.cut() }
        for letter in letters {
            guard letter.send(to: self.handle) else { throw self.cut() }
        }
        guard PQpipelineSync(self.handle) == 1 else { throw self.cut() }
        let answers = try self.answersInPipeline(
            count: letters.count + letters.count(where: \.isNew), until: deadline)
        guard PQexitPipelineMode(self.handle) == 1 else { throw self.cut() }
        return try self.sort(answers, to: letters)
    }

    /// Answers to `count` of what was sent, each of which is followed by a nil, and to the sync behind them.
    private func answersInPipeline(count: Int, until deadline: ContinuousClock.Instant) throws -> [PostgreSQLAnswer] {
        try self.flush(until: deadline)
        var answers: [PostgreSQLAnswer] = []
        while true {
            let answer = try self.next(until: deadline)
            if let answer, answer.isSync { break }
            if let answer {
                answers.append(answer)
                // What is asked for is whether the last of them was warned of.
                if answers.count < count { self.warnings.last = nil }
            }
            if PQstatus(self.handle) != CONNECTION_OK { throw self.cut(answers.lazy.compactMap(\.error).first) }
        }
        guard answers.count == count else { throw self.cut("\(answers.count) answers to \(count) statements") }
        return answers
    }

    /// The answers to the statements themselves. Throws the first error, of a statement or of its being prepared.
    private func sort(_ answers: [PostgreSQLAnswer], to letters: [Letter]) throws -> [PostgreSQLAnswer] {
        var (own, next, failed): ([PostgreSQLAnswer], Int, PostgreSQLError?) = ([], 0, nil)
        for letter in letters {
            if letter.isNew {
                // What was prepared stays, whatever becomes of the statement: it is counted, and forgotten with the others.
                if answers[next].error == nil { self.statements[letter.statement] = letter.name }
                failed = failed ?? answers[next].error.map { letter.tell($0) }
                next += 1
            }
            failed = failed ?? answers[next].error.map { letter.tell($0) }
            own.append(answers[next])
            next += 1
        }
        if let failed { throw self.noticed(failed) }
        return own
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
    /// - Parameter statements: run first, in the same round trip.
    func commit(after statements: [PostgreSQLStatement] = []) throws {
        try self.settleLast()
        self.warnings.last = nil
        let answers: [PostgreSQLAnswer]
        do {
            // While a standby is waited for, the time of a statement must not run: the server would give up waiting and say that all is well.
            answers = try self.run(statements + [.command("SET LOCAL statement_timeout = 0"), .command("COMMIT")])
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
        if let error = answers.lazy.compactMap(\.error).first { throw self.noticed(error) }
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

    /// Remembers an error after which what is prepared is not to be trusted.
    private func noticed(_ error: PostgreSQLError) -> PostgreSQLError {
        // `cached plan must not change result type`, `prepared statement "…" does not exist`
        if ["0A000", "26000"].contains(error.state) { self.isStale = true }
        return error
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
