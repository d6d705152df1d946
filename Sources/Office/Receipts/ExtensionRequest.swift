import Exchange
import Foundation
import Storage

/// Somebody asks for a later deadline (đề nghị gia hạn); whoever set it answers (office.md §16, 4).
struct ExtensionRequest: Sendable {
    let id: String
    let receiptID: String
    let wanted: CalendarDate
    let reason: String
    let askedBy: String
    let askedAt: Date

    static let migration = Migration(
        "office 0010 requests for extension",
        sql: """
            CREATE TABLE extension_request (
                id TEXT NOT NULL PRIMARY KEY,
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                receipt_id TEXT NOT NULL REFERENCES receipt (id),
                -- Who set the deadline.
                answerer_id TEXT NOT NULL REFERENCES person (id),
                wanted TEXT NOT NULL,
                reason TEXT NOT NULL,
                asked_by TEXT NOT NULL REFERENCES person (id),
                asked_at TEXT NOT NULL,
                answer TEXT CHECK (answer IN ('granted', 'declined')),
                answer_reason TEXT,
                answered_at TEXT
            );
            -- One at a time for each line.
            CREATE UNIQUE INDEX extension_request_open ON extension_request (receipt_id) WHERE answer IS NULL;
            CREATE INDEX extension_request_answerer ON extension_request (answerer_id, incoming_id) WHERE answer IS NULL;
            CREATE INDEX extension_request_incoming ON extension_request (incoming_id);
            """
    )

    /// Those of a document that wait for `answerer`; nil: for anybody. At most 50.
    static func open(of incoming: String, for answerer: String? = nil, in connection: Connection) throws
        -> [ExtensionRequest]
    {
        try connection.rows(
            """
            SELECT request.id, request.receipt_id, request.wanted, request.reason, person.full_name AS asked_by, request.asked_at
            FROM extension_request AS request
            JOIN person ON person.id = request.asked_by
            JOIN receipt ON receipt.id = request.receipt_id AND receipt.state IN ('waiting', 'working')
            WHERE request.incoming_id = $1 AND request.answer IS NULL AND (CAST($2 AS TEXT) IS NULL OR request.answerer_id = $2)
            ORDER BY request.asked_at LIMIT 50
            """, incoming, answerer
        ).map { row in
            ExtensionRequest(
                id: try row["id"], receiptID: try row["receipt_id"], wanted: try row["wanted"],
                reason: try row["reason"], askedBy: try row["asked_by"], askedAt: try row["asked_at"])
        }
    }
}
