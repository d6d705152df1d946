import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// What a gateway does by itself, beside its API. Of several nodes one does each for all, as long as it holds the lease; a gateway alone does them
/// all.
struct GatewayJobs {
    let data: GatewayData
    let configuration: GatewayConfiguration
    let client: HubClient
    /// Nil: there is no webhook.
    let caller: WebhookCaller?

    static let leaseMigration = Lease.migration("vendor 0215 create lease")

    /// Makes the folders that it works on when they are missing.
    func services() throws -> [any Service] {
        try [self.exchange(), self.folder(), self.telling(), self.upkeep].compactMap { $0 }
    }

    private var gateway: AgencyGateway { self.data.gateway }
    private var logger: Logger { self.configuration.logger }

    /// Speaks with the hub, and lays what comes into the folder before the hub is told.
    private func exchange() throws -> LeasedServices {
        let lease = Lease("exchange", of: self.data.node)
        let out = try self.configuration.outFolder.map {
            try OutFolder(gateway: self.gateway, folder: $0, lease: lease)
        }
        let service = GatewayService(
            database: self.gateway.database, store: self.gateway.store, client: self.client,
            events: GatewayLink(gateway: self.gateway, out: out).events, signals: self.gateway.signals, lease: lease,
            logger: self.logger, now: self.configuration.now)
        return LeasedServices(lease: lease, services: [service])
    }

    /// Takes over what is put into the folder, and shows there what became of it.
    private func folder() throws -> LeasedServices? {
        guard let folder = self.configuration.inFolder else { return nil }
        let lease = Lease("folder", of: self.data.node)
        return LeasedServices(
            lease: lease,
            services: [try InFolder(gateway: self.gateway, folder: folder, lease: lease, logger: self.logger)])
    }

    /// Removes at night what no row names. It is judged by rows in each transaction and is the same when it is done twice: none looks at the lease.
    private var upkeep: LeasedServices {
        let (gateway, logger) = (self.gateway, self.logger)
        let sweep = ContentSweep(
            gateway.store, gateway.database, folder: self.configuration.dataFolder,
            isNeeded: GatewayFiles.names.isNeeded)
        return LeasedServices(
            lease: Lease("upkeep", of: self.data.node),
            services: [
                NightlyCleaning(now: gateway.now, logger: logger) {
                    let removed = try await sweep.run()
                    if removed > 0 { logger.notice("cleaned", metadata: ["gateway.files": "\(removed)"]) }
                }
            ])
    }

    /// Calls the webhook.
    private func telling() throws -> LeasedServices? {
        guard let url = self.configuration.webhook, let caller = self.caller else { return nil }
        let lease = Lease("telling", of: self.data.node)
        let secret = try GatewayServer.webhookSecret(dataFolder: self.configuration.dataFolder)
        return LeasedServices(
            lease: lease,
            services: [
                WebhookTeller(
                    gateway: self.gateway, url: url, secret: secret, caller: caller, lease: lease, logger: self.logger)
            ])
    }
}
