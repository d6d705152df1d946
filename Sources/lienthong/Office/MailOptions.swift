import ArgumentParser
import Exchange
import Office

/// Which server takes the office's mail. The password is never a flag: `LIENTHONG_SMTP_PASSWORD`, or `smtp-password` in the file.
struct MailOptions: ParsableArguments {
    @Option(help: "Máy chủ thư; không ghi thì văn phòng không gửi thư. The mail server; without it no mail goes.")
    var smtpServer: String?
    @Option(help: "Cổng, mặc định 587 (starttls), 465 (tls), 25 (none). Its port.") var smtpPort: String?
    @Option(help: "starttls (mặc định), tls, none (chỉ với máy này). How the line is protected.")
    var smtpSecurity: String?
    @Option(help: "Địa chỉ gửi thư đi. The address that mails come from.") var smtpSender: String?
    @Option(help: "Tên đăng nhập máy chủ thư. The user there.") var smtpUser: String?
    @Option(name: .customLong("smtp-ca"), help: "Tệp PEM của CA máy chủ thư. PEM of its authority.")
    var smtpAuthority: String?

    static let keys: Set = [
        "smtp-server", "smtp-port", "smtp-security", "smtp-sender", "smtp-user", "smtp-password", "smtp-ca",
    ]

    var flags: [String: String?] {
        [
            "smtp-server": self.smtpServer, "smtp-port": self.smtpPort, "smtp-security": self.smtpSecurity,
            "smtp-sender": self.smtpSender, "smtp-user": self.smtpUser, "smtp-ca": self.smtpAuthority,
        ]
    }

    /// Nil: no mail server is named. Throws `invalid-request`.
    static func server(_ settings: ServerSettings) throws -> MailServer? {
        let text = { (text: String) in text.isEmpty ? nil : text }
        guard let host = try settings.value("smtp-server", text) else { return nil }
        let security = try settings.value("smtp-security", MailServer.Security.init(rawValue:)) ?? .startTLS
        let port = try settings.value("smtp-port") { Int($0).flatMap { (1...65_535).contains($0) ? $0 : nil } }
        let user = try settings.value("smtp-user", text)
        let server = MailServer(
            host: host, port: port ?? security.usualPort, security: security,
            sender: try settings.required("smtp-sender", MailAddress.init),
            login: try user.map {
                MailServer.Login(user: $0, password: try settings.required("smtp-password", text))
            },
            authority: try settings.value("smtp-ca", ServerSettings.path))
        guard let server else {
            throw Fault(
                .invalidRequest, vi: "smtp-security: none chỉ dùng với máy chủ thư trên chính máy này.",
                en: "Without TLS mail goes to a server on this machine only.", place: "smtp-security")
        }
        return server
    }
}
