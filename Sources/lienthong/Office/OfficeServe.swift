import ArgumentParser
import Exchange
import Foundation
import Gateway
import Logging
import Office
import Trust

extension OfficeCommand {
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Chạy văn phòng. Runs an office until SIGTERM or SIGINT.",
            discussion: "Mã bí mật của hệ thống tại trục: LIENTHONG_TOKEN hoặc khoá token. The token is never a flag."
        )

        @OptionGroup var file: ConfigurationFile
        @Option(help: "Thư mục dữ liệu. The data folder.") var data: String?
        @Option(help: "Mã định danh cơ quan. The agency's code.") var organ: String?
        @Option(
            help: "Địa chỉ, mặc định 127.0.0.1:8461; cổng 0 là cổng trống bất kỳ. Address; port 0 picks a free one.")
        var listen: String?
        @Option(help: "Địa chỉ của trục. The hub's URL.") var hub: String?
        @Option(name: .customLong("hub-ca"), help: "Tệp PEM của CA trục. PEM of the hub's authority.")
        var hubAuthority: String?
        @Option(help: "Chứng thư của văn phòng tại trục (PEM), thay cho token. Our certificate for the hub.")
        var hubCertificate: String?
        @Option(help: "Khóa của chứng thư đó (PEM). Its key.") var hubKey: String?
        @Option(help: "Tổng tệp đính kèm một lần (MB), mặc định 35. Files of one form in MiB.")
        var maximumUploadMegabytes: String?
        @Flag(help: "Cookie chỉ qua TLS. Cookie over TLS only (behind a TLS proxy).") var secureCookie = false
        @OptionGroup var tls: CertificateOptions
        @OptionGroup var trust: TrustOption

        private static let keys: Set = [
            "data", "organ", "listen", "hub", "hub-ca", "hub-certificate", "hub-key", "token",
            "maximum-upload-megabytes", "secure-cookie", "trust",
            "certificate",
            "key",
        ]

        func run() async throws {
            let settings = try ServerSettings(
                file: self.file.config, keys: Self.keys,
                flags: [
                    "data": self.data, "organ": self.organ, "listen": self.listen, "hub": self.hub,
                    "hub-ca": self.hubAuthority, "maximum-upload-megabytes": self.maximumUploadMegabytes,
                    "hub-certificate": self.hubCertificate, "hub-key": self.hubKey,
                    "secure-cookie": self.secureCookie ? "true" : nil,
                    "certificate": self.tls.certificate, "key": self.tls.key, "trust": self.trust.path,
                ]
            )
            let address = try settings.value("listen", ListenAddress.init(argument:))
            let host = address?.host ?? "127.0.0.1"
            let certificate = try CertificateOptions.files(settings)
            let scheme = certificate == nil ? "http" : "https"
            try await OfficeServer.run(
                OfficeConfiguration(
                    dataFolder: try settings.required("data", ServerSettings.path),
                    organ: try settings.required("organ") { OrganCode($0) },
                    host: host, port: address?.port ?? 8461,
                    hub: try Self.endpoint(settings),
                    certificate: certificate,
                    secureCookie: try settings.value("secure-cookie", ServerSettings.truth) ?? false,
                    maximumUploadBytes: try settings.value("maximum-upload-megabytes", ServerSettings.mebibytes)
                        ?? 35 << 20,
                    trust: try TrustOption.folder(settings.value("trust", ServerSettings.path)),
                    logger: .server("lienthong.office"),
                    onReady: { port in say("ready \(scheme)://\(host):\(port)") }
                )
            )
        }

        /// Nil: an office without a hub.
        private static func endpoint(_ settings: ServerSettings) throws -> HubEndpoint? {
            let url = try settings.value("hub") { text in
                URL(string: text).flatMap { ["http", "https"].contains($0.scheme) ? $0 : nil }
            }
            guard let url else { return nil }
            let chain = try settings.value("hub-certificate", ServerSettings.path)
            let token = { (text: String) in text.isEmpty ? nil : text }
            return HubEndpoint(
                url: url,
                token: try chain == nil ? settings.required("token", token) : settings.value("token", token),
                certificate: try chain.map { ($0, try settings.required("hub-key", ServerSettings.path)) },
                trustedRoots: try settings.value("hub-ca", ServerSettings.path)
            )
        }
    }
}
