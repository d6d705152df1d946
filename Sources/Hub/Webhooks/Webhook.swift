package import Foundation
import Gateway
import Storage

/// Where a connected system wants to be told of what waits for it (gọi báo, webhook), and how far it has been told.
package struct Webhook: Sendable, Equatable {
    package var system: String
    package var url: URL
    /// Counts the secrets that this system was given: each time the address is set, a new one.
    var generation: Int
    /// Everything in the inbox up to here has been told.
    package var cursor: Int
    /// Failures in a row; 0 after a success.
    package var failures: Int
    /// The first of those failures.
    var failingSince: Date?
    package var nextAttemptAt: Date
    /// Given up after `WebhookPauses.giveUpAfter`: nothing is sent until somebody tests or replays.
    package var isSuspended: Bool
    /// What the last failure was, for people.
    package var lastError: String?
    package var lastSuccessAt: Date?

    init(row: Row) throws {
        self.system = try row["system_id"]
        let text: String = try row["url"]
        guard let url = URL(string: text) else { throw WebhookAddress.fault }
        self.url = url
        self.generation = try row["generation"]
        self.cursor = try row["cursor"]
        self.failures = try row["failures"]
        self.failingSince = try row["failing_since"]
        self.nextAttemptAt = try row["next_attempt_at"]
        self.isSuspended = try row["suspended"]
        self.lastError = try row["last_error"]
        self.lastSuccessAt = try row["last_success_at"]
    }
}
