import ArgumentParser
import Exchange
import Trust

/// Where a server reads what is neither a flag nor in the environment.
struct ConfigurationFile: ParsableArguments {
    @Option(help: "Tệp cấu hình YAML; biến LIENTHONG_* rồi tham số được ưu tiên. Environment, then flags win.")
    var config: String?
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
