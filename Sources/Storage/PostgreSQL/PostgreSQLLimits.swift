/// How much of a PostgreSQL server one process takes, and how long it waits for it.
package struct PostgreSQLLimits: Sendable {
    /// At once, for reads; one more writes, and one finds out whether that can be done (`HealthProbe`).
    package var readers = 7
    /// At once, for what is written beside the writers; none is made before the first.
    package var beside = 4
    /// Callers that wait for a connection; who comes then is refused (`database-busy`).
    package var waiters = 1_000
    /// How long a caller waits for a connection, for a server that can be reached, and for the node that is writing.
    package var wait = Duration.seconds(10)
    /// How long one statement may run.
    package var statement = Duration.seconds(30)
    /// How long a writing transaction may be idle between two statements before the server ends it: nobody else writes meanwhile.
    package var idleWrite = Duration.seconds(15)
    /// The same for one that reads: it holds up only the cleaning of old rows.
    package var idleRead = Duration.seconds(300)

    package init() {}
}

extension Duration {
    var milliseconds: Int { Int(self / .milliseconds(1)) }
}
