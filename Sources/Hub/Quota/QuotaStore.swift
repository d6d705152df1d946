package import Exchange
import Foundation
package import Storage

/// What the hub took in of each system on each day: a row for both, written in the transaction that takes the package in, so that it
/// survives whatever the package survives. Repeats of what was taken in are not counted.
package struct QuotaStore: Sendable {
    let database: Database
    /// Of systems without their own.
    let standard: Quota

    package init(database: Database, standard: Quota) {
        self.database = database
        self.standard = standard
    }

    static let migration = Migration(
        "0090 create quota",
        sql: """
            CREATE TABLE system_intake (
                system_id TEXT NOT NULL REFERENCES system (id),
                -- In Vietnam.
                day TEXT NOT NULL,
                packages BIGINT NOT NULL,
                bytes BIGINT NOT NULL,
                PRIMARY KEY (system_id, day)
            );
            -- Of systems whose quota is not that of all. Null: as for all; 0: no limit.
            CREATE TABLE system_quota (
                system_id TEXT NOT NULL PRIMARY KEY REFERENCES system (id),
                bytes BIGINT CHECK (bytes >= 0),
                packages BIGINT CHECK (packages >= 0)
            );
            """
    )

    /// Day. Which systems, stands behind it. Two look-ups by primary keys for each system.
    static let query = """
        SELECT system.id, COALESCE(system_intake.bytes, 0) AS bytes, COALESCE(system_intake.packages, 0) AS packages,
            system_quota.bytes AS own_bytes, system_quota.packages AS own_packages
        FROM system
        LEFT JOIN system_intake ON system_intake.system_id = system.id AND system_intake.day = $1
        LEFT JOIN system_quota ON system_quota.system_id = system.id
        """

    /// Every system by its id, 10,000 at most.
    package func uses(on day: CalendarDate) async throws -> [String: QuotaUse] {
        try await self.database.read { connection in
            let rows = try connection.rows("\(Self.query) ORDER BY system.id LIMIT 10000", day)
            let uses = try rows.map { try QuotaUse(row: $0, day: day, standard: self.standard) }
            return Dictionary(uses.map { ($0.system, $0) }) { $1 }
        }
    }

    /// Throws `not-found`.
    func use(of system: String, on day: CalendarDate) async throws -> QuotaUse {
        try await self.database.lookUp { try self.use(of: system, on: day, in: $0) }
    }

    func use(of system: String, on day: CalendarDate, in connection: Connection) throws -> QuotaUse {
        guard let row = try connection.row("\(Self.query) WHERE system.id = $2", day, system) else {
            throw Fault.noSystem(system)
        }
        return try QuotaUse(row: row, day: day, standard: self.standard)
    }

    /// Whether a package of `size` bytes has room. Throws `quota-exceeded`.
    func check(_ size: Int, of system: String, on day: CalendarDate, in connection: Connection) throws {
        try self.known(system, day, in: connection).check(size)
    }

    /// Counts a package of `size` bytes, in the transaction that takes it in. Throws `quota-exceeded`.
    func count(_ size: Int, of system: String, on day: CalendarDate, in connection: Connection) throws {
        var use = try self.known(system, day, in: connection)
        try use.check(size)
        use.packages += 1
        use.bytes += size
        self.remember(use, in: connection)
        try connection.executeLater(
            """
            INSERT INTO system_intake (system_id, day, packages, bytes) VALUES ($1, $2, 1, $3)
            ON CONFLICT (system_id, day) DO UPDATE SET packages = system_intake.packages + 1,
                bytes = system_intake.bytes + excluded.bytes
            """, system, day, size)
    }

    /// As it stands in this transaction, asked once: others that share it may have been counted since it began.
    private func known(_ system: String, _ day: CalendarDate, in connection: Connection) throws -> QuotaUse {
        if let use = connection.remembered(Known.self)?.uses[Known.Place(system: system, day: day)] { return use }
        let use = try self.use(of: system, on: day, in: connection)
        self.remember(use, in: connection)
        return use
    }

    private func remember(_ use: QuotaUse, in connection: Connection) {
        var known = connection.remembered(Known.self) ?? Known()
        known.uses[Known.Place(system: use.system, day: use.day)] = use
        connection.remember(known)
    }

    private struct Known {
        struct Place: Hashable {
            let system: String
            let day: CalendarDate
        }
        var uses: [Place: QuotaUse] = [:]
    }
}

extension QuotaUse {
    fileprivate init(row: Row, day: CalendarDate, standard: Quota) throws {
        let (bytes, packages): (Int?, Int?) = (try row["own_bytes"], try row["own_packages"])
        self.init(
            system: try row["id"], day: day, bytes: try row["bytes"], packages: try row["packages"],
            quota: Quota(
                bytes: bytes ?? standard.bytes ?? 0, packages: packages ?? standard.packages ?? 0),
            isOwn: bytes != nil || packages != nil)
    }
}
