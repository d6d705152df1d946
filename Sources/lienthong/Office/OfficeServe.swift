import ArgumentParser
import Exchange
import Foundation
import Logging
import Office
import Storage
import Trust

extension OfficeCommand {
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Chạy văn phòng. Runs an office until SIGTERM or SIGINT.",
            discussion:
                "Mã bí mật của hệ thống tại trục: LIENTHONG_TOKEN hoặc khoá token. The token is never a flag.\n\n"
                + MaintenanceWords.signals
        )

        @OptionGroup var file: ConfigurationFile
        @Option(help: "Thư mục dữ liệu. The data folder.") var data: String?
        @Option(
            help:
                "Cơ sở dữ liệu PostgreSQL (postgres://máy1,máy2/tên) mà nhiều nút dùng chung, thay cho office.sqlite. A shared database."
        )
        var database: String?
        @Option(
            help:
                "Nơi lưu tệp khi dùng PostgreSQL: folder hoặc database; mặc định theo cơ sở dữ liệu. Where files are kept."
        )
        var content: String?
        @Option(help: "Mã định danh cơ quan. The agency's code.") var organ: String?
        @Option(
            help: "Địa chỉ, mặc định 127.0.0.1:8461; cổng 0 là cổng trống bất kỳ. Address; port 0 picks a free one.")
        var listen: String?
        @OptionGroup var hub: HubOptions
        @Option(help: "Tổng tệp đính kèm một lần (MB), mặc định 35. Files of one form in MiB.")
        var maximumUploadMegabytes: String?
        @Option(
            help: "Địa chỉ cho Prometheus (/metrics, HTTP); mặc định không mở. Where Prometheus asks; off by default.")
        var metricsListen: String?
        @Option(
            help:
                "Số ngày từ quyết định hủy hồ sơ đến khi xóa tệp, mặc định 30. Days from the decision to destroy until files go."
        )
        var destroyCondemnedAfterDays: String?
        @Flag(help: "Cookie chỉ qua TLS. Cookie over TLS only (behind a TLS proxy).") var secureCookie = false
        @Flag(
            help:
                "Mở số liệu công khai của tháng trước, chỉ tổng số. Totals of the last month for everybody at /public/figures."
        ) var publicFigures = false
        @OptionGroup var balancers: BalancersOption
        @OptionGroup var tls: CertificateOptions
        @OptionGroup var trust: TrustOption
        @OptionGroup var signing: SigningSettings
        @OptionGroup var mail: MailOptions

        private static let keys = HubOptions.keys.union([
            "data", "database", "content", "organ", "listen", "maximum-upload-megabytes", "metrics-listen",
            "secure-cookie", "balancers",
            "trust",
            "certificate", "key", "destroy-condemned-after-days", "public-figures",
        ])

        func run() async throws {
            let settings = try ServerSettings(
                file: self.file.config,
                keys: Self.keys.union(SigningSettings.keys).union(SignOnKeys.keys).union(MailOptions.keys),
                flags: [
                    "data": self.data, "database": self.database, "content": self.content, "organ": self.organ,
                    "listen": self.listen,
                    "maximum-upload-megabytes": self.maximumUploadMegabytes,
                    "metrics-listen": self.metricsListen, "balancers": self.balancers.balancers,
                    "destroy-condemned-after-days": self.destroyCondemnedAfterDays,
                    "secure-cookie": self.secureCookie ? "true" : nil,
                    "public-figures": self.publicFigures ? "true" : nil,
                    "certificate": self.tls.certificate, "key": self.tls.key, "trust": self.trust.path,
                ].merging(self.hub.flags) { $1 }.merging(self.signing.flags) { $1 }.merging(self.mail.flags) { $1 }
            )
            let address = try settings.value("listen", ListenAddress.init(argument:))
            let host = address?.host ?? "127.0.0.1"
            let certificate = try CertificateOptions.files(settings)
            let scheme = certificate == nil ? "http" : "https"
            var configuration = OfficeConfiguration(
                dataFolder: try settings.required("data", ServerSettings.path),
                organ: try settings.required("organ") { OrganCode($0) },
                host: host, port: address?.port ?? 8461,
                hub: try HubOptions.endpoint(settings),
                certificate: certificate,
                secureCookie: try settings.value("secure-cookie", ServerSettings.truth) ?? false,
                maximumUploadBytes: try settings.value("maximum-upload-megabytes", ServerSettings.mebibytes)
                    ?? 35 << 20,
                trust: try TrustOption.folder(settings.value("trust", ServerSettings.path)),
                signing: try SigningSettings.tool(settings),
                sealToken: try SigningSettings.token(settings),
                sealPIN: settings.text("seal-pin"),
                logger: .server("lienthong.office"),
                onReady: { port in say("ready \(scheme)://\(host):\(port)") }
            )
            configuration.databaseAddress = try settings.value("database") { $0.isEmpty ? nil : $0 }
            configuration.content = try settings.value("content") { ContentPlace(rawValue: $0) }
            configuration.balancers = try BalancersOption.networks(settings)
            configuration.revocation = try SigningSettings.revocation(settings)
            configuration.signOn = try SignOnKeys.settings(settings)
            if let days = try settings.value("destroy-condemned-after-days", Self.days) {
                configuration.cleaning.destroyAfterDays = days
            }
            configuration.publicFigures = try settings.value("public-figures", ServerSettings.truth) ?? false
            configuration.mail = try MailOptions.server(settings)
            if let listen = try settings.value("metrics-listen", ListenAddress.init(argument:)) {
                configuration.metricsListen = (listen.host, listen.port)
                configuration.onMetricsReady = { port in say("metrics http://\(listen.host):\(port)/metrics") }
            }
            try await OfficeServer.run(configuration)
        }

        /// 0 to ten years.
        private static func days(_ text: String) -> Int? { Int(text).flatMap { (0...3650).contains($0) ? $0 : nil } }
    }
}
