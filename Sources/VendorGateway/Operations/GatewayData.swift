import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// A gateway's data, open: what a server has before it answers.
struct GatewayData: Sendable {
    /// In the names of locks and files.
    static let server = "gateway"

    let gateway: AgencyGateway
    /// Of the data folder.
    let lock: any Service
    /// Nil: the gateway is alone on its database.
    let node: DatabaseNode?
    let maintenance = Maintenance()
    let alarm = DiskAlarm()

    /// Opens or makes the database and the files. Throws `Fault`: `conflict` when another gateway serves the folder (unless all of them share a database
    /// on PostgreSQL), when the folder belongs to the other engine, or when a move into the database was not finished.
    init(_ configuration: GatewayConfiguration) async throws {
        let (folder, isShared) = (configuration.dataFolder, configuration.isShared)
        let (lock, turn) = try await NodeFolder(folder, of: Self.server).hold(isShared: isShared)
        defer { withExtendedLifetime(turn) {} }
        self.lock = lock
        let database = try GatewayServer.openDatabase(
            in: folder, at: configuration.databaseAddress, alarm: self.alarm
        ) { [logger = configuration.logger] cause in
            logger.warning("the database was not reached", metadata: ["error": "\(cause)"])
        }
        if isShared {
            try await GatewayMove.refuseUnfinished(database)
            // Nodes would make two.
            _ = try GatewayServer.webhookSecret(dataFolder: folder)
        }
        self.node =
            isShared
            ? DatabaseNode(
                database: database, now: configuration.now, maintenance: self.maintenance,
                logger: configuration.logger) : nil
        self.gateway = AgencyGateway(
            organ: configuration.organ, database: database,
            store: try ContentStore(folder: folder.appending(path: "content"), alarm: self.alarm, shared: isShared),
            signals: GatewaySignals(), now: configuration.now, maximumBytes: configuration.maximumBytes)
        if try await !database.settle() {
            configuration.logger.notice("the write-ahead log stays: another process is reading")
        }
    }
}
