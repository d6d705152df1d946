import Exchange
import Storage

/// What the hub has told of our deliveries, and where to ask on. Told to the office once: when an event comes, or, when the answer to the
/// send is still on its way, in the transaction that marks the package as sent.
enum TransportLog {
    static let migration = Migration(
        "gateway 0002 transport",
        sql: """
            CREATE TABLE gateway_transport (
                idx INTEGER NOT NULL PRIMARY KEY,
                at TEXT NOT NULL,
                event TEXT NOT NULL,
                package_id TEXT NOT NULL,
                delivery_id TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                organ TEXT NOT NULL,
                addressed_as TEXT,
                code TEXT,
                reason TEXT
            );
            CREATE INDEX gateway_transport_package ON gateway_transport (package_id, idx);
            CREATE INDEX gateway_outbox_package ON gateway_outbox (package_id);
            -- One row: the entry of the hub's log that was read last.
            CREATE TABLE gateway_transport_place (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                idx INTEGER NOT NULL,
                mark TEXT
            );
            INSERT INTO gateway_transport_place (id, idx) VALUES (1, -1);
            """
    )

    static func place(in connection: Connection) throws -> TransportPlace {
        guard let row = try connection.row("SELECT idx, mark FROM gateway_transport_place WHERE id = 1") else {
            return .start
        }
        return TransportPlace(index: try row["idx"], mark: try row["mark"])
    }

    static func move(to place: TransportPlace, in connection: Connection) throws {
        try connection.execute(
            "UPDATE gateway_transport_place SET idx = $1, mark = $2 WHERE id = 1", place.index, place.mark)
    }

    /// False when this very entry is known: a log that is read again from its beginning tells nothing twice.
    static func keep(_ item: TransportItem, in connection: Connection) throws -> Bool {
        let known = try connection.row(
            "SELECT \(Self.columns) FROM gateway_transport WHERE idx = $1", item.index
        ).map(TransportItem.init(row:))
        guard known != item else { return false }
        try connection.execute(
            """
            INSERT INTO gateway_transport (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (idx) DO UPDATE SET at = excluded.at, event = excluded.event, package_id = excluded.package_id,
                delivery_id = excluded.delivery_id, sha256 = excluded.sha256, organ = excluded.organ,
                addressed_as = excluded.addressed_as, code = excluded.code, reason = excluded.reason
            """,
            item.index, item.at, item.event, item.packageId, item.deliveryId, item.sha256, item.to, item.addressedAs,
            item.code, item.reason)
        return true
    }

    /// What was told of a package before its sender knew that the hub had it, oldest first. A package has 2,000 receivers at most.
    static func kept(of package: String, in connection: Connection) throws -> [TransportEvent] {
        try connection.rows(
            "SELECT \(Self.columns) FROM gateway_transport WHERE package_id = $1 ORDER BY idx LIMIT 10000", package
        ).compactMap { TransportEvent(try TransportItem(row: $0)) }
    }

    fileprivate static let columns =
        "idx, at, event, package_id, delivery_id, sha256, organ, addressed_as, code, reason"
}

extension TransportItem {
    fileprivate init(row: Row) throws {
        self.init(
            index: try row["idx"], at: try row["at"], event: try row["event"], packageId: try row["package_id"],
            deliveryId: try row["delivery_id"], sha256: try row["sha256"], to: try row["organ"],
            addressedAs: try row["addressed_as"],
            code: try row["code"], reason: try row["reason"])
    }
}
