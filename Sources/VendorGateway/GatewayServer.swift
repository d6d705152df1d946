import Crypto
package import Exchange
package import Foundation
package import Gateway
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import ServiceLifecycle
package import Storage
package import Trust
import UnixSignals
import Web

/// What a gateway needs to know before it starts.
package struct GatewayConfiguration: Sendable {
    /// `gateway.sqlite` and `content/`; made when missing.
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

/// Runs the gateway of an agency with document software of another vendor, until it is stopped.
package enum GatewayServer {
    /// - Parameter alarm: raised when a sync fails.
    package static func openDatabase(in folder: URL, alarm: DiskAlarm? = nil) throws -> Database {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let database = try Database.open(file: folder.appending(path: "gateway.sqlite"), alarm: alarm)
        try database.migrate(Outbox.migrations + Schema.migrations)
        return database
    }

    /// With which calls to the webhook are signed; made when missing.
    package static func webhookSecret(dataFolder: URL) throws -> WebhookSecret {
        WebhookSecret(
            SymmetricKey(data: try RandomKey.loadOrMake(at: dataFolder.appending(path: "keys/webhook.key"), bytes: 32)))
    }

    package static func run(_ configuration: GatewayConfiguration) async throws {
        try FileManager.default.createDirectory(
            at: configuration.dataFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let lock = try DataLock(folder: configuration.dataFolder, server: "gateway")
        let alarm = DiskAlarm()
        let database = try Self.openDatabase(in: configuration.dataFolder, alarm: alarm)
        let gateway = AgencyGateway(
            organ: configuration.organ, database: database,
            store: try ContentStore(folder: configuration.dataFolder.appending(path: "content"), alarm: alarm),
            signals: GatewaySignals(), now: configuration.now, maximumBytes: configuration.maximumBytes)
        if try await !database.settle() {
            configuration.logger.notice("the write-ahead log stays: another process is reading")
        }
        let health = Self.health(
            gateway, roomFloorBytes: GatewayConfiguration.roomFloorBytes,
            deadlineMilliseconds: GatewayConfiguration.healthDeadlineMilliseconds, logger: configuration.logger)
        let out = try configuration.outFolder.map { try OutFolder(gateway: gateway, folder: $0) }
        let client = try HubClient(endpoint: configuration.hub)
        var services: [any Service] = [
            lock,
            DiskWatch(alarm: alarm, logger: configuration.logger),
            GatewayService(
                database: database, store: KeptContent(gateway.store), client: client,
                events: GatewayLink(gateway: gateway, out: out).events, signals: gateway.signals,
                logger: configuration.logger, now: configuration.now),
        ]
        if let folder = configuration.inFolder {
            services.append(try InFolder(gateway: gateway, folder: folder, logger: configuration.logger))
        }
        if let url = configuration.webhook {
            let caller = WebhookCaller(now: configuration.now)
            let secret = try Self.webhookSecret(dataFolder: configuration.dataFolder)
            services.append(caller)
            services.append(
                WebhookTeller(
                    gateway: gateway, url: url, secret: secret, caller: caller, logger: configuration.logger))
        }
        let certificate = try configuration.certificate.map(ServedCertificate.init)
        services.append(CertificateReload(certificate: certificate, logger: configuration.logger))
        if let listen = configuration.metricsListen {
            let metrics = GatewayMetrics(
                gateway: gateway, health: health, hasFolder: configuration.outFolder != nil,
                hasWebhook: configuration.webhook != nil)
            services.append(
                MetricsListener(
                    listen: listen, deadlines: Deadlines(), logger: configuration.logger,
                    onReady: configuration.onMetricsReady, text: metrics.text))
        }
        services.append(try Self.application(gateway, configuration, certificate, health: health))
        let group = ServiceGroup(
            configuration: .init(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger))
        do {
            try await group.run()
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
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
        _ gateway: AgencyGateway, roomFloorBytes: Int, deadlineMilliseconds: Int, logger: Logger
    ) -> Health {
        let database = gateway.database
        let probe = HealthProbe(
            database: database, content: gateway.store, roomFloorBytes: roomFloorBytes, now: gateway.now
        ) {
            _ = try await database.read { try ConnectedSystems.count(in: $0) }
            return nil
        }
        return Health(logger: logger, keptFor: .seconds(5), deadlineMilliseconds: deadlineMilliseconds) {
            await probe.run()
        }
    }

    private static func application(
        _ gateway: AgencyGateway, _ configuration: GatewayConfiguration, _ certificate: ServedCertificate?,
        health: Health
    ) throws -> some Service {
        let http = Deadlines().http()
        return Application(
            responder: Self.router(gateway, health: health).buildResponder(),
            server: try certificate.map {
                try .tls(.http1(configuration: http), tlsConfiguration: $0.configuration)
            } ?? .http1(configuration: http),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { await configuration.onReady($0.localAddress?.port ?? configuration.port) },
            logger: configuration.logger)
    }
}
