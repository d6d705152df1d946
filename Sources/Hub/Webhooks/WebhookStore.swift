import Exchange
package import Foundation
import Gateway
package import Storage

/// The webhooks of the connected systems. What they are told comes from the inbox itself: there is no second list that could disagree
/// with it, and a replay is a smaller cursor.
package struct WebhookStore: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    static let migration = Migration(
        "0050 create webhook",
        sql: """
            CREATE TABLE webhook (
                system_id TEXT NOT NULL PRIMARY KEY REFERENCES system (id),
                url TEXT NOT NULL,
                generation INTEGER NOT NULL,
                cursor BIGINT NOT NULL,
                failures INTEGER NOT NULL,
                failing_since TEXT,
                next_attempt_at TEXT NOT NULL,
                suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
                last_error TEXT,
                last_success_at TEXT
            );
            """
    )

    /// Throws `not-found`.
    package func find(_ system: String) async throws -> Webhook {
        let webhook = try await self.database.read { connection in
            try connection.row("SELECT * FROM webhook WHERE system_id = $1", system).map(Webhook.init(row:))
        }
        guard let webhook else { throw WebhookFault.none }
        return webhook
    }

    /// By system; the country has fewer than the limit.
    package func list() async throws -> [Webhook] {
        try await self.database.read { connection in
            try connection.rows("SELECT * FROM webhook ORDER BY system_id LIMIT 10000").map(Webhook.init(row:))
        }
    }

    /// Tells everything after `cursor` again that still waits, at once. Throws `not-found`.
    package func replay(after cursor: Int, for system: String, now: Date) async throws {
        let changed = try await self.database.write { connection in
            try connection.execute(
                """
                UPDATE webhook SET cursor = $2, failures = 0, failing_since = NULL, next_attempt_at = $3, suspended = 0
                WHERE system_id = $1
                """, system, cursor, now)
        }
        guard changed == 1 else { throw WebhookFault.none }
    }

    /// Those whose system is enabled and that may be tried now, with what waits for them: `limit` systems at most, not those in `busy`.
    func due(at now: Date, except busy: Set<String>, limit: Int) async throws -> [Webhook] {
        let webhooks = try await self.database.read { connection in
            try connection.rows(
                """
                SELECT webhook.* FROM webhook JOIN system ON system.id = webhook.system_id
                WHERE system.enabled = 1 AND webhook.suspended = 0
                    -- Farther ahead than any pause: the clock was set back.
                    AND (webhook.next_attempt_at <= $1 OR webhook.next_attempt_at > $3)
                    AND EXISTS (
                        SELECT 1 FROM system_organ JOIN delivery ON delivery.organ = system_organ.organ
                        WHERE system_organ.system_id = webhook.system_id AND delivery.cursor > webhook.cursor
                            AND delivery.route = 'local' AND delivery.transport IN ('initial', 'processing')
                    )
                ORDER BY webhook.next_attempt_at, webhook.system_id LIMIT $2
                """, now, limit + busy.count, now.addingTimeInterval(2 * 3600)
            ).map(Webhook.init(row:))
        }
        return Array(webhooks.filter { !busy.contains($0.system) }.prefix(limit))
    }

    /// Everything up to `cursor` was told. Nothing when the address was changed or a replay was asked for meanwhile.
    func succeeded(_ webhook: Webhook, upTo cursor: Int, at now: Date) async throws {
        _ = try await self.database.write { connection in
            try connection.execute(
                """
                UPDATE webhook SET cursor = $4, failures = 0, failing_since = NULL, last_success_at = $5
                WHERE system_id = $1 AND generation = $2 AND cursor = $3
                """, webhook.system, webhook.generation, webhook.cursor, cursor, now)
        }
    }

    /// Answers whether this was the last try.
    @discardableResult
    func failed(_ webhook: Webhook, error: String, pauses: WebhookPauses, at now: Date) async throws -> Bool {
        let since = webhook.failingSince ?? now
        let isLast = now.timeIntervalSince(since) >= pauses.giveUpAfter
        let next = now.addingTimeInterval(pauses.pause(afterFailure: webhook.failures + 1))
        _ = try await self.database.write { connection in
            try connection.execute(
                """
                UPDATE webhook SET failures = failures + 1, failing_since = $4, next_attempt_at = $5, suspended = $6,
                    last_error = $7
                WHERE system_id = $1 AND generation = $2 AND cursor = $3
                """, webhook.system, webhook.generation, webhook.cursor, since, next, isLast, error)
        }
        return isLast
    }
}
