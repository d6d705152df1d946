package import Exchange
package import Foundation
package import Storage

/// What waits to be sent (hộp gửi). A row is written in the transaction of the act that causes it.
package enum Outbox {
    package static let migrations = [
        Migration(
            "gateway 0001 outbox and inbox",
            sql: """
                CREATE TABLE gateway_outbox (
                    seq INTEGER NOT NULL PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    kind TEXT NOT NULL CHECK (kind IN ('document', 'status')),
                    status TEXT,
                    subject_id TEXT,
                    reference TEXT NOT NULL,
                    organs TEXT NOT NULL,
                    summary TEXT NOT NULL,
                    urgency INTEGER NOT NULL,
                    package_hash TEXT,
                    body BLOB,
                    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
                    attempts INTEGER NOT NULL DEFAULT 0,
                    queued_at TEXT NOT NULL,
                    first_attempt_at TEXT,
                    next_attempt_at TEXT NOT NULL,
                    sent_at TEXT,
                    fault_code TEXT,
                    fault_sentence TEXT,
                    package_id TEXT,
                    receipt TEXT,
                    CHECK (package_hash IS NOT NULL OR body IS NOT NULL)
                );
                CREATE INDEX gateway_outbox_due ON gateway_outbox (state, kind, next_attempt_at, seq);
                CREATE INDEX gateway_outbox_subject ON gateway_outbox (subject_id, organs, state, seq);
                CREATE INDEX gateway_outbox_reference ON gateway_outbox (reference, seq);
                CREATE TABLE gateway_inbox (
                    delivery_id TEXT NOT NULL PRIMARY KEY,
                    package_id TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    sender TEXT NOT NULL,
                    package_hash TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('stored', 'rejected')),
                    fault_code TEXT,
                    fault_sentence TEXT,
                    received_at TEXT NOT NULL,
                    acknowledged_at TEXT
                );
                """
        ),
        TransportLog.migration,
        Migration(
            "gateway 0003 settled failures",
            // Since when a package that failed need not go out any more.
            sql: "ALTER TABLE gateway_outbox ADD COLUMN settled_at TEXT;"),
        Migration(
            "gateway 0004 what waits for a hub that is to be trusted",
            sql: """
                CREATE INDEX gateway_outbox_untrusted ON gateway_outbox (fault_code, state, first_attempt_at)
                    WHERE fault_code = 'untrusted-hub';
                """),
    ]

    /// What waits in the box "Gửi lỗi": the gateway has given it up, and nothing has settled it.
    private static let isWaiting = "state = 'failed' AND settled_at IS NULL"

    /// Queues a document package whose bytes are in the content store. Returns the row's id.
    package static func enqueue(
        document reference: String, organs: [OrganCode], package hash: ContentHash, summary: String, urgency: Urgency,
        at now: Date,
        in connection: Connection
    ) throws -> String {
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO gateway_outbox (id, kind, reference, organs, summary, urgency, package_hash, state, queued_at, next_attempt_at)
            VALUES ($1, 'document', $2, $3, $4, $5, $6, 'queued', $7, $7)
            """,
            id, reference, Self.joined(organs), summary, urgency, hash, now
        )
        return id
    }

    /// Queues a status package, kept in the row.
    package static func enqueue(
        status: HandlingStatus, documentID: DocumentID, to organ: OrganCode, reference: String, body: [UInt8],
        summary: String,
        at now: Date, in connection: Connection
    ) throws -> String {
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO gateway_outbox (id, kind, status, subject_id, reference, organs, summary, urgency, body, state, queued_at,
                next_attempt_at)
            VALUES ($1, 'status', $2, $3, $4, $5, $6, 0, $7, 'queued', $8, $8)
            """,
            id, status, documentID, reference, Self.joined([organ]), summary, body, now
        )
        return id
    }

    /// The box "Gửi lỗi": what the gateway no longer tries by itself and nothing has settled, newest first.
    package static func failures(limit: Int, in connection: Connection) throws -> [OutboxEntry] {
        try connection.rows(
            """
            SELECT \(OutboxEntry.columns) FROM gateway_outbox WHERE \(Self.isWaiting)
            ORDER BY seq DESC LIMIT $1
            """, limit
        ).map(OutboxEntry.init)
    }

    package static func failureCount(in connection: Connection) throws -> Int {
        try connection.row("SELECT (\(self.failures)) AS total")?["total"] ?? 0
    }

    /// `failureCount` as a query, for whoever counts more with it.
    package static let failures =
        "SELECT COUNT(*) FROM gateway_outbox WHERE \(Self.isWaiting)"

    /// As a query: since when a package waits because the hub's certificate was not to be trusted when it was tried last; null while none does.
    package static let untrustedSince = """
        SELECT MIN(gateway_outbox.first_attempt_at) FROM gateway_outbox
        WHERE gateway_outbox.state IN ('queued', 'sending') AND gateway_outbox.fault_code = '\(Fault.Code.untrustedHub.rawValue)'
        """

    package static func entry(_ id: String, in connection: Connection) throws -> OutboxEntry? {
        try connection.row("SELECT \(OutboxEntry.columns) FROM gateway_outbox WHERE id = $1", id).map(OutboxEntry.init)
    }

    /// One of `failures`.
    package static func waiting(_ id: String, in connection: Connection) throws -> OutboxEntry? {
        try connection.row(
            """
            SELECT \(OutboxEntry.columns) FROM gateway_outbox
            WHERE id = $1 AND \(Self.isWaiting)
            """, id
        ).map(OutboxEntry.init)
    }

    /// The newest entry that became this package at the hub.
    static func entry(package: String, in connection: Connection) throws -> OutboxEntry? {
        try connection.row(
            "SELECT \(OutboxEntry.columns) FROM gateway_outbox WHERE package_id = $1 ORDER BY seq DESC LIMIT 1", package
        ).map(OutboxEntry.init)
    }

    /// Everything sent for one document of the office, newest first; at most 100.
    package static func entries(reference: String, in connection: Connection) throws -> [OutboxEntry] {
        try connection.rows(
            "SELECT \(OutboxEntry.columns) FROM gateway_outbox WHERE reference = $1 ORDER BY seq DESC LIMIT 100",
            reference
        ).map(OutboxEntry.init)
    }

    /// Gửi lại: tries begin anew. False when the row has not failed.
    package static func retry(_ id: String, at now: Date, in connection: Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE gateway_outbox SET state = 'queued', attempts = 0, first_attempt_at = NULL, next_attempt_at = $1
            WHERE id = $2 AND \(Self.isWaiting)
            """,
            now, id
        ) == 1
    }

    /// Those of `references` for which `isNeeded` is false need not go out any more after they failed: they leave the box, and their rows stay.
    /// Both are SQL, the second about a row of `gateway_outbox`; `value` is their `$2`. Answers how many.
    package static func settle(
        references: String, unless isNeeded: String, _ value: String, at now: Date, in connection: Connection
    ) throws -> Int {
        try connection.execute(
            """
            UPDATE gateway_outbox SET settled_at = $1
            WHERE \(Self.isWaiting) AND reference IN (\(references)) AND NOT (\(isNeeded))
            """, now, value)
    }

    /// Thôi gửi: one that failed will not go out; it leaves the box, and its row stays. False when the row has not failed.
    package static func drop(_ id: String, at now: Date, in connection: Connection) throws -> Bool {
        try connection.execute(
            "UPDATE gateway_outbox SET settled_at = $1 WHERE id = $2 AND \(Self.isWaiting)",
            now, id) == 1
    }

    /// Before a package that failed goes once more: to fewer agencies, in the bytes of `hash`. False when the row has not failed.
    package static func narrow(
        _ id: String, to organs: [OrganCode], package hash: ContentHash, in connection: Connection
    ) throws -> Bool {
        try connection.execute(
            """
            UPDATE gateway_outbox SET organs = $1, package_hash = $2
            WHERE id = $3 AND kind = 'document' AND \(Self.isWaiting)
            """, Self.joined(organs), hash, id) == 1
    }

    private static func joined(_ organs: [OrganCode]) -> String { organs.map(\.text).joined(separator: " ") }
}

/// One package on its way out.
package struct OutboxEntry: Sendable {
    package let id: String
    package let kind: Kind
    /// For status packages.
    package let status: HandlingStatus?
    /// The office's document.
    package let reference: String
    package let organs: [OrganCode]
    /// `90017/VPCP-KSTT`.
    package let summary: String
    package let state: State
    package let attempts: Int
    package let queuedAt: Date
    package let nextAttemptAt: Date
    package let sentAt: Date?
    package let faultCode: String?
    /// Vietnamese.
    package let faultSentence: String?
    /// The hub's id, once it has it.
    package let packageID: String?
    package let receipt: String?

    package enum Kind: String, Sendable, SQLBindable, SQLReadable { case document, status }

    package enum State: String, Sendable, SQLBindable, SQLReadable { case queued, sending, sent, failed }

    static let columns = """
        id, kind, status, reference, organs, summary, state, attempts, queued_at, next_attempt_at, sent_at, fault_code,
        fault_sentence, package_id, receipt
        """

    init(_ row: Row) throws {
        self.id = try row["id"]
        self.kind = try row["kind"]
        self.status = try row["status"]
        self.reference = try row["reference"]
        let organs: String = try row["organs"]
        self.organs = organs.split(separator: " ").compactMap { OrganCode(String($0)) }
        self.summary = try row["summary"]
        self.state = try row["state"]
        self.attempts = try row["attempts"]
        self.queuedAt = try row["queued_at"]
        self.nextAttemptAt = try row["next_attempt_at"]
        self.sentAt = try row["sent_at"]
        self.faultCode = try row["fault_code"]
        self.faultSentence = try row["fault_sentence"]
        self.packageID = try row["package_id"]
        self.receipt = try row["receipt"]
    }
}
