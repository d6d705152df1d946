package import Foundation
package import Trust

/// The hub's own authority (CA của trục), in `tls/` of the data folder. It gives certificates to servers and connected systems.
package enum HubAuthority {
    package static func loadOrMake(in dataFolder: URL, hubName: String = "LienThong", now: Date) throws
        -> CertificateAuthority
    {
        try CertificateAuthority.loadOrMake(in: dataFolder.appending(path: "tls"), name: "\(hubName) CA", now: now)
    }

    /// Those whose client certificates are accepted. None without TLS.
    static func pems(_ configuration: HubConfiguration) throws -> [String] {
        guard configuration.usesTLS else { return [] }
        let own = try self.loadOrMake(
            in: configuration.dataFolder, hubName: configuration.hubName, now: configuration.now())
        let other = try configuration.clientAuthority.map { try String(contentsOf: $0, encoding: .utf8) }
        return [try own.pem] + [other].compactMap { $0 }
    }
}
