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
    /// on PostgreSQL), when the folder belongs to the other engine, when a move into the database was not finished, or when the other nodes keep files
    /// elsewhere or have other keys; `invalid-request` when a gateway with a database of its own is asked to keep files in it.
    init(_ configuration: GatewayConfiguration) async throws {
        let (folder, isShared) = (configuration.dataFolder, configuration.isShared)
        try ContentPlace.check(configuration.content, isShared: isShared)
        let (lock, turn) = try await NodeFolder(folder, of: Self.server).hold(isShared: isShared)
        defer { withExtendedLifetime(turn) {} }
        self.lock = lock
        let database = try GatewayServer.openDatabase(
            in: folder, at: configuration.databaseAddress, alarm: self.alarm
        ) { [logger = configuration.logger] cause in
            logger.warning("the database was not reached", metadata: ["error": "\(cause)"])
        }
        if isShared { try await GatewayMove.refuseUnfinished(database) }
        self.node =
            isShared
            ? DatabaseNode(
                database: database, now: configuration.now, maintenance: self.maintenance,
                logger: configuration.logger) : nil
        self.gateway = AgencyGateway(
            organ: configuration.organ, database: database,
            store: try await ContentPlace.settle(
                configuration.content, of: .gateway,
                staging: ContentStore(
                    folder: folder.appending(path: "content"), alarm: self.alarm, shared: isShared), in: database),
            signals: GatewaySignals(), now: configuration.now, maximumBytes: configuration.maximumBytes)
        if isShared {
            // Nodes would make two at their first calls.
            let keys = GatewayKeys(calls: try GatewayServer.webhookSecret(dataFolder: folder))
            try await database.write { try keys.settle(in: $0) }
        }
        if try await !database.settle() {
            configuration.logger.notice("the write-ahead log stays: another process is reading")
        }
    }
}
