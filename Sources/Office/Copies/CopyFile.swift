import Exchange
import Foundation
import Storage

/// The files of an electronic copy (bản sao điện tử): what the agency has signed, beside the originals, which stay as they are. Never changed. Their
/// content goes with that of the document that was copied.
enum CopyFile {
    static let migration = Migration(
        "office 0400 electronic copies",
        sql: """
            CREATE TABLE copy_file (
                id TEXT NOT NULL PRIMARY KEY,
                copy_id TEXT NOT NULL REFERENCES document_copy (id),
                ordinal INTEGER NOT NULL,
                -- What was copied; null: an extract, which is made anew.
                original_id TEXT REFERENCES attachment (id),
                name TEXT NOT NULL,
                size_bytes INTEGER NOT NULL,
                hash TEXT NOT NULL,
                signed_at TEXT NOT NULL,
                UNIQUE (copy_id, ordinal)
            );
            CREATE INDEX copy_file_hash ON copy_file (hash);
            CREATE TRIGGER copy_file_stays BEFORE UPDATE ON copy_file
            BEGIN SELECT RAISE(ABORT, 'a file of a copy is never changed'); END;
            CREATE TRIGGER copy_file_remains BEFORE DELETE ON copy_file
            BEGIN SELECT RAISE(ABORT, 'a file of a copy is never removed'); END;
            -- The units of the agency to which it was sent.
            CREATE TABLE copy_unit (
                copy_id TEXT NOT NULL REFERENCES document_copy (id),
                unit_id TEXT NOT NULL REFERENCES unit (id),
                PRIMARY KEY (copy_id, unit_id)
            );
            """
    )

    /// Most files of one copy.
    static let maximum = 20

    /// Names a file of `copy` as the form of the columns of `attachment`.
    private static let query = """
        SELECT id, copy_id AS document_id, CASE ordinal WHEN 1 THEN 'main' ELSE 'annex' END AS part, name,
            'application/pdf' AS content_type, size_bytes, hash
        FROM copy_file
        """

    static func all(of copy: String, in connection: Connection) throws -> [Attachment] {
        try connection.rows("\(Self.query) WHERE copy_id = $1 ORDER BY ordinal LIMIT $2", copy, Self.maximum).map(
            Attachment.init)
    }

    /// One file of a copy that `person` may see. Throws `not-found`, `not-allowed` for who may not see the copy, and why the content is not shown
    /// any more.
    static func find(_ id: String, of copy: String, for person: Person, in connection: Connection) throws -> Attachment
    {
        let copy = try DocumentCopy.find(copy, for: person, in: connection)
        guard let file = try connection.row("\(Self.query) WHERE copy_id = $1 AND id = $2", copy.id, id) else {
            throw Fault.noSuchCopy
        }
        let closure = try IncomingStore.any(copy.source.documentID, in: connection)?.closure
        if closure == .withdrawn { throw Fault.closed(.withdrawn) }
        try Destruction.check(copy.source.documentID, in: connection)
        return try Attachment(file)
    }

    static func add(
        _ files: [SignedCopy], to copy: String, code: String, at now: Date, in connection: Connection
    ) throws {
        for (index, file) in files.enumerated() {
            try connection.execute(
                """
                INSERT INTO copy_file (id, copy_id, ordinal, original_id, name, size_bytes, hash, signed_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                UniqueID.make(at: now), copy, index + 1, file.originalID, Self.name(code, file.name, index: index),
                file.stored.sizeBytes, file.stored.hash, file.signedAt)
        }
    }

    /// `01-SY-UBND.pdf`; an annex keeps its own name behind it.
    static func name(_ code: String, _ original: String, index: Int) -> String {
        let code = code.replacing("/", with: "-")
        return index == 0 ? "\(code).pdf" : FileName.safe("\(code) \(original.prefix(150))")
    }

    /// The units to which a copy was sent, in the agency's own order.
    static func units(of copy: String, in connection: Connection) throws -> [String] {
        try connection.rows(
            """
            SELECT unit.name FROM copy_unit JOIN unit ON unit.id = copy_unit.unit_id
            WHERE copy_unit.copy_id = $1 ORDER BY unit.sort, unit.id LIMIT 500
            """, copy
        ).map { try $0["name"] }
    }
}

/// A file of a copy that the agency has signed and that is not in the register yet.
struct SignedCopy: Sendable {
    /// Nil: an extract.
    let originalID: String?
    let name: String
    let stored: StoredFile
    let signedAt: Date
}
