import Exchange
import Foundation
import Gateway
import Storage
import Web

/// What the gateway tells Prometheus: numbers, no names of agencies or documents.
struct GatewayMetrics: Sendable {
    let gateway: AgencyGateway
    let health: Health
    /// Whether arrivals are laid into a folder, and told to a webhook: else nothing of them waits.
    let hasFolder: Bool
    let hasWebhook: Bool

    @Sendable func text() async throws -> String {
        var text = MetricsText()
        self.gateway.answers.add(to: &text)
        let verdict = await self.health.verdict()
        text.gauge("lienthong_healthy", "Whether the gateway can do its work: 1, else 0.")
        text.value("lienthong_healthy", [], verdict.isReady ? 1 : 0)
        // What follows is read from the database: without it an alarm still sees the line above.
        guard !verdict.problems.contains(.databaseUnreadable) else { return text.text }
        let figures = try await self.gateway.database.read { try Figures($0) }
        text.gauge("lienthong_outbox_waiting", "Packages that the hub does not have yet.")
        text.value("lienthong_outbox_waiting", [], figures.outbox.waiting)
        text.gauge("lienthong_outbox_oldest_seconds", "Age of the oldest of them; 0 when there is none.")
        text.value("lienthong_outbox_oldest_seconds", [], figures.outbox.oldestAge(at: self.gateway.now()))
        text.gauge("lienthong_outbox_failed", "Packages that the gateway has given up.")
        text.value("lienthong_outbox_failed", [], figures.outbox.failed)
        text.gauge("lienthong_arrivals", "Packages that have come and are kept.")
        text.value("lienthong_arrivals", [], figures.arrivals)
        if self.hasFolder {
            text.gauge("lienthong_arrivals_unlaid", "Arrivals that do not lie in the folder yet.")
            text.value("lienthong_arrivals_unlaid", [], figures.unlaid)
        }
        if self.hasWebhook {
            text.gauge("lienthong_webhook_untold", "Arrivals of which the webhook has not been told.")
            text.value("lienthong_webhook_untold", [], figures.untold)
            text.gauge("lienthong_webhook_failures", "Calls to the webhook that failed in a row.")
            text.value("lienthong_webhook_failures", [], figures.place.failures)
        }
        return text.text
    }

    private struct Figures {
        let outbox: OutboxFigures
        let arrivals: Int
        let unlaid: Int
        let untold: Int
        let place: WebhookPlace

        init(_ connection: Connection) throws {
            self.outbox = try OutboxFigures(connection)
            self.place = try WebhookPlace.read(in: connection)
            let row = try connection.row(
                """
                SELECT COUNT(*) AS total, COUNT(CASE WHEN laid <> 'yes' THEN 1 END) AS unlaid,
                    COUNT(CASE WHEN seq > $1 THEN 1 END) AS untold
                FROM arrival
                """, self.place.seq)
            self.arrivals = try row?["total"] ?? 0
            self.unlaid = try row?["unlaid"] ?? 0
            self.untold = try row?["untold"] ?? 0
        }
    }
}
