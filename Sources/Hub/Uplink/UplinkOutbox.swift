import Exchange
import Foundation
import Storage

/// What goes up (hộp đi lên trục cấp trên): one send for all receivers of a package that are there, written in the transaction that
/// takes the package in.
enum UplinkOutbox {
    static let migration = Migration(
        "0082 create uplink send",
        sql: """
            CREATE TABLE uplink_send (
                -- The first cursor of its deliveries: the order of arrival.
                cursor BIGINT NOT NULL PRIMARY KEY,
                package_id TEXT NOT NULL REFERENCES package (id),
                -- Written into our TraceHeader: every try sends the same bytes.
                passed_at TEXT NOT NULL,
                lane TEXT NOT NULL CHECK (lane IN ('status', 'flash', 'document')),
                urgency INTEGER NOT NULL,
                -- What one agency sends about one document goes in its order.
                subject TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'ended')),
                -- Those that the other hub answered.
                attempts INTEGER NOT NULL DEFAULT 0,
                next_attempt_at TEXT NOT NULL,
                last_error TEXT,
                -- Of the bytes that go up; known before the first try.
                sha256 TEXT,
                -- What the other hub calls the package, and its receipt, if it gives any.
                relay_id TEXT,
                receipt TEXT,
                -- When a hub that does not tell by itself was asked last.
                asked_at TEXT
            );
            CREATE INDEX uplink_send_waiting ON uplink_send (lane, urgency, cursor) WHERE state = 'queued';
            CREATE INDEX uplink_send_subject ON uplink_send (subject, cursor) WHERE state = 'queued';
            CREATE INDEX uplink_send_by_sha256 ON uplink_send (sha256);
            CREATE INDEX uplink_send_by_relay ON uplink_send (relay_id);
            CREATE TABLE uplink_receiver (
                delivery_id TEXT NOT NULL PRIMARY KEY REFERENCES delivery (id),
                -- The newest one, when it was sent again.
                send_cursor BIGINT NOT NULL REFERENCES uplink_send (cursor)
            );
            CREATE INDEX uplink_receiver_by_send ON uplink_receiver (send_cursor);
            """
    )

    /// What does not wait for the others: statuses, what is flash (hỏa tốc), other documents.
    enum Lane: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case status, flash, document

        init(_ kind: PackageKind, _ urgency: Urgency) {
            self = kind == .status ? .status : urgency >= .flash ? .flash : .document
        }
    }

    /// A delivery that has just been given its cursor.
    struct Consigned: Sendable, Equatable {
        var delivery: String
        var cursor: Int
    }

    /// Queues one send of the package for `deliveries`.
    static func enqueue(
        _ deliveries: [Consigned], of package: String, at now: Date, in connection: Connection
    ) throws {
        guard let first = deliveries.first else { return }
        guard let row = try connection.row("SELECT * FROM package WHERE id = $1", package) else {
            throw Fault.noPackage
        }
        let (kind, urgency): (PackageKind, Urgency) = (try row["kind"], try row["urgency"])
        let (from, document): (String, String) = (try row["from_organ"], try row["document_id"])
        try connection.executeLater(
            """
            INSERT INTO uplink_send
                (cursor, package_id, passed_at, lane, urgency, subject, state, next_attempt_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'queued', $3)
            """, first.cursor, package, now, Lane(kind, urgency), urgency, "\(from) \(document)")
        for one in deliveries { try self.bind(one.delivery, to: first.cursor, in: connection) }
    }

    static func bind(_ delivery: String, to cursor: Int, in connection: Connection) throws {
        try connection.executeLater(
            """
            INSERT INTO uplink_receiver (delivery_id, send_cursor) VALUES ($1, $2)
            ON CONFLICT (delivery_id) DO UPDATE SET send_cursor = excluded.send_cursor
            """, delivery, cursor)
    }

    /// The deliveries of a send; with `waiting` only those that the other hub does not have.
    static func deliveries(of cursor: Int, waiting: Bool, in connection: Connection) throws -> [Row] {
        // A package has 2000 receivers at most (ReadingLimits).
        try connection.rows(
            """
            SELECT delivery.* FROM uplink_receiver JOIN delivery ON delivery.id = uplink_receiver.delivery_id
            WHERE uplink_receiver.send_cursor = $1 AND ($2 = 0 OR delivery.transport = 'initial')
            ORDER BY delivery.cursor LIMIT 2000
            """, cursor, waiting)
    }
}
