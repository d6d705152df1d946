package import Foundation
import NIOCore
package import NIOSSL
import Synchronization

/// Certificate chain and key in two PEM files, kept by whoever runs the server.
package struct CertificateFiles: Sendable {
    package let certificate: URL
    package let key: URL

    package init(certificate: URL, key: URL) {
        self.certificate = certificate
        self.key = key
    }
}

/// The certificate that a server shows to its clients. It can be exchanged while the server runs: open connections keep the one they
/// began with, new ones get the new one.
package final class ServedCertificate: Sendable {
    private let load: @Sendable () throws -> ServerIdentity
    private let current: Mutex<Shown>

    /// - Parameter load: gives certificate and key as they stand on disk now; called at once, and again at every `reload`.
    package init(load: @escaping @Sendable () throws -> ServerIdentity) throws {
        self.load = load
        self.current = Mutex(try Shown.checked(try load()))
    }

    package convenience init(_ files: CertificateFiles) throws {
        try self.init {
            ServerIdentity(
                certificatePEM: try String(contentsOf: files.certificate, encoding: .utf8),
                keyPEM: try String(contentsOf: files.key, encoding: .utf8)
            )
        }
    }

    /// Takes what stands on disk now. When that cannot be used it throws, and the old certificate stays.
    package func reload() throws {
        let fresh = try Shown.checked(try self.load())
        self.current.withLock { $0 = fresh }
    }

    /// When the certificate that is shown now ends.
    package var notAfter: Date { self.current.withLock { $0.notAfter } }

    /// For the server: TLS 1.2 or newer, always with the current certificate.
    package var configuration: TLSConfiguration {
        var tls = self.current.withLock { $0 }.configuration
        tls.sslContextCallback = { _, answer in answer.succeed(self.current.withLock { $0 }.override) }
        return tls
    }

    /// For a server whose clients may show certificates of `authorities` (PEM texts). Who shows none is let in and must say otherwise who
    /// he is; who shows another is turned away.
    package func configuration(clientAuthorities authorities: [String]) throws -> TLSConfiguration {
        var tls = self.configuration
        do {
            tls.trustRoots = .certificates(
                try authorities.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) })
        } catch {
            throw TrustError(.unreadable, "The authorities of clients are no certificates in PEM: \(error)")
        }
        tls.certificateVerification = .optionalVerification
        tls.sendCANameList = true
        return tls
    }
}

/// A certificate chain with the key that belongs to it.
private struct Shown {
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
    let notAfter: Date

    /// Throws `TrustError` when certificate or key cannot be read, or when they do not belong together.
    static func checked(_ identity: ServerIdentity) throws -> Shown {
        do { return try Shown(identity) } catch {
            throw TrustError(.unreadable, "The server's certificate and key cannot be used: \(error)")
        }
    }

    private init(_ identity: ServerIdentity) throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificatePEM.utf8))
        self.chain = chain.map { .certificate($0) }
        // An empty chain is refused below: it does not belong to the key.
        self.notAfter = chain.first.map { Date(timeIntervalSince1970: TimeInterval($0.notValidAfter)) } ?? .distantPast
        self.key = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem))
        _ = try NIOSSLContext(configuration: self.configuration)
    }

    var configuration: TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(certificateChain: self.chain, privateKey: self.key)
        tls.minimumTLSVersion = .tlsv12
        return tls
    }

    var override: NIOSSLContextConfigurationOverride {
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = self.chain
        override.privateKey = self.key
        return override
    }
}
