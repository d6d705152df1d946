import Exchange
import Foundation
import Gateway
import Storage

/// How far the software has been told of what came (gọi báo). What it is told comes from the arrivals themselves: no second list can disagree.
struct WebhookPlace: Sendable, Equatable {
    /// Everything up to this arrival has been told.
    var seq: Int
    /// Failures in a row, and the first of them.
    var failures: Int
    var failingSince: Date?
    /// Given up after `WebhookPauses.giveUpAfter`; the next start tries anew.
    var isSuspended: Bool

    static let migration = Migration(
        "vendor 0212 webhook",
        sql: """
            -- One row. What came before there was a webhook is told too.
            CREATE TABLE webhook_place (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                seq INTEGER NOT NULL,
                failures INTEGER NOT NULL,
                failing_since TEXT,
                suspended INTEGER NOT NULL CHECK (suspended IN (0, 1))
            );
            INSERT INTO webhook_place (id, seq, failures, suspended) VALUES (1, 0, 0, 0);
            """
    )

    static func read(in connection: Connection) throws -> WebhookPlace {
        guard let row = try connection.row("SELECT * FROM webhook_place WHERE id = 1") else {
            return WebhookPlace(seq: 0, failures: 0, failingSince: nil, isSuspended: false)
        }
        return WebhookPlace(
            seq: try row["seq"], failures: try row["failures"], failingSince: try row["failing_since"],
            isSuspended: try row["suspended"])
    }

    func write(in connection: Connection) throws {
        try connection.execute(
            "UPDATE webhook_place SET seq = $1, failures = $2, failing_since = $3, suspended = $4 WHERE id = 1",
            self.seq, self.failures, self.failingSince, self.isSuspended)
    }
}
