import ArgumentParser
import Exchange
import Foundation
import Hub
import Logging
import ServiceLifecycle
import Storage
import Trust
import UnixSignals

extension HubCommand {
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Chạy trục. Runs a hub until SIGTERM or SIGINT.", discussion: MaintenanceWords.signals)

        @OptionGroup var file: ConfigurationFile
        @Option(help: "Thư mục dữ liệu. The data folder.") var data: String?
        @Option(
            help:
                "Cơ sở dữ liệu PostgreSQL (postgres://máy1,máy2/tên) mà nhiều nút dùng chung, thay cho hub.sqlite. A shared database."
        )
        var database: String?
        @Option(
            help:
                "Nơi lưu tệp gói tin khi dùng PostgreSQL: folder hoặc database; mặc định theo cơ sở dữ liệu. Where packages are kept."
        )
        var content: String?
        @Option(
            help: "Địa chỉ, mặc định 127.0.0.1:8460; cổng 0 là cổng trống bất kỳ. Address; port 0 picks a free one.")
        var listen: String?
        @Option(help: "Kích thước gói tối đa (MB), mặc định 50. Largest package in MiB.")
        var maximumPackageMegabytes: String?
        @Option(help: "Số lần gọi mỗi giây của một hệ thống, mặc định 500. Calls a second of one system.")
        var callsPerSecond: String?
        @Option(help: "Số ngày chờ nơi nhận, mặc định 30. Days after which a delivery that nobody takes fails.")
        var expiryDays: String?
        @Option(
            help:
                "Số ngày lưu tệp sau khi không còn chờ gì, ít nhất 366; mặc định lưu mãi. Days for which files are kept."
        )
        var keepPackagesDays: String?
        @Option(
            help:
                "Số MB mỗi ngày của một hệ thống, mặc định 51200; 0 là không giới hạn. MiB a day of one system; 0: no limit."
        )
        var dailyMegabytesPerSystem: String?
        @Option(
            help:
                "Số gói mỗi ngày của một hệ thống, mặc định 1000000; 0 là không giới hạn. Packages a day of one; 0: no limit."
        )
        var dailyPackagesPerSystem: String?
        @Option(
            help:
                "Bộ quét mã độc ClamAV: máy:cổng hoặc unix:/đường/dẫn; mặc định không quét. A ClamAV daemon; off by default."
        )
        var malwareScan: String?
        @Option(
            help: "Địa chỉ cho Prometheus (/metrics, HTTP); mặc định không mở. Where Prometheus asks; off by default.")
        var metricsListen: String?
        @Option(
            help: "Địa chỉ cho giao thức VXP của trục quốc gia; mặc định không mở. Where the national wire is served.")
        var vxpListen: String?
        @Option(help: "Đường dẫn trước các lời gọi VXP, mặc định rỗng. Path in front of its calls.") var vxpPrefix:
            String?
        @Option(
            help:
                "TLS cho VXP: true, false; mặc định true trừ khi địa chỉ là của chính máy này. TLS for it; by default yes."
        )
        var vxpTls: String?
        @Option(
            help: "Địa chỉ trang vận hành (HTTPS); mặc định không mở. Where the operators' pages are; off by default.")
        var consoleListen: String?
        @OptionGroup var balancers: BalancersOption
        @OptionGroup var uplink: UplinkOptions
        @OptionGroup var tls: CertificateOptions
        @Option(
            name: .customLong("client-ca"),
            help: "CA (PEM) cấp chứng thư cho hệ thống kết nối, ngoài CA của trục. Authority of systems' certificates.")
        var clientAuthority: String?

        private static let keys = UplinkOptions.keys.union([
            "data", "database", "content", "listen", "maximum-package-megabytes", "calls-per-second", "expiry-days",
            "daily-megabytes-per-system", "daily-packages-per-system", "keep-packages-days", "malware-scan",
            "metrics-listen",
            "vxp-listen", "vxp-prefix", "vxp-tls", "console-listen", "balancers", "certificate", "key",
            "client-ca",
        ])

        func run() async throws {
            let settings = try ServerSettings(
                file: self.file.config, keys: Self.keys,
                flags: self.uplink.flags.merging([
                    "data": self.data, "database": self.database, "content": self.content, "listen": self.listen,
                    "maximum-package-megabytes": self.maximumPackageMegabytes,
                    "calls-per-second": self.callsPerSecond,
                    "expiry-days": self.expiryDays,
                    "daily-megabytes-per-system": self.dailyMegabytesPerSystem,
                    "daily-packages-per-system": self.dailyPackagesPerSystem,
                    "keep-packages-days": self.keepPackagesDays,
                    "malware-scan": self.malwareScan, "metrics-listen": self.metricsListen,
                    "vxp-listen": self.vxpListen, "vxp-prefix": self.vxpPrefix, "vxp-tls": self.vxpTls,
                    "console-listen": self.consoleListen, "balancers": self.balancers.balancers,
                    "certificate": self.tls.certificate, "key": self.tls.key,
                    "client-ca": self.clientAuthority,
                ]) { $1 }
            )
            let address = try settings.value("listen", ListenAddress.init(argument:))
            var configuration = HubConfiguration(
                dataFolder: try settings.required("data", ServerSettings.path),
                host: address?.host ?? "127.0.0.1", port: address?.port ?? 8460,
                maximumPackageBytes: try settings.value("maximum-package-megabytes", ServerSettings.mebibytes)
                    ?? 50 << 20,
                callsPerSecond: try settings.value("calls-per-second") { Int($0) } ?? 500,
                expiryDays: try settings.value("expiry-days") { Int($0) } ?? 30,
                certificate: try CertificateOptions.files(settings),
                clientAuthority: try settings.value("client-ca", ServerSettings.path),
                logger: .server("lienthong.hub"),
                onReady: { address in say("ready \(address.url)") }
            )
            configuration.databaseAddress = try settings.value("database") { $0.isEmpty ? nil : $0 }
            configuration.content = try settings.value("content") { ContentPlace(rawValue: $0) }
            configuration.dailyMegabytesPerSystem =
                try settings.value("daily-megabytes-per-system") { Int($0) } ?? HubConfiguration.defaultDailyMegabytes
            configuration.dailyPackagesPerSystem =
                try settings.value("daily-packages-per-system") { Int($0) } ?? HubConfiguration.defaultDailyPackages
            configuration.keepPackagesDays = try settings.value("keep-packages-days") { Int($0) }
            configuration.malwareScanner = try settings.value("malware-scan", ScannerAddress.init)
            if let listen = try settings.value("metrics-listen", ListenAddress.init(argument:)) {
                configuration.metricsListen = (listen.host, listen.port)
                // With port 0 nobody could know it otherwise.
                configuration.onMetricsReady = { port in say("metrics http://\(listen.host):\(port)/metrics") }
            }
            if let listen = try settings.value("console-listen", ListenAddress.init(argument:)) {
                configuration.consoleListen = (listen.host, listen.port)
                configuration.onConsoleReady = { address in say("console \(address.url)") }
            }
            if let listen = try settings.value("vxp-listen", ListenAddress.init(argument:)) {
                configuration.vxpListen = try VXPListen(
                    host: listen.host, port: listen.port, prefix: settings.text("vxp-prefix") ?? "",
                    usesTLS: try settings.value("vxp-tls", ServerSettings.truth))
                let prefix = configuration.vxpListen?.prefix ?? ""
                configuration.onVXPReady = { address in say("vxp \(address.url)\(prefix)") }
            }
            configuration.balancers = try BalancersOption.networks(settings)
            configuration.uplink = try UplinkOptions.configuration(settings)
            let application = try await buildHub(configuration)
            try await ServiceGroup(
                configuration: .init(
                    services: [application], gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: .server("lienthong.hub"))
            ).run()
        }
    }
}
