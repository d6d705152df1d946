import ArgumentParser
import Exchange
import Foundation
import Gateway
import Logging
import Storage
import VendorGateway

extension GatewayCommand {
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Chạy cổng liên thông. Runs a gateway until SIGTERM or SIGINT.",
            discussion:
                "Mã bí mật của hệ thống tại trục: LIENTHONG_TOKEN hoặc khoá token. The token is never a flag.\n\n"
                + MaintenanceWords.signals
        )

        @OptionGroup var file: ConfigurationFile
        @Option(help: "Thư mục dữ liệu. The data folder.") var data: String?
        @Option(
            help:
                "Cơ sở dữ liệu PostgreSQL (postgres://máy1,máy2/tên) mà nhiều nút dùng chung, thay cho gateway.sqlite. A shared database."
        )
        var database: String?
        @Option(
            help:
                "Nơi lưu tệp khi dùng PostgreSQL: folder hoặc database; mặc định theo cơ sở dữ liệu. Where files are kept."
        )
        var content: String?
        @Option(help: "Mã định danh cơ quan. The agency's code.") var organ: String?
        @OptionGroup var hub: HubOptions
        @Option(name: .customLong("in"), help: "Thư mục gửi: phần mềm đặt văn bản vào đây. What is to be sent.")
        var inFolder: String?
        @Option(name: .customLong("out"), help: "Thư mục nhận: văn bản đến được đặt vào đây. What has come.")
        var outFolder: String?
        @Option(help: "Địa chỉ gọi báo mỗi khi có văn bản đến (https). A URL that is called with each arrival.")
        var webhook: String?
        @Option(help: "Địa chỉ của API, mặc định 127.0.0.1:8462; cổng 0 là cổng trống bất kỳ. Port 0 picks a free one.")
        var listen: String?
        @Option(
            help: "Địa chỉ cho Prometheus (/metrics, HTTP); mặc định không mở. Where Prometheus asks; off by default.")
        var metricsListen: String?
        @OptionGroup var balancers: BalancersOption
        @OptionGroup var tls: CertificateOptions
        @Option(help: "Gói tin lớn nhất (MB), mặc định 50. The largest package in MiB.")
        var maximumUploadMegabytes: String?

        private static let keys = HubOptions.keys.union([
            "data", "database", "content", "organ", "in", "out", "webhook", "listen", "certificate", "key",
            "maximum-upload-megabytes", "metrics-listen", "balancers",
        ])

        func run() async throws {
            let flags = [
                "data": self.data, "database": self.database, "content": self.content, "organ": self.organ,
                "in": self.inFolder, "out": self.outFolder,
                "webhook": self.webhook, "listen": self.listen, "certificate": self.tls.certificate,
                "key": self.tls.key, "maximum-upload-megabytes": self.maximumUploadMegabytes,
                "metrics-listen": self.metricsListen, "balancers": self.balancers.balancers,
            ]
            let settings = try ServerSettings(
                file: self.file.config, keys: Self.keys, flags: flags.merging(self.hub.flags) { $1 })
            guard let hub = try HubOptions.endpoint(settings) else {
                throw Fault(
                    .invalidRequest, vi: "Thiếu địa chỉ của trục (hub).", en: "The hub's URL is missing.", place: "hub")
            }
            let address = try settings.value("listen", ListenAddress.init(argument:))
            let host = address?.host ?? "127.0.0.1"
            let certificate = try CertificateOptions.files(settings)
            let scheme = certificate == nil ? "http" : "https"
            var configuration = GatewayConfiguration(
                dataFolder: try settings.required("data", ServerSettings.path),
                organ: try settings.required("organ") { OrganCode($0) },
                hub: hub,
                inFolder: try settings.value("in", ServerSettings.path),
                outFolder: try settings.value("out", ServerSettings.path),
                webhook: try settings.text("webhook").map { try WebhookAddress.url($0) },
                host: host, port: address?.port ?? 8462, certificate: certificate,
                maximumBytes: try settings.value("maximum-upload-megabytes", ServerSettings.mebibytes)
                    ?? 50 << 20,
                logger: .server("lienthong.gateway"),
                onReady: { port in say("ready \(scheme)://\(host):\(port)") }
            )
            configuration.balancers = try BalancersOption.networks(settings)
            configuration.databaseAddress = try settings.value("database") { $0.isEmpty ? nil : $0 }
            configuration.content = try settings.value("content") { ContentPlace(rawValue: $0) }
            if let listen = try settings.value("metrics-listen", ListenAddress.init(argument:)) {
                configuration.metricsListen = (listen.host, listen.port)
                configuration.onMetricsReady = { port in say("metrics http://\(listen.host):\(port)/metrics") }
            }
            try await GatewayServer.run(configuration)
        }
    }
}
