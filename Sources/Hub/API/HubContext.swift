package import Hummingbird
package import NIOCore
import NIOSSL
import Storage
import Web

/// What travels with one request.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; set by `Authentication`.
    var system: ConnectedSystem?
    /// For the log.
    let ids = RequestIDs()
    /// The connection, to end it where the rest of a body is not worth reading.
    package let channel: any Channel
    /// Of the machine that asks; nil: it is not known.
    let address: String?

    package init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
        self.address = source.callerAddress
    }

    /// Fingerprint of the certificate that the caller has proved to hold; nil without TLS or when it showed none.
    var certificateSHA256: String? {
        get async {
            // Fails where the connection has no TLS.
            guard let certificate = try? await self.channel.nioSSL_peerCertificate().get(),
                let bytes = try? certificate.toDERBytes()
            else { return nil }
            return ContentHash(of: bytes).hex
        }
    }

    /// The `id` of the path, noted for the log under `key`.
    func id(as key: String) throws -> String {
        let id = try self.parameters.require("id")
        self.ids.add(key, id)
        return id
    }

    /// The system that `Authentication` let in. Throws `unauthenticated` on a route that forgot to ask.
    var caller: ConnectedSystem {
        get throws {
            guard let system = self.system else { throw Authentication.refusal }
            return system
        }
    }
}
