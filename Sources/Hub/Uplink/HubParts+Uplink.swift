import ServiceLifecycle
import Storage

extension HubParts {
    /// None where there is no hub above.
    var uplinkServices: [any Service] {
        get throws {
            guard let uplink = self.configuration.uplink else { return [] }
            return [try self.uplinkService(uplink)]
        }
    }

    private func uplinkService(_ uplink: UplinkConfiguration) throws -> UplinkService {
        let (now, logger, upper) = (self.configuration.now, self.configuration.logger, try uplink.upperHub)
        let items = UplinkItems(database: self.database)
        let lease = Lease("uplink", of: self.node)
        return UplinkService(
            senders: UplinkOutbox.Lane.allCases.map {
                UplinkSender(
                    lane: $0, station: uplink.station, upper: upper, evidence: self.evidence, content: self.kept,
                    signal: self.signal, pauses: uplink.pauses, pulse: self.pulse, lease: lease, now: now,
                    logger: logger)
            },
            downlinks: upper.lanes.map {
                Downlink(
                    lane: $0, station: uplink.station, upper: upper, intake: self.intake, content: self.content,
                    items: items, pauses: uplink.pauses, pulse: self.pulse, now: now, logger: logger)
            },
            reports: UplinkReports(
                upper: upper, evidence: self.evidence, pauses: uplink.pauses, pulse: self.pulse, lease: lease,
                now: now, logger: logger),
            upper: upper, items: items, memoryDays: 2 * self.configuration.expiryDays, lease: lease, now: now,
            logger: logger)
    }
}
