import Exchange
import Foundation
import Gateway
import Storage

/// An entry of the outbox that asks something of receivers who have a document already: that they give it back, or take a correction. Here is what
/// the gateway says of it; each receiver's own column tells how the request stands there.
struct RequestPackage {
    enum Kind { case recall, update }

    let kind: Kind
    /// The document that it is about.
    let outgoing: String
    /// False of an update that a later one followed: each receiver's column tells how the later one stands.
    let isNewest: Bool

    /// Nil when the entry is no request.
    static func of(_ reference: String, in connection: Connection) throws -> RequestPackage? {
        let row = try connection.row(
            """
            SELECT 'recall' AS kind, outgoing_id, 1 AS is_newest FROM recall WHERE id = $1
            UNION ALL SELECT 'update', sent.document_id, CASE WHEN EXISTS (
                SELECT 1 FROM document_update AS later
                WHERE later.document_id = sent.document_id AND (later.at, later.rowid) > (sent.at, sent.rowid)) THEN 0 ELSE 1 END
            FROM document_update AS sent WHERE sent.id = $1 AND sent.sent_by IS NOT NULL
            """, reference)
        guard let row else { return nil }
        let kind: String = try row["kind"]
        return RequestPackage(
            kind: kind == "recall" ? .recall : .update, outgoing: try row["outgoing_id"],
            isNewest: try row["is_newest"])
    }

    /// What a row of "Gửi lỗi" is about.
    struct Subject {
        /// The office's document.
        let document: String
        /// Trích yếu; nil when the document is gone.
        let text: String?
        /// Nil when the entry is no request.
        let kind: Kind?
        /// Who still needs the request; nil when the entry is none.
        let needing: [OrganCode]?
    }

    /// By the id of the entry, in one statement; at most 500 entries.
    static func subjects(of entries: [OutboxEntry], in connection: Connection) throws -> [String: Subject] {
        guard !entries.isEmpty else { return [:] }
        let ids = entries.prefix(500).map(\.id)
        let names = ids.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let rows = try connection.rows(
            anew: """
                WITH request AS (
                    SELECT asked.id AS entry, 'recall' AS kind, recall.outgoing_id AS outgoing
                    FROM gateway_outbox AS asked JOIN recall ON recall.id = asked.reference WHERE asked.id IN (\(names))
                    UNION ALL
                    SELECT asked.id, 'update', sent.document_id
                    FROM gateway_outbox AS asked JOIN document_update AS sent ON sent.id = asked.reference AND sent.sent_by IS NOT NULL
                    WHERE asked.id IN (\(names))
                )
                SELECT gateway_outbox.id AS entry, request.kind AS request, COALESCE(request.outgoing, gateway_outbox.reference) AS document,
                    CASE gateway_outbox.kind
                        WHEN 'status' THEN (SELECT incoming.subject FROM incoming WHERE incoming.id = gateway_outbox.reference)
                        ELSE (SELECT outgoing.subject FROM outgoing WHERE outgoing.id = COALESCE(request.outgoing, gateway_outbox.reference))
                    END AS subject,
                    CASE WHEN request.kind IS NOT NULL THEN (
                        SELECT group_concat(recipient.organ_code, ' ') FROM recipient
                        WHERE recipient.outgoing_id = request.outgoing AND \(Self.isNeeded)
                    ) END AS needing
                FROM gateway_outbox LEFT JOIN request ON request.entry = gateway_outbox.id
                WHERE gateway_outbox.id IN (\(names)) LIMIT 500
                """, values: ids)
        var subjects: [String: Subject] = [:]
        for row in rows {
            let (entry, kind, needing): (String, String?, String?) = (
                try row["entry"], try row["request"], try row["needing"]
            )
            subjects[entry] = Subject(
                document: try row["document"], text: try row["subject"],
                kind: kind.map { $0 == "recall" ? .recall : .update },
                needing: kind.map { _ in
                    (needing ?? "").split(separator: " ").compactMap { OrganCode(String($0)) }
                })
        }
        return subjects
    }

    /// The hub has the request. False when the entry is none.
    static func wasSent(
        _ entry: OutboxEntry, at now: Date, _ office: Office, in connection: Connection
    ) throws -> Bool {
        guard let request = try self.of(entry.reference, in: connection) else { return false }
        try Timeline.add(
            request.kind == .recall ? .recallTaken : .updateTaken, to: request.outgoing, by: nil, at: now,
            in: connection)
        try office.changes.tell(request.outgoing, in: connection)
        return true
    }

    /// The gateway gave the request up; it lies in "Gửi lỗi", and nobody is asked. False when the entry is none.
    static func failed(_ entry: OutboxEntry, at now: Date, _ office: Office, in connection: Connection) throws -> Bool {
        guard let request = try self.of(entry.reference, in: connection) else { return false }
        let sentence = entry.faultSentence ?? ""
        for organ in entry.organs { _ = try request.unask(organ, organ, sentence, at: now, in: connection) }
        try request.tellFailure("trục liên thông", sentence, at: now, in: connection)
        try self.settle(of: request.outgoing, at: now, in: connection)
        try office.changes.tell(request.outgoing, in: connection)
        return true
    }

    /// Of a recipient whom a request that failed has not reached, who has what it is about still and whom nobody asked anew; of an update only while
    /// no later one followed. SQL about a row of `recipient` and one of `gateway_outbox`.
    private static let isNeeded = """
        ' ' || gateway_outbox.organs || ' ' LIKE '% ' || recipient.organ_code || ' %'
        AND recipient.transport IN ('sent', 'delivered') AND COALESCE(recipient.status, '') <> '\(HandlingStatus.refused.rawValue)'
        AND recipient.closure IS NULL
        AND (
            (recipient.asking IS NULL AND EXISTS (SELECT 1 FROM recall WHERE recall.id = gateway_outbox.reference))
            OR (recipient.updating IS NULL AND gateway_outbox.reference = (
                SELECT sent.id FROM document_update AS sent
                WHERE sent.document_id = recipient.outgoing_id AND sent.sent_by IS NOT NULL
                ORDER BY sent.at DESC, sent.rowid DESC LIMIT 1
            ))
        )
        """

    /// Requests about `outgoing` leave "Gửi lỗi" once none of their receivers needs them any more. Answers how many.
    @discardableResult
    static func settle(of outgoing: String, at now: Date, in connection: Connection) throws -> Int {
        try Outbox.settle(
            references: """
                SELECT recall.id FROM recall WHERE recall.outgoing_id = $2
                UNION ALL SELECT document_update.id FROM document_update
                    WHERE document_update.document_id = $2 AND document_update.sent_by IS NOT NULL
                """,
            unless: "EXISTS (SELECT 1 FROM recipient WHERE recipient.outgoing_id = $2 AND \(Self.isNeeded))",
            outgoing, at: now, in: connection)
    }

    /// What the timeline says of `settle`; empty when there was nothing.
    static func words(settled count: Int) -> String {
        count == 0 ? "" : "; \(count) yêu cầu trước gửi lỗi không còn phải gửi"
    }

    /// The recipients of `entry` who still need it after it failed; at most 500.
    func needing(_ entry: OutboxEntry, in connection: Connection) throws -> [Recipient] {
        try connection.rows(
            """
            SELECT \(Recipient.columns) FROM gateway_outbox JOIN recipient ON recipient.outgoing_id = $2
            WHERE gateway_outbox.id = $1 AND \(Self.isNeeded)
            ORDER BY recipient.organ_name, recipient.organ_code LIMIT 500
            """, entry.id, self.outgoing
        ).map(Recipient.init)
    }

    /// Throws for an update that a later one followed: it would bring back what that one corrected.
    static func checkRetry(_ entry: OutboxEntry, in connection: Connection) throws {
        guard try self.of(entry.reference, in: connection)?.isNewest == false else { return }
        throw Fault.notAllowed(
            "Đã có bản cập nhật sau: không gửi lại bản này.", "A later update was sent: this one is not sent again.")
    }

    /// The clerk lets a request go once more that did not go out.
    static func retried(_ entry: OutboxEntry, at now: Date, in connection: Connection) throws {
        guard let request = try self.of(entry.reference, in: connection) else { return }
        for organ in entry.organs { try request.askAgain(organ, organ, at: now, in: connection) }
    }

    /// What became of the request at one recipient: while its system cannot take it, nobody there will answer. False when the entry is none.
    static func arrived(
        _ entry: OutboxEntry, _ event: TransportEvent, _ office: Office, in connection: Connection
    ) throws -> Bool {
        guard let request = try self.of(entry.reference, in: connection) else { return false }
        let (organ, other) = (event.organ, event.addressedAs ?? event.organ)
        switch event.kind {
        case .waiting:
            try request.askAgain(organ, other, at: event.at, in: connection)
            try Self.settle(of: request.outgoing, at: event.at, in: connection)
        case .delivered: break
        case .failed(_, let reason):
            for name in try request.unask(organ, other, reason ?? "", at: event.at, in: connection) {
                try request.tellFailure(name, reason, at: event.at, in: connection)
            }
        }
        try office.changes.tell(request.outgoing, in: connection)
        return true
    }

    /// The columns of `recipient` begin with it.
    private var column: String {
        switch self.kind {
        case .recall: "asking"
        case .update: "updating"
        }
    }

    private func tellFailure(_ name: String, _ reason: String?, at now: Date, in connection: Connection) throws {
        try Timeline.add(
            self.kind == .recall ? .recallFailed : .updateFailed, to: self.outgoing, by: nil, at: now, detail: name,
            quote: reason, in: connection)
    }

    /// The request has not reached a recipient: it can be asked anew. Answers the names.
    private func unask(
        _ organ: OrganCode, _ other: OrganCode, _ reason: String, at now: Date, in connection: Connection
    ) throws -> [String] {
        guard self.isNewest else { return [] }
        return try connection.rows(
            """
            UPDATE recipient SET \(self.column) = NULL, \(self.column)_at = $4, \(self.column)_answer = $5
            WHERE outgoing_id = $1 AND organ_code IN ($2, $3) AND \(self.column) = 'requested' RETURNING organ_name
            """, self.outgoing, organ, other, now, reason
        ).map { try $0["organ_name"] }
    }

    /// The request is on its way again to a recipient that it had not reached.
    private func askAgain(
        _ organ: OrganCode, _ other: OrganCode, at now: Date, in connection: Connection
    ) throws {
        guard self.isNewest else { return }
        try connection.execute(
            """
            UPDATE recipient SET \(self.column) = 'requested', \(self.column)_at = $4, \(self.column)_answer = NULL
            WHERE outgoing_id = $1 AND organ_code IN ($2, $3) AND \(self.column) IS NULL
                AND \(self.column)_answer IS NOT NULL AND closure IS NULL
            """, self.outgoing, organ, other, now)
    }
}
