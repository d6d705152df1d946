import Exchange
package import Foundation
package import Storage

/// The hub's database, brought to the newest schema.
package enum HubDatabase {
    /// Opens or makes `hub.sqlite` in `folder`, which is made with the rights 0700 when it is missing. Commands may open it beside a
    /// running hub.
    ///
    /// - Parameter alarm: raised when a sync fails.
    package static func open(in folder: URL, alarm: DiskAlarm? = nil) throws -> Database {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let database = try Database.open(file: folder.appending(path: "hub.sqlite"), alarm: alarm)
        try self.migrate(database)
        return database
    }

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
                    TransportFeed.migration,
                ])
    }
}
