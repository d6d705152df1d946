import Exchange
import Storage

extension IncomingStore {
    /// What `list` shows, from the newest on, behind the document `after`: for programs that read all of it.
    static func list(
        _ view: IncomingView, state: InternalState?, after: String?, limit: Int, for person: Person,
        on today: CalendarDate, in connection: Connection
    ) throws -> [Incoming] {
        try connection.rows(
            """
            \(Incoming.query)
            WHERE \(self.visible(to: person)) AND \(view.condition(for: person.role)) AND $3 IS NOT NULL
                AND (CAST($5 AS TEXT) IS NULL OR incoming.id < $5) AND (CAST($6 AS TEXT) IS NULL OR incoming.state = $6)
            ORDER BY incoming.id DESC
            LIMIT $4
            """,
            person.id, person.unit.id, today, limit, after, state
        ).map(Incoming.init)
    }
}

extension OutgoingStore {
    /// What `list` shows, from the newest on, behind the document `after`: for programs that read all of it.
    static func list(
        _ view: OutgoingView, state: OutgoingState?, after: String?, limit: Int, for person: Person,
        in connection: Connection
    ) throws -> [Outgoing] {
        try connection.rows(
            """
            \(Outgoing.query)
            WHERE \(self.visible(to: person)) AND \(view.condition)
                AND (CAST($4 AS TEXT) IS NULL OR outgoing.id < $4) AND (CAST($5 AS TEXT) IS NULL OR outgoing.state = $5)
            ORDER BY outgoing.id DESC
            LIMIT $3
            """,
            person.id, person.unit.id, limit, after, state
        ).map(Outgoing.init)
    }
}
