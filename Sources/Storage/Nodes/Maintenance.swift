package import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Whether a server is being maintained (bảo trì): it says that it is not ready, so that a balancer sends nobody new to it, gives the jobs that it
/// does for all nodes to the others, and answers whatever still comes. A server alone on its database keeps its jobs: nobody else would do them.
package final class Maintenance: Sendable {
    private let flag = Atomic(false)

    package init() {}

    package var isOn: Bool { self.flag.load(ordering: .relaxed) }

    package func set(_ isOn: Bool) { self.flag.store(isOn, ordering: .relaxed) }
}

/// Begins the maintenance at SIGUSR1 and ends it at SIGUSR2. It is this process's: a new start is not maintained.
package struct MaintenanceSignals: Service {
    private let maintenance: Maintenance
    private let logger: Logger

    package init(_ maintenance: Maintenance, logger: Logger) {
        self.maintenance = maintenance
        self.logger = logger
    }

    package func run() async throws {
        for await signal in await UnixSignalsSequence(trapping: .sigusr1, .sigusr2).cancelOnGracefulShutdown() {
            self.maintenance.set(signal == .sigusr1)
            self.logger.notice(self.maintenance.isOn ? "maintenance begins" : "maintenance has ended")
        }
    }
}
