package import Exchange
package import Foundation
import Gateway
package import Logging
package import Storage
package import Trust
import Web

/// What a hub needs to know before it starts. Checked by `buildHub`.
package struct HubConfiguration: Sendable {
    /// Database, files, keys and certificates; made when it is missing.
    package var dataFolder: URL
    /// Address to listen on: a name or an IP address.
    package var host: String
    /// 0: a free port; `onReady` tells which.
    package var port: Int
    /// As it stands in receipts and in the certificate authority: 1 to 100 characters.
    package var hubName: String
    /// Bytes of one package file: 1 KiB to 16 GiB. Default 50 MiB: receiving systems refuse more.
    package var maximumPackageBytes: Int
    /// Of one connected system, on average; five times as many at once after a pause. Default 500.
    package var callsPerSecond: Int
    /// Days after which a delivery that nobody takes fails. Default 30.
    package var expiryDays: Int
    /// Days for which the file of a package is kept when nothing of it is awaited any more, 366 at least; nil: for good.
    package var keepPackagesDays: Int?
    /// MiB that one connected system may send on one day, Vietnam time; 0: no quota. Default 51,200: a hundred thousand packages of half
    /// a MiB, ten times what a province sends.
    package var dailyMegabytesPerSystem = Self.defaultDailyMegabytes
    /// Packages that it may send on one day; 0: no quota. Default 1,000,000: three times the statuses of a large province.
    package var dailyPackagesPerSystem = Self.defaultDailyPackages
    /// The ClamAV daemon that looks at every file before its package is taken in; nil: none does.
    package var malwareScanner: ScannerAddress?
    /// For its answer about one file; tests shorten it.
    var malwareScanDeadline = Duration.seconds(120)
    /// Where Prometheus asks (`GET /metrics`, plain HTTP); nil: nowhere.
    package var metricsListen: (host: String, port: Int)?
    /// Called once with the port of `metricsListen`.
    package var onMetricsReady: @Sendable (Int) async -> Void = { _ in }
    /// Where the national wire is served; nil: nowhere.
    package var vxpListen: VXPListen?
    /// Called once when it is.
    package var onVXPReady: @Sendable (HubAddress) async -> Void = { _ in }
    /// Where operators' pages are served; nil: nowhere. Over TLS as the hub's own API.
    package var consoleListen: (host: String, port: Int)?
    /// Called once when they are.
    package var onConsoleReady: @Sendable (HubAddress) async -> Void = { _ in }
    /// Who may say whose connection it hands on, and must (`HTTPServerBuilder.server`): in front of the API, the VXP wire and the console.
    package var balancers: [Network] = []
    /// The hub above; nil: there is none.
    package var uplink: UplinkConfiguration?
    package var usesTLS: Bool
    /// The certificate to show, two PEM files. Nil: one of the hub's own authority (`tls/ca.pem`).
    package var certificate: CertificateFiles?
    /// PEM file of an authority, besides the hub's own, whose certificates connected systems may show.
    package var clientAuthority: URL?
    /// A database that is open already; it is brought to the newest schema. Nil: the hub opens its own.
    package var database: Database?
    /// Of a database on PostgreSQL (`postgres://…`), which any number of hubs with this data folder may share; may hold a password. Nil: `hub.sqlite`
    /// in the data folder.
    package var databaseAddress: String?
    /// Where packages are kept; `database` with one on PostgreSQL only. Nil: where the nodes have kept them so far, the folder for a new hub.
    package var content: ContentPlace?
    /// With less room than this on the disk of the packages the hub says that it is not ready: five of the largest packages by default.
    var roomFloorBytes = 256 << 20
    /// How long a finding about the hub's health is good: a probe costs two waits for the disk. Tests shorten it.
    var healthKeptFor = Duration.seconds(5)
    /// Whoever asks for the health is answered within this. Tests wait longer: a busy machine is not what they look for.
    var healthDeadlineMilliseconds = 5000
    /// When failing webhooks are tried again; tests shorten it.
    var webhookPauses = WebhookPauses()
    /// Of connections; tests shorten them.
    var deadlines = Deadlines()
    /// What stands in front of the API and of the VXP wire; nil: nothing.
    package var boundary: HubBoundary?
    package var logger: Logger
    /// The hub's clock.
    package var now: @Sendable () -> Date
    /// Called once, when the hub accepts traffic.
    package var onReady: @Sendable (HubAddress) async -> Void

    package static let defaultName = "LienThong"
    package static let defaultDailyMegabytes = 51_200
    package static let defaultDailyPackages = 1_000_000

    package init(
        dataFolder: URL,
        host: String = "127.0.0.1",
        port: Int = 0,
        hubName: String = HubConfiguration.defaultName,
        maximumPackageBytes: Int = 50 * 1024 * 1024,
        callsPerSecond: Int = 500,
        expiryDays: Int = 30,
        usesTLS: Bool = true,
        certificate: CertificateFiles? = nil,
        clientAuthority: URL? = nil,
        database: Database? = nil,
        logger: Logger = Logger(label: "lienthong.hub"),
        now: @escaping @Sendable () -> Date = { Date() },
        onReady: @escaping @Sendable (HubAddress) async -> Void = { _ in }
    ) {
        self.dataFolder = dataFolder
        self.host = host
        self.port = port
        self.hubName = hubName
        self.maximumPackageBytes = maximumPackageBytes
        self.callsPerSecond = callsPerSecond
        self.expiryDays = expiryDays
        self.usesTLS = usesTLS
        self.certificate = certificate
        self.clientAuthority = clientAuthority
        self.database = database
        self.logger = logger
        self.now = now
        self.onReady = onReady
    }
}

extension HubConfiguration {
    /// Of systems without their own.
    var dailyQuota: Quota {
        Quota(bytes: self.dailyMegabytesPerSystem << 20, packages: self.dailyPackagesPerSystem)
    }

    /// Whether other hubs may serve the same database and data folder.
    var isShared: Bool { self.database.map { $0.engine == .postgreSQL } ?? (self.databaseAddress != nil) }

    /// The settings, as the evidence log keeps them at each start: no secrets, no paths.
    var told: [String: JSON] {
        [
            "listen": .text("\(self.host):\(self.port)"), "tls": .bool(self.usesTLS),
            "maximumPackageBytes": .number(self.maximumPackageBytes), "callsPerSecond": .number(self.callsPerSecond),
            "expiryDays": .number(self.expiryDays),
            "keepPackagesDays": JSON(self.keepPackagesDays),
            "dailyMegabytesPerSystem": .number(self.dailyMegabytesPerSystem),
            "dailyPackagesPerSystem": .number(self.dailyPackagesPerSystem),
            "malwareScanner": JSON(self.malwareScanner?.told), "ownCertificate": .bool(self.certificate == nil),
            "metricsListen": JSON(self.metricsListen.map { "\($0.host):\($0.port)" }),
            "vxpListen": JSON(self.vxpListen.map { "\($0.host):\($0.port)\($0.prefix)" }),
            "consoleListen": JSON(self.consoleListen.map { "\($0.host):\($0.port)" }),
            "balancers": .list(self.balancers.map { .text($0.text) }),
            "database": .text(self.isShared ? "postgresql" : "sqlite"), "content": JSON(self.content?.rawValue),
            "uplink": JSON(self.uplink?.address), "uplinkStation": JSON(self.uplink?.station.text),
            "vxpTLS": self.vxpListen.map { .bool($0.usesTLS) } ?? .null,
        ]
    }
}

/// Where a running hub answers.
package struct HubAddress: Sendable, Equatable {
    package var host: String
    package var port: Int
    package var usesTLS: Bool

    /// `https://127.0.0.1:8443`.
    package var url: String {
        "\(self.usesTLS ? "https" : "http")://\(self.host.contains(":") ? "[\(self.host)]" : self.host):\(self.port)"
    }
}
