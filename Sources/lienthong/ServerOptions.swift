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

    /// None when there is no such setting. Throws `invalid-request`.
    static func networks(_ settings: ServerSettings) throws -> [Network] {
        try settings.value("balancers", Self.networks) ?? []
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
