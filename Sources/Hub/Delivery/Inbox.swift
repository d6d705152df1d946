import Exchange
import Gateway
import ServiceLifecycle
import Storage

/// The inbox of a system: what waits for its agencies, in the order of arrival. Looking changes nothing.
struct Inbox: Sendable {
    let database: Database
    let signal: InboxSignal

    /// System, cursor, limit. Served by `delivery_waiting`, one look-up for each agency of the system.
    static let query = """
        SELECT delivery.id, delivery.cursor, delivery.package_id, delivery.organ, package.kind, package.from_organ,
            package.document_id, package.urgency, package.sha256, package.size_bytes, package.received_at
        FROM system_organ
        JOIN delivery ON delivery.organ = system_organ.organ
        JOIN package ON package.id = delivery.package_id
        WHERE system_organ.system_id = $1 AND delivery.cursor > $2 AND delivery.route = 'local'
            AND delivery.transport IN ('initial', 'processing')
        ORDER BY delivery.cursor LIMIT $3
        """

    /// Deliveries after `cursor` that nobody has acknowledged yet, at most `limit`, in cursor order.
    func items(for system: ConnectedSystem, after cursor: Int, limit: Int) async throws -> [InboxItem] {
        try await self.database.lookUp { connection in
            try connection.rows(Self.query, system.id, cursor, limit).map(InboxItem.init(row:))
        }
    }

    /// The same; when there is nothing, waits until there is, until `wait` has passed or until the hub is told to stop.
    func items(
        for system: ConnectedSystem, after cursor: Int, limit: Int, wait: Duration
    ) async throws -> [InboxItem] {
        guard wait > .zero else { return try await self.items(for: system, after: cursor, limit: limit) }
        let deadline = ContinuousClock.now + wait
        return try await self.signal.listening(for: system) { bell in
            while true {
                try Task.checkCancellation()
                let items = try await self.items(for: system, after: cursor, limit: limit)
                if !items.isEmpty || ContinuousClock.now >= deadline { return items }
                await cancelWhenGracefulShutdown { await bell.wait(until: deadline) }
                if Task.isShuttingDownGracefully { return [] }
            }
        }
    }
}
