package import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the server's certificate again at every SIGHUP. A server without TLS takes the signal and goes on.
package struct CertificateReload: Service {
    private let certificate: ServedCertificate?
    private let logger: Logger

    package init(certificate: ServedCertificate?, logger: Logger) {
        self.certificate = certificate
        self.logger = logger
    }

    package func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try self.certificate?.reload()
                self.logger.notice("certificate reloaded")
            } catch {
                self.logger.error("certificate not reloaded, the old one stays", metadata: ["error": "\(error)"])
            }
        }
    }
}
