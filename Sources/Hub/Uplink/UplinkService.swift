import Exchange
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// This hub's life as a connected system of the hub above (liên thông với trục cấp trên): sends up, brings down, learns what became of it.
struct UplinkService: Service {
    let senders: [UplinkSender]
    let downlinks: [Downlink]
    let reports: UplinkReports
    let upper: any UpperHub
    let items: UplinkItems
    /// What came down is remembered as long as the other hub may still list it.
    let memoryDays: Int
    /// One node speaks with the hub above.
    var lease = Lease.alone
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await self.lease.whileHeld {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for sender in self.senders { group.addTask { try await sender.run() } }
                        for downlink in self.downlinks { group.addTask { try await downlink.run() } }
                        group.addTask { try await self.reports.run() }
                        group.addTask { try await self.forget() }
                        // One that has lost its lease ends the other.
                        while try await group.next() != nil {}
                    }
                }
            }
        } catch is CancellationError {
            // Stopped: what is open goes on at the next start.
        }
        try await self.upper.shutdown()
    }

    private func forget() async throws {
        while true {
            do {
                let limit = self.now().addingTimeInterval(-Double(self.memoryDays) * 86_400)
                try await self.items.forget(before: limit)
            } catch let error where !(error is CancellationError) {
                self.logger.error("old items cannot be forgotten", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(3600))
        }
    }
}
