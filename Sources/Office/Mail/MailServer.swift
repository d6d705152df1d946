import Exchange
package import Foundation
import NIOCore
import NIOSSL

/// The server that takes the office's mail (máy chủ thư), as the configuration names it.
package struct MailServer: Sendable {
    package enum Security: String, Sendable {
        /// TLS from the first byte.
        case tls
        /// Plain greeting, then TLS; a server that does not offer it gets no mail.
        case startTLS = "starttls"
        /// No TLS: to this machine itself only.
        case none

        package var usualPort: Int {
            switch self {
            case .tls: 465
            case .startTLS: 587
            case .none: 25
            }
        }
    }

    package let host: String
    package let port: Int
    package let security: Security
    package let sender: MailAddress
    /// Nil: the server asks for none.
    package let login: Login?
    /// PEM of the authority of its certificate; nil trusts the system's roots.
    package let authority: URL?

    package struct Login: Sendable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// Nil when mail would leave this machine in the clear.
    package init?(
        host: String, port: Int, security: Security, sender: MailAddress, login: Login? = nil, authority: URL? = nil
    ) {
        guard security != .none || ThisMachine.isHost(host) else { return nil }
        self.host = host
        self.port = port
        self.security = security
        self.sender = sender
        self.login = login
        self.authority = authority
    }

    /// What the server's certificate is judged by; nil without TLS. Throws when the authority cannot be read.
    func tls() throws -> NIOSSLContext? {
        guard self.security != .none else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = .milliseconds(500)
        if let authority = self.authority { configuration.trustRoots = .file(authority.path) }
        return try NIOSSLContext(configuration: configuration)
    }
}
