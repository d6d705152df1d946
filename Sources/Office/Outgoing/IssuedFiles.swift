import Foundation
import Storage

extension Attachment {
    /// The files that leave the office with a document: the document itself first, then its annexes, never those of its draft. At most 100.
    static func issued(of outgoing: String, in connection: Connection) throws -> [Attachment] {
        try connection.rows(
            """
            SELECT id, document_id, part, name, content_type, size_bytes, hash FROM attachment
            WHERE document_id = $1 AND part <> 'draft' AND removed_at IS NULL
            ORDER BY CASE part WHEN 'annex' THEN 1 ELSE 0 END, ordinal
            LIMIT 100
            """,
            outgoing
        ).map(Attachment.init)
    }
    /// It belongs to its document no more; the row and what is in the store stay.
    static func retire(_ id: String, at now: Date, in connection: Connection) throws {
        try connection.execute("UPDATE attachment SET removed_at = $1 WHERE id = $2", now, id)
        try FileContent.forget(id, in: connection)
    }
}
