package import Exchange
package import Foundation
package import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdCore
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
    /// `content/`, `keys/` and, unless `databaseAddress` is given, `office.sqlite`; made when missing.
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
    /// Nil: documents are signed elsewhere.
    package var signing: SigningTool?
    /// Looks whether signers' certificates are revoked; nil: pyHanko is not there, and only the lists of `trust` count.
    package var revocation: RevocationReader?
    /// The agency's key, when it is in a device, and its PIN; nil: asked for at each signing.
    package var sealToken: SignerToken?
    package var sealPIN: String?
    /// Nil: people sign in here only.
    package var signOn: SignOnSettings?
    /// Which server takes mail; nil: this office sends none.
    package var mail: MailServer?
    /// Where Prometheus asks (`GET /metrics`, plain HTTP); nil: nowhere.
    package var metricsListen: (host: String, port: Int)?
    /// Called once with the port of `metricsListen`.
    package var onMetricsReady: @Sendable (Int) async -> Void = { _ in }
    /// Who may say whose connection it hands on, and must (`HTTPServerBuilder.server`).
    package var balancers: [Network] = []
    package var cleaning = Cleaning.Rule()
    /// Whether everybody may see the totals of the last month without signing in (`PublicFigures`).
    package var publicFigures = false
    /// Of a database on PostgreSQL (`postgres://…`), which any number of offices of this agency with this data folder may share; may hold a password.
    /// Nil: `office.sqlite` in the data folder.
    package var databaseAddress: String?
    /// Where files are kept; `database` with one on PostgreSQL only. Nil: where the nodes have kept them so far, the folder for a new office.
    package var content: ContentPlace?
    /// Of connections; tests shorten them.
    var deadlines = Deadlines()
    /// With less room than this on the disk of the files the office says that it is not ready.
    var roomFloorBytes = 256 << 20
    /// Whoever asks for the health is answered within this time.
    var healthDeadlineMilliseconds = 5000
    package var logger: Logger
    package var now: @Sendable () -> Date
    /// Called once, with the port, when pages are answered.
    package var onReady: @Sendable (Int) async -> Void

    package init(
        dataFolder: URL, organ: OrganCode, host: String = "127.0.0.1", port: Int = 0, hub: HubEndpoint?,
        certificate: CertificateFiles? = nil, secureCookie: Bool = false,
        maximumUploadBytes: Int = 35 << 20, trust: TrustFolder = .empty,
        signing: SigningTool? = nil, sealToken: SignerToken? = nil, sealPIN: String? = nil, logger: Logger,
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
        self.signing = signing
        self.sealToken = sealToken
        self.sealPIN = sealPIN
        self.logger = logger
        self.now = now
        self.onReady = onReady
    }
}

extension OfficeConfiguration {
    /// Whether other offices may serve the same database and data folder.
    var isShared: Bool { self.databaseAddress != nil }
}

/// Opens an office's data and runs its pages, its gateway and the take-over of the directory until it is stopped.
package enum OfficeServer {
    /// Opens or makes `office.sqlite` in `folder`, which is made with the rights 0700 when it is missing; commands may open it beside a running office.
    /// Throws `Fault` as `Database.open` and `Database.migrate`, and `conflict` where the office went on on PostgreSQL and no address is given.
    ///
    /// - Parameters:
    ///   - address: of a database on PostgreSQL (`postgres://…`), which is there already; nil: `office.sqlite`.
    ///   - alarm: raised when a sync fails.
    ///   - onTrouble: told why PostgreSQL could not be reached, or was lost.
    package static func openDatabase(
        in folder: URL, at address: String? = nil, alarm: DiskAlarm? = nil,
        onTrouble: (@Sendable (String) -> Void)? = nil
    ) throws -> Database {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if address == nil { try NodeFolder(folder, of: OfficeData.server).refuseWithoutAddress() }
        let database =
            try address.map { try Database.open(postgres: $0, onTrouble: onTrouble) }
            ?? Database.open(file: folder.appending(path: "office.sqlite"), alarm: alarm, cacheMB: 8)
        try self.migrate(database)
        return database
    }

    /// Runs the migrations that `database` has not seen.
    static func migrate(_ database: Database) throws {
        try database.migrate(Outbox.migrations + Schema.migrations)
    }

    package static func run(_ configuration: OfficeConfiguration) async throws {
        let signals = GatewaySignals()
        let data = try await OfficeData(configuration, signals)
        let office = data.office
        let certificate = try configuration.certificate.map(ServedCertificate.init)
        // A header holds a cookie and a long search at most.
        let http = configuration.deadlines.http(
            decoder: .init(maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))
        let health = Self.health(office, configuration, data.maintenance)
        let provider = configuration.signOn.map { SignOnProvider($0, now: configuration.now) }
        let application = Application(
            responder: Self.router(office, configuration, health: health, provider: provider).buildResponder(),
            server: .server(http: http, tls: certificate?.configuration, balancers: configuration.balancers),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in await configuration.onReady(channel.localAddress?.port ?? configuration.port)
            },
            logger: configuration.logger
        )
        let client = try configuration.hub.map { try HubClient(endpoint: $0) }
        let caller = WebhookCaller(now: configuration.now)
        var services: [any Service] = [
            data.lock,
            DiskWatch(alarm: data.alarm, logger: configuration.logger),
            CertificateReload(certificate: certificate, logger: configuration.logger),
            MaintenanceSignals(data.maintenance, logger: configuration.logger),
            AccessWriting(office: office, key: data.key, file: data.signed, logger: configuration.logger),
        ]
        if data.node != nil { services.append(OfficeNews(office: office, logger: configuration.logger)) }
        if let provider { services.append(provider.line) }
        services.append(caller)
        services +=
            OfficeJobs(
                data: data, configuration: configuration, client: client, signals: signals, call: caller.call
            ).services
        if let listen = configuration.metricsListen {
            services.append(
                MetricsListener(
                    listen: listen, deadlines: configuration.deadlines, logger: configuration.logger,
                    onReady: configuration.onMetricsReady, text: OfficeMetrics(office: office, health: health).text))
        }
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

    private static func health(
        _ office: Office, _ configuration: OfficeConfiguration, _ maintenance: Maintenance? = nil
    ) -> Health {
        let database = office.database
        let probe = HealthProbe(
            database: database, content: office.store.folder, roomFloorBytes: configuration.roomFloorBytes,
            now: office.now
        ) {
            try await database.read { try Directory.counts(in: $0).all }
        }
        return Health(
            logger: configuration.logger, keptFor: .seconds(5),
            deadlineMilliseconds: configuration.healthDeadlineMilliseconds, maintenance: maintenance
        ) { await probe.run() }
    }

    /// Every page and act of an office. Tests call it too.
    static func router(
        _ office: Office, _ configuration: OfficeConfiguration, health: Health? = nil, provider: SignOnProvider? = nil
    ) -> Router<OfficeContext> {
        let router = Router(context: OfficeContext.self)
        router.add(middleware: CountAnswers(metrics: office.answers))
        router.add(middleware: CompressAnswers<OfficeContext>())
        router.add(middleware: SecurityHeaders<OfficeContext>())
        router.add(middleware: ErrorPages(office: office))
        router.add(
            middleware: SessionGate(
                office: office, opened: configuration.publicFigures ? PublicFiguresRoutes.paths : []))
        router.add(middleware: RecordAccess(office: office))
        router.addAssets()
        let door = SignInDoor(office: office, secureCookie: configuration.secureCookie, provider: provider)
        SignInRoutes(door: door).add(to: router)
        if let provider { SignOnRoutes(door: door, provider: provider).add(to: router) }
        IncomingEntryRoutes(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        BulkRoutes(office: office).add(to: router)
        TimerRoutes(office: office).add(to: router)
        IncomingRoutes(office: office).add(to: router)
        DraftRoutes(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        let desk = SigningDesk(office: office, configuration)
        SigningRoutes(desk: desk).add(to: router)
        SignerKeyRoutes(desk: desk).add(to: router)
        OutgoingRoutes(
            office: office, maximumUploadBytes: configuration.maximumUploadBytes, canSign: configuration.signing != nil
        ).add(to: router)
        FurtherRecipientsRoutes(office: office).add(to: router)
        RecallRoutes(office: office).add(to: router)
        UpdateRoutes(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        LinkingRoutes(office: office).add(to: router)
        RegisterRoutes(office: office).add(to: router)
        RegisterActRoutes(office: office).add(to: router)
        RestoredRoutes(office: office).add(to: router)
        RegisterImportRoutes(office: office).add(to: router)
        NumberingRoutes(office: office).add(to: router)
        BookRoutes(office: office).add(to: router)
        SecretRoutes(office: office).add(to: router)
        SecretImportRoutes(office: office).add(to: router)
        FollowingRoutes(office: office).add(to: router)
        LineRoutes(office: office).add(to: router)
        OpinionRoutes(office: office).add(to: router)
        NoticeRoutes(office: office).add(to: router)
        EscalationRoutes(office: office).add(to: router)
        NoticeSettingsRoutes(
            office: office, secrets: NoticeSecrets(dataFolder: configuration.dataFolder), server: configuration.mail
        ).add(to: router)
        PersonMailRoutes(office: office, server: configuration.mail).add(to: router)
        PhraseRoutes(office: office).add(to: router)
        StatisticsRoutes(office: office).add(to: router)
        IssueReportRoutes(office: office).add(to: router)
        PeriodReportRoutes(office: office).add(to: router)
        if configuration.publicFigures { PublicFiguresRoutes(office: office).add(to: router) }
        CalendarRoutes(office: office).add(to: router)
        TypeDeadlineRoutes(office: office).add(to: router)
        SearchRoutes(office: office).add(to: router)
        TrackingRoutes(office: office).add(to: router)
        BoardRoutes(office: office).add(to: router)
        TaskRoutes(office: office).add(to: router)
        TaskMarkRoutes(office: office).add(to: router)
        UrgingRoutes(office: office).add(to: router)
        ReceivedTaskRoutes(office: office).add(to: router)
        FailureRoutes(office: office).add(to: router)
        SendingStopRoutes(office: office).add(to: router)
        FileRoutes(office: office).add(to: router)
        CaseFileRoutes(office: office).add(to: router)
        CasePlanRoutes(office: office).add(to: router)
        CaseClosingRoutes(office: office).add(to: router)
        CaseExportRoutes(office: office).add(to: router)
        FilingRoutes(office: office).add(to: router)
        TransferRoutes(office: office).add(to: router)
        FreezeRoutes(office: office).add(to: router)
        ShareRoutes(office: office).add(to: router)
        ArchiveAccessRoutes(office: office).add(to: router)
        PostRegisterRoutes(office: office).add(to: router)
        CopyRoutes(office: office, canSign: configuration.signing != nil).add(to: router)
        CopySigningRoutes(desk: desk, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        PeopleRoutes(office: office).add(to: router)
        SignInRuleRoutes(office: office, provider: provider?.settings.name).add(to: router)
        PostRoutes(office: office).add(to: router)
        SigningRightRoutes(office: office).add(to: router)
        UnitRoutes(office: office).add(to: router)
        PeopleImportRoutes(office: office).add(to: router)
        RightsNoticeRoutes(office: office).add(to: router)
        AccountRoutes(office: office).add(to: router)
        DelegationRoutes(office: office).add(to: router)
        AccessTokenRoutes(office: office).add(to: router)
        OfficeAPI(office: office, maximumUploadBytes: configuration.maximumUploadBytes).add(to: router)
        AccessRoutes(office: office).add(to: router)
        HealthRoutes(office: office, health: health ?? Self.health(office, configuration)).add(to: router)
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
