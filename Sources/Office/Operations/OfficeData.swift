import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Trust
import Web

/// An office's data, open and found to be whole: what a server has before it answers.
struct OfficeData: Sendable {
    /// In the names of locks and files.
    static let server = "office"

    let office: Office
    /// Of the data folder.
    let lock: any Service
    /// Nil: the office is alone on its database.
    let node: DatabaseNode?
    let maintenance = Maintenance()
    let alarm = DiskAlarm()
    /// Signs how far the access log has come, and its end that was signed last.
    let key: SigningKey
    let signed: CheckpointFile

    /// Opens or makes the database, the files and the keys. Throws `Fault`: `conflict` when another office serves the folder (unless all of them share a
    /// database on PostgreSQL), when the folder belongs to the other engine, when a move into the database was not finished, or when the access log is
    /// not the one that was signed.
    init(_ configuration: OfficeConfiguration, _ signals: GatewaySignals) async throws {
        let (folder, isShared) = (configuration.dataFolder, configuration.isShared)
        try ContentPlace.check(configuration.content, isShared: isShared)
        let (lock, turn) = try await NodeFolder(folder, of: Self.server).hold(isShared: isShared)
        defer { withExtendedLifetime(turn) {} }
        self.lock = lock
        let database = try OfficeServer.openDatabase(
            in: folder, at: configuration.databaseAddress, alarm: self.alarm
        ) { [logger = configuration.logger] cause in
            logger.warning("the database was not reached", metadata: ["error": "\(cause)"])
        }
        if isShared { try await OfficeMove.refuseUnfinished(database) }
        self.node =
            isShared
            ? DatabaseNode(
                database: database, now: configuration.now, maintenance: self.maintenance,
                logger: configuration.logger) : nil
        try await database.write { try Schema.install(in: $0) }
        self.office = Office(
            identity: try await AgencySetup.identity(of: configuration.organ, in: database),
            database: database,
            store: try await ContentPlace.settle(
                configuration.content, of: .office,
                staging: ContentStore(
                    folder: folder.appending(path: "content"), alarm: self.alarm, shared: isShared), in: database),
            changes: ChangeFeed(),
            wakeGateway: { signals.wake() },
            now: configuration.now,
            workingDays: OfficeCalendar(),
            secrets: try SealedSecrets(dataFolder: folder)
        )
        try await database.read { [office] in try office.workingDays.read(in: $0) }
        let key = try SigningKey.loadOrMake(at: folder.appending(path: "keys/access.key"))
        if isShared {
            // Nodes would make two at their first calls.
            let calls = try NoticeSecrets(dataFolder: folder).secret(0)
            try await database.write { [office] connection in
                try OfficeKeys(access: key.verifyingKey, calls: calls).settle(under: office.secrets, in: connection)
            }
        }
        try key.verifyingKey.keep(at: folder.appending(path: "keys/access.pub.pem"))
        self.key = key
        self.signed = CheckpointFile(folder: folder)
        let kept = self.signed.kept(by: key.verifyingKey)
        try await database.read { try AccessLog.checkBeginning(kept, key: key.verifyingKey, in: $0) }
        // Not before: it takes the last trace of what is lost.
        if try await !database.settle() {
            configuration.logger.notice("the write-ahead log stays: another process is reading")
        }
    }
}
