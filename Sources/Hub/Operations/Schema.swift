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

    /// Throws `conflict` where the folder has no `hub.sqlite` any more because its hub went on on PostgreSQL: moved there, or served there by nodes.
    static func refuseWithoutAddress(_ folder: URL) throws {
        func has(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: folder.appending(path: name).path)
        }
        guard !has("hub.sqlite"), has(HubMove.movedName) || HubNode.hasRun(in: folder) else { return }
        throw Fault(
            .conflict,
            vi: "Dữ liệu của trục này nằm trên PostgreSQL: cần --database hoặc biến LIENTHONG_DATABASE.",
            en: "The data of this hub are on PostgreSQL: give --database or LIENTHONG_DATABASE.", place: "database")
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
                    TransportFeed.migration, Lease.migration,
                    KeptContent.migration, ContentPlace.migration,
                ])
    }
}
