import EdXML
import Exchange
import Foundation
import Storage

/// Asking a document back (thu hồi, NĐ 30/2020/NĐ-CP, Điều 18.4): the clerk of the sender asks, the clerk of each receiver answers 15 or 16.
/// It runs beside the handling: also what is registered and worked on can be asked back.
///
/// Here is the sender's side as rows: a request, to which recipients, and what they say of it; what the gateway says is in `RequestPackage`.
enum Recall {
    static let migration = Migration(
        "office 0004 recall",
        sql: """
            ALTER TABLE incoming ADD COLUMN asking TEXT CHECK (asking IN ('requested', 'agreed', 'declined'));
            -- Since when the column says so.
            ALTER TABLE incoming ADD COLUMN asking_at TEXT;
            -- The sender's.
            ALTER TABLE incoming ADD COLUMN asking_reason TEXT;
            ALTER TABLE incoming ADD COLUMN closure TEXT CHECK (closure IN ('withdrawn', 'replaced'));
            ALTER TABLE incoming ADD COLUMN closed_at TEXT;
            CREATE INDEX incoming_asked ON incoming (urgency, arrived_at) WHERE asking = 'requested';
            ALTER TABLE recipient ADD COLUMN asking TEXT CHECK (asking IN ('requested', 'agreed', 'declined'));
            ALTER TABLE recipient ADD COLUMN asking_at TEXT;
            ALTER TABLE recipient ADD COLUMN asking_answer TEXT;
            ALTER TABLE recipient ADD COLUMN closure TEXT CHECK (closure IN ('withdrawn', 'replaced'));
            CREATE TABLE recall (
                -- Stands in the outbox where the id of a document stands otherwise.
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                reason TEXT NOT NULL,
                asked_by TEXT NOT NULL REFERENCES person (id),
                asked_at TEXT NOT NULL
            );
            CREATE INDEX recall_by_outgoing ON recall (outgoing_id);
            """
    )

    /// A status may be the answer. Some systems say 03 and 02 once more in place of 15 and 16 (edXML §5).
    ///
    /// - Parameter seen: the codes that the recipient has reported before.
    static func answer(
        _ report: StatusReport, of recipient: Recipient, seen: Set<HandlingStatus>, at now: Date,
        in connection: Connection
    ) throws {
        guard var asking = recipient.asking else { return }
        let isAnswer = report.status == .agreed || report.status == .declined || seen.contains(report.status)
        guard isAnswer, asking.apply(report.status, isRecall: true) == .advanced else { return }
        let closure: Closure? = asking == .agreed ? .withdrawn : nil
        try connection.execute(
            """
            UPDATE recipient SET asking = $1, asking_at = $2, asking_answer = $3, closure = COALESCE($4, closure),
                closed_at = CASE WHEN $4 IS NULL THEN closed_at ELSE $6 END
            WHERE id = $5
            """,
            asking, report.at, report.description, closure, recipient.id, now)
    }
}
