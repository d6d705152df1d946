package import Foundation
package import Logging
import ServiceLifecycle
package import Storage

/// The agency's side of the exchange: sends, receives, follows what became of it, tries again, until it is stopped.
package struct GatewayService: Service {
    private let documents: Sender
    private let statuses: Sender
    private let receiver: Receiver
    private let follower: TransportFollower
    private let signals: GatewaySignals

    /// - Parameter lease: of one of several nodes; each transaction looks at it.
    package init(
        database: Database, store: KeptContent, client: HubClient, events: GatewayEvents, signals: GatewaySignals,
        lease: Lease = .alone, logger: Logger,
        now: @escaping @Sendable () -> Date, pauses: RetryPauses = .standard
    ) {
        let sender = { (lane: OutboxEntry.Kind, wakes: WakeSignal) in
            Sender(
                lane: lane, database: database, store: store, client: client, events: events, pauses: pauses,
                lease: lease, now: now, logger: logger, wakes: wakes
            )
        }
        self.documents = sender(.document, signals.documents)
        self.statuses = sender(.status, signals.statuses)
        self.receiver = Receiver(
            database: database, store: store, client: client, events: events, lease: lease, now: now, logger: logger)
        self.follower = TransportFollower(
            database: database, client: client, events: events, lease: lease, logger: logger)
        self.signals = signals
    }

    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.documents.run() }
                    group.addTask { try await self.statuses.run() }
                    group.addTask { try await self.receiver.run() }
                    group.addTask { try await self.follower.run() }
                    // One that has lost its lease ends the others.
                    while try await group.next() != nil {}
                }
            } catch is CancellationError {
                // Stopped: what is open goes on at the next start.
            }
        }
    }
}

/// Wakes the gateway after a commit that queued something.
package struct GatewaySignals: Sendable {
    let documents = WakeSignal()
    let statuses = WakeSignal()

    package init() {}

    package func wake() {
        self.documents.wake()
        self.statuses.wake()
    }
}
