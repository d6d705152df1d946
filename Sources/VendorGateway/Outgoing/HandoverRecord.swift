import Exchange
import Foundation
import Storage

/// One thing that the agency's software handed over.
struct HandoverRecord: Sendable {
    /// Where it stands among all; 0 before it is kept.
    var seq = 0
    let id: String
    let kind: PackageKind
    /// The document that it brings, recalls, changes or reports on.
    let documentID: DocumentID
    let code: String
    /// Of a status: what it says, when, and about which arrival, where it is known.
    let status: HandlingStatus?
    let reportedAt: Date?
    let arrivalID: String?
    let outboxID: String
    let handedAt: Date
    /// Of a status: its reason, or what the other side is to read.
    var description: String?

    static let columns =
        "id, kind, document_id, code, status, reported_at, arrival_id, outbox_id, handed_at, description"

    static let descriptions = Migration(
        "vendor 0214 what statuses say",
        sql: "ALTER TABLE handover ADD COLUMN description TEXT;"
    )

    static func find(_ id: String, in connection: Connection) throws -> HandoverRecord? {
        try connection.row("SELECT seq, \(Self.columns) FROM handover WHERE id = $1", id).map(Self.init)
    }

    /// Behind `seq`, oldest first.
    static func list(after seq: Int, limit: Int, in connection: Connection) throws -> [HandoverRecord] {
        try connection.rows(
            "SELECT seq, \(Self.columns) FROM handover WHERE seq > $1 ORDER BY seq LIMIT $2", seq, limit
        ).map(Self.init)
    }

    /// The newest package with this document that was addressed to `organ`.
    static func id(of document: DocumentID, sentTo organ: OrganCode, in connection: Connection) throws -> String? {
        for spelling in organ.spellings {
            let row = try connection.row(
                """
                SELECT handover.id FROM handover JOIN handover_receiver ON handover_receiver.handover_id = handover.id
                WHERE handover.document_id = $1 AND handover.kind <> 'status' AND handover_receiver.organ = $2
                ORDER BY CASE WHEN handover.kind = 'recall' THEN 1 ELSE 0 END, handover.seq DESC LIMIT 1
                """, document, spelling)
            if let row { return try row["id"] }
        }
        return nil
    }

    static func insert(
        _ record: HandoverRecord, input: ContentHash, to organs: [OrganCode], in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO handover (\(Self.columns), input_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            record.id, record.kind, record.documentID, record.code, record.status, record.reportedAt, record.arrivalID,
            record.outboxID, record.handedAt, record.description, input)
        for (ordinal, organ) in organs.enumerated() {
            try connection.execute(
                """
                INSERT INTO handover_receiver (handover_id, ordinal, organ) VALUES ($1, $2, $3)
                ON CONFLICT (handover_id, organ) DO NOTHING
                """, record.id, ordinal, organ.key)
        }
    }

    /// What is shown of it is out of date.
    static func changed(_ id: String, in connection: Connection) throws {
        try connection.execute("UPDATE handover SET version = version + 1 WHERE id = $1", id)
    }

}

extension HandoverRecord {
    init(_ row: Row) throws {
        self.seq = try row["seq"]
        self.id = try row["id"]
        self.kind = try row["kind"]
        self.documentID = try row["document_id"]
        self.code = try row["code"]
        self.status = try row["status"]
        self.reportedAt = try row["reported_at"]
        self.arrivalID = try row["arrival_id"]
        self.outboxID = try row["outbox_id"]
        self.handedAt = try row["handed_at"]
        self.description = try row["description"]
    }
}
