import Exchange
import Foundation
import Storage

/// One package that came for the agency.
struct ArrivalRecord: Sendable {
    /// The hub's id of the delivery.
    let id: String
    let seq: Int
    let packageID: String
    let packageHash: ContentHash
    let kind: PackageKind
    let sender: OrganCode
    /// The document that it brings, recalls, changes or reports on.
    let documentID: DocumentID?
    let code: String
    let promulgationDate: CalendarDate?
    /// What the package calls us.
    let ourName: String?
    /// Of a status: what it reports, about which handover.
    let status: HandlingStatus?
    let handoverID: String?
    let arrivedAt: Date
    /// As `edxml inspect --json` tells it.
    let header: JSON

    static func find(_ id: String, in connection: Connection) throws -> ArrivalRecord? {
        try connection.row("SELECT * FROM arrival WHERE id = $1", id).map(Self.init)
    }

    /// Behind `seq`, oldest first.
    static func list(after seq: Int, limit: Int, in connection: Connection) throws -> [ArrivalRecord] {
        try connection.rows("SELECT * FROM arrival WHERE seq > $1 ORDER BY seq LIMIT $2", seq, limit).map(Self.init)
    }

    /// The newest package of `sender` that brought the document, or asked for something about it when `asking`.
    static func about(
        _ document: DocumentID, of sender: OrganCode, asking: Bool, in connection: Connection
    ) throws -> ArrivalRecord? {
        for spelling in sender.spellings {
            let row = try connection.row(
                """
                SELECT * FROM arrival WHERE document_id = $1 AND sender = $2 AND (kind <> 'status' OR status = '13')
                ORDER BY CASE WHEN CASE WHEN kind IN ('recall', 'status') THEN 1 ELSE 0 END = $3 THEN 0 ELSE 1 END, seq DESC LIMIT 1
                """, document, spelling, asking)
            if let row { return try Self(row) }
        }
        return nil
    }

    /// Whether its sender asked for the document since, and has no answer.
    func isAskedBack(in connection: Connection) throws -> Bool {
        let asked = try connection.row(
            """
            SELECT asked.id FROM arrival AS brought
            JOIN arrival AS asked ON asked.document_id = brought.document_id AND asked.sender = brought.sender AND asked.seq > brought.seq
            WHERE brought.id = $1 AND (asked.kind = 'recall' OR (asked.kind = 'status' AND asked.status = '13'))
            ORDER BY asked.seq DESC LIMIT 1
            """, self.id)
        guard let asked: String = try asked?["id"] else { return false }
        return try connection.row(
            "SELECT 1 AS answered FROM handover WHERE arrival_id = $1 AND status IN ('15', '16') LIMIT 1", asked) == nil
    }

    private init(_ row: Row) throws {
        self.id = try row["id"]
        self.seq = try row["seq"]
        self.packageID = try row["package_id"]
        self.packageHash = try row["package_hash"]
        self.kind = try row["kind"]
        self.sender = try row["sender"]
        self.documentID = try row["document_id"]
        self.code = try row["code"]
        self.promulgationDate = try row["promulgation_date"]
        self.ourName = try row["our_name"]
        self.status = try row["status"]
        self.handoverID = try row["handover_id"]
        self.arrivedAt = try row["arrived_at"]
        let header: String = try row["header"]
        self.header = JSON(utf8: Array(header.utf8)) ?? .null
    }
}

/// A file of an arrival; its bytes lie in the content store.
struct ArrivalFile: Sendable {
    let name: String
    let contentType: String
    let sizeBytes: Int
    let hash: ContentHash

    static func all(of arrival: String, in connection: Connection) throws -> [ArrivalFile] {
        try connection.rows(
            "SELECT * FROM arrival_file WHERE arrival_id = $1 ORDER BY ordinal LIMIT 200", arrival
        ).map { row in
            ArrivalFile(
                name: try row["name"], contentType: try row["content_type"], sizeBytes: try row["size_bytes"],
                hash: try row["hash"])
        }
    }
}
