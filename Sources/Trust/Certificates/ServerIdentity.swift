import Crypto
package import Foundation
import SwiftASN1
import X509

/// The key and certificate a server shows, issued by the authority in the same folder: `ca.pem`, `ca.key`, `server.pem`, `server.key`.
package struct ServerIdentity: Sendable {
    /// `BEGIN CERTIFICATE` of the server.
    package let certificatePEM: String
    /// `BEGIN PRIVATE KEY` of the server.
    package let keyPEM: String

    /// What `folder` holds; what is missing is made. The server's certificate is made anew when it does not name every host, is not
    /// from this authority, or ends within 30 days.
    ///
    /// - Parameters:
    ///   - authorityName: what people read in the authority's certificate.
    ///   - hosts: names and IP addresses under which the server is reached; at least one.
    package static func loadOrMake(
        in folder: URL, authorityName: String, hosts: [String], now: Date
    ) throws -> ServerIdentity {
        let authority = try CertificateAuthority.loadOrMake(in: folder, name: authorityName, now: now)
        let key = try SigningKey.loadOrMake(at: folder.appending(path: "server.key"))
        let file = folder.appending(path: "server.pem")
        var pem = try SecretFile.read(file)
        if let kept = pem, !Self.serves(kept, key: key, authority: authority, hosts: hosts, now: now) { pem = nil }
        let certificate =
            try pem ?? authority.issue(serverKey: key, hosts: hosts, now: now).serializeAsPEM().pemString + "\n"
        if pem == nil { try SecretFile.write(certificate, to: file, mode: 0o644) }
        return ServerIdentity(
            certificatePEM: certificate,
            keyPEM: key.key.pemRepresentation + "\n"
        )
    }

    private static func serves(
        _ pem: String, key: SigningKey, authority: CertificateAuthority, hosts: [String], now: Date
    ) -> Bool {
        guard let certificate = try? Certificate(pemEncoded: pem),
            certificate.publicKey == Certificate.PublicKey(key.key.publicKey),
            authority.certificate.publicKey.isValidSignature(certificate.signature, for: certificate),
            certificate.notValidAfter > now.addingTimeInterval(Validity.renewal),
            let names = try? certificate.extensions.subjectAlternativeNames
        else { return false }
        return hosts.allSatisfy { names.contains(HostName.generalName($0)) }
    }
}
