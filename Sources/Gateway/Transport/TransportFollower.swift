import Exchange
import Foundation
import Logging
import Storage

/// Follows what the hub tells of our deliveries. What it tells the office and the place in the hub's log go into one transaction: after a
/// crash nothing is missing and nothing is told twice.
struct TransportFollower: Sendable {
    let database: Database
    let client: HubClient
    let events: GatewayEvents
    let lease: Lease
    let logger: Logger

    /// The longest pause while the hub is away, in milliseconds.
    private static let longestPause = 10_000

    /// Until cancelled, or `LeaseLost`.
    func run() async throws {
        var outage = 0
        while !Task.isCancelled {
            do {
                try await self.follow()
                if outage > 0 { self.logger.notice("transport followed again") }
                outage = 0
            } catch let error where !(error is CancellationError || error is LeaseLost) {
                outage += 1
                if outage == 1 {
                    let code = (error as? Fault)?.code.rawValue ?? "\(error)"
                    self.logger.notice("transport not followed", metadata: ["fault.code": "\(code)"])
                }
                let pause = Double(min(Self.longestPause, 200 << min(outage, 10))) * .random(in: 0.8...1.2)
                try await Task.sleep(for: .milliseconds(pause))
            }
        }
    }

    /// Asks once, waiting for news, and takes in what is told.
    private func follow() async throws {
        let place = try await self.database.read { try TransportLog.place(in: $0) }
        let page: TransportPage
        do {
            page = try await self.client.transport(after: place, waitSeconds: 25)
        } catch let fault as Fault where fault.code == .conflict {
            // A hub that was restored has another log from some entry on. Everything is read again; what is known stays untold.
            self.logger.warning("the hub's log is another one (restored from a backup?): read from its beginning")
            return try await self.database.write { [lease] connection in
                try lease.check(in: connection)
                try TransportLog.move(to: .start, in: connection)
            }
        }
        guard page.place != place else { return }
        try await self.database.write { [events, lease] connection in
            // The place of another node is ahead of this one.
            try lease.check(in: connection)
            for item in page.events where try TransportLog.keep(item, in: connection) {
                guard let event = TransportEvent(item),
                    let entry = try Outbox.entry(package: item.packageId, in: connection)
                else { continue }
                try events.transport(connection, entry, event)
            }
            try TransportLog.move(to: page.place, in: connection)
        }
        if !page.events.isEmpty { self.events.committed() }
    }
}
