package import ServiceLifecycle

/// Services that one of several nodes runs for all, as long as it holds the lease.
package struct LeasedServices: Service {
    private let lease: Lease
    private let services: [any Service]

    package init(lease: Lease, services: [any Service]) {
        self.lease = lease
        self.services = services
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await self.lease.whileHeld {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for service in self.services { group.addTask { try await service.run() } }
                        while try await group.next() != nil {}
                    }
                }
            }
        } catch is CancellationError {
            // Stopped: what is open goes on at another node, or at the next start.
        }
        // A service that returns ends the others.
        try await gracefulShutdown()
    }
}
