import Gateway

/// Joins outbox and inbox to what the agency's software handed over and what came for it: in the same transaction.
struct GatewayLink: Sendable {
    let gateway: AgencyGateway
    /// Nil: what comes is not laid into a folder.
    let out: OutFolder?

    var events: GatewayEvents {
        let (gateway, out) = (self.gateway, self.out)
        return GatewayEvents(
            received: { connection, package in try Arrival(gateway: gateway).receive(package, in: connection) },
            sent: { connection, entry, _ in try HandoverRecord.changed(entry.reference, in: connection) },
            failed: { connection, entry, _ in try HandoverRecord.changed(entry.reference, in: connection) },
            transport: { connection, entry, event in
                try HandoverReceiver.apply(event, to: entry.reference, in: connection)
            },
            // A status that waited for the one before it may go now.
            committed: { gateway.signals.wake() },
            acknowledging: { try await out?.lay($0) }
        )
    }
}
