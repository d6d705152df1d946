package import Exchange
package import Foundation
package import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import Pages
import ServiceLifecycle
package import Storage
package import Trust
import UnixSignals
import Web

/// What an office needs to know before it starts.
package struct OfficeConfiguration: Sendable {
    /// `office.sqlite` and `content/`; made when missing.
    package var dataFolder: URL
    package var organ: OrganCode
    package var host: String
    /// 0 picks a free port.
    package var port: Int
    /// Nil: the office works alone; what is published waits.
    package var hub: HubEndpoint?
    /// TLS for the pages. Nil: plain HTTP, on the own machine or behind a proxy that ends TLS.
    package var certificate: CertificateFiles?
    /// Whether the cookie may travel over TLS only although we speak plain HTTP: yes behind a proxy that ends TLS.
    package var secureCookie: Bool
    /// Sum of the files of one form.
    package var maximumUploadBytes: Int
    /// Whose signatures count.
    package var trust: TrustFolder
    package var logger: Logger
    package var now: @Sendable () -> Date
    /// Called once, with the port, when pages are answered.
    package var onReady: @Sendable (Int) async -> Void

    package init(
        dataFolder: URL, organ: OrganCode, host: String = "127.0.0.1", port: Int = 0, hub: HubEndpoint?,
        certificate: CertificateFiles? = nil, secureCookie: Bool = false,
        maximumUploadBytes: Int = 35 << 20, trust: TrustFolder = .empty, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.dataFolder = dataFolder
        self.organ = organ
        self.host = host
        self.port = port
        self.hub = hub
        self.certificate = certificate
        self.secureCookie = secureCookie || certificate != nil
        self.maximumUploadBytes = maximumUploadBytes
        self.trust = trust
        self.logger = logger
        self.now = now
        self.onReady = onReady
    }
}

/// Opens an office's data and runs its pages, its gateway and the take-over of the directory until it is stopped.
package enum OfficeServer {
    package static func openDatabase(in folder: URL) throws -> Database {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let database = try Database.open(file: folder.appending(path: "office.sqlite"))
        try database.migrate(Outbox.migrations + Schema.migrations)
        return database
    }

    package static func run(_ configuration: OfficeConfiguration) async throws {
        let database = try Self.openDatabase(in: configuration.dataFolder)
        try await database.write { try SearchTriggers.install(in: $0) }
        let signals = GatewaySignals()
        let office = Office(
            identity: try await AgencySetup.identity(of: configuration.organ, in: database),
            database: database,
            store: try ContentStore(folder: configuration.dataFolder.appending(path: "content")),
            changes: ChangeFeed(),
            wakeGateway: { signals.wake() },
            now: configuration.now,
            workingDays: OfficeCalendar()
        )
        try await database.read { try office.workingDays.read(in: $0) }
        let certificate = try configuration.certificate.map(ServedCertificate.init)
        let http = HTTP1Channel.Configuration(idleTimeout: .seconds(120))
        let application = Application(
            responder: Self.router(office, configuration).buildResponder(),
            server: try certificate.map {
                try .tls(.http1(configuration: http), tlsConfiguration: $0.configuration)
            } ?? .http1(configuration: http),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in await configuration.onReady(channel.localAddress?.port ?? configuration.port)
            },
            logger: configuration.logger
        )
        var services: [any Service] = [CertificateReload(certificate: certificate, logger: configuration.logger)]
        let client = try configuration.hub.map { try HubClient(endpoint: $0) }
        if let client {
            services.append(
                GatewayService(
                    database: database, store: office.store, client: client, events: GatewayLink(office: office).events,
                    signals: signals,
                    logger: configuration.logger, now: configuration.now
                )
            )
            services.append(DirectorySync(office: office, client: client, logger: configuration.logger))
        }
        services.append(SearchUpkeep(office: office, logger: configuration.logger))
        services.append(FileReadings(office: office, logger: configuration.logger))
        services.append(SignatureChecks(office: office, trust: configuration.trust, logger: configuration.logger))
        services.append(PageCounts(office: office, logger: configuration.logger))
        services.append(application)
        // Stopped first, because services stop in reverse order.
        services.append(LiveLines(changes: office.changes))
        let group = ServiceGroup(
            configuration: .init(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger)
        )
        do {
            try await group.run()
        } catch {
            try await client?.shutdown()
            throw error
        }
        try await client?.shutdown()
    }

    /// Every page and act of an office. Tests call it too.
    static func router(_ office: Office, _ configuration: OfficeConfiguration) -> Router<OfficeContext> {
        let router = Router(context: OfficeContext.self)
        router.add(middleware: SecurityHeaders<OfficeContext>())
        router.add(middleware: ErrorPages(office: office))
        router.add(middleware: SessionGate(office: office))
        router.addAssets()
        SignInRoutes(office: office, secureCookie: configuration.secureCookie).add(to: router)
        IncomingEntryRoutes(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        IncomingRoutes(office: office).add(to: router)
        DraftRoutes(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        OutgoingRoutes(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        FurtherRecipientsRoutes(office: office).add(to: router)
        RecallRoutes(office: office).add(to: router)
        RegisterRoutes(office: office).add(to: router)
        RegisterActRoutes(office: office).add(to: router)
        RegisterImportRoutes(office: office).add(to: router)
        NumberingRoutes(office: office).add(to: router)
        BookRoutes(office: office).add(to: router)
        FollowingRoutes(office: office).add(to: router)
        LineRoutes(office: office).add(to: router)
        OpinionRoutes(office: office).add(to: router)
        StatisticsRoutes(office: office).add(to: router)
        CalendarRoutes(office: office).add(to: router)
        SearchRoutes(office: office).add(to: router)
        TrackingRoutes(office: office).add(to: router)
        FailureRoutes(office: office).add(to: router)
        FileRoutes(office: office).add(to: router)
        CaseFileRoutes(office: office).add(to: router)
        CasePlanRoutes(office: office).add(to: router)
        CaseClosingRoutes(office: office).add(to: router)
        CaseExportRoutes(office: office).add(to: router)
        FilingRoutes(office: office).add(to: router)
        PeopleRoutes(office: office).add(to: router)
        UnitRoutes(office: office).add(to: router)
        PeopleImportRoutes(office: office).add(to: router)
        RightsNoticeRoutes(office: office).add(to: router)
        AccountRoutes(office: office).add(to: router)
        DelegationRoutes(office: office).add(to: router)
        return router
    }
}

/// Ends the lines of open pages when the server stops; they would keep it running.
private struct LiveLines: Service {
    let changes: ChangeFeed

    func run() async throws {
        try await gracefulShutdown()
        self.changes.close()
    }
}
