package import Exchange
package import Foundation
package import Storage

/// Agencies whose software has not taken what waits for them (chậm nhận: "chưa nhận quá 30 phút").
package struct OverdueStore: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    static let migration = Migration(
        "0061 index waiting deliveries by time",
        sql: """
            CREATE INDEX delivery_waiting_since ON delivery (transport_at) WHERE transport IN ('initial', 'processing');
            """
    )

    /// One agency that has not taken something in time.
    package struct Agency: Sendable, Equatable {
        package let organ: OrganCode
        package let name: String
        /// Packages that are late.
        package let count: Int
        /// Since when the oldest of them has waited.
        package let since: Date
        /// The connected system that serves it; nil when none does.
        package let system: String?
        /// Of what goes through the hub above: whether that one has it. Nil: it waits here.
        package let upperHasIt: Bool?

        /// Of what goes through the hub above: where it is, for people.
        package var place: String? { self.upperHasIt.map(UplinkWords.place) }
    }

    /// The longest waiting first, `limit` at most. Judged by the deadline of ordinary documents; urgent ones by theirs.
    package func agencies(at now: Date, limit: Int = 200) async throws -> [Agency] {
        try await self.database.read { connection in
            let late = Urgency.allCases.map { now.addingTimeInterval(-StageClock.seconds(toFetch: $0)) }
            return try connection.rows(
                """
                SELECT delivery.organ, organ.name,
                    CASE WHEN delivery.route = 'local' THEN NULL WHEN delivery.transport = 'initial' THEN 0 ELSE 1 END
                        AS upper_has_it,
                    COUNT(*) AS count, MIN(delivery.transport_at) AS since,
                    (SELECT MIN(system.id) FROM system_organ JOIN system ON system.id = system_organ.system_id
                        WHERE system_organ.organ = delivery.organ AND system.enabled = 1) AS system
                FROM delivery JOIN package ON package.id = delivery.package_id JOIN organ ON organ.code = delivery.organ
                WHERE delivery.transport IN ('initial', 'processing') AND delivery.transport_at < $6
                    AND delivery.transport_at < CASE package.urgency
                        WHEN 0 THEN $1 WHEN 1 THEN $2 WHEN 2 THEN $3 WHEN 3 THEN $4 ELSE $5 END
                GROUP BY delivery.organ, organ.name, upper_has_it
                ORDER BY since, delivery.organ LIMIT $7
                """, values: late.map { $0 as (any SQLBindable)? } + [late.max(), limit]
            ).map {
                Agency(
                    organ: try $0["organ"], name: try $0["name"], count: try $0["count"], since: try $0["since"],
                    system: try $0["system"], upperHasIt: try $0["upper_has_it"])
            }
        }
    }
}
