import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// Asking a document back (thu hồi, NĐ 30/2020/NĐ-CP, Điều 18.4): the clerk of the sender asks, the clerk of each receiver answers 15 or 16.
/// It runs beside the handling: also what is registered and worked on can be asked back.
///
/// Here is the sender's side as rows: a request, to which recipients, and what the gateway and they say of it.
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

    /// The document that an entry of the outbox asks back; nil when the entry is no recall.
    static func outgoing(of reference: String, in connection: Connection) throws -> String? {
        try connection.row("SELECT outgoing_id FROM recall WHERE id = $1", reference)?["outgoing_id"]
    }

    /// The hub has the request. False when the entry is none.
    static func wasSent(
        _ entry: OutboxEntry, at now: Date, _ office: Office, in connection: Connection
    ) throws -> Bool {
        guard let outgoing = try self.outgoing(of: entry.reference, in: connection) else { return false }
        try Timeline.add(.recallTaken, to: outgoing, by: nil, at: now, in: connection)
        connection.afterCommit { office.changes.publish(outgoing) }
        return true
    }

    /// The gateway gave the request up; it lies in "Gửi lỗi", and nobody is asked. False when the entry is none.
    static func failed(_ entry: OutboxEntry, at now: Date, _ office: Office, in connection: Connection) throws -> Bool {
        guard let outgoing = try self.outgoing(of: entry.reference, in: connection) else { return false }
        let sentence = entry.faultSentence ?? ""
        _ = try entry.organs.map { try self.unask($0, $0, outgoing, sentence, at: now, in: connection) }
        try Timeline.add(
            .recallFailed, to: outgoing, by: nil, at: now, detail: "trục liên thông", quote: sentence, in: connection)
        connection.afterCommit { office.changes.publish(outgoing) }
        return true
    }

    /// The clerk lets a request go once more that did not go out.
    static func retried(_ entry: OutboxEntry, at now: Date, in connection: Connection) throws {
        guard let outgoing = try self.outgoing(of: entry.reference, in: connection) else { return }
        for organ in entry.organs { try self.askAgain(organ, organ, outgoing, at: now, in: connection) }
    }

    /// What became of the request at one recipient: while its system cannot take it, nobody there will answer. False when the entry is none.
    static func arrived(
        _ entry: OutboxEntry, _ event: TransportEvent, _ office: Office, in connection: Connection
    ) throws -> Bool {
        guard let outgoing = try self.outgoing(of: entry.reference, in: connection) else { return false }
        let (organ, other) = (event.organ, event.addressedAs ?? event.organ)
        switch event.kind {
        case .waiting: try self.askAgain(organ, other, outgoing, at: event.at, in: connection)
        case .delivered: break
        case .failed(_, let reason):
            for name in try self.unask(organ, other, outgoing, reason ?? "", at: event.at, in: connection) {
                try Timeline.add(
                    .recallFailed, to: outgoing, by: nil, at: event.at, detail: name, quote: reason, in: connection)
            }
        }
        connection.afterCommit { office.changes.publish(outgoing) }
        return true
    }

    /// The request has not reached a recipient: it can be asked anew. Answers the names.
    private static func unask(
        _ organ: OrganCode, _ other: OrganCode, _ outgoing: String, _ reason: String, at now: Date,
        in connection: Connection
    ) throws -> [String] {
        try connection.rows(
            """
            UPDATE recipient SET asking = NULL, asking_at = $4, asking_answer = $5
            WHERE outgoing_id = $1 AND organ_code IN ($2, $3) AND asking = 'requested' RETURNING organ_name
            """, outgoing, organ, other, now, reason
        ).map { try $0["organ_name"] }
    }

    /// The request is on its way again to a recipient that it had not reached.
    private static func askAgain(
        _ organ: OrganCode, _ other: OrganCode, _ outgoing: String, at now: Date, in connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE recipient SET asking = 'requested', asking_at = $4, asking_answer = NULL
            WHERE outgoing_id = $1 AND organ_code IN ($2, $3) AND asking IS NULL AND asking_answer IS NOT NULL
                AND closure IS NULL
            """, outgoing, organ, other, now)
    }

    /// A status may be the answer. Some systems say 03 and 02 once more in place of 15 and 16 (edXML §5).
    ///
    /// - Parameter seen: the codes that the recipient has reported before.
    static func answer(
        _ report: StatusReport, of recipient: Recipient, seen: Set<HandlingStatus>, in connection: Connection
    ) throws {
        guard var asking = recipient.asking else { return }
        let isAnswer = report.status == .agreed || report.status == .declined || seen.contains(report.status)
        guard isAnswer, asking.apply(report.status, isRecall: true) == .advanced else { return }
        let closure: Closure? = asking == .agreed ? .withdrawn : nil
        try connection.execute(
            """
            UPDATE recipient SET asking = $1, asking_at = $2, asking_answer = $3, closure = COALESCE($4, closure)
            WHERE id = $5
            """,
            asking, report.at, report.description, closure, recipient.id)
    }
}
