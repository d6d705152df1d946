import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Trust

/// What an office does by itself, beside its pages. Of several nodes one does each group for all, as long as it holds the group's lease; an office
/// alone does them all.
struct OfficeJobs {
    let data: OfficeData
    let configuration: OfficeConfiguration
    /// Nil: there is no hub.
    let client: HubClient?
    let signals: GatewaySignals
    /// Address, id, body, key: `WebhookCaller.call`.
    let call: @Sendable (URL, String, [UInt8], WebhookSecret) async -> WebhookCaller.Outcome

    static let leaseMigration = Lease.migration("office 0500 create lease")

    var services: [any Service] { [self.exchange, self.upkeep, self.telling].compactMap { $0 } }

    private var office: Office { self.data.office }
    private var logger: Logger { self.configuration.logger }

    /// Speaks with the hub.
    private var exchange: LeasedServices? {
        guard let client = self.client else { return nil }
        let lease = Lease("exchange", of: self.data.node)
        let gateway = GatewayService(
            database: self.office.database, store: self.office.store, client: client,
            events: GatewayLink(office: self.office).events, signals: self.signals, lease: lease, logger: self.logger,
            now: self.configuration.now)
        return LeasedServices(
            lease: lease,
            services: [gateway, DirectorySync(office: self.office, client: client, lease: lease, logger: self.logger)])
    }

    /// Brings up to date what follows from the rows and files. Each step is judged by rows in its own transaction and is the same when it is done
    /// twice: no transaction looks at the lease.
    private var upkeep: LeasedServices {
        let (office, logger) = (self.office, self.logger)
        return LeasedServices(
            lease: Lease("upkeep", of: self.data.node),
            services: [
                SearchUpkeep(office: office, logger: logger),
                FileReadings(office: office, logger: logger),
                SignatureChecks(
                    office: office, trust: self.configuration.trust, logger: logger,
                    revocation: self.configuration.revocation),
                PageCounts(office: office, logger: logger),
                Cleaning(office: office, folder: self.configuration.dataFolder, rule: self.configuration.cleaning)
                    .nightly(logger),
            ])
    }

    /// Tells people what waits and what is late.
    private var telling: LeasedServices {
        let (office, logger) = (self.office, self.logger)
        let lease = Lease("telling", of: self.data.node)
        var services: [any Service] = [
            // Finds in the transaction that tells what was told already.
            EscalationTelling(office: office, logger: logger),
            NoticeTeller(
                office: office, secrets: NoticeSecrets(dataFolder: self.configuration.dataFolder), call: self.call,
                lease: lease, logger: logger),
        ]
        if let mail = self.configuration.mail {
            services.append(
                DigestSending(
                    office: office, sender: mail.sender, send: SMTPClient(server: mail).send, lease: lease,
                    logger: logger))
        }
        return LeasedServices(lease: lease, services: services)
    }
}
