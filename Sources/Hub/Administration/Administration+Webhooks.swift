import Exchange
import Foundation
import Gateway
import Storage

extension Administration {
    /// Sets or changes the address. A new one is told what waits now and what comes; a changed one goes on where the old one was.
    /// Each time there is a new secret.
    ///
    /// Throws `not-found` (no such system), `invalid-request` (the address).
    @discardableResult
    package func setWebhook(_ address: String, of system: String) async throws -> Webhook {
        let now = self.now()
        let url = try WebhookAddress.url(address)
        return try await self.act("webhook-set", system, ["url": .text(url.absoluteString)]) { connection in
            guard try connection.row("SELECT 1 AS found FROM system WHERE id = $1", system) != nil else {
                throw Fault.noSystem(system)
            }
            let row = try connection.row(
                """
                INSERT INTO webhook (system_id, url, generation, cursor, failures, next_attempt_at, suspended)
                VALUES ($1, $2, 1, 0, 0, $3, 0)
                ON CONFLICT (system_id) DO UPDATE SET url = excluded.url, generation = webhook.generation + 1,
                    failures = 0, failing_since = NULL, next_attempt_at = excluded.next_attempt_at, suspended = 0
                RETURNING *
                """, system, url.absoluteString, now)
            guard let row else { throw WebhookFault.none }
            return try Webhook(row: row)
        }
    }

    /// Repeated: nothing changes.
    package func removeWebhook(of system: String) async throws {
        try await self.act("webhook-removed", system) { connection in
            _ = try connection.execute("DELETE FROM webhook WHERE system_id = $1", system)
        }
    }
}
