import Exchange
import Foundation

/// What all connections of one database have in common.
struct PostgreSQLSettings: Sendable {
    let address: PostgreSQLAddress
    let limits: PostgreSQLLimits
    /// How long a transaction may be idle between two statements.
    let idle: Duration
    let onStatement: (@Sendable (String) -> Void)?
    /// Told why a connection could not be made, or was lost.
    let onTrouble: (@Sendable (String) -> Void)?
}

/// Runs transactions, on one thread, over one connection that is made anew when it is cut.
final class PostgreSQLDesk {
    enum Kind {
        /// `beside`: writes without the lock of writers.
        case read, write, beside

        /// One key for each database: whoever holds it writes. It is taken before the first statement, each of which then sees everything that was
        /// committed before; so writers run one after the other on all nodes.
        static let lock = "SELECT pg_advisory_xact_lock(5505803219462222705)"

        var begin: [PostgreSQLStatement] {
            switch self {
            case .read: [.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")]
            case .write: [.command("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"), .command(Self.lock)]
            case .beside: [.command("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")]
            }
        }
    }

    private let settings: PostgreSQLSettings
    private let isClosed: () -> Bool
    private var link: PostgreSQLLink?
    /// Connections in a row that could not be made.
    private var failures = 0

    init(_ settings: PostgreSQLSettings, isClosed: @escaping () -> Bool) {
        self.settings = settings
        self.isClosed = isClosed
    }

    func transaction<Value>(
        _ kind: Kind, until deadline: ContinuousClock.Instant, isCancelled: @escaping () -> Bool,
        _ body: (Connection) throws -> Value
    ) throws -> Value {
        let session = PostgreSQLSession(self, kind, until: deadline, isCancelled: isCancelled)
        let value: Value
        do {
            value = try body(Connection(session: session))
            try session.commit()
        } catch {
            session.rollBack()
            throw self.translated(error)
        }
        for action in session.actions { action() }
        return value
    }

    /// Runs the first statements of a transaction, whose beginning travels with them. Nothing was done before: a connection that is cut is made
    /// anew, with pauses that grow up to a second, until `deadline`. Answers the connection, on which the transaction is open from then on.
    func first(
        _ kind: Kind, until deadline: ContinuousClock.Instant, _ run: (PostgreSQLLink) throws -> [PostgreSQLAnswer]
    ) throws -> (PostgreSQLLink, Result<[PostgreSQLAnswer], any Error>) {
        while true {
            do {
                let link = try self.connected()
                do {
                    try link.tidy()
                    let answers = try run(link)
                    self.failures = 0
                    return (link, .success(answers))
                } catch let error as PostgreSQLError {
                    // The server has become a standby: another one writes now.
                    guard kind != .read, error.state == "25006" else { return (link, .failure(error)) }
                    throw PostgreSQLCut(description: error.description)
                }
            } catch let cut as PostgreSQLCut {
                try self.pause(after: cut, until: deadline)
            }
        }
    }

    /// Runs the commands that begin a transaction, with the same patience with a server that is away.
    func begin(
        _ commands: String, until deadline: ContinuousClock.Instant, patience: Duration
    ) throws -> PostgreSQLLink {
        while true {
            do {
                let link = try self.connected()
                do { try link.run(commands, patience: patience) } catch let error as PostgreSQLError {
                    link.rollBack()
                    throw error.translated
                }
                return link
            } catch let cut as PostgreSQLCut {
                try self.pause(after: cut, until: deadline)
            }
        }
    }

    private func connected() throws -> PostgreSQLLink {
        if let link = self.link, !link.isCut { return link }
        self.link = nil
        let link = try PostgreSQLLink(self.settings)
        self.link = link
        return link
    }

    /// Throws `database-unreachable` when there is no time for another try.
    private func pause(after cut: PostgreSQLCut, until deadline: ContinuousClock.Instant) throws {
        self.link = nil
        self.settings.onTrouble?(cut.description)
        let pause = self.failures == 0 ? 0 : min(1_000, 25 << min(self.failures, 10))
        self.failures += 1
        guard ContinuousClock.now + .milliseconds(pause) < deadline, !self.isClosed() else {
            throw Fault.databaseUnreachable()
        }
        if pause > 0 { usleep(UInt32(pause) * 1_000) }
    }

    func translated(_ error: any Error) -> any Error {
        switch error {
        case let cut as PostgreSQLCut:
            self.settings.onTrouble?(cut.description)
            return Fault.databaseUnreachable()
        case let error as PostgreSQLError: return error.translated
        default: return error
        }
    }
}
