import Foundation
import Logging
import Storage
import Synchronization
import Testing
import Trust

@testable import Hub

/// A live hub that serves the wire, with clients for its systems.
struct VXPHub: Sendable {
    let hub: LiveHub
    let port: Int

    /// The system of the seed (`TestHub`).
    func client(_ system: String) -> VXPClient {
        VXPClient(port: self.port, system: system, secret: TestHub.token(of: system))
    }

    /// Lets `system` in under `secret` as well as under its own; the vectors have one secret for two systems.
    func seal(_ secret: String, of system: String) async throws {
        let sealed = try SealedSecrets(dataFolder: self.hub.parts.configuration.dataFolder).seal(secret, of: system)
        _ = try await self.hub.parts.database.write {
            try $0.execute("UPDATE system SET sealed_secret = $2 WHERE id = $1", system, sealed)
        }
    }

    static func run(
        prefix: String = "/vxp", configure: @escaping (inout HubConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (VXPHub) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let listen = try VXPListen(host: "127.0.0.1", port: 0, prefix: prefix)
        try await LiveHub.run(
            now: { TestHub.now },
            configure: { configuration in
                configuration.vxpListen = listen
                configuration.onVXPReady = { address in
                    continuation.yield(address.port)
                    continuation.finish()
                }
                configure(&configuration)
            }
        ) { live in
            for await port in ports {
                let hub = VXPHub(hub: live, port: port)
                for system in ["g22", "h29", "h53"] { try await hub.seal(TestHub.token(of: system), of: system) }
                try await body(hub)
            }
        }
    }
}
