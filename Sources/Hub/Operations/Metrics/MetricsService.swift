import Foundation
import Logging
import ServiceLifecycle
import Storage
import Web

/// What the hub tells Prometheus: numbers, no names of agencies.
struct MetricsService: Service {
    let metrics: HubMetrics
    let health: Health
    let database: Database
    let overdue: OverdueStore
    let scanner: MalwareScanner?
    /// Nil: there is no hub above.
    let pulse: UplinkPulse?
    let listen: (host: String, port: Int)
    let deadlines: Deadlines
    let now: @Sendable () -> Date
    let logger: Logger
    let onReady: @Sendable (Int) async -> Void

    func run() async throws {
        try await MetricsListener(
            listen: self.listen, deadlines: self.deadlines, logger: self.logger, onReady: self.onReady, text: self.text
        ).run()
    }

    @Sendable private func text() async throws -> String {
        var text = self.metrics.text
        let verdict = await self.health.verdict()
        text.gauge("lienthong_healthy", "Whether the hub can do its work: 1, else 0.")
        text.value("lienthong_healthy", [], verdict.isReady ? 1 : 0)
        // What follows is read from the database: without it an alarm still sees the line above.
        guard !verdict.problems.contains(.databaseUnreadable) else { return text.text }
        let (count, oldest): (Int, Date?) = try await self.database.read { connection in
            let row = try connection.row(
                """
                SELECT COUNT(*) AS count, MIN(transport_at) AS oldest FROM delivery
                WHERE transport IN ('initial', 'processing')
                """)
            return (try row?["count"] ?? 0, try row?["oldest"])
        }
        let now = self.now()
        text.gauge("lienthong_deliveries_waiting", "Deliveries that their receivers have not acknowledged.")
        text.value("lienthong_deliveries_waiting", [], count)
        text.gauge("lienthong_oldest_waiting_seconds", "Age of the oldest of them; 0 when there is none.")
        text.value("lienthong_oldest_waiting_seconds", [], oldest.map { now.timeIntervalSince($0) } ?? 0)
        text.gauge("lienthong_late_agencies", "Agencies whose software has not taken something in time.")
        text.value("lienthong_late_agencies", [], try await self.overdue.agencies(at: now).count)
        if let pulse = self.pulse {
            let queued: Int = try await self.database.read { connection in
                let row = try connection.row("SELECT COUNT(*) AS count FROM uplink_send WHERE state = 'queued'")
                return try row?["count"] ?? 0
            }
            text.gauge("lienthong_uplink_waiting", "Packages that the hub above does not have yet.")
            text.value("lienthong_uplink_waiting", [], queued)
            text.gauge("lienthong_uplink_silence_seconds", "Time since the hub above said its last word.")
            text.value("lienthong_uplink_silence_seconds", [], now.timeIntervalSince(pulse.lastWordAt))
        }
        let failing = try await WebhookStore(database: self.database).list().count { $0.failures > 0 }
        text.gauge("lienthong_webhooks_failing", "Webhooks whose last call failed.")
        text.value("lienthong_webhooks_failing", [], failing)
        let entries = try await self.database.read { try EvidenceLog.size(in: $0) }
        text.gauge("lienthong_evidence_entries", "Entries of the evidence log.")
        text.value("lienthong_evidence_entries", [], entries)
        if let scanner = self.scanner {
            text.gauge("lienthong_scanner_up", "1 when the malware scanner gave its last answer, else 0.")
            text.value("lienthong_scanner_up", [], scanner.trouble == nil ? 1 : 0)
        }
        return text.text
    }
}
