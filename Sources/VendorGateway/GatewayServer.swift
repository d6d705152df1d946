import Crypto
package import Exchange
package import Foundation
package import Gateway
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
package import Storage
package import Trust
import UnixSignals
import Web

/// What a gateway needs to know before it starts.
package struct GatewayConfiguration: Sendable {
    /// `content/`, `keys/` and, unless `databaseAddress` is given, `gateway.sqlite`; made when missing.
    package var dataFolder: URL
    package var organ: OrganCode
    package var hub: HubEndpoint
    /// Where the agency's software puts what is to be sent; nil: it uses the API.
    package var inFolder: URL?
    /// Where what has come is laid; nil: it is fetched by the API.
    package var outFolder: URL?
    /// Called with each arrival; nil: nobody is called.
    package var webhook: URL?
    /// Where the API listens; port 0 picks a free one.
    package var host: String
    package var port: Int
    /// TLS for the API. Nil: plain HTTP, on the own machine or behind a proxy that ends TLS.
    package var certificate: CertificateFiles?
    /// Size of one package, and sum of the files of one document.
    package var maximumBytes: Int
    /// Where Prometheus asks (`GET /metrics`, plain HTTP); nil: nowhere.
    package var metricsListen: (host: String, port: Int)?
    /// Called once with the port of `metricsListen`.
    package var onMetricsReady: @Sendable (Int) async -> Void = { _ in }
    /// Who may say whose connection it hands on, and must (`HTTPServerBuilder.server`).
    package var balancers: [Network] = []
    /// Of a database on PostgreSQL (`postgres://…`), which any number of gateways of this agency may share, with this data folder or, where the
    /// database keeps the files, each with its own; may hold a password. Nil: `gateway.sqlite` in the data folder.
    package var databaseAddress: String?
    /// Where files are kept; `database` with one on PostgreSQL only. Nil: where the nodes have kept them so far, the folder for a new gateway.
    package var content: ContentPlace?
    /// With less room than this on the disk of the files the gateway says that it is not ready.
    static let roomFloorBytes = 256 << 20
    /// Whoever asks for the health is answered within this time.
    static let healthDeadlineMilliseconds = 5000
    package var logger: Logger
    package var now: @Sendable () -> Date
    /// Called once, with the port, when the API is answered.
    package var onReady: @Sendable (Int) async -> Void

    package init(
        dataFolder: URL, organ: OrganCode, hub: HubEndpoint, inFolder: URL? = nil, outFolder: URL? = nil,
        webhook: URL? = nil, host: String = "127.0.0.1", port: Int = 0, certificate: CertificateFiles? = nil,
        maximumBytes: Int = 50 << 20, logger: Logger, now: @escaping @Sendable () -> Date = { Date() },
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.dataFolder = dataFolder
        self.organ = organ
        self.hub = hub
        self.inFolder = inFolder
        self.outFolder = outFolder
        self.webhook = webhook
        self.host = host
        self.port = port
        self.certificate = certificate
        self.maximumBytes = maximumBytes
        self.logger = logger
        self.now = now
        self.onReady = onReady
    }
}

extension GatewayConfiguration {
    /// Whether other gateways may serve the same database and folders.
    var isShared: Bool { self.databaseAddress != nil }
}

/// Runs the gateway of an agency with document software of another vendor, until it is stopped.
package enum GatewayServer {
    /// Opens or makes `gateway.sqlite` in `folder`, which is made with the rights 0700 when it is missing; commands may open it beside a running
    /// gateway. Throws `Fault` as `Database.open` and `Database.migrate`, and `conflict` where the gateway went on on PostgreSQL and no address is given.
    ///
    /// - Parameters:
    ///   - address: of a database on PostgreSQL (`postgres://…`), which is there already; nil: `gateway.sqlite`.
    ///   - alarm: raised when a sync fails.
    ///   - onTrouble: told why PostgreSQL could not be reached, or was lost.
    package static func openDatabase(
        in folder: URL, at address: String? = nil, alarm: DiskAlarm? = nil,
        onTrouble: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if address == nil { try NodeFolder(folder, of: GatewayData.server).refuseWithoutAddress() }
        let database =
            try address.map { try Database.open(postgres: $0, onTrouble: onTrouble) }
            ?? Database.open(file: folder.appending(path: "gateway.sqlite"), alarm: alarm)
        try self.migrate(database)
        return database
    }

    /// Runs the migrations that `database` has not seen.
    static func migrate(_ database: Database) throws {
        try database.migrate(Outbox.migrations + Schema.migrations)
    }

    /// With which calls to the webhook are signed; made when missing.
    package static func webhookSecret(dataFolder: URL) throws -> WebhookSecret {
        WebhookSecret(
            SymmetricKey(data: try RandomKey.loadOrMake(at: dataFolder.appending(path: "keys/webhook.key"), bytes: 32)))
    }

    package static func run(_ configuration: GatewayConfiguration) async throws {
        let data = try await GatewayData(configuration)
        let client = try HubClient(endpoint: configuration.hub)
        do {
            let group = ServiceGroup(
                configuration: .init(
                    services: try Self.services(data, client, configuration),
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger))
            try await group.run()
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// Everything that runs until the gateway is stopped, the last first.
    private static func services(
        _ data: GatewayData, _ client: HubClient, _ configuration: GatewayConfiguration
    ) throws -> [any Service] {
        let gateway = data.gateway
        let health = Self.health(
            gateway, roomFloorBytes: GatewayConfiguration.roomFloorBytes,
            deadlineMilliseconds: GatewayConfiguration.healthDeadlineMilliseconds, maintenance: data.maintenance,
            logger: configuration.logger)
        let caller = configuration.webhook.map { _ in WebhookCaller(now: configuration.now) }
        var services: [any Service] = [data.lock, DiskWatch(alarm: data.alarm, logger: configuration.logger)]
        if data.node != nil { services.append(GatewayNews(gateway: gateway)) }
        if let caller { services.append(caller) }
        services += try GatewayJobs(data: data, configuration: configuration, client: client, caller: caller).services()
        let certificate = try configuration.certificate.map(ServedCertificate.init)
        services.append(CertificateReload(certificate: certificate, logger: configuration.logger))
        services.append(MaintenanceSignals(data.maintenance, logger: configuration.logger))
        if let listen = configuration.metricsListen {
            let metrics = GatewayMetrics(
                gateway: gateway, health: health, hasFolder: configuration.outFolder != nil,
                hasWebhook: configuration.webhook != nil)
            services.append(
                MetricsListener(
                    listen: listen, deadlines: Deadlines(), logger: configuration.logger,
                    onReady: configuration.onMetricsReady, text: metrics.text))
        }
        services.append(Self.application(gateway, configuration, certificate, health: health))
        return services
    }
}

extension GatewayServer {
    /// Every address of the API.
    static func router(_ gateway: AgencyGateway, health: Health) -> Router<GatewayContext> {
        let router = Router(context: GatewayContext.self)
        router.add(middleware: CountAnswers(metrics: gateway.answers))
        router.add(middleware: Problems(answers: gateway.answers))
        router.addRoutes(DescriptionRoutes().endpoints)
        router.addRoutes(HealthRoutes(organ: gateway.organ, health: health).endpoints)
        router.group("v1")
            .add(middleware: Authentication(systems: ConnectedSystems(database: gateway.database)))
            .addRoutes(OutgoingRoutes(gateway: gateway).endpoints, atPath: "outgoing")
            .addRoutes(IncomingRoutes(gateway: gateway).endpoints, atPath: "incoming")
        return router
    }

    static func health(
        _ gateway: AgencyGateway, roomFloorBytes: Int, deadlineMilliseconds: Int, maintenance: Maintenance? = nil,
        logger: Logger
    ) -> Health {
        let database = gateway.database
        let probe = HealthProbe(
            database: database, content: gateway.store.folder, roomFloorBytes: roomFloorBytes, now: gateway.now
        ) {
            _ = try await database.read { try ConnectedSystems.count(in: $0) }
            return nil
        }
        return Health(
            logger: logger, keptFor: .seconds(5), deadlineMilliseconds: deadlineMilliseconds, maintenance: maintenance
        ) { await probe.run() }
    }

    private static func application(
        _ gateway: AgencyGateway, _ configuration: GatewayConfiguration, _ certificate: ServedCertificate?,
        health: Health
    ) -> some Service {
        let http = Deadlines().http()
        return Application(
            responder: Self.router(gateway, health: health).buildResponder(),
            server: .server(http: http, tls: certificate?.configuration, balancers: configuration.balancers),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { await configuration.onReady($0.localAddress?.port ?? configuration.port) },
            logger: configuration.logger)
    }
}
