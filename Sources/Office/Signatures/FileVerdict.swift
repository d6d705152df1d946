import Exchange
import Foundation
import Storage
import Trust

/// What was found about a file that came: the signatures on it (kết quả kiểm tra chữ ký số; NĐ 30/2020/NĐ-CP, Điều 21.2.a), and of a paper what its
/// scan is like. Kept with the file as it was found on that day.
struct FileVerdict: Sendable {
    let status: SignatureVerdict.Status
    let reason: SignatureReason?
    /// In the order in which they signed.
    let signatures: [Signature]
    /// Nil: no scan of a paper, or nobody looked.
    var scan: ScanQuality?

    struct Signature: Sendable {
        let status: SignatureVerdict.Status
        let reason: SignatureReason?
        /// Name in the certificate; nil when it cannot be read.
        let signer: String?
        let isAgency: Bool
        /// As the signer claims.
        let signedAt: Date?
        /// Nil: there is none, or the file was looked at before stamps were.
        let stamp: TimeStamp?
        /// Nil: the file was looked at before it was asked.
        let revocation: RevocationFinding.State?
        let revokedAt: Date?
    }

    static let migration = Migration(
        "office 0006 verdicts on signatures",
        sql: """
            -- Files that nobody has looked at yet.
            CREATE TABLE file_check (attachment_id TEXT NOT NULL PRIMARY KEY REFERENCES attachment (id));
            INSERT INTO file_check (attachment_id)
                SELECT attachment.id FROM attachment JOIN incoming ON incoming.id = attachment.document_id
                WHERE attachment.content_type = 'application/pdf';
            CREATE TABLE file_verdict (
                attachment_id TEXT NOT NULL PRIMARY KEY REFERENCES attachment (id),
                status TEXT NOT NULL CHECK (status IN ('valid', 'invalid', 'unverifiable', 'absent')),
                reason TEXT,
                checked_at TEXT NOT NULL
            );
            CREATE TABLE file_signature (
                attachment_id TEXT NOT NULL REFERENCES attachment (id),
                ordinal INTEGER NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('valid', 'invalid', 'unverifiable', 'absent')),
                reason TEXT,
                signer TEXT,
                is_agency INTEGER NOT NULL CHECK (is_agency IN (0, 1)),
                signed_at TEXT,
                -- Of the certificate: evidence.
                certificate_sha256 TEXT,
                PRIMARY KEY (attachment_id, ordinal)
            );
            """
    )

    static let proof = Migration(
        "office 0560 time stamps and revocation",
        sql: """
            ALTER TABLE file_signature ADD COLUMN stamp TEXT CHECK (stamp IN ('proven', 'untrusted', 'broken'));
            ALTER TABLE file_signature ADD COLUMN stamped_at TEXT;
            ALTER TABLE file_signature ADD COLUMN stamped_by TEXT;
            ALTER TABLE file_signature ADD COLUMN revocation TEXT
                CHECK (revocation IN ('not-asked', 'good', 'revoked', 'unavailable'));
            ALTER TABLE file_signature ADD COLUMN revoked_at TEXT;
            """
    )

    static let scans = Migration(
        "office 0550 what the scans of papers are like",
        sql: """
            -- All three or none: the file is no scan of a paper.
            ALTER TABLE file_verdict ADD COLUMN scan_version TEXT;
            ALTER TABLE file_verdict ADD COLUMN scan_colour INTEGER CHECK (scan_colour IN (0, 1));
            ALTER TABLE file_verdict ADD COLUMN scan_dpi INTEGER;
            """
    )

    /// The PDFs of a document wait to be looked at.
    static func enqueue(_ document: String, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO file_check (attachment_id)
            SELECT id FROM attachment WHERE document_id = $1 AND content_type = 'application/pdf'
            """, document)
    }

    /// One file waits to be looked at.
    static func enqueue(file attachment: String, in connection: Connection) throws {
        try connection.execute("INSERT INTO file_check (attachment_id) VALUES ($1)", attachment)
    }

    /// What could not be judged because of this server, not of the file, waits to be looked at again: programs that were missing or failed, whom
    /// to trust; whom nobody could ask about a revocation. Older than `limit` it stays as it is.
    static func enqueueAgain(since limit: Date, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO file_check (attachment_id)
            SELECT attachment_id FROM file_verdict
            WHERE checked_at > $1
                AND (reason IN ('tool-missing', 'tool-failed', 'untrusted-issuer')
                    OR EXISTS (
                        SELECT 1 FROM file_signature
                        WHERE file_signature.attachment_id = file_verdict.attachment_id AND revocation = 'unavailable'))
            ON CONFLICT (attachment_id) DO NOTHING
            """, limit)
    }

    /// Keeps what was found; the file no longer waits.
    static func keep(
        _ found: PDFSignatures, scan: ScanQuality? = nil, of attachment: String, at now: Date, in connection: Connection
    ) throws {
        let waited = try connection.execute("DELETE FROM file_check WHERE attachment_id = $1", attachment)
        guard waited == 1 else { return }
        try connection.execute("DELETE FROM file_signature WHERE attachment_id = $1", attachment)
        try connection.execute("DELETE FROM file_verdict WHERE attachment_id = $1", attachment)
        try connection.execute(
            """
            INSERT INTO file_verdict (attachment_id, status, reason, checked_at, scan_version, scan_colour, scan_dpi)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            attachment, found.verdict.status.rawValue, found.verdict.reason?.rawValue, now, scan?.version,
            scan?.isColour, scan?.dpi)
        for (ordinal, signature) in found.signatures.enumerated() {
            try connection.execute(
                """
                INSERT INTO file_signature
                    (attachment_id, ordinal, status, reason, signer, is_agency, signed_at, certificate_sha256,
                    stamp, stamped_at, stamped_by, revocation, revoked_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                attachment, ordinal, signature.verdict.status.rawValue, signature.verdict.reason?.rawValue,
                signature.signer?.name ?? signature.signer?.organization, signature.signer?.role == .agency,
                signature.signedAt, signature.certificateSHA256,
                signature.stamp?.standing.rawValue, signature.stamp?.time, signature.stamp?.authority,
                signature.revocation.state.rawValue, signature.revocation.revokedAt)
        }
    }

    /// Those of the files of a document, by the file's id. What is missing has not been looked at.
    static func all(of document: String, in connection: Connection) throws -> [String: FileVerdict] {
        let signatures = try connection.rows(
            """
            SELECT file_signature.* FROM file_signature JOIN attachment ON attachment.id = file_signature.attachment_id
            WHERE attachment.document_id = $1 ORDER BY file_signature.attachment_id, file_signature.ordinal LIMIT 1000
            """, document
        ).map { row -> (String, Signature) in
            let (status, reason) = try Self.finding(row)
            let signature = Signature(
                status: status, reason: reason, signer: try row["signer"], isAgency: try row["is_agency"],
                signedAt: try row["signed_at"], stamp: try Self.stamp(row),
                revocation: try (row["revocation"] as String?).flatMap(RevocationFinding.State.init),
                revokedAt: try row["revoked_at"])
            return (try row["attachment_id"], signature)
        }
        let grouped = Dictionary(grouping: signatures) { $0.0 }
        let rows = try connection.rows(
            """
            SELECT file_verdict.* FROM file_verdict JOIN attachment ON attachment.id = file_verdict.attachment_id
            WHERE attachment.document_id = $1 LIMIT 100
            """, document)
        var verdicts: [String: FileVerdict] = [:]
        for row in rows {
            let id: String = try row["attachment_id"]
            let (status, reason) = try Self.finding(row)
            verdicts[id] = FileVerdict(
                status: status, reason: reason,
                signatures: grouped[id, default: []].map(\.1), scan: try Self.scan(row))
        }
        return verdicts
    }

    private static func stamp(_ row: Row) throws -> TimeStamp? {
        let standing = try (row["stamp"] as String?).flatMap(TimeStamp.Standing.init)
        return try standing.map {
            TimeStamp(standing: $0, time: try row["stamped_at"], authority: try row["stamped_by"])
        }
    }

    private static func scan(_ row: Row) throws -> ScanQuality? {
        let (version, colour, dpi): (String?, Bool?, Int?) = (
            try row["scan_version"], try row["scan_colour"], try row["scan_dpi"]
        )
        guard let version, let colour, let dpi else { return nil }
        return ScanQuality(version: version, isColour: colour, dpi: dpi)
    }

    private static func finding(_ row: Row) throws -> (SignatureVerdict.Status, SignatureReason?) {
        let (status, reason): (String, String?) = (try row["status"], try row["reason"])
        return (SignatureVerdict.Status(rawValue: status) ?? .unverifiable, reason.flatMap(SignatureReason.init))
    }
}

extension FileVerdict {
    /// For the clerk.
    var sentence: String { Self.sentence(self.status, self.reason) }

    static func sentence(_ status: SignatureVerdict.Status, _ reason: SignatureReason?) -> String {
        reason?.vietnamese ?? status.vietnamese
    }
}
