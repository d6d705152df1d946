import Exchange
import Foundation
import Gateway
package import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Trust
import Web

/// A hub (trục liên thông), ready to run: `try await hub.run()` serves until it is cancelled or told to stop; then it takes nothing new,
/// answers what is open and returns.
package typealias HubApplication = Application<RouterResponder<HubContext>>

/// Builds a hub; the executable and the tests call this one function.
///
/// Opens or makes the database, the files, the keys (`keys/receipt.key`, `keys/receipt.pub.pem`) and the certificates (`tls/`), removes
/// what a crash left behind. Throws `Fault` (`conflict` when another hub serves the folder, unless all of them share a database on PostgreSQL,
/// `invalid-request` for a wrong setting) and `TrustError`.
package func buildHub(_ configuration: HubConfiguration) async throws -> HubApplication {
    try await HubParts(configuration).application
}

/// The parts of a hub, wired together.
struct HubParts {
    let configuration: HubConfiguration
    /// Of the data folder.
    let lock: any Service
    /// Nil: the hub is alone on its database.
    let node: DatabaseNode?
    let maintenance = Maintenance()
    let alarm = DiskAlarm()
    let database: Database
    /// What is staged, and the packages when no database keeps them.
    let content: ContentStore
    /// The packages.
    let kept: KeptContent
    let evidence: EvidenceLog
    /// The newest instant in the log before this start.
    let lastKnown: Date?
    /// Rings for what comes in, and for what comes to its end.
    let signal = InboxSignal()
    let senders = InboxSignal()
    let metrics = HubMetrics()
    /// Nil: plain HTTP.
    let certificate: ServedCertificate?
    /// PEM texts of those who may have given certificates to connected systems: the hub's own authority, the operator's.
    let clientAuthorities: [String]
    let webhooks: WebhookCaller
    let webhookSecrets: WebhookSecrets
    let limiter: RateLimiter
    /// Nil: files are not scanned.
    let scanner: MalwareScanner?
    let uploads: Uploads
    let sweep: Sweep
    let health: Health
    let pulse: UplinkPulse

    init(_ configuration: HubConfiguration) async throws {
        try configuration.check()
        let folder = configuration.dataFolder
        self.configuration = configuration
        let isShared = configuration.isShared
        let (lock, turn) = try await NodeFolder(folder, of: "hub").hold(isShared: isShared)
        defer { withExtendedLifetime(turn) {} }
        self.lock = lock
        if let database = configuration.database {
            try HubDatabase.migrate(database)
            self.database = database
        } else {
            self.database = try HubDatabase.open(
                in: folder, at: configuration.databaseAddress, alarm: self.alarm
            ) { [logger = configuration.logger] cause in
                logger.warning("the database was not reached", metadata: ["error": "\(cause)"])
            }
        }
        if isShared { try await HubMove.refuseUnfinished(self.database) }
        let node =
            isShared
            ? DatabaseNode(
                database: self.database, now: configuration.now, maintenance: self.maintenance,
                logger: configuration.logger) : nil
        self.node = node
        self.content = try ContentStore(
            folder: folder.appending(path: "content"), alarm: self.alarm, shared: isShared)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "uploads"), withIntermediateDirectories: true)
        // Uploads live for a day. Nodes with a folder each leave pieces here of what another node has ended.
        if isShared {
            try ContentStore.clear(
                folder.appending(path: "uploads"), olderThan: Date().addingTimeInterval(-2 * 86_400))
        }
        let key = try SigningKey.loadOrMake(at: folder.appending(path: "keys/receipt.key"))
        try key.verifyingKey.keep(at: folder.appending(path: "keys/receipt.pub.pem"))
        // A database that was handed in is not this folder's.
        let file = configuration.database == nil ? CheckpointFile(folder: folder) : nil
        self.evidence = EvidenceLog(
            database: self.database, key: key, hubName: configuration.hubName, file: file, now: configuration.now)
        try await self.evidence.checkBeginning(key.verifyingKey, kept: file?.kept(by: key.verifyingKey))
        // Not before: it takes the last trace of what is lost.
        if try await !self.database.settle() {
            configuration.logger.notice("the write-ahead log stays: another process is reading")
        }
        self.kept = try await ContentPlace.settle(
            configuration.content, of: .hub, staging: self.content, in: self.database)
        self.lastKnown = try await self.evidence.checkpoint().flatMap { Timestamp.instant($0.at) }
        try await self.evidence.adopt()
        try await Administration(self.evidence, by: Actor("hub", .hub), now: configuration.now)
            .act("hub-started", configuration.hubName, configuration.told) { connection in
                guard let uplink = configuration.uplink else { return try Uplink.close(in: connection) }
                try Uplink.open(uplink, at: configuration.now(), in: connection)
            }
        self.pulse = UplinkPulse(startedAt: configuration.now())
        let usesTLS = configuration.usesTLS || configuration.vxpListen?.usesTLS == true
        self.certificate = usesTLS ? try Self.certificate(configuration) : nil
        self.clientAuthorities = try HubAuthority.pems(configuration)
        self.scanner = configuration.malwareScanner.map { address in
            MalwareScanner(
                Clamd(address: address, deadline: configuration.malwareScanDeadline), now: configuration.now,
                logger: configuration.logger)
        }
        self.limiter = RateLimiter(perSecond: configuration.callsPerSecond)
        self.uploads = Uploads(content: self.content, maximumBytes: configuration.maximumPackageBytes)
        self.webhooks = WebhookCaller(now: configuration.now)
        self.webhookSecrets = try WebhookSecrets(dataFolder: folder)
        let organs = OrganStore(database: self.database)
        let probe = HealthProbe(
            database: self.database, content: self.content, roomFloorBytes: configuration.roomFloorBytes,
            now: configuration.now
        ) {
            try await organs.count()
        }
        self.health = Health(
            logger: configuration.logger, keptFor: configuration.healthKeptFor,
            deadlineMilliseconds: configuration.healthDeadlineMilliseconds, maintenance: self.maintenance
        ) {
            await probe.run()
        }
        self.sweep = Sweep(
            content: self.kept, database: self.database, folder: folder,
            // Files are dated by a clock of the kernel that goes in steps; those of other nodes are on their way in, by clocks of theirs.
            start: Date().addingTimeInterval(isShared ? -3600 : -0.01),
            lease: Lease("sweep", of: node, lifetime: 300), logger: configuration.logger)
    }

    var application: HubApplication {
        get throws {
            let configuration = self.configuration
            return HubApplication(
                responder: self.router.buildResponder(),
                server: try self.server,
                configuration: ApplicationConfiguration(
                    address: .hostname(configuration.host, port: configuration.port)),
                // They stop in reverse order: the lock is the last.
                services: try [self.lock] + self.otherListeners + self.nodeServices + [
                    DiskWatch(alarm: self.alarm, logger: configuration.logger),
                    CertificateReload(certificate: self.certificate, logger: configuration.logger),
                    MaintenanceSignals(self.maintenance, logger: configuration.logger),
                    Watch(
                        overdue: OverdueStore(database: self.database),
                        expiry: Expiry(
                            evidence: self.evidence, days: configuration.expiryDays, lease: self.watchLease),
                        lastKnown: self.lastKnown, scanner: self.scanner, retention: self.retention,
                        lease: self.watchLease,
                        now: configuration.now, logger: configuration.logger),
                    self.sweep, self.webhooks,
                ] + self.uplinkServices + [
                    WebhookSender(
                        store: WebhookStore(database: self.database), inbox: self.inbox,
                        systems: SystemStore(database: self.database), caller: self.webhooks,
                        secrets: self.webhookSecrets, pauses: configuration.webhookPauses,
                        lease: Lease("webhooks", of: self.node), now: configuration.now, logger: configuration.logger)
                ],
                onServerRunning: { channel in
                    let port = channel.localAddress?.port ?? configuration.port
                    await configuration.onReady(
                        HubAddress(host: configuration.host, port: port, usesTLS: configuration.usesTLS))
                },
                logger: configuration.logger
            )
        }
    }

    /// Nil: files are kept for good.
    var retention: Retention? {
        self.configuration.keepPackagesDays.map { days in
            Retention(
                RetentionRule(days: days), evidence: self.evidence, content: self.kept,
                folder: self.configuration.dataFolder, lease: self.watchLease)
        }
    }

    /// Of what ends things and tells who is late.
    private var watchLease: Lease { Lease("watch", of: self.node, lifetime: Watch.leaseSeconds) }

    /// What brings the news of other nodes.
    private var nodeServices: [any Service] {
        guard self.node != nil else { return [] }
        return [
            NodeNews(
                database: self.database, inbox: self.signal, senders: self.senders, logger: self.configuration.logger)
        ]
    }

    private var otherListeners: [any Service] {
        get throws {
            let metrics = self.configuration.metricsListen.map { self.metricsService($0) }
            let vxp = try self.configuration.vxpListen.map { try self.vxpService($0) }
            let console = try self.configuration.consoleListen.map { try self.consoleService($0) }
            return [metrics, vxp, console].compactMap { $0 }
        }
    }

    var console: Console {
        get throws {
            Console(
                evidence: self.evidence, content: self.content, signal: self.signal, quotas: self.quotas,
                scanner: self.scanner,
                secrets: try SealedSecrets(dataFolder: self.configuration.dataFolder),
                uploads: DirectoryUploads(dataFolder: self.configuration.dataFolder),
                certificate: self.certificate, clientAuthorities: self.clientAuthorities,
                letterhead: ["Trục liên thông văn bản", self.configuration.hubName],
                usesTLS: self.configuration.usesTLS, now: self.configuration.now)
        }
    }

    private func consoleService(_ listen: (host: String, port: Int)) throws -> any Service {
        ConsoleService(
            console: try self.console, listen: listen, balancers: self.configuration.balancers,
            deadlines: self.configuration.deadlines,
            certificate: self.configuration.usesTLS ? self.certificate : nil, logger: self.configuration.logger,
            onReady: self.configuration.onConsoleReady)
    }

    private func vxpService(_ listen: VXPListen) throws -> any Service {
        VXPService(
            responder: try self.vxpResponder(prefix: listen.prefix), boundary: self.configuration.boundary,
            listen: listen, balancers: self.configuration.balancers,
            deadlines: self.configuration.deadlines,
            certificate: listen.usesTLS ? self.certificate : nil, logger: self.configuration.logger,
            onReady: self.configuration.onVXPReady)
    }

    func vxpResponder(prefix: String) throws -> VXPResponder {
        let (database, now) = (self.database, self.configuration.now)
        let folder = self.configuration.dataFolder
        return VXPResponder(
            prefix: prefix,
            gate: VXPGate(
                systems: SystemStore(database: database), secrets: try SealedSecrets(dataFolder: folder),
                limiter: self.limiter),
            inbox: VXPInbox(
                database: database, deliveries: DeliveryStore(evidence: self.evidence, senders: self.senders, now: now)),
            sent: VXPSent(database: database, content: self.kept, now: now),
            sending: VXPSending(uploads: self.uploads, intake: self.intake),
            agencies: try VXPAgencies(
                database: database, folder: folder.appending(path: ".lists"), isShared: self.node != nil, now: now),
            evidence: self.evidence, content: self.kept, metrics: self.metrics, now: now)
    }

    var quotas: QuotaStore {
        QuotaStore(database: self.database, standard: self.configuration.dailyQuota)
    }

    var intake: Intake {
        Intake(
            evidence: self.evidence, inbox: self.signal, metrics: self.metrics, quotas: self.quotas,
            content: self.kept, scanner: self.scanner,
            maximumPackageBytes: self.configuration.maximumPackageBytes, now: self.configuration.now)
    }

    private func metricsService(_ listen: (host: String, port: Int)) -> any Service {
        MetricsService(
            metrics: self.metrics, health: self.health, database: self.database,
            overdue: OverdueStore(database: self.database), scanner: self.scanner,
            pulse: self.configuration.uplink.map { _ in self.pulse },
            listen: listen, deadlines: self.configuration.deadlines, now: self.configuration.now,
            logger: self.configuration.logger,
            onReady: self.configuration.onMetricsReady)
    }

    var inbox: Inbox { Inbox(database: self.database, signal: self.signal) }

    private var server: HTTPServerBuilder {
        get throws {
            // A caller that says nothing for a minute is gone; the longest wait that we grant is 30 seconds. A header holds a token
            // and a digest: 16 KiB are plenty.
            let http = self.configuration.deadlines.http(
                decoder: .init(maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100))
            let certificate = self.configuration.usesTLS ? self.certificate : nil
            return .server(
                http: http, tls: try certificate?.configuration(clientAuthorities: self.clientAuthorities),
                balancers: self.configuration.balancers)
        }
    }

    /// The operator's certificate, or one of the hub's own authority.
    private static func certificate(_ configuration: HubConfiguration) throws -> ServedCertificate {
        if let files = configuration.certificate { return try ServedCertificate(files) }
        return try ServedCertificate {
            try ServerIdentity.loadOrMake(
                in: configuration.dataFolder.appending(path: "tls"),
                authorityName: "\(configuration.hubName) CA",
                hosts: configuration.certificateHosts,
                now: configuration.now()
            )
        }
    }
}
