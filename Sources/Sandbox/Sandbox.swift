import Exchange
import Foundation
import Gateway
import Hub
import Hummingbird
import HummingbirdCore
import Logging
import Office
import ServiceLifecycle
import UnixSignals
import Web

/// A hub, two offices, its authority and the switches in one process, for vendors who connect their software (hộp cát).
package struct Sandbox: Sendable {
    /// What is told when everything answers.
    package struct Ready: Sendable {
        package let addresses: SandboxAddresses
        /// The vendor's secret when it was made just now: shown once.
        package let newSecret: String?
    }

    private enum Listener: Hashable { case hub, vxp, console, switches }

    /// Runs until SIGTERM, SIGINT or cancellation. Throws `Fault` (`conflict` for a folder that holds something else) and what a server ended with.
    package static func run(
        _ plan: SandboxPlan, onReady: @escaping @Sendable (Ready) async throws -> Void
    ) async throws {
        let secrets = try await SandboxSecrets.loadOrMake(plan)
        let (clock, board) = (SandboxClock(), SwitchBoard())
        let (ready, told) = AsyncStream.makeStream(of: (Listener, String).self)
        let hub = try await Self.hub(plan, clock, board) { told.yield(($0, $1)) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { told.finish() }
                try await hub.run()
            }
            /// Addresses.
            var found: [Listener: String] = [:]
            var answers = ready.makeAsyncIterator()
            while found.count < 3, let (listener, address) = await answers.next() { found[listener] = address }
            guard let api = found[.hub], let vxp = found[.vxp], let console = found[.console] else {
                try await tasks.next()
                throw Self.dead
            }
            let offices = try plan.agencies.enumerated().map { index, agency in
                try Self.office(agency, port: plan.port(3 + index), hub: api, secrets, clock)
            }
            do {
                for office in offices { try await office.start() }
                let desk = SwitchDesk(board: board, clock: clock, offices: offices)
                var places = [("Trục, API", api), ("Trục, VXP", vxp + SandboxPlan.vxpPrefix)]
                places.append(("Trục, bảng điều khiển", console))
                var addresses: [(organ: OrganCode, name: String, address: String)] = []
                for office in offices {
                    addresses.append((office.organ, office.name, "http://127.0.0.1:\(await office.port)"))
                }
                places += addresses.map { ($0.name, $0.address) }
                let switches = Self.switches(
                    SwitchRoutes(desk: desk, token: secrets.switches, addresses: places), plan
                ) { told.yield((.switches, $0)) }
                tasks.addTask {
                    defer { told.finish() }
                    try await switches.run()
                }
                guard let (_, page) = await answers.next() else {
                    try await tasks.next()
                    throw Self.dead
                }
                let all = SandboxAddresses(
                    hub: api, vxp: vxp + SandboxPlan.vxpPrefix, console: console, offices: addresses,
                    switches: page)
                try VendorFile(secrets: secrets, addresses: all).write()
                try await onReady(Ready(addresses: all, newSecret: secrets.isNew ? secrets.vendor : nil))
                try await tasks.next()
                for group in [hub, switches] { await group.triggerGracefulShutdown() }
            } catch {
                for office in offices { await office.stop() }
                throw error
            }
            for office in offices { await office.stop() }
            try await tasks.waitForAll()
        }
    }

    private static let dead = Fault(
        .unreachable, vi: "Một máy chủ của hộp cát không khởi động được.", en: "A server of the sandbox does not start."
    )

    private static func hub(
        _ plan: SandboxPlan, _ clock: SandboxClock, _ board: SwitchBoard,
        _ told: @escaping @Sendable (Listener, String) -> Void
    ) async throws -> ServiceGroup {
        var configuration = HubConfiguration(
            dataFolder: plan.hubFolder, port: plan.port(0), logger: plan.logger, now: { clock.now },
            onReady: { told(.hub, $0.url) })
        configuration.vxpListen = try VXPListen(
            host: "127.0.0.1", port: plan.port(1), prefix: SandboxPlan.vxpPrefix, usesTLS: false)
        configuration.onVXPReady = { told(.vxp, $0.url) }
        configuration.consoleListen = ("127.0.0.1", plan.port(2))
        configuration.onConsoleReady = { told(.console, $0.url) }
        configuration.boundary = HubFaults(board: board, vxpPrefix: SandboxPlan.vxpPrefix).boundary
        return Self.group(try await buildHub(configuration), plan.logger)
    }

    private static func office(
        _ agency: SandboxPlan.Agency, port: Int, hub: String, _ secrets: SandboxSecrets, _ clock: SandboxClock
    ) throws -> OfficeSlot {
        guard let url = URL(string: hub), let secret = secrets.offices[agency.organ] else { throw Self.dead }
        let plan = secrets.plan
        return OfficeSlot(
            name: agency.setup.identity.name,
            OfficeConfiguration(
                dataFolder: plan.officeFolder(agency.organ), organ: agency.organ, port: port,
                hub: HubEndpoint(url: url, token: secret, trustedRoots: plan.hubFolder.appending(path: "tls/ca.pem")),
                trust: plan.trust, logger: plan.logger, now: { clock.now }))
    }

    private static func switches(
        _ routes: SwitchRoutes, _ plan: SandboxPlan, onReady: @escaping @Sendable (String) -> Void
    ) -> ServiceGroup {
        let application = Application(
            router: routes.router, server: .http1(configuration: Deadlines().http()),
            configuration: .init(address: .hostname("127.0.0.1", port: plan.port(5))),
            onServerRunning: { channel in
                onReady("http://127.0.0.1:\(channel.localAddress?.port ?? plan.port(5))")
            }, logger: plan.logger)
        return Self.group(application, plan.logger)
    }

    private static func group(_ service: any Service, _ logger: Logger) -> ServiceGroup {
        ServiceGroup(
            configuration: .init(
                services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    }
}
