import ArgumentParser
import Exchange
import Trust

/// Where a server reads what is neither a flag nor in the environment.
struct ConfigurationFile: ParsableArguments {
    @Option(help: "Tệp cấu hình YAML; biến LIENTHONG_* rồi tham số được ưu tiên. Environment, then flags win.")
    var config: String?
}

/// Balancers before a server, which say whose connections they hand on.
struct BalancersOption: ParsableArguments {
    @Option(
        help:
            "Địa chỉ bộ cân bằng tải đứng trước, cách nhau dấu phẩy: phải gửi PROXY v2. Balancers in front: they must send PROXY v2."
    )
    var balancers: String?

    /// None when there is no such setting. Throws `invalid-request`, also for a range that callers could sit in: they could name any address.
    static func networks(_ settings: ServerSettings) throws -> [Network] {
        let networks = try settings.value("balancers", Self.networks) ?? []
        if let wide = networks.first(where: { $0.prefix < ($0.isIPv4 ? 8 : 16) }) {
            throw Fault(
                .invalidRequest,
                vi:
                    "Cấu hình balancers: dải \(wide.text) quá rộng (rộng nhất /8 với IPv4, /16 với IPv6). Ghi đúng địa chỉ của bộ cân bằng tải.",
                en:
                    "The setting balancers has the range \(wide.text), which is wider than /8 (IPv4) or /16 (IPv6). Name only the balancers.",
                place: "balancers")
        }
        return networks
    }

    /// More than stand before any server.
    private static let maximum = 64

    /// Nil when one of them is no address or range, or there are too many.
    private static func networks(_ text: String) -> [Network]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let networks = parts.prefix(Self.maximum).compactMap { Network(String($0.filter { $0 != " " })) }
        return networks.count == parts.count ? networks : nil
    }
}

/// The certificate that a server shows; read again at SIGHUP.
struct CertificateOptions: ParsableArguments {
    @Option(help: "Chứng thư TLS (PEM), cùng với --key. The server's certificate chain.") var certificate: String?
    @Option(help: "Khoá của chứng thư (PEM). Its key.") var key: String?

    /// Both files, or none.
    static func files(_ settings: ServerSettings) throws -> CertificateFiles? {
        guard settings.text("certificate") != nil || settings.text("key") != nil else { return nil }
        return CertificateFiles(
            certificate: try settings.required("certificate", ServerSettings.path),
            key: try settings.required("key", ServerSettings.path)
        )
    }
}
