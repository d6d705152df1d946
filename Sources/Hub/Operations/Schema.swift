import Exchange
package import Foundation
package import Storage

/// The hub's database, brought to the newest schema.
package enum HubDatabase {
    /// Opens or makes `hub.sqlite` in `folder`, which is made with the rights 0700 when it is missing. Commands may open it beside a
    /// running hub. Throws `Fault` as `Database.open` and `Database.migrate`, and `conflict` where the file was moved to PostgreSQL (`HubMove`), or
    /// nodes on PostgreSQL have run in the folder, and no address is given: a command would work on an empty database beside theirs.
    ///
    /// - Parameters:
    ///   - address: of a database on PostgreSQL (`postgres://…`), which is there already; nil: `hub.sqlite`.
    ///   - alarm: raised when a sync fails.
    ///   - onTrouble: told why PostgreSQL could not be reached, or was lost.
    package static func open(
        in folder: URL, at address: String? = nil, alarm: DiskAlarm? = nil,
        onTrouble: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = folder.appending(path: "hub.sqlite")
        if address == nil { try self.refuseWithoutAddress(folder) }
        let database =
            try address.map { try Database.open(postgres: $0, onTrouble: onTrouble) }
            ?? Database.open(file: file, alarm: alarm)
        try self.migrate(database)
        return database
    }

    /// Throws `conflict` where the hub of the folder went on on PostgreSQL.
    static func refuseWithoutAddress(_ folder: URL) throws { try NodeFolder(folder, of: "hub").refuseWithoutAddress() }

    /// Runs the migrations that `database` has not seen.
    package static func migrate(_ database: Database) throws {
        try database.migrate(
            OrganStore.migrations + SystemStore.migrations + PackageStore.migrations
                + [
                    DirectoryHistory.migration, OrganSearch.migration, Succession.migration,
                    SystemStore.certificateMigration, UploadStore.migration, WebhookStore.migration,
                    HandlingStore.migration, OverdueStore.migration,
                    EvidenceLog.migration, IdempotencyKey.migration,
                    SystemStore.secretMigration, SystemStore.networkMigration, OrganStore.registrationMigration,
                    PackageStore.senderIndexMigration, AuditLog.migration, OperatorStore.migration,
                    Migration("0190 create health_probe", sql: HealthProbe.schema),
                    EvidenceLog.adoptionMigration, DayHours.migration, WaitingList.migration,
                    QuotaStore.migration, RetentionRule.migration,
                    Route.migration, Uplink.migration, UplinkOutbox.migration, UplinkItems.migration,
                    TransportFeed.migration, Lease.migration("0210 create lease"),
                    KeptContent.migration, ContentPlace.migration, VXPSent.migration, UplinkReports.migration,
                ])
    }
}
